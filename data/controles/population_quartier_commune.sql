-- titre: la population d'un quartier dépasse celle de ses communes
-- gravite: avertissement
-- Une ligne par quartier en défaut. Sans la population de toutes ses communes, on ne juge pas.
with peuple as (
    select
        communes_du_quartier.quartier_id,
        communes_du_quartier.population,
        sum(commune.population) as population_communes
    from (
        select
            quartier_id,
            population,
            unnest(communes) as commune_id
        from quartier
    ) as communes_du_quartier
    left join commune on communes_du_quartier.commune_id = commune.commune_id
    group by all
    having count(*) = count(commune.population)
)

select *
from peuple
where population > population_communes
