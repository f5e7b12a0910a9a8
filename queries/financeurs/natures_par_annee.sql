-- Crédits spécifiques ou droit commun : comment la part de chacun évolue-t-elle ?
-- Une ligne par année et par nature, dans l'ordre des années puis : spécifiques, droit commun,
-- autofinancement. Filtre commun (l'appelant retire les années). Règle : un euro compte une fois.
select
    annee,
    nature,
    list_position(['specifique', 'droit_commun', 'autofinancement'], nature) as ordre,
    sum(montant_eur) as montant_eur,
    sum(montant_eur)::double / nullif(sum(sum(montant_eur)) over (partition by annee), 0)::double as part
from financements_filtres($filtre)
group by annee, nature
order by annee, ordre
