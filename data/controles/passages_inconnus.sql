-- titre: un passage de zonage cite un quartier absent de la base
-- gravite: avertissement
-- Une ligne par code en défaut.
select distinct code
from (
    select ancien as code
    from passage_quartier
    union all
    select nouveau as code
    from passage_quartier
) as codes
where
    code is not null
    and not exists (
        select 1 from quartier
        where quartier.quartier_id = codes.code
    )
