-- titre: un quartier n'est rattaché à aucun contrat
-- gravite: avertissement
-- Une ligne par quartier en défaut.
select
    quartier_id,
    nom,
    generation
from quartier
where contrat_id is null
