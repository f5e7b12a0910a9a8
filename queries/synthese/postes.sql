-- Combien de postes l'État finance-t-il, par dispositif et par structure ?
-- Une ligne par dispositif et structure. Filtre commun. Règle : coût théorique publié par l'ANCT.
with montants as (
    select
        action_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    group by action_id
)

select
    classe.code as dispositif_code,
    classe.nom as dispositif,
    coalesce(structure.nom, 'Porteur non renseigné') as porteur,
    count(distinct action.action_id) as nb_postes,
    sum(montants.accorde_eur) as accorde_eur
from actions_filtrees($filtre) as action
join montants using (action_id)
join action_classe on action.action_id = action_classe.action_id
join classe on action_classe.classe_id = classe.classe_id
left join structure on action.structure_id = structure.structure_id
where action.cout_theorique
group by 1, 2, 3
order by dispositif_code, nb_postes desc, porteur
