-- Qui est ce porteur, et que fait-il ?
-- Une seule ligne, ou aucune s'il n'a pas d'action dans le filtre. Filtre commun ; $porteur : sa structure.
-- Règle : un euro compte une fois.
with effectifs as (
    select
        structure_id,
        count(*) as nb_actions,
        count_if(cout_theorique) as nb_postes,
        min(annee) as premiere_annee,
        max(annee) as derniere_annee,
        count(distinct annee) as nb_annees
    from actions_filtrees($filtre)
    where structure_id = $porteur
    group by structure_id
),

argent as (
    select
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(montant_eur) as montant_eur,
        sum(montant_eur) filter (where cout_theorique) as theorique_eur,
        count(distinct quartier_id) filter (where montant_eur > 0) as nb_quartiers
    from financements_filtres($filtre)
    where structure_id = $porteur
)

select
    structure.structure_id,
    structure.nom as porteur,
    structure.categorie,
    structure.commune,
    effectifs.nb_actions,
    effectifs.nb_postes,
    effectifs.premiere_annee,
    effectifs.derniere_annee,
    effectifs.nb_annees,
    argent.*
from effectifs
join structure on effectifs.structure_id = structure.structure_id
cross join argent
