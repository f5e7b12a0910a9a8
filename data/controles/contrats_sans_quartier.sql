-- titre: un contrat n'a aucun quartier dans la base
-- gravite: avertissement
-- Une ligne par contrat en défaut.
select
    contrat_id,
    nom
from contrat
where not exists (
    select 1 from quartier
    where quartier.contrat_id = contrat.contrat_id
)
