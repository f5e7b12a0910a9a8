-- titre: une seule mesure par indicateur, territoire, année et zonage
-- gravite: bloquant
-- Une ligne par mesure écrite plusieurs fois.
select
    indicateur_id,
    territoire_type,
    territoire_id,
    annee,
    count(*) as nb
from mesure
group by indicateur_id, territoire_type, territoire_id, annee, zonage
having count(*) > 1
