-- titre: chaque classe d'une action existe, dans un classement de son contrat
-- gravite: bloquant
-- Une ligne par lien orphelin.
select
    action_classe.action_id,
    action_classe.classe_id
from action_classe
left join action on action_classe.action_id = action.action_id
left join classe on action_classe.classe_id = classe.classe_id
left join classement on classe.classement_id = classement.classement_id
where
    action.action_id is null
    or classement.classement_id is null
    or classement.contrat_id <> action.contrat_id
