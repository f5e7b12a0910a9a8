-- Le contrat de chaque commune et de chaque quartier, d'après ce que disent les sources. Exécuté dans
-- l'atelier, avant ou après l'assemblage ; ne change pas les tables : remplit commune_contrat et
-- quartier_contrat.
-- Un contrat couvre une intercommunalité, un établissement public territorial (Grand Paris), ou des communes.
-- Plusieurs contrats sur un même territoire : celui du département de la commune, le premier code s'ils sont
-- deux dans le département, aucun s'ils n'y sont pas.

create or replace temp table territoire as
with situe as (
    select
        contrat_id,
        min(departement) as departement
    from contrat
    group by contrat_id
)

select distinct
    couvert.contrat_id,
    couvert.territoire,
    coalesce(
        situe.departement,
        nullif(regexp_extract(couvert.contrat_id, '^CN0?(\d{2}|2[AB]|9[78]\d)\d{2}[A-Z]$', 1), '')
    ) as departement
from (
    select
        contrat_id,
        epci_siren as territoire
    from contrat
    union
    select
        contrat_id,
        territoire
    from territoire_contrat
) as couvert
join situe on couvert.contrat_id = situe.contrat_id
where couvert.territoire is not null;

-- Paris, Lyon, Marseille : un arrondissement est de sa commune.
create or replace temp macro commune_mere(code) as case
    when code between '75101' and '75120' then '75056'
    when code between '69381' and '69389' then '69123'
    when code between '13201' and '13216' then '13055'
    else code
end;

create or replace temp macro departement_de(code) as
case when left(code, 2) in ('97', '98') then left(code, 3) else left(code, 2) end;

create or replace temp table commune_du_quartier as
select distinct
    quartier_id,
    unnest(communes) as commune_id
from quartier;

-- Où chercher le contrat d'une commune, dans l'ordre : elle-même, son intercommunalité, celle que le fichier
-- des quartiers donne à son quartier (l'établissement territorial, quand la commune porte la métropole), la
-- table des établissements territoriaux.
create or replace temp table commune_contrat as
with communes as (
    select commune_id from commune
    where commune_id is not null
    union
    select commune_id from commune_du_quartier
),

seules as (
    select quartier_id from commune_du_quartier
    group by quartier_id
    having count(*) = 1
),

lieux as (
    select
        commune_id,
        1 as rang,
        commune_mere(commune_id) as territoire
    from communes
    union
    select
        commune_id,
        2,
        epci_siren
    from commune
    where epci_siren is not null
    union
    select
        communes.commune_id,
        3,
        commune.epci_siren
    from communes
    join commune on commune_mere(communes.commune_id) = commune.commune_id
    where commune.commune_id <> communes.commune_id
    union
    select
        commune_du_quartier.commune_id,
        4,
        territoire_quartier.siren_epci
    from seules
    join commune_du_quartier using (quartier_id)
    join territoire_quartier using (quartier_id)
    union
    select
        commune_id,
        5,
        siren_ept
    from ept join communes on ept.insee_com = communes.commune_id
),

dite as (
    select
        commune_id,
        min(departement) as departement
    from commune
    group by commune_id
),

trouves as (
    select
        lieux.commune_id,
        lieux.rang,
        case
            when count(distinct territoire.contrat_id) = 1 then min(territoire.contrat_id)
            else
                min(territoire.contrat_id)
                filter (territoire.departement = coalesce(dite.departement, departement_de(lieux.commune_id)))
        end as contrat_id
    from lieux
    join territoire on lieux.territoire = territoire.territoire
    left join dite
        on lieux.commune_id = dite.commune_id
    group by lieux.commune_id, lieux.rang
    union all
    select
        commune_id,
        0,
        min(contrat_id)
    from commune
    where contrat_id is not null
    group by commune_id
)

select
    commune_id,
    arg_min(contrat_id, rang) as contrat_id
from trouves
where contrat_id is not null
group by commune_id;

-- Un quartier : le contrat qui tient le plus de ses communes ; à égalité celui de l'intercommunalité que dit
-- son fichier, celui de son département, le premier code. Sans commune connue, cette intercommunalité seule.
create or replace temp table quartier_contrat as
with dits as (
    select
        territoire_quartier.quartier_id,
        territoire.contrat_id,
        territoire.departement = ltrim(substr(territoire_quartier.quartier_id, 3, 3), '0') as du_departement,
        count(distinct territoire.contrat_id) over (
            partition by territoire_quartier.quartier_id, territoire.territoire
        ) as nb
    from territoire_quartier
    join territoire on territoire_quartier.siren_epci = territoire.territoire
),

par_epci as (
    select
        quartier_id,
        min(contrat_id) as contrat_id
    from dits
    where nb = 1 or du_departement
    group by quartier_id
),

voix as (
    select
        commune_du_quartier.quartier_id,
        commune_contrat.contrat_id,
        count(*) as nb
    from commune_du_quartier
    join commune_contrat using (commune_id)
    group by all
),

departements as (
    select
        contrat_id,
        min(departement) as departement
    from territoire
    group by contrat_id
),

par_commune as (
    select
        voix.quartier_id,
        arg_min(
            voix.contrat_id,
            (
                -voix.nb,
                voix.contrat_id is distinct from par_epci.contrat_id,
                departements.departement is distinct from ltrim(substr(voix.quartier_id, 3, 3), '0'),
                voix.contrat_id
            )
        ) as contrat_id
    from voix
    left join par_epci on voix.quartier_id = par_epci.quartier_id
    left join departements on voix.contrat_id = departements.contrat_id
    group by voix.quartier_id
)

select
    coalesce(par_commune.quartier_id, par_epci.quartier_id) as quartier_id,
    coalesce(par_commune.contrat_id, par_epci.contrat_id) as contrat_id
from par_commune
full join par_epci on par_commune.quartier_id = par_epci.quartier_id;
