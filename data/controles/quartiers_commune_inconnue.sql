-- titre: un quartier est dans une commune absente de la base
-- gravite: avertissement
-- Une ligne par quartier et commune en défaut.
select
    quartier_id,
    commune_id
from (
    select
        quartier_id,
        unnest(communes) as commune_id
    from quartier
) as communes_du_quartier
where not exists (
    select 1 from commune
    where commune.commune_id = communes_du_quartier.commune_id
)
