-- À quoi les partenaires se sont-ils engagés, et où en est-on ?
-- Une ligne par engagement : ce qui est en retard d'abord, puis non tenu, non mesuré, en cours, tenu.
-- $contrats : null = tous ; $le : le jour où l'on regarde ; $etat : un état, « en retard », ou null = tous.
-- Règle : un engagement est en retard quand son échéance est passée et qu'il n'est pas tenu.
with etats as (
    select
        engagement.*,
        coalesce(engagement.echeance < $le::date and engagement.etat <> 'tenu', false) as en_retard
    from engagement
    where parmi(engagement.contrat_id, $contrats)
)

select
    etats.engagement_id,
    contrat.nom as contrat,
    structure.nom as partenaire,
    etats.pour_quoi,
    etats.montant_eur,
    etats.montant_mesure_eur,
    etats.avec_qui,
    etats.comment,
    etats.echeance,
    etats.etat,
    etats.en_retard,
    case
        when etats.mesurable_qpv then 'oui'
        when etats.mesurable_qpv is null then 'on ne sait pas'
        else 'non'
    end as mesure_au_quartier
from etats
join contrat on etats.contrat_id = contrat.contrat_id
join structure on etats.structure_id = structure.structure_id
where
    egale(etats.etat, $etat)
    or ($etat = 'en retard' and etats.en_retard)
order by
    etats.en_retard desc,
    list_position(['non tenu', 'non mesuré', 'en cours', 'tenu'], etats.etat),
    etats.echeance nulls last,
    etats.engagement_id
