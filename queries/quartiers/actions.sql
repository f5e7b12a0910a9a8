-- Que se passe-t-il dans ces quartiers ?
-- Une ligne par action, du plus gros montant au plus petit. Filtre commun.
-- Règle : le montant est la part de l'action qui revient aux quartiers du filtre.
with montants as (
    select
        action_id,
        sum(montant_eur) as montant_eur,
        string_agg(distinct financeur.nom, ', ' order by financeur.nom) as financeurs
    from financements_filtres($filtre)
    join financeur using (financeur_id)
    group by action_id
)

select
    action.action_id,
    action.annee,
    action.intitule,
    structure.nom as porteur,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    action.statut,
    action.cout_theorique,
    montants.financeurs,
    montants.montant_eur
from actions_filtrees($filtre) as action
left join montants using (action_id)
left join structure on action.structure_id = structure.structure_id
left join pilier on action.pilier_id = pilier.pilier_id
order by montants.montant_eur desc nulls last, action.annee desc, action.intitule, action.action_id
