-- À quoi sert l'argent d'un pilier, par thématique ?
-- Une ligne par thématique (« aucune » : actions sans thématique), du plus gros montant au plus petit.
-- Filtre commun. Règle : un euro compte une fois.
select
    coalesce(f.thematique_id, 'aucune') as thematique_id,
    coalesce(thematique.nom, 'Sans thématique') as thematique,
    coalesce(thematique.ordre, 99) as ordre,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur,
    sum(f.demande_eur) as demande_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur
from financements_filtres($filtre) as f
left join thematique using (thematique_id)
group by 1, 2, 3
order by montant_eur desc nulls last, ordre, thematique_id
