-- Comment l'argent des thématiques évolue-t-il ?
-- Une ligne par année et par thématique, dans l'ordre des années puis du référentiel.
-- Filtre commun (l'appelant retire les années). Règle : un euro compte une fois.
select
    f.annee,
    coalesce(f.thematique_id, 'aucune') as thematique_id,
    coalesce(thematique.nom, 'Sans thématique') as thematique,
    coalesce(thematique.ordre, 99) as ordre,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
left join thematique using (thematique_id)
group by 1, 2, 3, 4
order by f.annee, ordre, thematique_id
