-- Comment vit-on dans ce quartier, à côté de sa commune, de l'EPCI et de la France ?
-- Une ligne par indicateur, territoire et année : $quartier, ses quartiers de 2015 s'il est de 2024,
-- ses communes, son EPCI, sa région, la France. Règle : aucun taux n'est moyenné, le secret est dit.
with cible as (
    select
        quartier.quartier_id,
        quartier.communes,
        contrat.epci_siren,
        contrat.region
    from quartier
    left join contrat using (contrat_id)
    where quartier.quartier_id = $quartier
),

territoires as (
    select
        'quartier' as territoire_type,
        quartier_id as territoire_id,
        1 as rang
    from cible
    union
    select
        'quartier' as territoire_type,
        passage_quartier.ancien as territoire_id,
        2 as rang
    from passage_quartier
    join cible on passage_quartier.nouveau = cible.quartier_id
    where passage_quartier.ancien is not null and passage_quartier.ancien <> cible.quartier_id
    union
    select
        'commune' as territoire_type,
        unnest(communes) as territoire_id,
        3 as rang
    from cible
    union
    select
        'epci' as territoire_type,
        epci_siren as territoire_id,
        4 as rang
    from cible
    union
    select
        'region' as territoire_type,
        region as territoire_id,
        5 as rang
    from cible
    union
    select
        'france' as territoire_type,
        mesure.territoire_id,
        6 as rang
    from mesure
    where mesure.territoire_type = 'france'
),

epcis as (
    select distinct
        epci_siren,
        epci_nom
    from contrat
)

select
    indicateur.indicateur_id,
    indicateur.nom as indicateur,
    indicateur.theme,
    indicateur.unite,
    indicateur.definition,
    indicateur.sens,
    mesure.territoire_type,
    mesure.territoire_id,
    coalesce(quartier.nom, commune.nom, epcis.epci_nom, case mesure.territoire_type
        when 'region' then 'Région' when 'france' then 'France' when 'epci' then 'Intercommunalité'
    end, mesure.territoire_id) as territoire,
    territoires.rang,
    mesure.annee,
    mesure.valeur,
    mesure.statut,
    mesure.zonage,
    source.nom as source,
    source.millesime
from territoires
join mesure using (territoire_type, territoire_id)
join indicateur using (indicateur_id)
left join quartier
    on mesure.territoire_type = 'quartier' and mesure.territoire_id = quartier.quartier_id
left join commune on mesure.territoire_type = 'commune' and mesure.territoire_id = commune.commune_id
left join epcis on mesure.territoire_type = 'epci' and mesure.territoire_id = epcis.epci_siren
left join source on mesure.source_id = source.source_id
order by
    indicateur.theme, indicateur.nom, indicateur.indicateur_id, territoires.rang, mesure.territoire_id,
    mesure.territoire_type, mesure.annee, mesure.zonage, mesure.source_id
