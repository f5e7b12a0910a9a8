-- Quelles périodes le contrat a-t-il connues ?
-- Une ligne par contrat et période, de la plus ancienne à la plus récente.
-- $contrats : null = tous. Règle : les périodes sont celles des piliers ; à défaut, les dates du contrat.
with des_piliers as (
    select distinct
        contrat_id,
        debut,
        fin
    from pilier
)

select
    contrat.contrat_id,
    contrat.nom as contrat,
    contrat.epci_nom,
    contrat.signe_le,
    contrat.debut as contrat_debut,
    contrat.fin as contrat_fin,
    coalesce(des_piliers.debut, contrat.debut) as debut,
    coalesce(des_piliers.fin, contrat.fin) as fin
from contrat
left join des_piliers on contrat.contrat_id = des_piliers.contrat_id
where parmi(contrat.contrat_id, $contrats)
order by contrat.nom, contrat.contrat_id, debut, fin
