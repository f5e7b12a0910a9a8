-- Qu'a décidé le comité de pilotage ?
-- Une ligne par décision sur l'action, dans l'ordre des dates (sans décision : elle est attendue).
-- $action : son code.
select
    seance.tenue_le,
    instance.nom as instance,
    decision.objet,
    decision.decision,
    decision.motif,
    decision.montant_eur
from decision
join seance on decision.seance_id = seance.seance_id
join instance on seance.instance_id = instance.instance_id
where decision.action_id = $action
order by seance.tenue_le, decision.objet
