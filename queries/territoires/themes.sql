-- Pour quels thèmes de l'État chaque contrat est-il financé ?
-- Une ligne par contrat et par thème national présent chez l'un d'eux. Filtre commun ; $generation : zonage
-- des quartiers. Règle : les piliers sont propres à un contrat, les thèmes de l'État (programme 147) sont
-- communs. Une action (les postes sont à part) compte sous le thème parent du sien, dans la nomenclature de
-- son année (celle de 2020-2023 vaut aussi avant). Un contrat connu qui n'a rien sous un thème y a zéro.
with argent as (
    select
        action.contrat_id,
        action.montant_eur,
        case when not action.cout_theorique then action.action_id end as action_id,
        case when action.annee < 2024 then '2020-2023' else '2024-2030' end as periode,
        action.theme_national
    from financements_filtres($filtre) as action
),

rattache as (
    select
        argent.contrat_id,
        argent.montant_eur,
        argent.action_id,
        case when theme.code is null then 'aucun' else argent.periode end as periode,
        coalesce(theme.parent, theme.code, 'aucun') as code
    from argent
    left join theme_national as theme
        on argent.theme_national = theme.code and argent.periode = theme.periode
),

sommes as (
    select
        contrat_id,
        periode,
        code,
        sum(montant_eur) as montant_eur,
        count(distinct action_id) as nb_actions
    from rattache
    group by contrat_id, periode, code
),

themes as (
    select distinct
        periode,
        code
    from sommes
),

connus as (
    select distinct contrat_id
    from sommes
)

select
    contrat.contrat_id,
    contrat.nom as contrat,
    case when themes.code = 'aucun' then 'aucun' else themes.periode || '.' || themes.code end as theme_id,
    case
        when themes.code = 'aucun' then 'Sans thème de l''État'
        when count(distinct themes.periode) filter (where themes.code <> 'aucun') over () > 1
            then nom_theme.nom || ' (' || themes.periode || ')'
        else nom_theme.nom
    end as theme,
    coalesce(sommes.montant_eur, 0) as montant_eur,
    coalesce(sommes.nb_actions, 0) as nb_actions,
    coalesce(sommes.montant_eur, 0)::double / habitants.population as eur_par_habitant
from connus
join contrat on connus.contrat_id = contrat.contrat_id
join habitants_du_contrat($generation) as habitants on connus.contrat_id = habitants.contrat_id
cross join themes
left join sommes
    on
        connus.contrat_id = sommes.contrat_id
        and themes.code = sommes.code
        and themes.periode = sommes.periode
left join theme_national as nom_theme
    on themes.code = nom_theme.code and themes.periode = nom_theme.periode
order by contrat.nom, contrat.contrat_id, themes.code = 'aucun', themes.periode, themes.code
