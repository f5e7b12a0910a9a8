-- Quelles mesures un contrat a-t-il pour ses quartiers, et en quelle année la dernière ?
-- Une ligne par indicateur et zonage, la plus récente d'abord. $contrats : null = tous.
-- Règle : la pauvreté vient en tête, c'est elle qui définit un quartier prioritaire (loi du 21 février 2014).
select
    indicateur.indicateur_id,
    indicateur.nom,
    indicateur.unite,
    indicateur.theme,
    indicateur.sens,
    indicateur.definition,
    contains(lower(indicateur.nom), 'pauvreté') as pauvrete,
    quartier.generation,
    max(mesure.annee) as annee
from mesure
join indicateur using (indicateur_id)
join quartier on mesure.territoire_id = quartier.quartier_id
where
    mesure.territoire_type = 'quartier'
    and parmi(quartier.contrat_id, $contrats)
group by all
order by
    pauvrete desc,
    annee desc,
    indicateur.theme,
    indicateur.nom,
    quartier.generation desc,
    indicateur.indicateur_id
