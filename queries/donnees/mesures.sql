-- Que mesure-t-on dans les quartiers de cette vue ?
-- Une ligne par indicateur, quartier et année. $contrats : null = tous.
-- Règle : le secret et l'absence restent écrits en toutes lettres.
select
    mesure.indicateur_id,
    indicateur.nom as indicateur,
    indicateur.unite,
    mesure.territoire_id as quartier_id,
    quartier.nom as quartier,
    mesure.zonage,
    mesure.annee,
    mesure.valeur,
    mesure.statut
from mesure
join indicateur using (indicateur_id)
join quartier on mesure.territoire_id = quartier.quartier_id
where
    mesure.territoire_type = 'quartier'
    and parmi(quartier.contrat_id, $contrats)
order by mesure.indicateur_id, mesure.territoire_id, mesure.annee
