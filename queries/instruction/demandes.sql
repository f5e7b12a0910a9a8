-- Que demande-t-on, que propose-t-on et que décide-t-on pour chaque action de l'exercice ?
-- Une ligne par action, dans l'ordre des piliers du contrat, puis de la plus grosse demande à la plus petite.
-- Filtre commun (ses statuts sont ceux qu'on a le droit de voir). $attente : statuts en instruction ;
-- $decidables : statuts sur lesquels une séance peut décider ; $actions, $sens, $montants, $motifs : les
-- décisions notées en séance, en listes parallèles (vides : aucune).
-- Règles : les montants sont les crédits spécifiques, postes au coût théorique exclus, l'action entière (un
-- filtre de quartier ou de financeur choisit des actions, il ne coupe pas leurs montants). Une demande
-- validée l'est au montant noté, sinon au proposé, sinon au demandé ; rejetée, à zéro. Une décision sur une
-- action qui n'est plus à décider ne compte pas. N-1 : ce qui est accordé à l'action dont celle-ci est la
-- reconduction, si elle est de l'année d'avant. Les colonnes total_… portent sur les demandes en instruction.
with notees as (
    select
        unnest($actions::varchar[]) as action_id,
        unnest($sens::varchar[]) as decision,
        unnest($montants::decimal(14, 2)[]) as montant_eur,
        unnest($motifs::varchar[]) as motif
),

choisies as (
    select
        action.*,
        list_contains($decidables::varchar[], action.statut) as decidable,
        list_contains($attente::varchar[], action.statut) as en_instruction
    from actions_filtrees($filtre) as action
    where not action.cout_theorique
),

montants as (
    select
        action_id,
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(accorde_eur) as accorde_eur
    from financement
    where nature = 'specifique'
    group by action_id
),

quartiers as (
    select
        action_quartier.action_id,
        string_agg(quartier.nom, ', ' order by action_quartier.part desc, quartier.nom) as quartiers
    from action_quartier
    join quartier on action_quartier.quartier_id = quartier.quartier_id
    group by action_quartier.action_id
),

comptes as (
    select
        avis.action_id,
        avis.avis,
        count(*) as nb_avis
    from avis
    join instance on avis.instance_id = instance.instance_id
    where instance.type = 'conseil citoyen'
    group by avis.action_id, avis.avis
),

conseils as (
    select
        action_id,
        string_agg(
            case when nb_avis = 1 then avis else nb_avis || ' ' || avis || 's' end,
            ', ' order by list_position(['favorable', 'réservé', 'défavorable'], avis)
        ) as avis
    from comptes
    group by action_id
),

lignes as (
    select
        choisies.action_id,
        choisies.contrat_id,
        choisies.annee,
        choisies.reference,
        choisies.intitule,
        coalesce(structure.nom, 'Porteur non renseigné') as porteur,
        coalesce(choisies.pilier_id, 'aucun') as pilier_id,
        coalesce(pilier.nom, 'Sans pilier') as pilier,
        pilier.ordre as pilier_ordre,
        coalesce(quartiers.quartiers, 'Ensemble du contrat') as quartiers,
        choisies.statut,
        choisies.decidable,
        choisies.en_instruction,
        montants.demande_eur::decimal(14, 2) as demande_eur,
        montants.propose_eur::decimal(14, 2) as propose_eur,
        (montants.demande_eur - montants.propose_eur)::decimal(14, 2) as ecart_eur,
        montants.accorde_eur::decimal(14, 2) as accorde_eur,
        avant.action_id as avant_id,
        montants_avant.accorde_eur::decimal(14, 2) as avant_eur,
        conseils.avis,
        coalesce(montants.propose_eur, montants.demande_eur)::decimal(14, 2) as validable_eur,
        if(choisies.decidable, notees.decision, null) as decision,
        if(choisies.decidable, notees.motif, null) as motif,
        case
            when not choisies.decidable then null
            when notees.decision = 'validée'
                then coalesce(notees.montant_eur, montants.propose_eur, montants.demande_eur)
            when notees.decision = 'modifiée' then notees.montant_eur
            when notees.decision = 'rejetée' then 0
        end::decimal(14, 2) as decide_eur
    from choisies
    left join montants on choisies.action_id = montants.action_id
    left join structure on choisies.structure_id = structure.structure_id
    left join pilier on choisies.pilier_id = pilier.pilier_id
    left join quartiers on choisies.action_id = quartiers.action_id
    left join conseils on choisies.action_id = conseils.action_id
    left join notees on choisies.action_id = notees.action_id
    left join action as avant
        on
            choisies.action_precedente = avant.action_id
            and choisies.annee = avant.annee + 1
            and parmi(avant.statut, $filtre['statuts'])
    left join montants as montants_avant on avant.action_id = montants_avant.action_id
)

select
    lignes.*,
    count(*) filter (where en_instruction) over () as total_demandes,
    count(*) filter (where en_instruction and propose_eur is null) over () as total_sans_proposition,
    count(decision) over () as total_decidees,
    count(*) filter (where en_instruction and decision is null) over () as total_restantes,
    sum(demande_eur) filter (where en_instruction) over () as total_demande_eur,
    sum(propose_eur) filter (where en_instruction) over () as total_propose_eur,
    sum(decide_eur) over () as total_decide_eur
from lignes
order by
    pilier_ordre nulls last, pilier, demande_eur desc nulls last, intitule, action_id
