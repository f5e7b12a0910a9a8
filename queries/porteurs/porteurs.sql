-- Qui agit, et de qui dépend chacun ?
-- Une ligne par porteur, du plus gros montant au plus petit. Filtre commun.
-- Règles : un euro compte une fois ; la part du premier financeur se lit sur le montant choisi, hors
-- autofinancement et hors postes au coût théorique (vide : rien d'autre n'est connu).
with argent as (
    select
        structure_id,
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(montant_eur) as montant_eur
    from financements_filtres($filtre)
    group by structure_id
),

apports as (
    select
        structure_id,
        financeur_id,
        sum(montant_eur) as apport_eur
    from financements_filtres($filtre)
    where montant_eur > 0 and nature <> 'autofinancement' and not cout_theorique
    group by structure_id, financeur_id
),

dependance as (
    select
        apports.structure_id,
        count(*) as nb_financeurs,
        arg_max(financeur.nom, (apports.apport_eur, -financeur.ordre, financeur.financeur_id))
            as premier_financeur,
        max(apports.apport_eur)::double / sum(apports.apport_eur)::double as part_premier
    from apports
    join financeur using (financeur_id)
    group by apports.structure_id
),

effectifs as (
    select
        structure_id,
        count(*) as nb_actions,
        count_if(cout_theorique) as nb_postes
    from actions_filtrees($filtre)
    group by structure_id
)

select
    effectifs.structure_id,
    coalesce(structure.nom, 'Porteur non renseigné') as porteur,
    structure.categorie,
    effectifs.nb_actions,
    effectifs.nb_postes,
    argent.demande_eur,
    argent.accorde_eur,
    argent.verse_eur,
    argent.montant_eur,
    coalesce(dependance.nb_financeurs, 0) as nb_financeurs,
    dependance.premier_financeur,
    dependance.part_premier
from effectifs
left join structure on effectifs.structure_id = structure.structure_id
left join argent on effectifs.structure_id is not distinct from argent.structure_id
left join dependance on effectifs.structure_id = dependance.structure_id
order by argent.montant_eur desc nulls last, porteur, effectifs.structure_id
