-- Qui paie pour quoi ?
-- Une ligne par pilier et financeur, dans l'ordre des référentiels.
-- Filtre commun. Règle : un euro compte une fois.
select
    coalesce(f.pilier_id, 'aucun') as pilier_id,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    coalesce(pilier.ordre, 99) as ordre,
    f.financeur_id,
    financeur.nom as financeur,
    financeur.ordre as financeur_ordre,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
join financeur using (financeur_id)
left join pilier using (pilier_id)
group by 1, 2, 3, 4, 5, 6
order by ordre, pilier_id, financeur_ordre, financeur_id
