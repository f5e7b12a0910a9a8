-- alias
select
    ancien,
    nouveau
from alias_contrat;

-- contrat
select
    contrat_id,
    first(epci_siren order by _rang) filter (where epci_siren is not null) as siren,
    first(departement order by _rang) filter (where departement is not null) as departement,
    first(region order by _rang) filter (where region is not null) as region
from contrat
group by contrat_id
order by contrat_id;

-- commune
select
    commune_id,
    first(nom order by _rang) as nom,
    list(distinct contrat_id) filter (where contrat_id is not null) as contrats,
    first(epci_siren order by _rang) filter (where epci_siren is not null) as siren
from commune
group by commune_id;

-- quartier
select
    quartier_id,
    first(nom order by _rang) as nom,
    first(communes order by len(communes) desc, _rang) as communes,
    first(contrat_id order by _rang) filter (where contrat_id is not null) as contrat_id
from quartier
group by quartier_id;

-- passage
select
    ancien,
    nouveau
from passage_quartier
where ancien is not null and nouveau is not null;

-- financeur
select
    financeur_id,
    first(nom order by _rang) as nom,
    first(categorie order by _rang) as categorie
from financeur
group by financeur_id
order by min(_rang) desc;

-- structure
select
    siret,
    first(structure_id order by _rang) as structure_id
from structure
where siret is not null
group by siret;

-- action
select
    action_id,
    first(annee order by _rang) as annee,
    first(contrat_id order by _rang) as contrat_id
from action
group by action_id;

-- financement
select
    financement.action_id,
    financement.financeur_id,
    financement.nature,
    financement.section,
    action.annee,
    financement.accorde_eur
from financement
join action on financement.action_id = action.action_id;
