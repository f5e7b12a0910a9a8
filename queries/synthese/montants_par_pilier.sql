-- À quoi sert l'argent, par pilier ?
-- Une ligne par pilier (« aucun » : actions sans pilier), du plus gros montant au plus petit.
-- Filtre commun. Règle : un euro compte une fois.
select
    coalesce(f.pilier_id, 'aucun') as pilier_id,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    coalesce(pilier.ordre, 99) as ordre,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur,
    sum(f.demande_eur) as demande_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur
from financements_filtres($filtre) as f
left join pilier using (pilier_id)
group by 1, 2, 3
order by montant_eur desc nulls last, ordre, pilier_id
