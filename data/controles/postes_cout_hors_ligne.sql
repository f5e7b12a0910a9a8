-- titre: un poste n'est pas au coût de son dispositif
-- gravite: avertissement
-- Une ligne par poste en défaut (macro postes_hors_ligne).
select
    action_id,
    annee,
    dispositif,
    accorde_eur
from postes_hors_ligne()
