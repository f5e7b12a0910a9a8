-- Depuis quand cette action existe-t-elle, et qu'est-elle devenue ?
-- Une ligne par exercice de la même action, dans l'ordre des années.
-- $action : son code ; $statuts : les statuts qu'on peut montrer (vide : tous). Règles : la chaîne suit
-- action_precedente dans les deux sens, trente pas au plus ; un exercice qui n'est pas public n'est pas
-- montré mais ne coupe pas la chaîne.
with recursive avant as (
    select
        action_id,
        action_precedente,
        0 as pas
    from action
    where action_id = $action
    union all
    select
        action.action_id,
        action.action_precedente,
        avant.pas + 1
    from avant
    join action on avant.action_precedente = action.action_id
    where avant.pas < 30
),

apres as (
    select
        action_id,
        0 as pas
    from action
    where action_id = $action
    union all
    select
        action.action_id,
        apres.pas + 1
    from apres
    join action on apres.action_id = action.action_precedente
    where apres.pas < 30
),

chaine as (
    select action_id from avant
    union
    select action_id from apres
),

montants as (
    select
        action_id,
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur
    from financement
    where action_id in (select chaine.action_id from chaine)
    group by action_id
)

select
    action.action_id,
    action.annee,
    action.intitule,
    action.statut,
    montants.demande_eur,
    montants.accorde_eur,
    montants.verse_eur,
    action.beneficiaires_prevus,
    action.beneficiaires_reels
from chaine
join action on chaine.action_id = action.action_id
left join montants on chaine.action_id = montants.action_id
where parmi(action.statut, $statuts)
order by action.annee, action.action_id
