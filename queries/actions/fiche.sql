-- Quelle est cette action ?
-- Une seule ligne, ou aucune si l'action n'existe pas ou si son statut n'est pas permis.
-- $action : son code ; $statuts : les statuts qu'on peut montrer (vide : tous). Règle : l'action entière,
-- sans égard aux filtres ; un euro compte une fois ; finances_eur : accordé hors autofinancement du porteur.
with montants as (
    select
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(accorde_eur) filter (where nature <> 'autofinancement') as finances_eur,
        sum(demande_eur) filter (where nature <> 'autofinancement') as demande_finances_eur,
        count(distinct financeur_id) filter (
            where accorde_eur > 0 and nature <> 'autofinancement'
        ) as nb_financeurs
    from financement
    where action_id = $action
),

themes as (
    select
        code,
        nom,
        cast(split_part(periode, '-', 1) as integer) as debut,
        cast(split_part(periode, '-', 2) as integer) as fin
    from theme_national
)

select
    action.action_id,
    action.contrat_id,
    contrat.nom as contrat,
    action.annee,
    action.reference,
    action.intitule,
    action.description,
    action.objectifs,
    action.structure_id,
    coalesce(structure.nom, 'Porteur non renseigné') as porteur,
    structure.categorie as porteur_categorie,
    structure.commune as porteur_commune,
    action.pilier_id,
    pilier.nom as pilier,
    thematique.nom as thematique,
    action.theme_national,
    themes.nom as theme_national_nom,
    action.statut,
    action.reconduction,
    action.pluriannuelle,
    action.echelle,
    action.cout_total_eur,
    action.beneficiaires_prevus,
    action.beneficiaires_reels,
    action.bilan_recu,
    commune.nom as commune,
    action.cout_theorique,
    montants.demande_eur,
    montants.propose_eur,
    montants.accorde_eur,
    montants.verse_eur,
    montants.finances_eur,
    montants.demande_finances_eur,
    montants.nb_financeurs,
    source.nom as source,
    source.producteur,
    source.millesime
from action
cross join montants
left join contrat on action.contrat_id = contrat.contrat_id
left join structure on action.structure_id = structure.structure_id
left join pilier on action.pilier_id = pilier.pilier_id
left join thematique on action.thematique_id = thematique.thematique_id
left join themes on action.theme_national = themes.code and action.annee between themes.debut and themes.fin
left join commune on action.commune_id = commune.commune_id
left join source on action.source_id = source.source_id
where
    action.action_id = $action
    and parmi(action.statut, $statuts)
