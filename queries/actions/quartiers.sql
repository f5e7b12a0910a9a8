-- Où cette action se passe-t-elle ?
-- Une ligne par quartier touché, de la plus grande part à la plus petite.
-- $action : son code. Règle : l'argent est partagé selon la part, au centime. `protege` : le total de
-- l'action redonnerait l'effectif d'un quartier de 1 à 4 personnes, celui des autres n'est pas à montrer.
with montants as (
    select
        quartier_id,
        sum(accorde_eur) as accorde_eur
    from ventilation
    where action_id = $action
    group by quartier_id
)

select
    action_quartier.quartier_id,
    quartier.nom as quartier,
    quartier.type,
    action_quartier.part,
    montants.accorde_eur,
    action_quartier.beneficiaires,
    action_quartier.action_id in (select action_id from effectif_protege) as protege
from action_quartier
join quartier on action_quartier.quartier_id = quartier.quartier_id
left join montants on action_quartier.quartier_id = montants.quartier_id
where action_quartier.action_id = $action
order by action_quartier.part desc, quartier.nom, action_quartier.quartier_id
