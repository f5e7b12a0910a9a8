-- titre: chaque financement cite une action et un financeur qui existent
-- gravite: bloquant
-- Une ligne par code orphelin.
select
    action_id,
    'action_id' as colonne,
    action_id as code
from financement
where
    not exists (
        select 1 from action
        where action.action_id = financement.action_id
    )
union all
select
    action_id,
    'financeur_id' as colonne,
    financeur_id as code
from financement
where not exists (
    select 1 from financeur
    where financeur.financeur_id = financement.financeur_id
)
