-- titre: un montant accordé dépasse le montant demandé
-- gravite: avertissement
-- Une ligne par financement en défaut.
select
    action_id,
    financeur_id,
    demande_eur,
    accorde_eur
from financement
where accorde_eur > demande_eur
