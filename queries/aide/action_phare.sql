-- Quelle action montrer à qui découvre le contrat ?
-- Une ligne : l'action à qui l'on accorde le plus, postes exclus ; aucune ligne s'il n'y en a pas.
-- Filtre commun, donc de statut visible.
select f.action_id
from financements_filtres($filtre) as f
where not f.cout_theorique
group by f.action_id
order by sum(f.accorde_eur) desc nulls last, f.action_id
limit 1
