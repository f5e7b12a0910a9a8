-- Combien de porteurs d'une année à l'autre ?
-- Une ligne par année et situation (« déjà là l'an d'avant », puis « nouvelles ou de retour »), dans
-- l'ordre des années.
-- Filtre commun (l'appelant retire les années). Règle : une année sans année connue avant elle n'est pas
-- montrée, car on ne saurait pas qui y est nouveau.
with presences as (
    select distinct
        annee,
        structure_id
    from actions_filtrees($filtre)
    where structure_id is not null
),

annees as (
    select distinct annee
    from presences
),

situations as (
    select
        presences.annee,
        avant.structure_id is null as nouveau
    from presences
    left join presences as avant
        on presences.structure_id = avant.structure_id and presences.annee = avant.annee + 1
    where presences.annee - 1 in (select annees.annee from annees)
)

select
    annee,
    case when nouveau then 'Nouvelles ou de retour' else 'Déjà là l''an d''avant' end as situation,
    nouveau::integer as ordre,
    count(*) as nb_porteurs
from situations
group by annee, nouveau
order by annee, nouveau
