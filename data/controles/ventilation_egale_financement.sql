-- titre: le partage entre quartiers redonne chaque financement, au centime
-- gravite: bloquant
-- Une ligne par financement dont la somme ventilée diffère (ou qui n'a pas de ventilation).
with partage as (
    select
        action_id,
        financeur_id,
        nature,
        section,
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur
    from ventilation
    group by all
)

select
    coalesce(financement.action_id, partage.action_id) as action_id,
    coalesce(financement.financeur_id, partage.financeur_id) as financeur_id,
    financement.accorde_eur,
    partage.accorde_eur as ventile_eur
from financement
full join partage
    on
        financement.action_id = partage.action_id
        and financement.financeur_id = partage.financeur_id
        and financement.nature = partage.nature
        and financement.section = partage.section
where
    financement.action_id is null
    or partage.action_id is null
    or financement.demande_eur is distinct from partage.demande_eur
    or financement.propose_eur is distinct from partage.propose_eur
    or financement.accorde_eur is distinct from partage.accorde_eur
    or financement.verse_eur is distinct from partage.verse_eur
