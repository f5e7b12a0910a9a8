-- Quels partenaires savent mesurer leur apport à l'échelle du quartier prioritaire ?
-- Une ligne par partenaire et réponse (oui, non, on ne sait pas) : le nombre d'engagements, vide s'il n'y
-- en a aucun. Les partenaires qui savent d'abord. $contrats : null = tous.
with choisis as (
    select
        structure.structure_id,
        structure.nom as partenaire,
        engagement.mesurable_qpv
    from engagement
    join structure on engagement.structure_id = structure.structure_id
    where parmi(engagement.contrat_id, $contrats)
),

partenaires as (
    select
        structure_id,
        partenaire,
        count(*) filter (where mesurable_qpv) / count(*) as part_oui
    from choisis
    group by structure_id, partenaire
),

reponses (reponse, rang, valeur) as (
    values ('oui', 1, true), ('non', 2, false), ('on ne sait pas', 3, null)
)

select
    partenaires.structure_id,
    partenaires.partenaire,
    reponses.reponse,
    nullif(count(choisis.structure_id), 0) as nb_engagements
from partenaires
cross join reponses
left join choisis
    on
        partenaires.structure_id = choisis.structure_id
        and choisis.mesurable_qpv is not distinct from reponses.valeur
group by
    partenaires.structure_id, partenaires.partenaire, partenaires.part_oui, reponses.reponse, reponses.rang
order by partenaires.part_oui desc, partenaires.partenaire, partenaires.structure_id, reponses.rang
