-- titre: un poste n'est pas au coût de son dispositif
-- gravite: avertissement
-- Une ligne par poste en défaut. Les fourchettes sont celles de COUTS (data/postes.py) et de
-- queries/synthese/dispositifs.sql : un adulte-relais coûte 22 810,61 € en 2024, un Fonjep 7 164 € (au
-- prorata des mois, ou double).
select
    action.action_id,
    action.annee,
    classe.code as dispositif,
    sum(financement.accorde_eur) as accorde_eur
from action
join financement on action.action_id = financement.action_id
join action_classe on action.action_id = action_classe.action_id
join classe on action_classe.classe_id = classe.classe_id
where action.cout_theorique
group by action.action_id, action.annee, classe.code
having
    (classe.code = 'adultes-relais' and sum(financement.accorde_eur) not between 11405.31 and 34215.91)
    or (classe.code = 'fonjep' and sum(financement.accorde_eur) not between 298.50 and 17910.00)
