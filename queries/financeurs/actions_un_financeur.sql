-- Quelles actions tiennent à un seul financeur ?
-- Une ligne par action du filtre commun dont un financeur (hors autofinancement) apporte tout, du plus
-- gros montant au plus petit.
-- Règle : on regarde tous les financements de l'action, même ceux que le filtre écarte ; postes au coût
-- théorique exclus.
with apports as (
    select
        financement.action_id,
        count(distinct financement.financeur_id) as nb_financeurs,
        max(financement.financeur_id) as financeur_id,
        sum(financement.accorde_eur) as accorde_eur
    from financement
    where
        financement.nature <> 'autofinancement' and financement.accorde_eur > 0
        and financement.action_id in (
            select f.action_id
            from financements_filtres($filtre) as f
            where f.nature <> 'autofinancement' and f.accorde_eur > 0 and not f.cout_theorique
        )
    group by financement.action_id
)

select
    action.action_id,
    action.annee,
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
