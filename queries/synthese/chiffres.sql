-- Que fait le contrat, en quelques chiffres ?
-- Une seule ligne. Filtre commun (queries/macros.sql). Règle : un euro compte une fois.
-- Levier : ce que les autres financeurs accordent aux actions que l'EPCI cofinance, hors
-- autofinancement du porteur, pour 1 € de l'EPCI. CPO : part pluriannuelle des crédits
-- spécifiques de l'État, postes au coût théorique exclus.
with argent as (
    select
        f.*,
        financeur.categorie
    from financements_filtres($filtre) as f
    join financeur using (financeur_id)
),

avec_epci as (
    select distinct action_id
    from argent
    where categorie = 'EPCI' and accorde_eur > 0
),

sommes as (
    select
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(montant_eur) as montant_eur,
        sum(accorde_eur) filter (where cout_theorique) as theorique_eur,
        sum(accorde_eur) filter (
            where categorie = 'EPCI' and action_id in (select a.action_id from avec_epci as a)
        ) as epci_eur,
        sum(accorde_eur) filter (
            where
            categorie <> 'EPCI' and nature <> 'autofinancement'
            and action_id in (select a.action_id from avec_epci as a)
        ) as autres_eur,
        sum(accorde_eur) filter (
            where categorie = 'État' and nature = 'specifique' and not cout_theorique
        ) as etat_eur,
        sum(accorde_eur) filter (
            where categorie = 'État' and nature = 'specifique' and not cout_theorique and pluriannuelle
        ) as cpo_eur
    from argent
),

effectifs as (
    select
        count(*) as nb_actions,
        count(*) filter (where cout_theorique) as nb_postes,
        count(distinct structure_id) as nb_porteurs
    from actions_filtrees($filtre)
),

quartiers_touches as (
    select count(distinct quartier_id) as nb_quartiers
    from financements_filtres($filtre)
    where quartier_id is not null and accorde_eur > 0
)

select
    effectifs.nb_actions,
    effectifs.nb_postes,
    effectifs.nb_porteurs,
    quartiers_touches.nb_quartiers,
    sommes.*,
    sommes.autres_eur::double / nullif(sommes.epci_eur, 0)::double as levier,
    sommes.cpo_eur::double / nullif(sommes.etat_eur, 0)::double as part_cpo
from sommes, effectifs, quartiers_touches
