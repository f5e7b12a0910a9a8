-- Quelles instances, et quand se réunissent-elles ?
-- Une ligne par instance : comité de pilotage, comité technique, puis conseils citoyens.
-- $contrats : null = tous ; $debut, $fin : années où compter les réunions ; $le : le jour où l'on regarde.
-- Règle : un siège par membre ; la même personne peut siéger dans deux instances.
with effectifs as (
    select
        instance_id,
        sum(nb) as nb_membres
    from membre
    group by instance_id
),

reunions as (
    select
        instance_id,
        count(*) filter (
            where
            tenue_le <= $le::date
            and entre(year(tenue_le), $debut, $fin)
        ) as nb_reunions,
        max(tenue_le) filter (where tenue_le <= $le::date) as derniere,
        min(tenue_le) filter (where tenue_le > $le::date) as prochaine
    from seance
    group by instance_id
)

select
    instance.instance_id,
    contrat.nom as contrat,
    instance.nom as instance,
    instance.type,
    quartier.nom as quartier,
    effectifs.nb_membres::bigint as nb_membres,
    coalesce(reunions.nb_reunions, 0) as nb_reunions,
    reunions.derniere,
    reunions.prochaine
from instance
join contrat on instance.contrat_id = contrat.contrat_id
left join quartier on instance.quartier_id = quartier.quartier_id
left join effectifs on instance.instance_id = effectifs.instance_id
left join reunions on instance.instance_id = reunions.instance_id
where parmi(instance.contrat_id, $contrats)
order by
    contrat.nom,
    contrat.contrat_id,
    list_position(['COPIL', 'comité technique', 'conseil citoyen'], instance.type),
    instance.nom,
    instance.instance_id
