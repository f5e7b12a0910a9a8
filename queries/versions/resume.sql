-- Que contient la base, contrat par contrat, année par année, statut par statut ?
-- Une ligne par contrat, année et statut. Règle : un euro compte une fois (somme de financement) ; c'est ce
-- que le journal des versions garde d'une base qui n'existe plus.
with montants as (
    select
        action_id,
        sum(accorde_eur) as accorde_eur,
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(verse_eur) as verse_eur
    from financement
    group by action_id
)

select
    action.contrat_id,
    action.annee,
    action.statut,
    count(*) as nb_actions,
    coalesce(sum(montants.accorde_eur), 0)::decimal(18, 2) as accorde_eur,
    coalesce(sum(montants.demande_eur), 0)::decimal(18, 2) as demande_eur,
    coalesce(sum(montants.propose_eur), 0)::decimal(18, 2) as propose_eur,
    coalesce(sum(montants.verse_eur), 0)::decimal(18, 2) as verse_eur
from action
left join montants using (action_id)
group by all
order by action.contrat_id, action.annee, action.statut
