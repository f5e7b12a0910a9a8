-- Qui siège où ?
-- Une ligne par collège et type d'instance : le nombre de sièges, vide s'il n'y en a aucun. Les collèges
-- du comité de pilotage d'abord, du plus nombreux au moins nombreux. $contrats : null = tous.
-- Règle : un siège par membre ; la même personne peut siéger dans deux instances.
with sieges as (
    select
        membre.college,
        instance.type,
        sum(membre.nb) as nb
    from membre
    join instance on membre.instance_id = instance.instance_id
    where parmi(instance.contrat_id, $contrats)
    group by membre.college, instance.type
),

colleges as (
    select
        college,
        coalesce(sum(nb) filter (where type = 'COPIL'), 0) as nb_copil,
        sum(nb) as nb_total
    from sieges
    group by college
),

types (type, nom, rang) as (
    values
    ('COPIL', 'Comité de pilotage', 1),
    ('comité technique', 'Comité technique', 2),
    ('conseil citoyen', 'Conseils citoyens', 3)
)

select
    colleges.college,
    types.nom as instance,
    sieges.nb::bigint as nb_sieges
from colleges
cross join types
left join sieges on colleges.college = sieges.college and types.type = sieges.type
order by colleges.nb_copil desc, colleges.nb_total desc, colleges.college, types.rang
