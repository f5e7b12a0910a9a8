-- titre: des mesures portent sur un quartier absent de la base
-- gravite: avertissement
-- Une ligne par quartier mesuré et inconnu.
select distinct territoire_id
from mesure
where
    territoire_type = 'quartier'
    and not exists (
        select 1 from quartier
        where quartier.quartier_id = mesure.territoire_id
    )
