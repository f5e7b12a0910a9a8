-- Quelles sont ces actions, et qu'ont-elles demandé, reçu en proposition, obtenu ?
-- Une ligne par action, dans l'ordre des contrats, des piliers puis des intitulés.
-- $actions : leurs identifiants. $statuts : ceux que cette personne peut voir ; le reste ne sort pas.
-- Règles : les montants sont les crédits spécifiques, comme à l'instruction ; un euro compte une fois ; un
-- montant qu'aucun financeur ne donne est inconnu, jamais zéro.
with montants as (
    select
        action_id,
        sum(demande_eur) as demande_eur,
        sum(propose_eur) as propose_eur,
        sum(accorde_eur) as accorde_eur
    from financement
    where nature = 'specifique' and list_contains($actions::varchar[], action_id)
    group by action_id
)

select
    action.action_id,
    action.annee,
    contrat.nom as contrat,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    action.intitule,
    structure.nom as porteur,
    action.statut,
    montants.demande_eur,
    montants.propose_eur,
    montants.accorde_eur
from action
inner join contrat on action.contrat_id = contrat.contrat_id
left join pilier on action.pilier_id = pilier.pilier_id
left join structure on action.structure_id = structure.structure_id
left join montants on action.action_id = montants.action_id
where
    list_contains($actions::varchar[], action.action_id)
    and list_contains($statuts::varchar[], action.statut)
order by contrat.nom, pilier.ordre nulls last, pilier.nom, action.intitule, action.action_id
