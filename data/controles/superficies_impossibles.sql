-- titre: un quartier a une superficie impossible (nulle, ou de plus de 30 km²)
-- gravite: avertissement
-- Une ligne par quartier en défaut.
select
    quartier_id,
    nom,
    superficie_km2
from quartier
where
    superficie_km2 <= 0
    or superficie_km2 > 30
