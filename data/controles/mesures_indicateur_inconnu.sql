-- titre: chaque mesure cite un indicateur qui existe
-- gravite: bloquant
-- Une ligne par mesure orpheline.
select
    indicateur_id,
    territoire_id,
    annee
from mesure
where not exists (
    select 1 from indicateur
    where indicateur.indicateur_id = mesure.indicateur_id
)
