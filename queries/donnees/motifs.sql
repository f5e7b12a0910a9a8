-- Combien de cellules refusées ou signalées, par raison ?
-- Une ligne par source et raison, de la plus fréquente à la plus rare.
-- Règle : deux raisons qui ne diffèrent que par la valeur citée entre guillemets n'en font qu'une.
select
    source.nom as source,
    regexp_replace(rejet.motif, '« [^»]* »', '« … »', 'g') as motif,
    rejet.bloquant,
    count(*) as nb_cellules,
    min(rejet.valeur) as exemple
from rejet
join source using (source_id)
group by 1, 2, 3
order by nb_cellules desc, source, motif, rejet.bloquant
