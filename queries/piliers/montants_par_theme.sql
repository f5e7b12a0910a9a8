-- À quoi sert l'argent, selon les thèmes de l'État ?
-- Une ligne par thème national et par période (« aucune » : actions sans thème), du plus gros montant au
-- plus petit. Filtre commun. Règle : un euro compte une fois ; un code se lit dans la nomenclature de
-- son année (avant 2020 : la première connue).
with nomenclatures as (
    select
        code,
        periode,
        nom,
        parent,
        left(periode, 4)::integer as debut,
        right(periode, 4)::integer as fin,
        rank() over (partition by code order by periode) = 1 as premiere
    from theme_national
)

select
    coalesce(theme.periode || '_' || theme.code, 'aucune') as theme_id,
    coalesce(theme.nom, 'Sans thème national') as theme,
    parent.nom as famille,
    theme.periode,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur,
    sum(f.demande_eur) as demande_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur
from financements_filtres($filtre) as f
left join nomenclatures as theme
    on
        f.theme_national = theme.code
        and (f.annee between theme.debut and theme.fin or (f.annee < 2020 and theme.premiere))
left join nomenclatures as parent on theme.parent = parent.code and theme.periode = parent.periode
group by 1, 2, 3, 4
order by montant_eur desc nulls last, theme_id
