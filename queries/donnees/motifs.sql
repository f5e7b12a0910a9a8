-- Combien de cellules refusées ou signalées, par raison ?
-- Une ligne par source et raison, de la plus fréquente à la plus rare.
-- Règle : deux phrases du même modèle n'en font qu'une ; celles d'une base qui ne garde pas leur modèle se
-- rapprochent en taisant la valeur citée entre guillemets. L'exemple est une valeur que l'on peut voir.
select
    source.nom as source,
    coalesce(rejet.modele, regexp_replace(rejet.motif, '« [^»]* »', '« … »', 'g')) as motif,
    rejet.bloquant,
    count(*) as nb_cellules,
    min(rejet.valeur) as exemple
from rejet
join source on rejet.source_id = source.source_id
group by 1, 2, 3
order by nb_cellules desc, source, motif, bloquant
