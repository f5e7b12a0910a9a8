-- titre: une action refusée, ajournée ou annulée porte un montant accordé
-- gravite: avertissement
-- Une ligne par financement en défaut. L'autofinancement du porteur n'est pas un accord.
select
    action.action_id,
    action.statut,
    financement.financeur_id,
    financement.accorde_eur
from action
join financement on action.action_id = financement.action_id
where
    action.statut in ('refusée', 'ajournée', 'annulée')
    and financement.nature <> 'autofinancement'
    and financement.accorde_eur > 0
