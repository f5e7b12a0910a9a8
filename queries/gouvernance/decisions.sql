-- Qu'a-t-on décidé, et qu'attend-on ?
-- Une ligne par décision : la dernière réunion d'abord, puis le plus gros montant.
-- Filtre commun : les décisions sur des actions choisies, donc de statut visible. Une décision sans action
-- suit l'année de sa réunion et disparaît quand on choisit un pilier, un quartier ou un financeur.
-- $le : le jour où l'on regarde ; une décision vide est « attendue ».
with choisies as (
    select
        action.action_id,
        action.intitule,
        action.structure_id
    from actions_filtrees($filtre) as action
)

select
    decision.action_id,
    contrat.nom as contrat,
    seance.seance_id,
    seance.tenue_le,
    instance.nom as instance,
    decision.objet,
    coalesce(choisies.intitule, decision.objet) as sujet,
    structure.nom as porteur,
    coalesce(decision.decision, 'attendue') as decision,
    coalesce(decision.motif, '') as motif,
    decision.montant_eur,
    seance.tenue_le > $le::date as a_venir
from decision
join seance on decision.seance_id = seance.seance_id
join instance on seance.instance_id = instance.instance_id
join contrat on instance.contrat_id = contrat.contrat_id
left join choisies on decision.action_id = choisies.action_id
left join structure on choisies.structure_id = structure.structure_id
where
    parmi(instance.contrat_id, $filtre['contrats'])
    and (
        choisies.action_id is not null
        or (
            decision.action_id is null
            and vaut_sans_action($filtre)
            and parmi(year(seance.tenue_le), $filtre['annees'])
        )
    )
order by
    seance.tenue_le desc,
    seance.seance_id,
    decision.montant_eur desc nulls last,
    decision.objet,
    decision.action_id,
    decision.decision,
    decision.motif
