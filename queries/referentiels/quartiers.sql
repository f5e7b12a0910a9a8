-- Quels quartiers pour ces contrats ?
-- Une ligne par quartier, le zonage le plus récent d'abord. $contrats : null = tous.
select
    quartier_id,
    contrat_id,
    nom,
    type,
    generation,
    population,
    superficie_km2
from quartier
where parmi(contrat_id, $contrats)
order by generation desc, type, nom, quartier_id
