-- Que sont devenues les lignes et les euros de chaque fichier ?
-- Une ligne par fichier importé, dans l'ordre des noms. Euros accordés.
-- Les comptes d'un fichier qui peut porter des demandes non publiques sont vides pour un visiteur
-- (queries/visible.sql).
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
)

select
    source.nom as source,
    source.nb_lignes,
    source.nb_retenues,
    source.nb_rejets,
    comptes.nb_hors_perimetre,
    comptes.nb_ignorees,
    comptes.nb_illisibles,
    comptes.lus_eur,
    comptes.retenus_eur,
    comptes.refuses_eur,
    comptes.hors_perimetre_eur,
    comptes.remplaces_eur
from source
left join comptes on source.source_id = comptes.source_id
order by source.nom, source.source_id
