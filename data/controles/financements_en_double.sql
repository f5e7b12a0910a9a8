-- titre: un seul financement par action, financeur, nature et section
-- gravite: bloquant
-- Une ligne par financement écrit plusieurs fois.
select
    action_id,
    financeur_id,
    nature,
    section,
    count(*) as nb
from financement
group by action_id, financeur_id, nature, section
having count(*) > 1
