-- Où sont les communes ?
-- Une ligne par commune qui a un contour, dans l'ordre des codes.
-- $contrats : codes des contrats dont l'intercommunalité contient la commune, null = toutes.
select
    commune_id as code,
    nom,
    geometrie
from commune
where
    geometrie is not null
    and parmi(contrat_id, $contrats)
order by code
