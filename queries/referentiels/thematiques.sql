-- Quelles thématiques pour ces contrats ?
-- Une ligne par thématique, dans l'ordre du référentiel. $contrats : null = tous.
select
    thematique.thematique_id,
    thematique.pilier_id,
    thematique.nom,
    pilier.nom as pilier
from thematique
join pilier using (pilier_id)
where parmi(pilier.contrat_id, $contrats)
order by pilier.contrat_id, pilier.debut, pilier.ordre, thematique.ordre, thematique.thematique_id
