-- Comment cet indicateur évolue-t-il dans chaque quartier, et l'écart à la référence se réduit-il ?
-- Une ligne par quartier, fil (périmètre suivi) et année ; « derniere » en marque une par quartier.
-- $quartier ou, s'il est null, ceux du zonage $generation de $contrats (null = tous) ; $reference : commune,
-- epci, region ou france ; $fin : dernière année lue, null = toutes.
-- Règle : un périmètre identique continue le fil du quartier, un périmètre modifié en fait un autre ; un
-- changement n'est dit que s'il dépasse l'arrondi des valeurs publiées, et un point (ou 100 €, ou 1 %).
with choisis as (
    select
        quartier.quartier_id,
        quartier.nom,
        quartier.type,
        quartier.generation,
        case $reference
            when 'commune' then case when len(quartier.communes) = 1 then quartier.communes[1] end
            when 'epci' then contrat.epci_siren
            when 'region' then contrat.region
        end as reference_id
    from quartier
    left join contrat using (contrat_id)
    where
        case
            when not tous($quartier) then quartier.quartier_id = $quartier
            else
                quartier.generation = $generation
                and parmi(quartier.contrat_id, $contrats)
        end
),

perimetres as (
    select
        quartier_id,
        quartier_id as origine,
        quartier_id as fil
    from choisis
    union
    select
        choisis.quartier_id,
        unnest([passage.ancien, passage.nouveau]) as origine,
        case when passage.statut = 'identique' then choisis.quartier_id else origine end as fil
    from choisis
    join passage_quartier as passage
        on choisis.quartier_id = passage.ancien or choisis.quartier_id = passage.nouveau
    where passage.ancien is not null and passage.nouveau is not null
),

-- À combien près l'année est publiée : l'unité, le dixième, le centième (ou la dizaine).
precisions as (
    select
        annee,
        case
            when bool_and(valeur % 10 = 0) then 10
            when bool_and(valeur = round(valeur)) then 1
            when bool_and(valeur = round(valeur, 1)) then 0.1
            when bool_and(valeur = round(valeur, 2)) then 0.01
            else 0.001
        end as pas
    from mesure
    where indicateur_id = $indicateur and valeur is not null
    group by annee
),

lues as (
    select
        perimetres.quartier_id,
        perimetres.origine,
        perimetres.fil,
        mesure.annee,
        mesure.zonage,
        mesure.valeur::decimal(18, 4) as valeur,
        mesure.statut,
        reference.valeur::decimal(18, 4) as reference,
        mesure.valeur::decimal(18, 4) - reference.valeur::decimal(18, 4) as ecart,
        precisions.pas::decimal(18, 4) as pas,
        indicateur.unite,
        indicateur.sens,
        indicateur.sommable,
        mesure.source_id
    from perimetres
    join choisis using (quartier_id)
    join mesure
        on perimetres.origine = mesure.territoire_id and mesure.territoire_type = 'quartier'
    join indicateur using (indicateur_id)
    left join precisions on mesure.annee = precisions.annee
    left join mesure as reference
        on
            mesure.indicateur_id = reference.indicateur_id
            and mesure.annee = reference.annee
            and reference.territoire_type = $reference
            and (reference.territoire_type = 'france' or choisis.reference_id = reference.territoire_id)
            and not indicateur.sommable
    where
        mesure.indicateur_id = $indicateur
        and entre(mesure.annee, null, $fin)
    -- Une année publiée sur les deux zonages d'un même périmètre compte une fois.
    qualify row_number() over (
        partition by perimetres.quartier_id, perimetres.fil, mesure.annee
        order by mesure.valeur is null, perimetres.origine = perimetres.quartier_id desc, perimetres.origine
    ) = 1
),

bornes as (
    select
        quartier_id,
        fil,
        count(distinct zonage) as nb_zonages,
        any_value(sens) as sens,
        case
            when any_value(unite) = '%' then 1
            when any_value(unite) like '%€%' then 100
            when any_value(sommable) then abs(arg_min(valeur, annee) filter (where valeur is not null)) / 100
            else 0
        end as seuil,
        min(annee) filter (where valeur is not null) as annee_debut,
        max(annee) filter (where valeur is not null) as annee_fin,
        arg_min(valeur, annee) filter (where valeur is not null) as valeur_debut,
        arg_max(valeur, annee) filter (where valeur is not null) as valeur_fin,
        arg_min(pas, annee) filter (where valeur is not null) as pas_debut,
        arg_max(pas, annee) filter (where valeur is not null) as pas_fin,
        min(annee) filter (where ecart is not null) as annee_ecart_debut,
        max(annee) filter (where ecart is not null) as annee_ecart_fin,
        arg_min(ecart, annee) filter (where ecart is not null) as ecart_debut,
        arg_max(ecart, annee) filter (where ecart is not null) as ecart_fin,
        arg_max(reference, annee) filter (where ecart is not null) as reference_fin,
        arg_min(pas, annee) filter (where ecart is not null) as pas_ecart_debut,
        arg_max(pas, annee) filter (where ecart is not null) as pas_ecart_fin
    from lues
    group by quartier_id, fil
),

bilans as (
    select
        *,
        valeur_fin - valeur_debut as variation,
        case
            when annee_fin > annee_debut then
                case
                    when abs(variation) <= (pas_debut + pas_fin) / 2 or abs(variation) < seuil then 'stable'
                    when variation > 0 then 'hausse'
                    else 'baisse'
                end
        end as evolution,
        case
            when abs(ecart_fin) <= pas_ecart_fin then 'égal'
            when ecart_fin > 0 then 'plus'
            when ecart_fin < 0 then 'moins'
        end as place,
        abs(ecart_fin) - abs(ecart_debut) as variation_ecart,
        case
            when annee_ecart_fin > annee_ecart_debut then
                case
                    when
                        abs(ecart_fin - ecart_debut) <= pas_ecart_debut + pas_ecart_fin
                        or abs(ecart_fin - ecart_debut) < seuil
                        then 'stable'
                    when
                        ecart_fin * ecart_debut < 0
                        and abs(ecart_fin) > pas_ecart_fin
                        and abs(ecart_debut) > pas_ecart_debut
                        then 's''inverse'
                    when
                        abs(variation_ecart) <= pas_ecart_debut + pas_ecart_fin
                        or abs(variation_ecart) < seuil
                        then 'stable'
                    when variation_ecart > 0 then 'se creuse'
                    else 'se réduit'
                end
        end as tendance
    from bornes
)

select
    choisis.quartier_id,
    choisis.nom as quartier,
    choisis.type,
    choisis.generation,
    lues.fil,
    lues.fil = choisis.quartier_id as continu,
    coalesce(origine.nom, choisis.nom) as perimetre,
    lues.annee,
    lues.zonage,
    -- Un périmètre identique ne se coupe pas en 2024.
    case when bilans.nb_zonages > 1 then null else lues.zonage end as rupture,
    lues.valeur,
    coalesce(lues.statut, 'manquante') as statut,
    lues.reference,
    lues.ecart,
    bilans.nb_zonages > 1 as joint,
    bilans.annee_debut,
    bilans.annee_fin,
    bilans.valeur_debut,
    bilans.valeur_fin,
    bilans.variation,
    bilans.evolution,
    bilans.annee_ecart_debut,
    bilans.annee_ecart_fin,
    bilans.ecart_debut,
    bilans.ecart_fin,
    bilans.reference_fin,
    bilans.place,
    bilans.variation_ecart,
    bilans.tendance,
    row_number() over (
        partition by choisis.quartier_id
        order by
            bilans.annee_fin is null,
            continu desc,
            bilans.annee_fin desc,
            lues.fil,
            lues.statut = 'manquante',
            lues.annee desc
    ) = 1 as derniere,
    first_value(coalesce(bilans.ecart_fin, bilans.valeur_fin) * if(bilans.sens = 'hausse', -1, 1)) over (
        partition by choisis.quartier_id
        order by bilans.annee_fin is null, continu desc, bilans.annee_fin desc, lues.fil
    ) as rang
from choisis
left join lues using (quartier_id)
left join bilans on lues.quartier_id = bilans.quartier_id and lues.fil = bilans.fil
left join quartier as origine on lues.fil = origine.quartier_id
order by rang desc nulls last, quartier, choisis.quartier_id, continu, lues.fil, lues.annee
