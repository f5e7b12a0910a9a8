-- titre: un montant versé dépasse le montant accordé
-- gravite: avertissement
-- Une ligne par financement en défaut.
select
    action_id,
    financeur_id,
    accorde_eur,
    verse_eur
from financement
where verse_eur > coalesce(accorde_eur, 0)
