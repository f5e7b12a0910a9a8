-- Quels porteurs peut-on choisir ?
-- Une ligne par porteur qui a une action publique, dans l'ordre des noms ; mille au plus, les plus actifs.
-- $contrats, $statuts : ceux qu'on peut montrer (vide : tous). Règle : toutes les années.
with actifs as (
    select
        structure_id,
        count(*) as nb_actions
    from action
    where
        parmi(contrat_id, $contrats)
        and parmi(statut, $statuts)
    group by structure_id
    order by nb_actions desc, structure_id
    limit 1000
)

select
    actifs.structure_id,
    structure.nom as porteur
from actifs
join structure on actifs.structure_id = structure.structure_id
order by structure.nom, actifs.structure_id
