-- titre: un poste n'est pas au coût de son dispositif
-- gravite: avertissement
-- Une ligne par poste en défaut (macros couts_des_postes et cout_hors_ligne).
select distinct
    poste.action_id,
    poste.annee,
    classe.code as dispositif,
    poste.accorde_eur
from couts_des_postes(null) as poste
join action_classe on poste.action_id = action_classe.action_id
join classe on action_classe.classe_id = classe.classe_id
where cout_hors_ligne(classe.code, poste.accorde_eur)
