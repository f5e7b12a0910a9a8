-- Que vaut un indicateur publié en zonage 2015 pour les quartiers de 2024 ?
-- Une ligne par quartier de 2024, avec la mesure $indicateur de l'année $annee de son quartier de 2015.
-- Règle : la valeur n'est reportée que si le périmètre est identique ; sinon elle est « manquante ».
select
    quartier.quartier_id,
    quartier.nom as quartier,
    quartier.type,
    mesure.valeur,
    coalesce(mesure.statut, 'manquante') as statut
from quartier
left join passage_quartier as passage
    on quartier.quartier_id = passage.nouveau and passage.statut = 'identique'
left join mesure
    on
        mesure.territoire_type = 'quartier'
        and passage.ancien = mesure.territoire_id
        and mesure.indicateur_id = $indicateur
        and mesure.annee = $annee
where
    quartier.generation = '2024'
    and parmi(quartier.contrat_id, $contrats)
order by mesure.valeur desc nulls last, quartier.nom, quartier.quartier_id
