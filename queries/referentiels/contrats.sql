-- Quels contrats la base contient-elle ?
-- Une ligne par contrat, dans l'ordre des noms.
select
    contrat.contrat_id,
    contrat.nom,
    contrat.epci_nom,
    contrat.departement,
    contrat.debut,
    contrat.fin,
    contrat.population_qpv,
    contrat.longitude,
    contrat.latitude,
    contrat.fictif
from contrat
order by contrat.nom, contrat.contrat_id
