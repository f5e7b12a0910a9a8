-- Quelles années ont des actions dans ces contrats ?
-- Une ligne par année, de la plus récente à la plus ancienne. $contrats : null = tous ;
-- $statuts : statuts visibles.
select
    annee,
    count(*) as nb_actions
from action
where
    parmi(contrat_id, $contrats)
    and parmi(statut, $statuts)
group by annee
order by annee desc
