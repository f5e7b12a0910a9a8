-- Comment les contrats se comparent-ils ?
-- Une ligne par contrat, du plus au moins financé par habitant. Filtre commun ; $generation : zonage
-- (2015 ou 2024) des quartiers prioritaires.
-- Règle : les habitants sont ceux de la macro habitants_du_contrat. Sans aucune action publique dans la base,
-- les montants et les comptes sont inconnus, non nuls ; de même le nombre de quartiers d'un contrat dont la
-- base n'a aucun quartier. Postes : à part des actions.
with connus as (
    select distinct contrat_id
    from action
    where parmi(statut, $filtre['statuts'])
),

argent as (
    select
        contrat_id,
        sum(montant_eur) as montant_eur,
        sum(montant_eur) filter (where cout_theorique) as theorique_eur
    from financements_filtres($filtre)
    group by contrat_id
),

actions as (
    select
        contrat_id,
        count(*) filter (where not cout_theorique) as nb_actions,
        count(*) filter (where cout_theorique) as nb_postes
    from actions_filtrees($filtre)
    group by contrat_id
),

postes as (
    select
        action.contrat_id,
        count(distinct action.action_id) filter (where classe.code = 'adultes-relais') as nb_adultes_relais,
        count(distinct action.action_id) filter (where classe.code = 'fonjep') as nb_fonjep
    from actions_filtrees($filtre) as action
    join action_classe on action.action_id = action_classe.action_id
    join classe on action_classe.classe_id = classe.classe_id
    where action.cout_theorique
    group by action.contrat_id
)

select
    contrat.contrat_id,
    contrat.nom as contrat,
    contrat.departement,
    contrat.longitude,
    contrat.latitude,
    connus.contrat_id is not null as connu,
    habitants.nb_quartiers,
    habitants.population,
    habitants.population_de,
    case when connus.contrat_id is not null then coalesce(argent.montant_eur, 0) end as montant_eur,
    case when connus.contrat_id is not null then coalesce(argent.theorique_eur, 0) end as theorique_eur,
    case when connus.contrat_id is not null then coalesce(actions.nb_actions, 0) end as nb_actions,
    case when connus.contrat_id is not null then coalesce(actions.nb_postes, 0) end as nb_postes,
    case when connus.contrat_id is not null then coalesce(postes.nb_adultes_relais, 0) end
        as nb_adultes_relais,
    case when connus.contrat_id is not null then coalesce(postes.nb_fonjep, 0) end as nb_fonjep,
    case
        when connus.contrat_id is not null
            then coalesce(argent.montant_eur, 0)::double / habitants.population
    end as eur_par_habitant
from contrat
join habitants_du_contrat($generation) as habitants on contrat.contrat_id = habitants.contrat_id
left join connus on contrat.contrat_id = connus.contrat_id
left join argent on contrat.contrat_id = argent.contrat_id
left join actions on contrat.contrat_id = actions.contrat_id
left join postes on contrat.contrat_id = postes.contrat_id
where parmi(contrat.contrat_id, $filtre['contrats'])
order by eur_par_habitant desc nulls last, montant_eur desc nulls last, contrat.nom, contrat.contrat_id
