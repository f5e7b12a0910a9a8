-- Que disent les sujets qui ne sont pas des actions ?
-- Une ligne par sujet, dans l'ordre de leurs noms : nombre de lignes et signature, qui change dès qu'une
-- valeur change.
-- $contrats : codes des contrats, null = tous. Règle : une mesure d'un territoire plus grand que la commune
-- vaut pour tous les contrats.
with lignes as (
    select
        'indicateurs' as sujet,
        hash(indicateur_id, territoire_type, territoire_id, annee, valeur, statut, zonage) as signature
    from mesure
    where
        tous($contrats)
        or territoire_type not in ('quartier', 'commune')
        or territoire_id in (
            select quartier.quartier_id
            from quartier
            where list_contains($contrats, quartier.contrat_id)
        )
        or territoire_id in (
            select commune.commune_id
            from commune
            where list_contains($contrats, commune.contrat_id)
        )
    union all by name
    select
        'objectifs' as sujet,
        hash(objectif_id, nom, indicateur_id, quartier_id, depart, cible, echeance) as signature
    from objectif
    where parmi(contrat_id, $contrats)
    union all by name
    select
        'engagements' as sujet,
        hash(
            engagement_id, structure_id, pour_quoi, montant_eur, montant_mesure_eur, echeance, etat
        ) as signature
    from engagement
    where parmi(contrat_id, $contrats)
    union all by name
    select
        'séances' as sujet,
        hash(seance.seance_id, seance.tenue_le, seance.ordre_du_jour, seance.nb_presents) as signature
    from seance
    join instance on seance.instance_id = instance.instance_id
    where parmi(instance.contrat_id, $contrats)
    union all by name
    select
        'quartiers' as sujet,
        hash(quartier_id, nom, type, population, menages, superficie_km2, geometrie) as signature
    from quartier
    where parmi(contrat_id, $contrats)
)

select
    sujet,
    count(*) as nb_lignes,
    bit_xor(signature)::varchar as signature
from lignes
group by sujet
order by sujet
