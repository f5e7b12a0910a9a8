-- Comment les montants évoluent-ils ?
-- Une ligne par année et par pilier, dans l'ordre des années puis du référentiel.
-- Filtre commun (l'appelant retire les années). Règle : un euro compte une fois.
select
    f.annee,
    coalesce(f.pilier_id, 'aucun') as pilier_id,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    coalesce(pilier.ordre, 99) as ordre,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
left join pilier using (pilier_id)
group by 1, 2, 3, 4
order by f.annee, ordre, pilier_id
