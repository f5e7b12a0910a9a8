-- titre: chaque action, financement, quartier et mesure vient d'une source connue
-- gravite: bloquant
-- Une ligne par source citée et absente.
select
    lignes.nom_table,
    lignes.source_id
from (
    select distinct
        'action' as nom_table,
        source_id
    from action
    union all
    select distinct
        'financement' as nom_table,
        source_id
    from financement
    union all
    select distinct
        'quartier' as nom_table,
        source_id
    from quartier
    union all
    select distinct
        'mesure' as nom_table,
        source_id
    from mesure
) as lignes
left join source on lignes.source_id = source.source_id
where source.source_id is null
