-- Qui paie pour quoi ?
-- Une ligne par pilier et financeur du filtre, même quand l'un ne donne rien à l'autre (0 €), dans l'ordre
-- des piliers puis du plus gros financeur au plus petit.
-- Filtre commun. Règle : un euro compte une fois.
with argent as (
    select
        coalesce(pilier_id, 'aucun') as pilier_id,
        financeur_id,
        count(distinct action_id) as nb_actions,
        sum(montant_eur) as montant_eur
    from financements_filtres($filtre)
    group by all
),

piliers as (
    select distinct
        argent.pilier_id,
        coalesce(pilier.nom, 'Sans pilier') as pilier,
        coalesce(pilier.ordre, 99) as ordre
    from argent
    left join pilier using (pilier_id)
),

financeurs as (
    select
        financeur_id,
        financeur.nom as financeur,
        financeur.ordre as financeur_ordre,
        sum(argent.montant_eur) as financeur_eur
    from argent
    join financeur using (financeur_id)
    group by all
)

select
    piliers.pilier_id,
    piliers.pilier,
    piliers.ordre,
    financeurs.financeur_id,
    financeurs.financeur,
    coalesce(argent.nb_actions, 0) as nb_actions,
    case when argent.nb_actions is null then 0 else argent.montant_eur end as montant_eur
from piliers
cross join financeurs
left join argent using (pilier_id, financeur_id)
order by
    piliers.ordre, piliers.pilier_id, financeurs.financeur_eur desc nulls last, financeurs.financeur_ordre,
    financeurs.financeur_id
