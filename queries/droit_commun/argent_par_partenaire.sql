-- Chaque partenaire apporte-t-il ce qu'il a annoncé ?
-- Une ligne par partenaire qui annonce ou mesure un montant, du plus gros annoncé au plus petit.
-- $contrats : null = tous. Règle : l'annoncé sans mesure est compté à part ; une mesure absente n'est
-- pas un zéro.
select
    engagement.structure_id,
    structure.nom as partenaire,
    count(*) as nb_engagements,
    count(*) filter (where engagement.montant_mesure_eur is null) as nb_sans_mesure,
    sum(engagement.montant_eur) as annonce_eur,
    sum(engagement.montant_eur) filter (
        where engagement.montant_mesure_eur is null
    ) as annonce_non_mesure_eur,
    sum(engagement.montant_mesure_eur) as mesure_eur
from engagement
join structure on engagement.structure_id = structure.structure_id
where parmi(engagement.contrat_id, $contrats)
group by 1, 2
having sum(engagement.montant_eur) is not null or sum(engagement.montant_mesure_eur) is not null
order by annonce_eur desc nulls last, mesure_eur desc nulls last, partenaire, engagement.structure_id
