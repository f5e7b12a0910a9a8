-- Que vaut l'indicateur dans la commune, l'agglomération, la région et la France ?
-- Une ligne par territoire de comparaison et par année, du plus proche au plus lointain.
-- Celles de $quartier ou, s'il est null, de $contrats ; $fin : dernière année lue. null = tous, toutes.
-- Règle : un nombre (sommable) ne se compare pas d'un territoire à l'autre ; une commune seule, sinon aucune.
with choisis as (
    select
        quartier.communes,
        contrat.epci_siren,
        contrat.epci_nom,
        contrat.region
    from quartier
    left join contrat using (contrat_id)
    where
        case
            when not tous($quartier) then quartier.quartier_id = $quartier
            else parmi(quartier.contrat_id, $contrats)
        end
),

territoires as (
    select
        'commune' as territoire_type,
        communes[1] as territoire_id,
        null as nom,
        2 as rang
    from choisis
    where len(communes) = 1
    union
    select
        'epci' as territoire_type,
        epci_siren as territoire_id,
        epci_nom as nom,
        1 as rang
    from choisis
    union
    select
        'region' as territoire_type,
        region as territoire_id,
        'Région' as nom,
        3 as rang
    from choisis
    union
    select
        'france' as territoire_type,
        mesure.territoire_id,
        'France' as nom,
        4 as rang
    from mesure
    where mesure.territoire_type = 'france' and mesure.indicateur_id = $indicateur
)

select
    territoires.territoire_type,
    territoires.territoire_id,
    coalesce(territoires.nom, commune.nom, territoires.territoire_id) as territoire,
    territoires.rang,
    mesure.annee,
    mesure.valeur,
    mesure.statut
from territoires
join mesure using (territoire_type, territoire_id)
join indicateur using (indicateur_id)
left join commune
    on territoires.territoire_type = 'commune' and territoires.territoire_id = commune.commune_id
where
    mesure.indicateur_id = $indicateur
    and mesure.statut <> 'manquante'
    and not indicateur.sommable
    and entre(mesure.annee, null, $fin)
order by territoires.rang, territoire, territoires.territoire_id, mesure.annee
