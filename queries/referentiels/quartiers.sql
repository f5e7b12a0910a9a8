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
where $contrats is null or list_contains($contrats, contrat_id)
order by generation desc, type, nom, quartier_id
