-- De quels fichiers viennent les actions montrées ?
-- Une ligne par fichier, dans l'ordre des noms. Filtre commun.
select
    source.source_id,
    source.nom,
    source.producteur,
    source.millesime,
    count(*) as nb_actions
from actions_filtrees($filtre) as action
join source on action.source_id = source.source_id
group by 1, 2, 3, 4
order by source.nom, source.source_id
