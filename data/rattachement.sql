-- À quel contrat est chaque commune, chaque quartier. Exécuté dans l'atelier (voir data/rattachement.py), où
-- data/situation.sql a déjà dit le contrat de chaque commune. Ce qu'une source dit déjà n'est pas changé.

update commune set contrat_id = commune_contrat.contrat_id
from commune_contrat
where commune.contrat_id is null and commune.commune_id = commune_contrat.commune_id;

update quartier set contrat_id = quartier_contrat.contrat_id
from quartier_contrat
where
    quartier.contrat_id is null and quartier.quartier_id = quartier_contrat.quartier_id
    and quartier.generation = '2024';

-- Un quartier de 2015 suit son successeur de 2024 ; s'il est sorti du zonage, ses communes.
update quartier set contrat_id = trouve.contrat_id
from (
    select
        passage_quartier.ancien as quartier_id,
        min(successeur.contrat_id) as contrat_id
    from passage_quartier
    join quartier as successeur on passage_quartier.nouveau = successeur.quartier_id
    where successeur.contrat_id is not null
    group by all
) as trouve
where quartier.contrat_id is null and quartier.quartier_id = trouve.quartier_id;

update quartier set contrat_id = quartier_contrat.contrat_id
from quartier_contrat
where quartier.contrat_id is null and quartier.quartier_id = quartier_contrat.quartier_id;

-- Un quartier de 2015 dont on ne sait pas les communes prend celles de ses successeurs.
update quartier set communes = trouve.communes
from (
    select
        passage_quartier.ancien as quartier_id,
        list_sort(list_distinct(flatten(list(successeur.communes)))) as communes
    from passage_quartier
    join quartier as successeur on passage_quartier.nouveau = successeur.quartier_id
    group by all
) as trouve
where len(quartier.communes) = 0 and quartier.quartier_id = trouve.quartier_id;

-- Ce que le contrat et la commune savent l'un de l'autre.
update contrat set
    epci_nom = coalesce(contrat.epci_nom, trouve.epci_nom),
    departement = coalesce(contrat.departement, trouve.departement),
    region = coalesce(contrat.region, trouve.region)
from (
    select
        contrat_id,
        mode(epci_nom) as epci_nom,
        mode(departement) as departement,
        mode(region) as region
    from commune
    where contrat_id is not null
    group by contrat_id
) as trouve
where contrat.contrat_id = trouve.contrat_id;

-- Un contrat sans point prend le milieu de ses quartiers.
update contrat set longitude = trouve.longitude, latitude = trouve.latitude
from (
    select
        contrat_id,
        avg(longitude) as longitude,
        avg(latitude) as latitude
    from quartier
    where longitude is not null
    group by contrat_id
) as trouve
where contrat.longitude is null and contrat.contrat_id = trouve.contrat_id;

update commune set
    epci_siren = coalesce(commune.epci_siren, contrat.epci_siren),
    epci_nom = coalesce(commune.epci_nom, contrat.epci_nom),
    departement = coalesce(commune.departement, contrat.departement),
    region = coalesce(commune.region, contrat.region)
from contrat
where commune.contrat_id = contrat.contrat_id and contrat.epci_siren <> commune.commune_id;

-- Le même organisme, cité avec son SIRET ici et sans là, est un seul porteur : dans un même contrat, un nom
-- identique aux accents, à la casse et à la ponctuation près, s'il ne désigne qu'un SIRET.
update action set structure_id = trouve.structure_id
from (
    with noms as (
        select distinct
            action.contrat_id,
            structure.structure_id,
            structure.siret is not null as sirete,
            regexp_replace(strip_accents(upper(structure.nom)), '[^A-Z0-9]+', ' ', 'g') as cle
        from action
        join structure using (structure_id)
    ),

    sirets as (
        select
            contrat_id,
            cle,
            min(structure_id) as structure_id
        from noms
        where sirete
        group by all
        having count(*) = 1
    )

    select
        noms.contrat_id,
        noms.structure_id as sans_siret,
        sirets.structure_id
    from noms
    join sirets using (contrat_id, cle)
    where not noms.sirete
) as trouve
where action.contrat_id = trouve.contrat_id and action.structure_id = trouve.sans_siret;
