-- Où sont les contrats ?
-- Une ligne par contrat dont la position est connue, dans l'ordre des codes.
-- $contrats : codes des contrats, null = tous.
select
    contrat_id as code,
    nom,
    'POINT (' || longitude || ' ' || latitude || ')' as geometrie
from contrat
where
    longitude is not null
    and latitude is not null
    and parmi(contrat_id, $contrats)
order by code
