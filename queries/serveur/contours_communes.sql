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
    and ($contrats is null or list_contains($contrats, contrat_id))
order by code
