-- Où en est chaque objectif du contrat, de son départ à sa cible ?
-- Une ligne par objectif, groupés par pilier ($par = 'pilier', ou null) ou par quartier ($par = 'quartier').
-- Contrats, piliers et quartiers du filtre commun ; $fin : dernière année lue, null = toutes.
-- Règle : aujourd'hui est la dernière mesure publiée après le départ, sur le quartier visé (périmètre
-- identique compris) ou sur l'agglomération ; sans elle, nous ne savons pas. Avancement : chemin parcouru
-- sur chemin à parcourir ; un changement que l'arrondi peut produire n'est pas un changement.
with voulus as (
    select
        objectif.objectif_id,
        objectif.contrat_id,
        objectif.nom as objectif,
        objectif.pilier_id,
        coalesce(pilier.nom, 'Sans pilier') as pilier,
        coalesce(pilier.debut * 100 + pilier.ordre, 999999) as ordre,
        objectif.quartier_id,
        coalesce(quartier.nom, 'Ensemble du contrat') as quartier,
        objectif.indicateur_id,
        indicateur.nom as indicateur,
        coalesce(indicateur.unite, '') as unite,
        coalesce(indicateur.sommable, true) as sommable,
        objectif.depart as depart_saisi,
        objectif.depart_annee,
        objectif.cible,
        objectif.echeance,
        contrat.epci_siren
    from objectif
    join contrat using (contrat_id)
    left join pilier on objectif.pilier_id = pilier.pilier_id
    left join quartier on objectif.quartier_id = quartier.quartier_id
    left join indicateur on objectif.indicateur_id = indicateur.indicateur_id
    where
        parmi(objectif.contrat_id, $filtre['contrats'])
        and parmi(coalesce(objectif.pilier_id, 'aucun'), $filtre['piliers'])
        and parmi(coalesce(objectif.quartier_id, 'ensemble'), $filtre['quartiers'])
        and (objectif.depart_annee is null or entre(objectif.depart_annee, null, $fin))
),

territoires as (
    select
        objectif_id,
        'quartier' as territoire_type,
        quartier_id as territoire_id
    from voulus
    where quartier_id is not null
    union
    select
        voulus.objectif_id,
        'quartier' as territoire_type,
        unnest([passage.ancien, passage.nouveau]) as territoire_id
    from voulus
    join passage_quartier as passage
        on voulus.quartier_id = passage.ancien or voulus.quartier_id = passage.nouveau
    where passage.statut = 'identique'
    union
    select
        objectif_id,
        'epci' as territoire_type,
        epci_siren as territoire_id
    from voulus
    where quartier_id is null
),

mesures as (
    select
        voulus.objectif_id,
        mesure.annee,
        mesure.valeur,
        mesure.statut,
        mesure.source_id,
        mesure.annee > coalesce(voulus.depart_annee, 0) as apres,
        mesure.annee = voulus.depart_annee as au_depart
    from voulus
    join territoires using (objectif_id)
    join mesure
        on
            voulus.indicateur_id = mesure.indicateur_id
            and territoires.territoire_type = mesure.territoire_type
            and territoires.territoire_id = mesure.territoire_id
    where entre(mesure.annee, null, $fin)
),

dernieres as (
    select
        objectif_id,
        any_value(valeur) filter (where au_depart) as valeur_depart,
        max(annee) filter (where apres and valeur is not null) as annee,
        arg_max(valeur, annee) filter (where apres and valeur is not null) as aujourdhui,
        bool_or(statut = 'secret') filter (where apres) as secret,
        count(*) as nb_mesures
    from mesures
    group by objectif_id
),

etats as (
    select
        voulus.*,
        coalesce(voulus.depart_saisi, dernieres.valeur_depart) as depart,
        dernieres.annee,
        dernieres.aujourdhui,
        -- Le pas d'arrondi : un nombre compté est exact, un taux est publié au dixième ou à l'unité.
        case
            when voulus.sommable then 0
            when dernieres.aujourdhui = round(dernieres.aujourdhui) and depart = round(depart) then 1
            else 0.1
        end as pas,
        dernieres.secret,
        coalesce(dernieres.nb_mesures, 0) as nb_mesures,
        round((dernieres.aujourdhui - depart) / nullif(voulus.cible - depart, 0), 4) as avancement
    from voulus
    left join dernieres using (objectif_id)
)

select
    objectif_id,
    contrat_id,
    objectif,
    pilier_id,
    pilier,
    quartier_id,
    quartier,
    indicateur,
    unite,
    depart,
    depart_annee,
    aujourdhui,
    annee,
    cible,
    echeance,
    avancement,
    case
        when aujourdhui is null or avancement is null then 'inconnu'
        when avancement >= 1 then 'atteint'
        when abs(aujourdhui - depart) <= pas + 1e-9 then 'stable'
        when avancement > 0 then 'approche'
        else 'eloigne'
    end as etat,
    case
        when aujourdhui is not null and avancement is null then 'sans départ'
        when aujourdhui is not null then null
        when indicateur_id is null then 'sans indicateur'
        when secret then 'secret'
        when nb_mesures = 0 then 'sans mesure'
        else 'rien depuis'
    end as raison,
    case when $par = 'quartier' then quartier else pilier end as groupe,
    count(*) over (partition by groupe) as nb_groupe,
    count(*) filter (where etat <> 'inconnu') over (partition by groupe) as nb_sus_groupe
from etats
order by
    case when $par = 'quartier' then (quartier_id is null)::integer else ordre end,
    groupe,
    etat = 'inconnu',
    avancement desc,
    objectif,
    objectif_id
