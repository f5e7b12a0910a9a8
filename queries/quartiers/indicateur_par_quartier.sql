-- Où sont les besoins ?
-- Une ligne par quartier du zonage $generation, avec la mesure $indicateur de l'année $annee.
-- Règle : « secret » et « manquante » sont dits, jamais remplacés.
select
    quartier.quartier_id,
    quartier.nom as quartier,
    quartier.type,
    quartier.generation,
    quartier.population,
    mesure.valeur,
    coalesce(mesure.statut, 'manquante') as statut,
    source.nom as source,
    source.producteur,
    source.millesime
from quartier
left join mesure
    on
        mesure.territoire_type = 'quartier'
        and quartier.quartier_id = mesure.territoire_id
        and mesure.indicateur_id = $indicateur
        and mesure.annee = $annee
left join source on mesure.source_id = source.source_id
where
    quartier.generation = $generation
    and parmi(quartier.contrat_id, $contrats)
order by mesure.valeur desc nulls last, quartier.nom, quartier.quartier_id
