-- Crédits spécifiques ou droit commun ?
-- Une ligne par nature, du plus gros montant au plus petit. Filtre commun. Un euro compte une fois.
select
    nature,
    count(distinct action_id) as nb_actions,
    sum(montant_eur) as montant_eur
from financements_filtres($filtre)
group by nature
order by montant_eur desc nulls last, nature
