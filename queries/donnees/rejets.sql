-- Qu'a-t-on refusé, et pourquoi ?
-- Une ligne par cellule refusée ou signalée, dans l'ordre des fichiers et des lignes (5 000 au plus).
-- $reserve : vrai pour un visiteur, qui ne voit que les cellules des fichiers ouverts : celles des
-- fichiers de la collectivité peuvent citer une demande non publique (règle 7 du modèle).
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
where not ($reserve and source.type in ('classeur', 'programmation', 'scdl'))
order by source.nom, rejet.feuille, rejet.ligne, rejet.colonne, rejet.motif
limit 5000
