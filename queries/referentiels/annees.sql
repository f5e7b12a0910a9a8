-- Quelles années ont des actions dans ces contrats ?
-- Une ligne par année, de la plus récente à la plus ancienne. $contrats : null = tous ;
-- $statuts : statuts visibles.
select
    annee,
    count(*) as nb_actions
from action
where
    ($contrats is null or list_contains($contrats, contrat_id))
    and ($statuts is null or list_contains($statuts, statut))
group by annee
order by annee desc
