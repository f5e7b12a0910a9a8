-- Qui arrive, qui continue, qui s'arrête ?
-- Une ligne par porteur présent en $annee ou l'année d'avant : « nouveau », « continue » ou « arrêté ».
-- Filtre commun, dont les années couvrent les deux ; $annee : l'année qu'on regarde.
-- Règle : un porteur est présent s'il a au moins une action du filtre ; un euro compte une fois.
with argent as (
    select
        structure_id,
        sum(montant_eur) filter (where annee = $annee) as montant_eur,
        sum(montant_eur) filter (where annee = $annee - 1) as avant_eur
    from financements_filtres($filtre)
    group by structure_id
),

presences as (
    select
        structure_id,
        count_if(annee = $annee) as nb_actions,
        count_if(annee = $annee - 1) as nb_avant
    from actions_filtrees($filtre)
    where structure_id is not null
    group by structure_id
)

select
    presences.structure_id,
    structure.nom as porteur,
    structure.categorie,
    case
        when presences.nb_avant = 0 then 'nouveau'
        when presences.nb_actions = 0 then 'arrêté'
        else 'continue'
    end as situation,
    presences.nb_avant,
    presences.nb_actions,
    argent.avant_eur,
    argent.montant_eur
from presences
left join structure on presences.structure_id = structure.structure_id
left join argent on presences.structure_id = argent.structure_id
where presences.nb_actions > 0 or presences.nb_avant > 0
order by
    situation desc, coalesce(argent.montant_eur, argent.avant_eur) desc nulls last, porteur,
    presences.structure_id
