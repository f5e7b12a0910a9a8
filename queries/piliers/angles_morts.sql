-- Où n'y a-t-il rien cette année ?
-- Une ligne par quartier prioritaire, thématique ou catégorie d'un classement à qui rien n'est accordé en
-- $annee, ce qui a tout perdu depuis l'année d'avant en premier. Filtre commun (l'appelant retire les
-- années). `avant_eur` : accordé l'année d'avant ; null si la ligne n'existait pas ou ne se compare pas.
-- Règle : un genre que rien ne renseigne cette année-là dans un contrat n'y est pas listé, faute de
-- savoir ; un quartier au périmètre inchangé suit son code d'un zonage à l'autre ; sous un filtre de pilier
-- ou de thématique, qui vide d'office des catégories, seuls quartiers et thématiques y sont.
with argent as (
    select
        contrat_id,
        annee,
        action_id,
        quartier_id,
        thematique_id,
        accorde_eur
    from financements_filtres($filtre)
    where accorde_eur > 0 and annee between $annee::integer - 1 and $annee::integer
),

equivalents as (
    select
        quartier_id,
        quartier_id as code
    from quartier
    union
    select
        nouveau as quartier_id,
        ancien as code
    from passage_quartier
    where statut = 'identique'
    union
    select
        ancien as quartier_id,
        nouveau as code
    from passage_quartier
    where statut = 'identique'
),

lieux as (
    select
        quartier.contrat_id,
        'Quartiers' as genre,
        1 as rang,
        quartier.quartier_id as code,
        quartier.nom,
        $annee::integer <> 2024 or exists (
            select 1 from passage_quartier
            where passage_quartier.nouveau = quartier.quartier_id and passage_quartier.statut = 'identique'
        ) as comparable
    from quartier
    where
        quartier.type = 'QPV'
        and quartier.generation = case when $annee::integer < 2024 then '2015' else '2024' end
        and parmi(quartier.quartier_id, $filtre['quartiers'])
),

sujets as (
    select
        pilier.contrat_id,
        'Thématiques' as genre,
        2 as rang,
        thematique.thematique_id as code,
        thematique.nom || ' (' || pilier.nom || ')' as nom,
        pilier.debut < $annee::integer as comparable
    from thematique
    join pilier on thematique.pilier_id = pilier.pilier_id
    where
        $annee::integer between pilier.debut and pilier.fin
        and parmi(pilier.pilier_id, $filtre['piliers'])
        and parmi(thematique.thematique_id, $filtre['thematiques'])
),

categories as (
    select
        classement.contrat_id,
        classement.nom as genre,
        3 as rang,
        classe.classe_id as code,
        classe.nom,
        true as comparable
    from classe
    join classement on classe.classement_id = classement.classement_id
    where tous($filtre['piliers']) and tous($filtre['thematiques'])
),

attendus as (
    from lieux
    union all
    from sujets
    union all
    from categories
),

recus as (
    select
        equivalents.quartier_id as code,
        argent.annee,
        argent.accorde_eur
    from argent
    join equivalents on argent.quartier_id = equivalents.code
    union all
    select
        thematique_id as code,
        annee,
        accorde_eur
    from argent
    where thematique_id is not null
    union all
    select
        action_classe.classe_id as code,
        argent.annee,
        argent.accorde_eur
    from argent
    join action_classe on argent.action_id = action_classe.action_id
),

sommes as (
    select
        attendus.contrat_id,
        attendus.genre,
        attendus.rang,
        attendus.code,
        attendus.nom,
        attendus.comparable
        and exists (
            select 1 from argent
            where argent.contrat_id = attendus.contrat_id and argent.annee < $annee::integer
        ) as comparable,
        sum(recus.accorde_eur) filter (where recus.annee = $annee::integer) as accorde_eur,
        sum(recus.accorde_eur) filter (where recus.annee < $annee::integer) as avant_eur
    from attendus
    left join recus on attendus.code = recus.code
    where parmi(attendus.contrat_id, $filtre['contrats'])
    group by all
),

renseignes as (
    select
        *,
        sum(accorde_eur) over (partition by contrat_id, genre) as genre_eur
    from sommes
)

select
    renseignes.genre,
    renseignes.code,
    renseignes.nom,
    contrat.nom as contrat,
    case when renseignes.comparable then coalesce(renseignes.avant_eur, 0) end as avant_eur
from renseignes
left join contrat using (contrat_id)
where renseignes.accorde_eur is null and renseignes.genre_eur > 0
order by
    case when renseignes.comparable then renseignes.avant_eur end desc nulls last,
    renseignes.rang,
    renseignes.genre,
    renseignes.nom,
    renseignes.code
