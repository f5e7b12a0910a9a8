-- Quels avis sur quelles actions ?
-- Une ligne par avis : les défavorables et réservés d'abord. Filtre commun : les avis sur les actions
-- choisies, donc de statut visible.
select
    avis.action_id,
    contrat.nom as contrat,
    action.annee,
    instance.nom as instance,
    action.intitule,
    structure.nom as porteur,
    avis.avis,
    coalesce(avis.motif, '') as motif
from avis
join actions_filtrees($filtre) as action on avis.action_id = action.action_id
join instance on avis.instance_id = instance.instance_id
join contrat on instance.contrat_id = contrat.contrat_id
left join structure on action.structure_id = structure.structure_id
order by
    action.annee desc,
    list_position(['défavorable', 'réservé', 'favorable'], avis.avis),
    instance.nom,
    action.intitule,
    avis.action_id
