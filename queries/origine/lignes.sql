-- Combien de lignes y a-t-il derrière un chiffre, et de quels fichiers viennent-elles ?
-- Une ligne par fichier. $famille : la table dont on compte les lignes. Filtre commun ; $action et
-- $structure : une seule action, un seul porteur (null = tous).
-- Règle : ce que le visiteur ne peut pas voir (statuts du filtre) n'est pas compté.
with choisies as (
    select
        action_id,
        source_id,
        cout_theorique
    from actions_filtrees($filtre)
    where
        egale(action_id, $action)
        and egale(structure_id, $structure)
),

financees as (
    select distinct
        action_id,
        financeur_id,
        nature,
        section
    from financements_filtres($filtre)
    where
        $famille = 'financements'
        and egale(action_id, $action)
        and egale(structure_id, $structure)
),

lignes as (
    select source_id
    from choisies
    where $famille = 'actions'
    union all
    select source_id
    from choisies
    where $famille = 'postes' and cout_theorique
    union all
    select financement.source_id
    from financement
    join financees using (action_id, financeur_id, nature, section)
    union all
    select action_quartier.source_id
    from action_quartier
    join choisies using (action_id)
    where $famille = 'quartiers-touches'
    union all
    select avis.source_id
    from avis
    join choisies using (action_id)
    where $famille = 'avis'
    union all
    select source_id
    from contrat
    where
        $famille = 'contrats'
        and parmi(contrat_id, $filtre['contrats'])
    union all
    select source_id
    from quartier
    where
        $famille = 'quartiers'
        and type = 'QPV'
        and generation = $generation
        and parmi(contrat_id, $filtre['contrats'])
        and parmi(quartier_id, $filtre['quartiers'])
    union all
    select mesure.source_id
    from mesure
    join quartier on mesure.territoire_id = quartier.quartier_id
    where
        $famille = 'mesures'
        and mesure.territoire_type = 'quartier'
        and egale(mesure.indicateur_id, $indicateur)
        and parmi(quartier.contrat_id, $filtre['contrats'])
        and parmi(quartier.quartier_id, $filtre['quartiers'])
    union all
    select source_id
    from enveloppe
    where
        $famille = 'enveloppes'
        and parmi(contrat_id, $filtre['contrats'])
        and parmi(annee, $filtre['annees'])
    union all
    select source_id
    from engagement
    where
        $famille = 'engagements'
        and parmi(contrat_id, $filtre['contrats'])
    union all
    select source_id
    from objectif
    where
        $famille = 'objectifs'
        and parmi(contrat_id, $filtre['contrats'])
    union all
    select source_id
    from signataire
    where
        $famille = 'signataires'
        and parmi(contrat_id, $filtre['contrats'])
    union all
    select source_id
    from instance
    where
        $famille = 'instances'
        and parmi(contrat_id, $filtre['contrats'])
    union all
    select seance.source_id
    from seance
    join instance using (instance_id)
    where
        $famille = 'seances'
        and parmi(instance.contrat_id, $filtre['contrats'])
        and parmi(year(seance.tenue_le), $filtre['annees'])
    union all
    select decision.source_id
    from decision
    join seance using (seance_id)
    join instance using (instance_id)
    left join action on decision.action_id = action.action_id
    where
        $famille = 'decisions'
        and parmi(instance.contrat_id, $filtre['contrats'])
        and parmi(year(seance.tenue_le), $filtre['annees'])
        and (
            decision.action_id is null
            or parmi(action.statut, $filtre['statuts'])
        )
)

select
    coalesce(source.source_id, lignes.source_id) as source_id,
    coalesce(source.nom, 'Source non décrite') as nom,
    source.producteur,
    source.millesime,
    count(*) as nb_lignes
from lignes
left join source on lignes.source_id = source.source_id
group by all
order by nom, source_id
