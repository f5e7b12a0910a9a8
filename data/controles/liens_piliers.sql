-- titre: le pilier d'une action est celui de son contrat et de son année, sa thématique celle de son pilier
-- gravite: bloquant
-- Une ligne par action en défaut.
select
    action.action_id,
    action.annee,
    action.pilier_id,
    action.thematique_id
from action
left join pilier on action.pilier_id = pilier.pilier_id
left join thematique on action.thematique_id = thematique.thematique_id
where
    pilier.contrat_id <> action.contrat_id
    or action.annee not between pilier.debut and pilier.fin
    or thematique.pilier_id <> action.pilier_id
