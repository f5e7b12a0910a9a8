-- Comment vit-on dans ce quartier, à côté de sa commune, de son agglomération et de la France ?
-- Une ligne par indicateur : $quartier, à sa dernière année ; s'il n'a rien, les quartiers de 2015 dont il
-- vient, une ligne chacun. Règle : aucun taux n'est moyenné ; une commune n'est citée que si elle est seule.
with perimetres as (
    select
        quartier.quartier_id,
        quartier.nom,
        quartier.generation,
        quartier.communes,
        contrat.epci_siren,
        contrat.region
    from quartier
    left join contrat using (contrat_id)
    where
        quartier.quartier_id = $quartier
        or quartier.quartier_id in (
            select passage_quartier.ancien from passage_quartier
            where passage_quartier.nouveau = $quartier
        )
),

dernieres as (
    select
        mesure.indicateur_id,
        mesure.territoire_id,
        max(mesure.annee) as annee
    from mesure
    join perimetres on mesure.territoire_id = perimetres.quartier_id
    where mesure.territoire_type = 'quartier' and mesure.statut <> 'manquante'
    group by all
)

select
    indicateur.indicateur_id,
    indicateur.nom as indicateur,
    indicateur.theme,
    indicateur.unite,
    indicateur.sens,
    indicateur.definition,
    perimetres.quartier_id,
    perimetres.nom as quartier,
    perimetres.generation as zonage,
    dernieres.annee,
    ici.valeur,
    ici.statut,
    commune.valeur as commune,
    epci.valeur as epci,
    region.valeur as region,
    france.valeur as france,
    source.nom as source,
    source.producteur,
    source.millesime
from dernieres
join perimetres on dernieres.territoire_id = perimetres.quartier_id
join indicateur using (indicateur_id)
join mesure as ici
    on
        dernieres.indicateur_id = ici.indicateur_id
        and dernieres.territoire_id = ici.territoire_id
        and dernieres.annee = ici.annee
        and ici.territoire_type = 'quartier'
left join mesure as commune
    on
        dernieres.indicateur_id = commune.indicateur_id
        and dernieres.annee = commune.annee
        and commune.territoire_type = 'commune'
        and len(perimetres.communes) = 1
        and perimetres.communes[1] = commune.territoire_id
left join mesure as epci
    on
        dernieres.indicateur_id = epci.indicateur_id
        and dernieres.annee = epci.annee
        and epci.territoire_type = 'epci'
        and perimetres.epci_siren = epci.territoire_id
left join mesure as region
    on
        dernieres.indicateur_id = region.indicateur_id
        and dernieres.annee = region.annee
        and region.territoire_type = 'region'
        and perimetres.region = region.territoire_id
left join mesure as france
    on
        dernieres.indicateur_id = france.indicateur_id
        and dernieres.annee = france.annee
        and france.territoire_type = 'france'
left join source on ici.source_id = source.source_id
qualify rank() over (partition by indicateur.indicateur_id order by perimetres.generation desc) = 1
order by
    dernieres.annee desc, indicateur.theme, indicateur.nom, indicateur.indicateur_id, perimetres.nom,
    perimetres.quartier_id, ici.zonage, ici.source_id
