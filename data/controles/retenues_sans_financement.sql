-- titre: une action retenue n'a reçu aucun financement
-- gravite: avertissement
-- Une ligne par action en défaut.
select
    action_id,
    annee,
    statut
from action
where
    statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')
    and not exists (
        select 1 from financement
        where financement.action_id = action.action_id and financement.accorde_eur > 0
    )
