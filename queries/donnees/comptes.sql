-- Que sont devenues les lignes et les euros de chaque fichier ?
-- Une ligne par fichier importé, dans l'ordre des noms. Euros accordés.
-- $reserve : vrai pour un visiteur ; les euros des fichiers de la collectivité, qui peuvent porter des
-- demandes non publiques, ne lui sont alors pas dits (règle 7 du modèle).
-- Règle : lus = retenus + refusés + hors périmètre (+ euros d'actions qu'un tableau a remplacées depuis).
with derniere as (
    select resume
    from version
    order by publiee_le desc
    limit 1
),

bilans as (
    select unnest(from_json(resume -> '$.sources', '["json"]')) as bilan
    from derniere
),

comptes as (
    select
        bilan ->> '$.source_id' as source_id,
        (bilan ->> '$.hors_perimetre')::integer as nb_hors_perimetre,
        (bilan ->> '$.ignorees')::integer as nb_ignorees,
        (bilan ->> '$.illisibles')::integer as nb_illisibles,
        (bilan ->> '$.euros.accorde.lus')::decimal(18, 2) as lus_eur,
        (bilan ->> '$.euros.accorde.retenus')::decimal(18, 2) as retenus_eur,
        (bilan ->> '$.euros.accorde.refuses')::decimal(18, 2) as refuses_eur,
        (bilan ->> '$.euros.accorde.hors_perimetre')::decimal(18, 2) as hors_perimetre_eur,
        (bilan ->> '$.euros.accorde.remplaces')::decimal(18, 2) as remplaces_eur
    from bilans
),

fichiers as (
    select
        *,
        coalesce($reserve, true) and type in ('classeur', 'programmation', 'scdl') as cache
    from source
)

select
    fichiers.nom as source,
    fichiers.nb_lignes,
    fichiers.nb_retenues,
    fichiers.nb_rejets,
    comptes.nb_hors_perimetre,
    case when not cache then comptes.nb_ignorees end as nb_ignorees,
    case when not cache then comptes.nb_illisibles end as nb_illisibles,
    case when not cache then comptes.lus_eur end as lus_eur,
    case when not cache then comptes.retenus_eur end as retenus_eur,
    case when not cache then comptes.refuses_eur end as refuses_eur,
    case when not cache then comptes.hors_perimetre_eur end as hors_perimetre_eur,
    case when not cache then comptes.remplaces_eur end as remplaces_eur
from fichiers
left join comptes on fichiers.source_id = comptes.source_id
order by fichiers.nom, fichiers.source_id
