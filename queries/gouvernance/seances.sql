-- Quand les instances se réunissent-elles ?
-- Une ligne par réunion : les réunions à venir, de la plus proche à la plus lointaine, puis les réunions
-- tenues, de la dernière à la première.
-- $contrats : null = tous ; $debut, $fin : années des réunions tenues (null = toutes ; celles à venir y sont
-- toujours) ; $le : le jour où l'on regarde.
with reunions as (
    select
        seance.seance_id,
        seance.instance_id,
        seance.tenue_le,
        seance.ordre_du_jour,
        seance.nb_presents,
        seance.tenue_le > $le::date as a_venir
    from seance
),

effectifs as (
    select
        instance_id,
        sum(nb) as nb_membres
    from membre
    group by instance_id
)

select
    reunions.seance_id,
    contrat.nom as contrat,
    reunions.tenue_le,
    instance.instance_id,
    instance.nom as instance,
    instance.type,
    reunions.ordre_du_jour,
    reunions.nb_presents,
    effectifs.nb_membres::bigint as nb_membres,
    case when reunions.a_venir then 'à venir' else 'tenue' end as quand,
    reunions.a_venir
from reunions
join instance on reunions.instance_id = instance.instance_id
join contrat on instance.contrat_id = contrat.contrat_id
left join effectifs on reunions.instance_id = effectifs.instance_id
where
    parmi(instance.contrat_id, $contrats)
    and (
        reunions.a_venir
        or (
            entre(year(reunions.tenue_le), $debut, $fin)
        )
    )
order by
    reunions.a_venir desc,
    case when reunions.a_venir then reunions.tenue_le end,
    reunions.tenue_le desc,
    instance.nom,
    reunions.seance_id
