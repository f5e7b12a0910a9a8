-- titre: un objectif a son échéance avant son départ
-- gravite: avertissement
-- Une ligne par objectif en défaut.
select
    objectif_id,
    depart_annee,
    echeance
from objectif
where echeance <= depart_annee
