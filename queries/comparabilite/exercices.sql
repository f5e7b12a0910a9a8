-- De quoi chaque exercice est-il fait, et que lui manque-t-il, pour qu'on le compare à un autre ?
-- Une ligne par année où le choix a une action, ou dont des lignes ont été refusées, dans leur ordre.
-- Filtre commun (l'appelant retire les années). `postes_eur`, `nb_postes` : ce qui est au coût théorique ;
-- `nb_hors_ligne` : postes qui ne sont pas au coût de leur dispositif (macro cout_hors_ligne).
-- `part_refusee` : la part des lignes de cette année, dans ces contrats, qui n'est pas entrée ; celle du
-- tableau (actions ou financements) qui a le plus perdu. Règle : une ligne refusée ne dit pas son contrat,
-- elle se partage comme celles que sa source a données ; sans année lisible, elle est de l'année de sa
-- source, sinon de chacune.
with choisis as (
    select
        annee,
        nb_actions,
        nb_postes,
        montant_eur,
        postes_eur
    from exercices_du_choix($filtre, null)
),

hors_ligne as (
    select
        poste.annee,
        count(distinct poste.action_id) as nb_hors_ligne
    from couts_des_postes($filtre) as poste
    join action_classe on poste.action_id = action_classe.action_id
    join classe on action_classe.classe_id = classe.classe_id
    where cout_hors_ligne(classe.code, poste.accorde_eur)
    group by poste.annee
),

-- Ce que chaque source a donné, toutes lignes et tous statuts : ses actions, puis ses financements.
donnees as (
    select
        source_id,
        annee,
        contrat_id,
        false as argent
    from action
    union all
    select
        financement.source_id,
        action.annee,
        action.contrat_id,
        true as argent
    from financement
    join action on financement.action_id = action.action_id
),

gardees as (
    select
        source_id,
        annee,
        argent,
        count(*) as nb,
        count(*) filter (
            where parmi(contrat_id, $filtre['contrats'])
        ) as nb_ici
    from donnees
    group by source_id, annee, argent
),

-- `ampleur` : combien la source a de lignes bonnes pour une de la base, qui n'en garde que son périmètre.
des_sources as (
    select
        gardees.source_id,
        gardees.argent,
        sum(gardees.nb) as nb,
        sum(gardees.nb_ici) as nb_ici,
        min(gardees.annee) as premiere,
        max(gardees.annee) as derniere,
        case
            when source.type = 'classeur' then 1
            else greatest(1, (source_lue.nb_lignes - source_lue.nb_rejets) / sum(gardees.nb))
        end as ampleur
    from gardees
    join source on gardees.source_id = source.source_id
    join source_lue on gardees.source_id = source_lue.source_id
    group by gardees.source_id, gardees.argent, source.type, source_lue.nb_lignes, source_lue.nb_rejets
),

-- Ce que la construction a dit des lignes refusées de chaque exercice ; à défaut, les refus eux-mêmes.
resume as (
    select resume
    from version
    order by publiee_le desc
    limit 1
),

dites as (
    select unnest(json_extract(resume, '$.sources[*].refus[*]')) as refus
    from resume
),

-- Une construction d'aujourd'hui les dit toujours, même s'il n'y en a pas.
muette as (
    select coalesce(len(json_extract(resume, '$.sources[*].refus')), 0) = 0 as sans_refus_dits
    from resume
),

ecrites as (
    select
        refus_lu.source_id,
        refus_lu.feuille,
        refus_lu.ligne
    from refus_lu
    join source on refus_lu.source_id = source.source_id
    where
        (select muette.sans_refus_dits from muette)
        and (
            source.type in ('programmation', 'scdl', 'postes-anct')
            or (source.type = 'classeur' and refus_lu.feuille in ('programmation', 'financements'))
        )
),

lues as (
    select
        refus ->> '$.source_id' as source_id,
        (refus ->> '$.argent')::boolean as argent,
        (refus ->> '$.annee')::integer as annee,
        (refus ->> '$.nb')::integer as nb
    from dites
    union all
    select
        source_id,
        coalesce(feuille = 'financements', false) as argent,
        null as annee,
        1 as nb
    from ecrites
),

refusees as (
    select
        lues.source_id,
        lues.argent,
        coalesce(
            lues.annee,
            try_cast(source.millesime as integer),
            case when des_sources.premiere = des_sources.derniere then des_sources.premiere end
        ) as annee,
        sum(lues.nb) as nb
    from lues
    join source on lues.source_id = source.source_id
    left join des_sources on lues.source_id = des_sources.source_id and lues.argent = des_sources.argent
    group by all
),

annees as (
    select annee from gardees
    union
    select annee from refusees
    where annee is not null
),

pertes as (
    select
        annees.annee,
        refusees.argent,
        sum(
            refusees.nb * case
                when gardees.nb > 0 then gardees.nb_ici / (gardees.nb * des_sources.ampleur)
                when des_sources.nb > 0 then des_sources.nb_ici / (des_sources.nb * des_sources.ampleur)
                -- Rien n'en est entré : tout y est refusé, ou ses lignes bonnes sont d'ailleurs.
                when source.type <> 'classeur' and source_lue.nb_lignes > source_lue.nb_rejets then 0
                else 1
            end
            * case when refusees.annee is null then coalesce(gardees.nb / des_sources.nb, 0) else 1 end
        ) as nb
    from refusees
    join source on refusees.source_id = source.source_id
    join source_lue on refusees.source_id = source_lue.source_id
    join annees on refusees.annee is null or refusees.annee = annees.annee
    left join des_sources
        on refusees.source_id = des_sources.source_id and refusees.argent = des_sources.argent
    left join gardees
        on
            refusees.source_id = gardees.source_id and refusees.argent = gardees.argent
            and annees.annee = gardees.annee
    group by annees.annee, refusees.argent
),

presentes as (
    select
        annee,
        argent,
        sum(nb_ici) as nb
    from gardees
    group by annee, argent
),

refus as (
    select
        pertes.annee,
        max(pertes.nb / (pertes.nb + coalesce(presentes.nb, 0))) as part_refusee
    from pertes
    left join presentes on pertes.annee = presentes.annee and pertes.argent = presentes.argent
    where pertes.nb > 0
    group by pertes.annee
)

select
    coalesce(choisis.annee, refus.annee) as annee,
    coalesce(choisis.nb_actions, 0) as nb_actions,
    coalesce(choisis.nb_postes, 0) as nb_postes,
    choisis.montant_eur,
    choisis.postes_eur,
    coalesce(hors_ligne.nb_hors_ligne, 0) as nb_hors_ligne,
    coalesce(refus.part_refusee, 0) as part_refusee
from choisis
full join refus on choisis.annee = refus.annee
left join hors_ligne on choisis.annee = hors_ligne.annee
order by 1
