-- À quoi sert l'argent, selon les grands thèmes de l'État ?
-- Une ligne par grand thème et par période (« aucune » : actions sans thème), du plus gros montant au plus
-- petit. Filtre commun. Règle : un euro compte une fois ; un code se lit dans la nomenclature de son année
-- (avant 2020 : la première connue).
with nomenclatures as (
    select
        code,
        periode,
        coalesce(parent, code) as famille,
        left(periode, 4)::integer as debut,
        right(periode, 4)::integer as fin,
        rank() over (partition by code order by periode) = 1 as premiere
    from theme_national
)

select
    coalesce(grand.periode || '_' || grand.code, 'aucune') as famille_id,
    coalesce(grand.nom, 'Sans thème national') as famille,
    count(distinct f.action_id) as nb_actions,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
left join nomenclatures as theme
    on
        f.theme_national = theme.code
        and (f.annee between theme.debut and theme.fin or (f.annee < 2020 and theme.premiere))
left join theme_national as grand on theme.famille = grand.code and theme.periode = grand.periode
group by 1, 2
order by montant_eur desc nulls last, famille_id
