-- Que reçoit ce porteur, année après année ?
-- Une ligne par année où il a une action, dans l'ordre. Filtre commun (l'appelant retire les années).
-- $porteur : sa structure. Règle : un euro compte une fois.
with argent as (
    select
        annee,
        sum(demande_eur) as demande_eur,
        sum(accorde_eur) as accorde_eur,
        sum(verse_eur) as verse_eur,
        sum(montant_eur) as montant_eur,
        sum(montant_eur) filter (where cout_theorique) as postes_eur
    from financements_filtres($filtre)
    where structure_id = $porteur
    group by annee
),

effectifs as (
    select
        annee,
        count(*) as nb_actions,
        count(*) filter (where cout_theorique) as nb_postes
    from actions_filtrees($filtre)
    where structure_id = $porteur
    group by annee
)

select
    effectifs.annee,
    effectifs.nb_actions,
    effectifs.nb_postes,
    argent.demande_eur,
    argent.accorde_eur,
    argent.verse_eur,
    argent.montant_eur,
    argent.postes_eur
from effectifs
left join argent on effectifs.annee = argent.annee
order by effectifs.annee
