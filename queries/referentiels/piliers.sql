-- Quels piliers pour ces contrats et ces années ?
-- Une ligne par pilier, dans l'ordre du référentiel. $contrats, $debut, $fin : null = tous.
select
    pilier_id,
    contrat_id,
    code,
    nom,
    ordre,
    debut,
    fin
from pilier
where
    parmi(contrat_id, $contrats)
    and entre(fin, $debut, null)
    and entre(debut, null, $fin)
order by contrat_id, debut, ordre, pilier_id
