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
    ($contrats is null or list_contains($contrats, contrat_id))
    and ($debut is null or fin >= $debut)
    and ($fin is null or debut <= $fin)
order by contrat_id, debut, ordre, pilier_id
