-- De quels zonages connaît-on les contours ?
-- Une ligne par zonage, avec son nombre de quartiers dessinables. $contrats : null = tous.
select
    generation,
    count(*) as nb_quartiers
from quartier
where
    geometrie is not null
    and ($contrats is null or list_contains($contrats, contrat_id))
group by generation
order by generation
