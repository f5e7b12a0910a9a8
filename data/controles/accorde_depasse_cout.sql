-- titre: les montants accordés à une action dépassent son coût total
-- gravite: avertissement
-- Une ligne par action en défaut.
select
    action.action_id,
    action.cout_total_eur,
    sum(financement.accorde_eur) as accorde_eur
from action
join financement on action.action_id = financement.action_id
where action.cout_total_eur is not null
group by action.action_id, action.cout_total_eur
having sum(financement.accorde_eur) > action.cout_total_eur
