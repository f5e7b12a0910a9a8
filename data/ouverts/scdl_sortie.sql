-- Quelles subventions ce financeur a-t-il accordées ?
-- Une ligne par action, nature et section où il accorde plus que zéro, par année puis action.
-- $financeur : son code ; $siret : son SIRET ; $statuts : ceux qui sortent ; $contrat, $annee : null = tous.
-- Règle : l'accordé, et l'autofinancement n'est pas une subvention.
-- Les titres gardent leurs guillemets, et donc leur casse : le format national est sensible à la casse.
-- noqa: disable=RF06
with cofinanceurs as (
    select
        action_id,
        count(distinct financeur_id) as nb,
        string_agg(distinct financeur.nom, ', ' order by financeur.nom) filter (
            where financeur_id != $financeur
        ) as autres
    from financement
    join financeur using (financeur_id)
    where accorde_eur > 0 and nature != 'autofinancement'
    group by action_id
),

decisions as (
    select
        decision.action_id,
        min(seance.tenue_le) as tenue_le
    from decision
    join seance using (seance_id)
    where decision.decision in ('validée', 'modifiée')
    group by decision.action_id
)

select
    concat_ws('|', action.action_id, financement.nature, financement.section) as "idSubvention",
    financeur.nom as "nomAttribuant",
    $siret as "idAttribuant",
    $siret as "idServiceInstructeur",
    structure.nom as "nomBeneficiaire",
    structure.siret as "idBeneficiaire",
    action.annee as "exerciceBudgetaire",
    case action.pluriannuelle when true then 'oui' when false then 'non' end as "pluriannualite",
    decisions.tenue_le as "dateDecision",
    decisions.tenue_le as "dateConvention",
    action.reference as "referenceDecision",
    'Contrat de ville' as dispositif,
    case financement.nature when 'droit_commun' then 'Droit commun' else 'Crédits spécifiques' end
    || case financement.section when 'investissement' then ', investissement' else '' end as "sousDispositif",
    'attribuée' as "statutLabel",
    action.intitule as objet,
    'aide en numéraire' as nature,
    financement.demande_eur as "montantDemande",
    financement.accorde_eur as montant,
    'autre' as "conditionsVersement",
    'Selon la convention.' as "descriptionConditionsVersement",
    action.annee || '-01-01/' || action.annee || '-12-31' as "datesPeriodeVersement",
    case when cofinanceurs.nb > 1 then 'oui' else 'non' end as cofinancement,
    cofinanceurs.autres as "attribuantsCofinanceurs",
    action.action_id as "idCofinancement",
    'non' as "notificationUE",
    1.00 as "pourcentageSubvention"
from financement
join action using (action_id)
join financeur using (financeur_id)
join cofinanceurs using (action_id)
left join structure using (structure_id)
left join decisions using (action_id)
where
    financeur_id = $financeur
    and financement.accorde_eur > 0
    and financement.nature != 'autofinancement'
    and list_contains($statuts, action.statut)
    and ($contrat is null or action.contrat_id = $contrat)
    and ($annee is null or action.annee = $annee)
order by action.annee, action.action_id, financement.nature, financement.section
