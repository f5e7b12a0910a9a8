-- Qui finance les actions, et pour combien ?
-- Une ligne par financeur, du plus gros montant au plus petit.
-- Filtre commun (macro financements_filtres). Règle : un euro compte une fois.
select
    f.financeur_id,
    financeur.nom as financeur,
    financeur.categorie,
    financeur.ordre,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur,
    sum(f.demande_eur) as demande_eur,
    sum(f.propose_eur) as propose_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur
from financements_filtres($filtre) as f
join financeur using (financeur_id)
group by 1, 2, 3, 4
order by montant_eur desc nulls last, financeur.ordre, f.financeur_id
