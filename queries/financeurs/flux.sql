-- Par où passe l'argent, du financeur au pilier puis au quartier ?
-- Une ligne par flux : de chaque financeur vers un pilier (étage 1), de chaque pilier vers un quartier
-- (étage 2), dans l'ordre des référentiels. Filtre commun.
-- Règle : un euro compte une fois à chaque étage ; l'argent d'une action est partagé entre ses quartiers.
with zonages as (
    select count(distinct quartier.generation) > 1 as plusieurs
    from financements_filtres($filtre) as f
    join quartier on f.quartier_id = quartier.quartier_id
),

argent as (
    select
        coalesce(pilier.nom, 'Sans pilier') as pilier,
        coalesce(pilier.pilier_id, 'aucun') as pilier_id,
        coalesce(pilier.ordre, 99) as pilier_ordre,
        f.financeur_id,
        financeur.nom as financeur,
        financeur.ordre as financeur_ordre,
        coalesce(f.quartier_id, 'ensemble') as quartier_id,
        case
            when quartier.nom is null then 'Ensemble du contrat'
            when quartier.generation = '2015' and zonages.plusieurs then quartier.nom || ' (zonage 2015)'
            else quartier.nom
        end as quartier,
        f.montant_eur
    from financements_filtres($filtre) as f
    join financeur using (financeur_id)
    left join pilier using (pilier_id)
    left join quartier on f.quartier_id = quartier.quartier_id
    cross join zonages
)

select
    1 as etage,
    financeur_id as source_id,
    financeur as source,
    pilier_id as cible_id,
    pilier as cible,
    financeur_ordre as source_ordre,
    pilier_ordre as cible_ordre,
    sum(montant_eur) as montant_eur
from argent
group by all
union all
select
    2 as etage,
    pilier_id as source_id,
    pilier as source,
    quartier_id as cible_id,
    quartier as cible,
    pilier_ordre as source_ordre,
    (quartier_id = 'ensemble')::integer as cible_ordre,
    sum(montant_eur) as montant_eur
from argent
group by all
order by etage, source_ordre, source_id, cible_ordre, cible, cible_id
