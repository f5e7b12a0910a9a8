-- Combien de cellules refusées ou signalées, par raison ?
-- Une ligne par source et raison, de la plus fréquente à la plus rare.
-- $reserve : vrai pour un visiteur ; aucune valeur des fichiers de la collectivité, qui peuvent porter des
-- demandes non publiques, ne lui est alors citée (règle 7 du modèle).
-- Règle : deux raisons qui ne diffèrent que par la valeur citée entre guillemets n'en font qu'une.
with vus as (
    select
        source.nom as source,
        $reserve and source.type in ('classeur', 'programmation', 'scdl') as cache,
        regexp_replace(rejet.motif, '« [^»]* »', '« … »', 'g') as motif,
        rejet.bloquant,
        rejet.valeur
    from rejet
    join source using (source_id)
)

select
    source,
    case when cache then regexp_replace(motif, '[0-9][0-9 .,]*', '… ', 'g') else motif end as motif,
    bloquant,
    count(*) as nb_cellules,
    min(case when not cache then valeur end) as exemple
from vus
group by 1, 2, 3
order by nb_cellules desc, source, motif, bloquant
