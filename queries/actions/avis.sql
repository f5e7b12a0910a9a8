-- Qu'en pensent les conseils citoyens ?
-- Une ligne par avis rendu sur l'action, dans l'ordre des instances.
-- $action : son code.
select
    instance.nom as instance,
    instance.type as instance_type,
    quartier.nom as quartier,
    avis.avis,
    avis.motif
from avis
join instance on avis.instance_id = instance.instance_id
left join quartier on instance.quartier_id = quartier.quartier_id
where avis.action_id = $action
order by instance.nom, avis.avis
