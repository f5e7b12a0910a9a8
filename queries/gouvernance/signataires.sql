-- Qui a signé le contrat ?
-- Une ligne par contrat et signataire : ceux qui coprésident d'abord. $contrats : null = tous.
select
    contrat.nom as contrat,
    structure.structure_id,
    structure.nom as signataire,
    structure.categorie,
    signataire.role
from signataire
join contrat on signataire.contrat_id = contrat.contrat_id
join structure on signataire.structure_id = structure.structure_id
where parmi(signataire.contrat_id, $contrats)
order by
    contrat.nom,
    contrat.contrat_id,
    coalesce(signataire.role ilike '%copr%sid%', false) desc,
    structure.categorie nulls last,
    structure.nom,
    structure.structure_id
