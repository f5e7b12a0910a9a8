-- titre: une action à l'échelle des quartiers en touche au moins un, une action du contrat n'en touche aucun
-- gravite: bloquant
-- Une ligne par action en défaut.
select
    action_id,
    echelle
from action
where
    (echelle = 'quartiers') <> exists (
        select 1 from action_quartier
        where action_quartier.action_id = action.action_id
    )
