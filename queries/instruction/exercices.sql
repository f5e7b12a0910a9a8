-- Quels exercices ont des demandes en instruction ?
-- Une ligne par année, de la plus récente à la plus ancienne. $contrats : null = tous ; $statuts : statuts en
-- instruction que l'on a le droit de voir.
select
    annee,
    count(*) as nb_demandes
from action
where
    parmi(contrat_id, $contrats)
    and list_contains($statuts::varchar[], statut)
    and not cout_theorique
group by annee
order by annee desc
