-- Quels financements, ligne à ligne, dans cette vue ?
-- Une ligne par action, quartier, financeur, nature et section, dans l'ordre des actions. Filtre commun.
-- Règle : le montant d'une action est partagé entre ses quartiers, la somme de la colonne est donc juste.
select
    f.contrat_id,
    f.annee,
    f.action_id,
    action.intitule,
    structure.nom as porteur,
    pilier.nom as pilier,
    thematique.nom as thematique,
    f.statut,
    f.quartier_id,
    quartier.nom as quartier,
    financeur.nom as financeur,
    f.nature,
    f.section,
    f.demande_eur,
    f.propose_eur,
    f.accorde_eur,
    f.verse_eur
from financements_filtres($filtre) as f
join action on f.action_id = action.action_id
join financeur on f.financeur_id = financeur.financeur_id
left join structure on f.structure_id = structure.structure_id
left join pilier on f.pilier_id = pilier.pilier_id
left join thematique on f.thematique_id = thematique.thematique_id
left join quartier on f.quartier_id = quartier.quartier_id
order by f.annee, f.action_id, f.financeur_id, f.nature, f.section, f.quartier_id
