-- À quelle réunion du comité de pilotage rattacher les décisions ?
-- Une ligne par réunion, la prochaine d'abord, puis celles à venir, puis les dernières tenues.
-- $contrats : null = tous ; $le : le jour où l'on regarde.
select
    seance.seance_id,
    seance.tenue_le,
    instance.nom as instance,
    contrat.nom as contrat,
    seance.tenue_le >= $le::date as a_venir
from seance
join instance on seance.instance_id = instance.instance_id
join contrat on instance.contrat_id = contrat.contrat_id
where
    instance.type = 'COPIL'
    and parmi(instance.contrat_id, $contrats)
order by
    a_venir desc,
    case when a_venir then seance.tenue_le end,
    seance.tenue_le desc,
    seance.seance_id
