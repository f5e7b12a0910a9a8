-- titre: deux contrats d'un même département couvrent la même intercommunalité
-- gravite: avertissement
-- Une ligne par intercommunalité et département en défaut : le premier code en reçoit communes et quartiers.
-- Deux contrats de deux départements se partagent l'intercommunalité selon le département de chaque commune.
select
    epci_siren,
    departement,
    count(*) as nb,
    string_agg(contrat_id, ', ' order by contrat_id) as contrats
from contrat
where epci_siren is not null
group by epci_siren, departement
having count(*) > 1
