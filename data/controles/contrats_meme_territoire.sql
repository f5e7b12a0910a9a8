-- titre: deux contrats couvrent la même intercommunalité
-- gravite: avertissement
-- Une ligne par intercommunalité en défaut.
select
    epci_siren,
    count(*) as nb,
    string_agg(contrat_id, ', ' order by contrat_id) as contrats
from contrat
where epci_siren is not null
group by epci_siren
having count(*) > 1
