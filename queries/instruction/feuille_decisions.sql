-- Que contient déjà la feuille « decisions » du classeur d'où viennent ces actions ?
-- Une ligne par décision, dans l'ordre de la feuille. $contrats : null = tous ; $statuts : statuts d'action
-- qu'on a le droit de voir (vide : tous).
-- Règle : toutes les décisions des mêmes fichiers, même d'un autre contrat : la feuille se remplace entière.
select
    decision.seance_id,
    decision.action_id,
    action.reference,
    decision.objet,
    decision.decision,
    decision.motif,
    decision.montant_eur
from decision_rangee as decision
left join action on decision.action_id = action.action_id
where
    decision.source_id in (
        select autre.source_id from action as autre
        where parmi(autre.contrat_id, $contrats)
    )
    and (action.action_id is null or parmi(action.statut, $statuts))
order by decision.rang
