-- De quels zonages connaît-on les contours ?
-- Une ligne par zonage, avec son nombre de quartiers dessinables. $contrats : null = tous.
select
    generation,
    count(*) as nb_quartiers
from quartier
where
    geometrie is not null
    and parmi(contrat_id, $contrats)
group by generation
order by generation
