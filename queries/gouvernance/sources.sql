-- De quels fichiers vient ce qu'on sait de la gouvernance ?
-- Une ligne par fichier, dans l'ordre des noms. $contrats : null = tous.
with lus as (
    select source_id from contrat
    where parmi(contrat_id, $contrats)
    union
    select source_id from signataire
    where parmi(contrat_id, $contrats)
    union
    select source_id from instance
    where parmi(contrat_id, $contrats)
)

select
    source.source_id,
    source.nom,
    source.producteur,
    source.millesime
from source
join lus on source.source_id = lus.source_id
order by source.nom, source.source_id
