-- Où va l'argent ?
-- Une ligne par quartier du contrat (zonage $generation) touché ou non, plus « Ensemble du contrat ».
-- Filtre commun. Règle : l'argent d'une action est partagé entre ses quartiers selon leur part.
with montants as (
    select
        coalesce(quartier_id, 'ensemble') as quartier_id,
        sum(montant_eur) as montant_eur,
        count(distinct action_id) as nb_actions
    from financements_filtres($filtre)
    group by 1
),

territoires as (
    select
        quartier_id,
        nom,
        type,
        generation,
        population
    from quartier
    where
        parmi(contrat_id, $contrats)
        and egale(generation, $generation)
    union
    select
        quartier.quartier_id,
        quartier.nom,
        quartier.type,
        quartier.generation,
        quartier.population
    from montants
    join quartier using (quartier_id)
    union all
    select
        'ensemble' as quartier_id,
        'Ensemble du contrat' as nom,
        null as type,
        null as generation,
        null as population
)

select
    territoires.quartier_id,
    territoires.nom as quartier,
    territoires.type,
    territoires.generation,
    territoires.population,
    coalesce(montants.nb_actions, 0) as nb_actions,
    coalesce(montants.montant_eur, 0) as montant_eur,
    montants.montant_eur::double / nullif(territoires.population, 0) as eur_par_habitant
from territoires
left join montants using (quartier_id)
where territoires.quartier_id <> 'ensemble' or montants.montant_eur is not null
order by montant_eur desc, quartier, quartier_id
