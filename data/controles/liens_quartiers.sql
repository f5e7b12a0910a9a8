-- titre: chaque lien entre une action et un quartier mène à une action et un quartier qui existent
-- gravite: bloquant
-- Une ligne par code orphelin.
select
    'action_quartier' as lien,
    action_id,
    quartier_id as code
from action_quartier
where
    not exists (
        select 1 from action
        where action.action_id = action_quartier.action_id
    )
    or not exists (
        select 1 from quartier
        where quartier.quartier_id = action_quartier.quartier_id
    )
union all
select
    'objectif' as lien,
    objectif_id,
    quartier_id as code
from objectif
where
    quartier_id is not null
    and not exists (
        select 1 from quartier
        where quartier.quartier_id = objectif.quartier_id
    )
union all
select
    'instance' as lien,
    instance_id,
    quartier_id as code
from instance
where
    quartier_id is not null
    and not exists (
        select 1 from quartier
        where quartier.quartier_id = instance.quartier_id
    )
