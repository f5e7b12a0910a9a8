-- De quelles actions attend-on encore le bilan ou le nombre de personnes ?
-- Une ligne par action, les terminées sans réponse d'abord. Filtre commun, postes exclus.
-- Règle : un effectif de moins de 5 n'est pas donné, « effectif » le dit.
select
    action.action_id,
    action.annee,
    action.intitule,
    coalesce(structure.nom, 'Porteur non renseigné') as porteur,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    action.statut,
    case when action.beneficiaires_prevus >= 5 then action.beneficiaires_prevus end as prevus,
    case when action.beneficiaires_reels >= 5 then action.beneficiaires_reels end as reels,
    concat_ws(
        ' ; ',
        case when action.beneficiaires_prevus < 5 then 'moins de 5 prévues' end,
        case when action.beneficiaires_reels < 5 then 'moins de 5 touchées' end,
        case when action.beneficiaires_reels is null then 'nous ne savons pas combien sont venues' end
    ) as effectif,
    case
        when action.bilan_recu then 'reçu'
        when action.statut not in ('réalisée', 'soldée') then 'action en cours'
        when action.bilan_recu is null then 'nous ne savons pas'
        else 'attendu'
    end as bilan
from actions_filtrees($filtre) as action
left join structure using (structure_id)
left join pilier using (pilier_id)
where not action.cout_theorique
order by
    bilan = 'attendu' desc,
    bilan = 'nous ne savons pas' desc,
    action.beneficiaires_reels is null desc,
    action.annee desc,
    action.intitule,
    action.action_id
