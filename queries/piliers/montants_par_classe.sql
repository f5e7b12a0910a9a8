-- À quoi sert l'argent, lu par axes, pôles, âges ou dispositifs ?
-- Une ligne par catégorie du classement $classement (suffixe de classement_id), de la mieux dotée à la
-- moins dotée ; des codes qui commencent par un nombre (les âges) gardent leur ordre. Puis « aucune » :
-- les actions hors du classement. Filtre commun.
-- Règle : dans un classement multiple une action compte dans chacune de ses catégories, pour tout son
-- montant : les lignes ne s'additionnent pas.
with argent as (
    select
        action_id,
        sum(montant_eur) as montant_eur,
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur
    from financements_filtres($filtre)
    group by action_id
),

rangees as (
    select distinct
        action_classe.action_id,
        classe.code,
        classe.nom,
        classe.ordre
    from action_classe
    join classe on action_classe.classe_id = classe.classe_id
    join classement on classe.classement_id = classement.classement_id
    where substr(classement.classement_id, length(classement.contrat_id) + 2) = $classement
),

nom_du_classement as (
    select min(nom) as nom
    from classement
    where substr(classement_id, length(contrat_id) + 2) = $classement
),

lignes as (
    select
        rangees.code as classe_id,
        min(rangees.nom) as classe,
        min(rangees.ordre) as ordre,
        count(*) as nb_actions,
        sum(argent.montant_eur) as montant_eur,
        sum(argent.demande_eur) as demande_eur,
        sum(argent.accorde_eur) as accorde_eur,
        sum(argent.verse_eur) as verse_eur
    from argent
    join rangees using (action_id)
    group by rangees.code
    union all
    select
        'aucune' as classe_id,
        coalesce('Hors ' || lower(any_value(nom_du_classement.nom)), 'Hors classement') as classe,
        99 as ordre,
        count(*) as nb_actions,
        sum(argent.montant_eur) as montant_eur,
        sum(argent.demande_eur) as demande_eur,
        sum(argent.accorde_eur) as accorde_eur,
        sum(argent.verse_eur) as verse_eur
    from argent, nom_du_classement
    where argent.action_id not in (select rangees.action_id from rangees)
    having count(*) > 0
)

select
    classe_id,
    classe,
    ordre,
    nb_actions,
    montant_eur,
    demande_eur,
    accorde_eur,
    verse_eur
from lignes
order by
    classe_id = 'aucune',
    case when (select bool_and(regexp_matches(r.code, '^[0-9]')) from rangees as r) then ordre end,
    montant_eur desc nulls last,
    ordre,
    classe_id
