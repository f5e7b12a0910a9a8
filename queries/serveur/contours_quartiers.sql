-- Où sont les quartiers ?
-- Une ligne par quartier qui a un contour, dans l'ordre des codes.
-- $contrats : codes des contrats, null = tous. $generation : '2015' ou '2024', null = les deux.
-- Règle : seuls le code et le nom sortent, les chiffres ne passent pas par les contours.
select
    quartier_id as code,
    nom,
    geometrie
from quartier
where
    geometrie is not null
    and parmi(contrat_id, $contrats)
    and egale(generation, $generation)
order by code
