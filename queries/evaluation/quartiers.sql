-- Combien de personnes ont été touchées dans chaque quartier ?
-- Une ligne par quartier touché, du plus grand nombre au plus petit. Filtre commun, postes exclus.
-- Règle : une action n'entre dans ces sommes que si chaque quartier connu y compte au moins 5 personnes et
-- si rien ne se retrouve par différence avec son total (reste de 1 à 4, ou nul quand un quartier manque).
with reparties as (
    select
        action.action_id,
        bool_or(action_quartier.beneficiaires < 5) as petite,
        any_value(action.beneficiaires_reels) - sum(action_quartier.beneficiaires) as reste,
        bool_or(action_quartier.beneficiaires is null) as incomplete
    from actions_filtrees($filtre) as action
    join action_quartier using (action_id)
    where not action.cout_theorique
    group by action.action_id
),

actions as (
    select
        action_quartier.quartier_id,
        action_quartier.beneficiaires,
        coalesce(
            reparties.petite
            or reparties.reste between 1 and 4
            or (reparties.reste = 0 and reparties.incomplete),
            false
        ) as protegee
    from reparties
    join action_quartier using (action_id)
)

select
    quartier.quartier_id,
    quartier.nom as quartier,
    quartier.type,
    count(*) as nb_actions,
    count(*) filter (where actions.beneficiaires is not null and not actions.protegee) as nb_sues,
    count(*) filter (where actions.protegee) as nb_protegees,
    count(*) filter (where actions.beneficiaires is null and not actions.protegee) as nb_inconnues,
    sum(actions.beneficiaires) filter (where not actions.protegee) as personnes
from actions
join quartier using (quartier_id)
where
    parmi(quartier.quartier_id, $filtre['quartiers'])
group by quartier.quartier_id, quartier.nom, quartier.type
order by personnes desc nulls last, quartier.nom, quartier.quartier_id
