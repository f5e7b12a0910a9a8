-- Un nombre peut-il se totaliser sur tous les quartiers prioritaires du contrat ?
-- Une ligne par année et zonage ; le total n'est donné que si chaque quartier est connu.
-- $contrats : null = tous ; $fin : dernière année lue. Règle : un taux ne s'additionne ni ne se moyenne, et
-- n'a donc aucune ligne ; un quartier au secret ou manquant empêche le total.
with quartiers as (
    select
        quartier_id,
        generation
    from quartier
    where type = 'QPV' and parmi(contrat_id, $contrats)
),

annees as (
    select distinct
        mesure.annee,
        quartiers.generation
    from mesure
    join quartiers on mesure.territoire_id = quartiers.quartier_id
    join indicateur using (indicateur_id)
    where
        mesure.indicateur_id = $indicateur
        and mesure.territoire_type = 'quartier'
        and indicateur.sommable
        and entre(mesure.annee, null, $fin)
)

select
    annees.annee,
    annees.generation as zonage,
    count(*) as nb_quartiers,
    count(mesure.valeur) as nb_connus,
    case when count(mesure.valeur) = count(*) then sum(mesure.valeur) end as total,
    bool_or(mesure.statut = 'estimée') as estime
from annees
join quartiers using (generation)
left join mesure
    on
        quartiers.quartier_id = mesure.territoire_id
        and annees.annee = mesure.annee
        and mesure.territoire_type = 'quartier'
        and mesure.indicateur_id = $indicateur
group by annees.annee, annees.generation
order by annees.annee, annees.generation
