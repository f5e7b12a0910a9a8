-- D'où viennent les chiffres ?
-- Une ligne par fichier importé, dans l'ordre des noms.
select
    source_id,
    type,
    nom,
    producteur,
    millesime,
    licence,
    url,
    fichier,
    empreinte,
    importe_le,
    nb_lignes,
    nb_retenues,
    nb_rejets
from source
order by nom, source_id
