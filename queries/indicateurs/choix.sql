-- Quels indicateurs sont publiés pour les quartiers de ces contrats ?
-- Une ligne par indicateur, avec sa définition. $contrats : null = tous.
-- Règle : la pauvreté vient en tête, c'est elle qui définit un quartier prioritaire (loi du 21 février 2014).
select
    indicateur.indicateur_id,
    indicateur.nom,
    indicateur.theme,
    indicateur.unite,
    indicateur.definition,
    indicateur.sens,
    indicateur.sommable,
    contains(lower(indicateur.nom), 'pauvreté') as pauvrete,
    min(mesure.annee) as debut,
    max(mesure.annee) as fin,
    count(distinct mesure.territoire_id) as nb_quartiers
from mesure
join indicateur using (indicateur_id)
join quartier on mesure.territoire_id = quartier.quartier_id
where
    mesure.territoire_type = 'quartier'
    and mesure.statut <> 'manquante'
    and parmi(quartier.contrat_id, $contrats)
group by all
order by pauvrete desc, fin desc, indicateur.theme, indicateur.nom, indicateur.indicateur_id
