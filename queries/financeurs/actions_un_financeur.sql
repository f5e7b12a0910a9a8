-- Quelles actions tiennent à un seul financeur ?
-- Une ligne par action dont un financeur (hors autofinancement) apporte tout, du plus gros montant
-- au plus petit. Filtre commun. Règle : postes au coût théorique exclus.
with apports as (
    select
        action_id,
        count(distinct financeur_id) as nb_financeurs,
        max(financeur_id) as financeur_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    where nature <> 'autofinancement' and accorde_eur > 0 and not cout_theorique
    group by action_id
)

select
    action.action_id,
    action.intitule,
    structure.nom as porteur,
    financeur.nom as financeur,
    apports.accorde_eur
from apports
join action on apports.action_id = action.action_id
join financeur on apports.financeur_id = financeur.financeur_id
left join structure on action.structure_id = structure.structure_id
where apports.nb_financeurs = 1
order by apports.accorde_eur desc, action.action_id
