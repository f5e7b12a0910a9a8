-- Comment le contrat est-il gouverné ?
-- Une ligne : signataires, conseils citoyens, réunions tenues, dernier et prochain comité de pilotage.
-- $contrats : null = tous ; $debut, $fin : années où compter les réunions ; $le : le jour où l'on regarde.
with choisies as (
    select
        instance_id,
        contrat_id,
        type,
        quartier_id
    from instance
    where parmi(contrat_id, $contrats)
),

reunions as (
    select
        choisies.contrat_id,
        choisies.type,
        seance.tenue_le,
        seance.tenue_le > $le::date as a_venir,
        entre(year(seance.tenue_le), $debut, $fin) as dans_la_periode
    from seance
    join choisies on seance.instance_id = choisies.instance_id
),

prioritaires as (
    select quartier.quartier_id
    from quartier
    join contrat on quartier.contrat_id = contrat.contrat_id
    where
        quartier.type = 'QPV'
        and quartier.generation = contrat.generation
        and parmi(quartier.contrat_id, $contrats)
)

select
    (
        select count(distinct structure_id)
        from signataire
        where parmi(contrat_id, $contrats)
    ) as nb_signataires,
    (select count(*) from choisies) as nb_instances,
    (select count(*) filter (where type = 'conseil citoyen') from choisies) as nb_conseils,
    (select count(*) from prioritaires) as nb_quartiers,
    (
        select count(*)
        from prioritaires
        where quartier_id in (select quartier_id from choisies)
    ) as nb_quartiers_avec_conseil,
    count(*) filter (where not a_venir and dans_la_periode) as nb_reunions,
    count(*) filter (where not a_venir and dans_la_periode and type = 'COPIL') as nb_copils,
    max(tenue_le) filter (where not a_venir and type = 'COPIL') as dernier_copil,
    min(tenue_le) filter (where a_venir and type = 'COPIL') as prochain_copil,
    min(tenue_le) filter (where a_venir) as prochaine_reunion
from reunions
