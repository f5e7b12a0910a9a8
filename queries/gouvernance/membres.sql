-- Qui sont les membres des instances ?
-- Une ligne par membre ou groupe de membres, instance par instance. $contrats : null = tous.
select
    contrat.nom as contrat,
    instance.nom as instance,
    membre.college,
    membre.nom as membre,
    membre.qualite,
    membre.nb as nb_sieges
from membre
join instance on membre.instance_id = instance.instance_id
join contrat on instance.contrat_id = contrat.contrat_id
where parmi(instance.contrat_id, $contrats)
order by
    contrat.nom,
    contrat.contrat_id,
    list_position(['COPIL', 'comité technique', 'conseil citoyen'], instance.type),
    instance.nom,
    instance.instance_id,
    membre.college,
    membre.nom nulls last,
    membre.qualite nulls last
