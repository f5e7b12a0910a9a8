-- De quels fichiers viennent les engagements montrés ?
-- Une ligne par fichier, dans l'ordre des noms. $contrats : null = tous.
select
    source.source_id,
    source.nom,
    source.producteur,
    source.millesime
from source
where
    exists (
        select 1 from engagement
        where
            engagement.source_id = source.source_id
            and parmi(engagement.contrat_id, $contrats)
    )
order by source.nom, source.source_id
