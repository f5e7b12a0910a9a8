-- De quel quartier de 2015 vient-il, ou que devient-il en 2024 ?
-- Une ligne par lien entre un code de 2015 et un code de 2024, dans l'ordre des codes.
select
    passage.ancien,
    ancien.nom as nom_ancien,
    ancien.population as population_ancien,
    passage.nouveau,
    nouveau.nom as nom_nouveau,
    nouveau.population as population_nouveau,
    passage.statut
from passage_quartier as passage
left join quartier as ancien on passage.ancien = ancien.quartier_id
left join quartier as nouveau on passage.nouveau = nouveau.quartier_id
where passage.ancien = $quartier or passage.nouveau = $quartier
order by passage.ancien, passage.nouveau
