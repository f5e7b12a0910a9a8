-- Qu'a-t-on refusé, et pourquoi ?
-- Une ligne par cellule refusée ou signalée, dans l'ordre des fichiers et des lignes (5 000 au plus).
-- Règle : ce qui n'est visible que par son modèle (source sans compte, voir queries/visible.sql) n'y est pas.
select
    source.nom as source,
    rejet.feuille,
    rejet.ligne,
    rejet.colonne,
    rejet.valeur,
    rejet.motif,
    rejet.bloquant
from rejet
join source on rejet.source_id = source.source_id
where source.nb_lignes is not null
order by
    source.nom, source.source_id, rejet.feuille, rejet.ligne, rejet.colonne, rejet.motif, rejet.valeur,
    rejet.bloquant
limit 5000
