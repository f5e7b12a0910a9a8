-- Que disent les conseils citoyens ?
-- Une ligne par instance qui a rendu un avis et par sens : le nombre d'avis, vide s'il n'y en a aucun.
-- Filtre commun : les avis sur les actions choisies, donc de statut visible.
with lus as (
    select
        avis.instance_id,
        avis.avis,
        count(*) as nb
    from avis
    join actions_filtrees($filtre) as action on avis.action_id = action.action_id
    group by avis.instance_id, avis.avis
),

sens (avis, rang) as (
    values ('favorable', 1), ('réservé', 2), ('défavorable', 3)
),

rendus as (
    select distinct instance_id
    from lus
)

select
    instance.instance_id,
    instance.nom as instance,
    coalesce(quartier.nom, instance.nom) as conseil,
    sens.avis,
    lus.nb as nb_avis
from rendus
join instance on rendus.instance_id = instance.instance_id
cross join sens
left join quartier on instance.quartier_id = quartier.quartier_id
left join lus on rendus.instance_id = lus.instance_id and sens.avis = lus.avis
order by conseil, instance.instance_id, sens.rang
