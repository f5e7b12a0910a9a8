-- titre: une action cite un thème de l'État inconnu
-- gravite: avertissement
-- Une ligne par action en défaut. Le code d'un thème dépend de la période : 2020-2023 ou 2024-2030.
select
    action_id,
    annee,
    theme_national
from action
where
    theme_national is not null
    and not exists (
        select 1 from theme_national as theme
        where
            theme.code = action.theme_national
            and (
                action.annee between left(theme.periode, 4)::integer and right(theme.periode, 4)::integer
                or action.annee < 2020
            )
    )
