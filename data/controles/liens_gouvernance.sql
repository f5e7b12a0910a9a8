-- titre: chaque décision et chaque avis citent une action qui existe
-- gravite: bloquant
-- Une ligne par code orphelin.
select
    'decision' as lien,
    seance_id as code,
    action_id
from decision
where
    action_id is not null
    and not exists (
        select 1 from action
        where action.action_id = decision.action_id
    )
union all
select
    'avis' as lien,
    instance_id as code,
    action_id
from avis
where not exists (
    select 1 from action
    where action.action_id = avis.action_id
)
