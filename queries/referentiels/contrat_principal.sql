-- Quel contrat montrer quand le lien n'en nomme aucun ?
-- Une ligne : celui qui a le plus d'actions, puis l'ordre des codes.
select contrat.contrat_id
from contrat
left join action using (contrat_id)
group by contrat.contrat_id
order by count(action.action_id) desc, contrat.contrat_id
limit 1
