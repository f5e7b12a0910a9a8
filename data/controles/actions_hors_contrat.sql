-- titre: une action est d'une année où son contrat n'est pas en vigueur
-- gravite: avertissement
-- Une ligne par action en défaut. Les contrats de 2015 étant prolongés par ceux de 2024, seules les
-- années d'avant 2015 et d'après la fin comptent.
select
    action.action_id,
    action.annee,
    contrat.debut,
    contrat.fin
from action
join contrat on action.contrat_id = contrat.contrat_id
where
    action.annee > contrat.fin
    or action.annee < least(contrat.debut, 2015)
