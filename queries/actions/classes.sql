-- Comment cette action est-elle classée, autrement que par pilier ?
-- Une ligne par classement (axes transversaux, pôles, âges, dispositifs), ses classes en une phrase.
-- $action : son code.
select
    classement.nom as classement,
    string_agg(classe.nom, ', ' order by classe.ordre, classe.nom) as classes
from action_classe
join classe on action_classe.classe_id = classe.classe_id
join classement on classe.classement_id = classement.classement_id
where action_classe.action_id = $action
group by classement.classement_id, classement.nom
order by classement.nom, classement.classement_id
