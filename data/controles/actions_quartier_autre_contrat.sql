-- titre: une action touche un quartier d'un autre contrat
-- gravite: avertissement
-- Une ligne par action et quartier en défaut.
select
    action.action_id,
    quartier.quartier_id
from action_quartier
join action on action_quartier.action_id = action.action_id
join quartier on action_quartier.quartier_id = quartier.quartier_id
where quartier.contrat_id <> action.contrat_id
