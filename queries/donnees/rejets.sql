-- Qu'a-t-on refusé, et pourquoi ?
-- Une ligne par cellule refusée ou signalée, dans l'ordre des fichiers et des lignes (5 000 au plus).
select
    source.nom as source,
    rejet.feuille,
    rejet.ligne,
    rejet.colonne,
    rejet.valeur,
    rejet.motif,
    rejet.bloquant
from rejet
join source using (source_id)
order by source.nom, rejet.feuille, rejet.ligne, rejet.colonne, rejet.motif
limit 5000
