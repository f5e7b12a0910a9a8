-- Par quelles structures l'argent passe-t-il ?
-- Une ligne par porteur, du plus gros montant au plus petit. Filtre commun.
-- Règle : un euro compte une fois ; nb_postes : postes comptés à leur coût théorique.
select
    f.structure_id,
    coalesce(structure.nom, 'Porteur non renseigné') as porteur,
    structure.categorie,
    count(distinct f.action_id) as nb_actions,
    count(distinct f.action_id) filter (where f.cout_theorique) as nb_postes,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
left join structure using (structure_id)
group by 1, 2, 3
order by montant_eur desc nulls last, porteur, f.structure_id
