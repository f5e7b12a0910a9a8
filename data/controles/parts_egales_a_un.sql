-- titre: les parts d'une action entre ses quartiers font 1
-- gravite: bloquant
-- Une ligne par action dont les parts ne font pas 1.
select
    action_id,
    sum(part) as somme
from action_quartier
group by action_id
having abs(sum(part) - 1) > 0.000001
