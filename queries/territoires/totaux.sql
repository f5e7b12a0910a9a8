-- Que pèsent ensemble les contrats de la région ?
-- Une seule ligne. Filtre commun ; $generation : zonage (2015 ou 2024) des quartiers prioritaires.
-- Règle : un euro compte une fois. Les habitants ne s'additionnent que quartier par quartier, si tous sont
-- connus : les populations que publient les contrats portent des valeurs impossibles.
with argent as (
    select
        sum(montant_eur) as montant_eur,
        sum(montant_eur) filter (where cout_theorique) as theorique_eur
    from financements_filtres($filtre)
),

effectifs as (
    select
        count(distinct contrat_id) as nb_contrats_finances,
        count(*) filter (where not cout_theorique) as nb_actions,
        count(*) filter (where cout_theorique) as nb_postes
    from actions_filtrees($filtre)
),

postes as (
    select
        count(distinct action.action_id) filter (where classe.code = 'adultes-relais') as nb_adultes_relais,
        count(distinct action.action_id) filter (where classe.code = 'fonjep') as nb_fonjep
    from actions_filtrees($filtre) as action
    join action_classe on action.action_id = action_classe.action_id
    join classe on action_classe.classe_id = classe.classe_id
    where action.cout_theorique
)

select
    contrats.nb_contrats,
    effectifs.nb_contrats_finances,
    argent.montant_eur,
    argent.theorique_eur,
    effectifs.nb_actions,
    effectifs.nb_postes,
    postes.nb_adultes_relais,
    postes.nb_fonjep,
    contrats.nb_quartiers,
    contrats.nb_sans_population,
    contrats.population_quartiers as population,
    argent.montant_eur::double / nullif(contrats.population_quartiers, 0) as eur_par_habitant
from habitants_des_contrats($filtre['contrats'], $generation) as contrats, effectifs, argent, postes
