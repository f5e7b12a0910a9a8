-- Quelles actions la vue compte-t-elle, pour combien, et que disent-elles ?
-- Une ligne par action, dans l'ordre des codes : deux versions de la base se comparent ligne à ligne.
-- Filtre commun (queries/macros.sql). Règle : un euro compte une fois ; `signature` change dès qu'un
-- texte, un montant, un quartier ou une classe de l'action change, et ne se compare qu'à elle-même.
with montants as (
    select
        action_id,
        sum(montant_eur) as montant_eur
    from financements_filtres($filtre)
    group by action_id
),

financements as (
    select
        action_id,
        bit_xor(
            hash(financeur_id, nature, section, demande_eur, propose_eur, accorde_eur, verse_eur)
        ) as signature
    from financement
    group by action_id
),

quartiers as (
    select
        action_id,
        bit_xor(hash(quartier_id, part, beneficiaires)) as signature
    from action_quartier
    group by action_id
),

classes as (
    select
        action_id,
        bit_xor(hash(classe_id)) as signature
    from action_classe
    group by action_id
)

select
    action.action_id,
    action.annee,
    coalesce(montants.montant_eur, 0)::decimal(18, 2) as montant_eur,
    hash(
        action.intitule, action.description, action.objectifs, action.structure_id, action.pilier_id,
        action.thematique_id, action.theme_national, action.statut, action.reconduction,
        action.pluriannuelle, action.echelle, action.cout_total_eur, action.beneficiaires_prevus,
        action.beneficiaires_reels, action.bilan_recu, action.commune_id, action.cout_theorique,
        financements.signature, quartiers.signature, classes.signature
    )::varchar as signature
from actions_filtrees($filtre) as action
left join montants on action.action_id = montants.action_id
left join financements on action.action_id = financements.action_id
left join quartiers on action.action_id = quartiers.action_id
left join classes on action.action_id = classes.action_id
order by action.action_id
