-- Quelles actions répondent à ces mots ?
-- Une ligne par action, la plus proche des mots d'abord, puis du plus gros montant au plus petit.
-- Filtre commun. $q : mots cherchés (vide : toutes les actions) ; $porteur : une structure (vide : toutes) ;
-- $limite : nombre de lignes (vide : toutes).
-- Règles : chaque mot doit commencer un mot de l'intitulé, du porteur, des objectifs ou de la description,
-- sans égard aux accents, à la casse ni au pluriel ; les montants sont ceux du filtre (la part des quartiers
-- et des financeurs choisis) ; les colonnes total_… comptent toute la recherche, au-delà de la limite.
with saisie as (
    select
        unnest(
            string_split_regex(
                replace(replace(strip_accents(lower($q::varchar)), 'œ', 'oe'), 'æ', 'ae'), '[^a-z0-9]+'
            )
        ) as mot
),

mots as (
    select distinct
        ' ' || mot as debut,
        ' ' || regexp_replace(mot, '(..)[sx]$', '\1') || ' ' as singulier,
        regexp_replace(mot, '(..)[sx]$', '\1') as radical
    from saisie
    where mot <> ''
),

-- Sans mot, aucun texte n'est lu.
textes as (
    select
        action.*,
        structure.nom as porteur,
        case
            when coalesce($q::varchar, '') = '' then ''
            else replace(replace(strip_accents(lower(concat_ws(
                ' ', action.intitule, structure.nom, action.objectifs, action.description
            ))), 'œ', 'oe'), 'æ', 'ae')
        end as texte
    from actions_filtrees($filtre) as action
    left join structure on action.structure_id = structure.structure_id
    where egale(action.structure_id, $porteur)
),

-- Un premier tri grossier : découper les mots de chaque texte coûterait bien plus.
candidates as (
    select
        * exclude (texte),
        ' ' || regexp_replace(texte, '[^a-z0-9]+', ' ', 'g') || ' ' as texte,
        ' ' || regexp_replace(strip_accents(lower(intitule)), '[^a-z0-9]+', ' ', 'g') || ' ' as titre,
        ' ' || regexp_replace(strip_accents(lower(porteur)), '[^a-z0-9]+', ' ', 'g') || ' ' as nom
    from textes
    where
        not exists (
            select 1 from mots
            where not contains(textes.texte, mots.radical)
        )
),

trouvees as (
    select
        * exclude (texte, titre, nom),
        (
            select 2 * count(*) from mots
            where contains(candidates.titre, mots.debut) or contains(candidates.titre, mots.singulier)
        )
        + (
            select count(*) from mots
            where contains(candidates.nom, mots.debut) or contains(candidates.nom, mots.singulier)
        ) as pertinence
    from candidates
    where
        not exists (
            select 1 from mots
            where
                not contains(candidates.texte, mots.debut)
                and not contains(candidates.texte, mots.singulier)
        )
),

montants as (
    select
        action_id,
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(montant_eur) as montant_eur
    from financements_filtres($filtre)
    where action_id in (select trouvees.action_id from trouvees)
    group by action_id
),

totaux as (
    select
        count(*) as total_actions,
        count_if(trouvees.cout_theorique) as total_postes,
        count(distinct trouvees.structure_id) as total_porteurs,
        sum(montants.demande_eur) as total_demande_eur,
        sum(montants.accorde_eur) as total_accorde_eur,
        sum(montants.verse_eur) as total_verse_eur,
        sum(montants.montant_eur) as total_eur
    from trouvees
    left join montants using (action_id)
),

lignes as (
    select
        trouvees.*,
        montants.demande_eur,
        montants.accorde_eur,
        montants.verse_eur,
        montants.montant_eur
    from trouvees
    left join montants using (action_id)
    order by
        trouvees.pertinence desc, montants.montant_eur desc nulls last, trouvees.annee desc,
        trouvees.intitule, trouvees.action_id
    limit coalesce($limite::bigint, 9223372036854775807)
),

payeurs as (
    select
        f.action_id,
        financeur.nom,
        sum(f.montant_eur) as montant_eur
    from financements_filtres($filtre) as f
    join financeur using (financeur_id)
    where f.montant_eur > 0 and f.action_id in (select lignes.action_id from lignes)
    group by f.action_id, financeur.nom
),

financeurs as (
    select
        action_id,
        string_agg(nom, ', ' order by montant_eur desc, nom) as financeurs
    from payeurs
    group by action_id
),

quartiers as (
    select
        action_quartier.action_id,
        string_agg(quartier.nom, ', ' order by action_quartier.part desc, quartier.nom) as quartiers
    from action_quartier
    join quartier on action_quartier.quartier_id = quartier.quartier_id
    where action_quartier.action_id in (select lignes.action_id from lignes)
    group by action_quartier.action_id
)

select
    lignes.action_id,
    lignes.annee,
    lignes.intitule,
    coalesce(lignes.porteur, 'Porteur non renseigné') as porteur,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    coalesce(quartiers.quartiers, 'Ensemble du contrat') as quartiers,
    lignes.statut,
    lignes.demande_eur,
    lignes.accorde_eur,
    lignes.verse_eur,
    lignes.montant_eur,
    financeurs.financeurs,
    lignes.beneficiaires_prevus,
    lignes.beneficiaires_reels,
    lignes.cout_theorique,
    lignes.pertinence,
    totaux.*
from lignes
cross join totaux
left join pilier on lignes.pilier_id = pilier.pilier_id
left join financeurs on lignes.action_id = financeurs.action_id
left join quartiers on lignes.action_id = quartiers.action_id
order by
    lignes.pertinence desc, lignes.montant_eur desc nulls last, lignes.annee desc, lignes.intitule,
    lignes.action_id
