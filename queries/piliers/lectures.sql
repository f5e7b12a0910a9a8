-- De quelles autres façons peut-on lire les mêmes actions ?
-- Une ligne par lecture, dans l'ordre des noms : les classements de ces contrats,
-- puis le thème national si des actions en ont un. $contrats : null = tous.
-- Règle : `multiple` dit qu'une action peut compter dans plusieurs catégories.
with classements as (
    select
        substr(classement.classement_id, length(classement.contrat_id) + 2) as code,
        min(classement.nom) as nom,
        bool_or(classement.multiple) as multiple
    from classement
    where
        parmi(classement.contrat_id, $contrats)
        and classement.classement_id in (select classe.classement_id from classe)
    group by 1
),

themes as (
    select distinct
        'theme-national' as code,
        'Thème national' as nom,
        false as multiple
    from action
    where
        theme_national is not null
        and parmi(contrat_id, $contrats)
)

select
    code,
    nom,
    multiple,
    1 as rang
from classements
union all
select
    code,
    nom,
    multiple,
    2 as rang
from themes
order by rang, strip_accents(nom), code
