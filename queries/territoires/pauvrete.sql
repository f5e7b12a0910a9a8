-- Quelle est la pauvreté des quartiers de chaque contrat ?
-- Une ligne par contrat ($contrats ; null = tous), et une pour leur ensemble (contrat_id vide).
-- $generation : zonage préféré ; à défaut l'autre. Règle : un taux ne se moyenne pas, on donne le plus bas et
-- le plus haut des quartiers prioritaires ; le secret et l'absence sont comptés, jamais remplacés.
with publiees as (
    select
        mesure.indicateur_id,
        mesure.zonage,
        mesure.annee,
        mesure.valeur,
        mesure.statut,
        mesure.source_id,
        quartier.contrat_id
    from mesure
    join indicateur on mesure.indicateur_id = indicateur.indicateur_id
    join quartier on mesure.territoire_id = quartier.quartier_id
    where
        mesure.territoire_type = 'quartier'
        and quartier.type = 'QPV'
        and contains(lower(indicateur.nom), 'taux de pauvreté')
        and parmi(quartier.contrat_id, $contrats)
),

derniere as (
    select
        indicateur_id,
        zonage,
        annee
    from publiees
    where valeur is not null
    group by indicateur_id, zonage, annee
    order by coalesce(zonage = $generation, false) desc, annee desc, count(*) desc, indicateur_id
    limit 1
)

select
    publiees.contrat_id,
    derniere.annee,
    derniere.zonage,
    min(publiees.valeur) as plus_bas,
    max(publiees.valeur) as plus_haut,
    count(publiees.valeur) as nb_publies,
    count(*) filter (where publiees.statut = 'secret') as nb_secrets,
    count(*) filter (where publiees.statut = 'manquante') as nb_manquants,
    min(source.nom) as nom,
    min(source.producteur) as producteur,
    min(source.millesime) as millesime
from publiees
join derniere
    on
        publiees.indicateur_id = derniere.indicateur_id
        and publiees.annee = derniere.annee
        and publiees.zonage is not distinct from derniere.zonage
left join source on publiees.source_id = source.source_id
group by
    grouping sets (
        (publiees.contrat_id, derniere.annee, derniere.zonage),
        (derniere.annee, derniere.zonage)
    )
order by publiees.contrat_id nulls last
