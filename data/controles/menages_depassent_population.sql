-- titre: un quartier a plus de ménages que d'habitants
-- gravite: avertissement
-- Une ligne par quartier en défaut.
select
    quartier_id,
    menages,
    population
from quartier
where menages > population
