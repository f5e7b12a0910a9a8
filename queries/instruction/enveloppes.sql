-- Que reste-t-il de chaque enveloppe, une fois comptées les décisions de la séance ?
-- Une ligne par enveloppe (contrat, année, pilier, financeur ; « tous » : les piliers qui n'ont pas la leur),
-- dans l'ordre des piliers puis des financeurs ; `enveloppe_eur` null : ce que ce financeur propose ou décide
-- sans enveloppe qui le couvre.
-- Filtre commun : contrats, années, financeurs et statuts (ceux qu'on a le droit de voir) ; les piliers ne
-- choisissent que les lignes montrées. $programmes : statuts déjà votés ; $attente : statuts en instruction ;
-- $decidables : statuts sur lesquels la séance décide ; $actions, $sens, $montants : ses décisions, en listes
-- parallèles ; $action : la demande dont les colonnes ici_… donnent la part.
-- Règles : crédits spécifiques, postes au coût théorique exclus. reste = enveloppe - programmé - décidé ;
-- apres = reste - proposé et non encore décidé. Un montant décidé se partage entre les financeurs comme le
-- proposé (comme le demandé si rien n'est proposé), au centime. Colonnes total_… : les enveloppes du choix.
with notees as (
    select
        unnest($actions::varchar[]) as action_id,
        unnest($sens::varchar[]) as decision,
        unnest($montants::decimal(14, 2)[]) as montant_eur
),

-- Les crédits spécifiques de l'exercice, ligne à ligne, et le poids de chaque financeur dans l'action.
credits as (
    select
        action.action_id,
        action.contrat_id,
        action.annee,
        coalesce(action.pilier_id, 'aucun') as pilier_id,
        action.statut,
        financement.financeur_id,
        financement.section,
        financement.demande_eur,
        financement.propose_eur,
        financement.accorde_eur,
        case
            when sum(financement.propose_eur) over (partition by action.action_id) > 0
                then coalesce(financement.propose_eur, 0)
            else coalesce(financement.demande_eur, 0)
        end as poids_eur,
        coalesce(
            sum(financement.propose_eur) over (partition by action.action_id),
            sum(financement.demande_eur) over (partition by action.action_id)
        ) as validable_eur
    from financement
    join action on financement.action_id = action.action_id
    where
        financement.nature = 'specifique'
        and not action.cout_theorique
        and parmi(action.contrat_id, $filtre['contrats'])
        and parmi(action.annee, $filtre['annees'])
        and parmi(action.statut, $filtre['statuts'])
),

cumuls as (
    select
        credits.*,
        notees.decision,
        case notees.decision
            when 'validée' then coalesce(notees.montant_eur, credits.validable_eur)
            when 'modifiée' then notees.montant_eur
            else 0
        end as total_eur,
        sum(poids_eur) over (
            partition by credits.action_id
            order by financeur_id, section
            rows unbounded preceding
        ) as cumul_eur,
        sum(poids_eur) over (partition by credits.action_id) as somme_eur
    from credits
    left join notees
        on credits.action_id = notees.action_id and list_contains($decidables::varchar[], credits.statut)
),

lignes as (
    select
        *,
        coalesce(
            round(total_eur * cumul_eur / nullif(somme_eur, 0), 2)::decimal(14, 2)
            - round(total_eur * (cumul_eur - poids_eur) / nullif(somme_eur, 0), 2)::decimal(14, 2),
            0
        ) as decide_eur
    from cumuls
    where parmi(financeur_id, $filtre['financeurs'])
),

fixees as (
    from enveloppes_couvertes($filtre['contrats'], $filtre['annees'], $filtre['financeurs'], null)
),

couverts as (
    select
        lignes.contrat_id,
        lignes.annee,
        lignes.financeur_id,
        coalesce(fixees.pilier_id, 'sans enveloppe') as pilier_id,
        sum(lignes.accorde_eur) filter (where list_contains($programmes::varchar[], lignes.statut))
            as programme_eur,
        sum(lignes.propose_eur) filter (
            where lignes.decision is null and list_contains($attente::varchar[], lignes.statut)
        ) as propose_eur,
        sum(lignes.decide_eur) filter (where lignes.decision is not null) as decide_eur,
        sum(lignes.demande_eur) filter (where lignes.action_id = $action) as ici_demande_eur,
        sum(lignes.propose_eur) filter (where lignes.action_id = $action) as ici_propose_eur,
        sum(lignes.decide_eur) filter (where lignes.action_id = $action and lignes.decision is not null)
            as ici_decide_eur
    from lignes
    left join fixees
        on
            lignes.contrat_id = fixees.contrat_id
            and lignes.annee = fixees.annee
            and lignes.financeur_id = fixees.financeur_id
            and couvre(fixees.pilier_id, fixees.fixes, lignes.pilier_id)
    group by all
),

toutes as (
    select
        contrat_id,
        annee,
        financeur_id,
        pilier_id,
        fixees.montant_eur::decimal(14, 2) as enveloppe_eur,
        coalesce(couverts.programme_eur, 0)::decimal(14, 2) as programme_eur,
        coalesce(couverts.decide_eur, 0)::decimal(14, 2) as decide_eur,
        coalesce(couverts.propose_eur, 0)::decimal(14, 2) as propose_eur,
        couverts.ici_demande_eur::decimal(14, 2) as ici_demande_eur,
        couverts.ici_propose_eur::decimal(14, 2) as ici_propose_eur,
        couverts.ici_decide_eur::decimal(14, 2) as ici_decide_eur
    from fixees
    full join couverts using (contrat_id, annee, financeur_id, pilier_id)
),

restes as (
    select
        *,
        (enveloppe_eur - programme_eur - decide_eur)::decimal(14, 2) as reste_eur,
        (enveloppe_eur - programme_eur - decide_eur - propose_eur)::decimal(14, 2) as apres_eur,
        enveloppe_eur is not null
        and parmi(pilier_id, $filtre['piliers']) as compte
    from toutes
    where
        (
            parmi(pilier_id, $filtre['piliers'])
            or pilier_id in ('tous', 'sans enveloppe')
        )
        and (
            enveloppe_eur is not null or decide_eur > 0 or propose_eur > 0 or ici_demande_eur is not null
        )
)

select
    contrat.nom as contrat,
    restes.pilier_id,
    case restes.pilier_id
        when 'tous' then 'Tous les piliers'
        when 'sans enveloppe' then 'Hors enveloppe'
        when 'aucun' then 'Sans pilier'
        else pilier.nom
    end as pilier,
    restes.financeur_id,
    financeur.nom as financeur,
    restes.enveloppe_eur,
    restes.programme_eur,
    restes.decide_eur,
    restes.propose_eur,
    restes.reste_eur,
    restes.apres_eur,
    restes.ici_demande_eur,
    restes.ici_propose_eur,
    restes.ici_decide_eur,
    sum(restes.enveloppe_eur) filter (where restes.compte) over () as total_enveloppe_eur,
    sum(restes.programme_eur) filter (where restes.compte) over () as total_programme_eur,
    sum(restes.decide_eur) filter (where restes.compte) over () as total_decide_eur,
    sum(restes.propose_eur) filter (where restes.compte) over () as total_propose_eur,
    sum(restes.reste_eur) filter (where restes.compte) over () as total_reste_eur,
    sum(restes.apres_eur) filter (where restes.compte) over () as total_apres_eur
from restes
join financeur on restes.financeur_id = financeur.financeur_id
join contrat on restes.contrat_id = contrat.contrat_id
left join pilier on restes.pilier_id = pilier.pilier_id
order by
    contrat.nom, restes.contrat_id, restes.annee, pilier.ordre nulls last,
    restes.pilier_id = 'sans enveloppe', financeur.ordre, restes.financeur_id, restes.pilier_id
