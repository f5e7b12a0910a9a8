-- De quelles communes est fait le territoire de chaque contrat ?
-- Une ligne par commune d'un contrat dont toutes les communes ont un contour, par contrat puis commune.
-- $contrats : codes des contrats, null = tous. Règle : un territoire incomplet se lirait comme entier,
-- il ne sort pas.
with complets as (
    select contrat_id
    from commune
    where
        contrat_id is not null
        and parmi(contrat_id, $contrats)
    group by contrat_id
    having count(geometrie) = count(*)
)

select
    contrat.contrat_id as code,
    contrat.nom,
    commune.geometrie
from complets
join contrat using (contrat_id)
join commune using (contrat_id)
order by contrat.contrat_id, commune.commune_id
