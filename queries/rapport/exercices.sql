-- Quels exercices un rapport annuel peut-il couvrir ?
-- Une ligne par année qui a des actions visibles dans ce contrat, la plus récente d'abord.
-- $contrat : son code. $statuts : ceux que cette personne peut voir.
-- Règle : le rapport porte sur une année écoulée ; la page choisit.
select
    annee,
    count(*) as nb_actions
from action
where contrat_id = $contrat and list_contains($statuts::varchar[], statut)
group by annee
order by annee desc
