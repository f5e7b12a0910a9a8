-- Où ce porteur agit-il ?
-- Une ligne par quartier (« Ensemble du contrat » à part), du plus gros montant au plus petit. Filtre commun.
-- $porteur : sa structure. Règle : l'argent d'une action est partagé entre ses quartiers.
select
    coalesce(f.quartier_id, 'ensemble') as quartier_id,
    coalesce(quartier.nom, 'Ensemble du contrat') as quartier,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
left join quartier on f.quartier_id = quartier.quartier_id
where f.structure_id = $porteur
group by f.quartier_id, quartier.nom
order by montant_eur desc nulls last, quartier, quartier_id
