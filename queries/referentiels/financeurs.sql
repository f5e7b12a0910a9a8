-- Quels financeurs ?
-- Une ligne par financeur, dans l'ordre du référentiel.
select
    financeur_id,
    nom,
    categorie,
    ordre
from financeur
order by ordre, nom, financeur_id
