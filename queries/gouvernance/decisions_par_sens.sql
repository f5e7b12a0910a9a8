-- Combien de demandes validées, modifiées, ajournées, rejetées, attendues ?
-- Une ligne par sens de décision qui a au moins une décision, dans l'ordre de la vie d'une demande.
-- Filtre commun et règle : celles de gouvernance/decisions.
with choisies as (
    select action.action_id
    from actions_filtrees($filtre) as action
),

lues as (
    select
        coalesce(decision.decision, 'attendue') as sens,
        decision.montant_eur
    from decision
    join seance on decision.seance_id = seance.seance_id
    join instance on seance.instance_id = instance.instance_id
    where
        parmi(instance.contrat_id, $filtre['contrats'])
        and (
            decision.action_id in (select choisies.action_id from choisies)
            or (
                decision.action_id is null
                and vaut_sans_action($filtre)
                and parmi(year(seance.tenue_le), $filtre['annees'])
            )
        )
)

select
    sens as decision,
    count(*) as nb_decisions,
    sum(montant_eur) as montant_eur
from lues
group by sens
order by list_position(['validée', 'modifiée', 'ajournée', 'rejetée', 'attendue'], sens)
