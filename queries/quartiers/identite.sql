-- Quel est ce quartier ?
-- Une ligne : le quartier $quartier, ses communes et sa part d'histoire (codes 2015 ou 2024 liés).
select
    quartier.quartier_id,
    quartier.contrat_id,
    quartier.nom,
    quartier.type,
    quartier.generation,
    quartier.population,
    quartier.menages,
    quartier.superficie_km2,
    quartier.geometrie is not null as a_contour,
    quartier.communes,
    (
        select string_agg(commune.nom, ', ' order by commune.nom)
        from commune
        where list_contains(quartier.communes, commune.commune_id)
    ) as noms_communes
from quartier
where quartier.quartier_id = $quartier
