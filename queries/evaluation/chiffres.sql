-- Combien de personnes étaient prévues, combien sont venues, et combien de bilans sont arrivés ?
-- Une seule ligne. Filtre commun ; les postes au coût théorique, qui n'ont pas de bilan, sont exclus.
-- Règle : seules les actions dont on connaît les deux nombres s'additionnent, et celles de moins de 5
-- personnes restent à part : aucune différence entre deux totaux ne fait retrouver un petit effectif.
with actions as (
    select
        *,
        beneficiaires_prevus is not null and beneficiaires_reels is not null as deux,
        deux and least(beneficiaires_prevus, beneficiaires_reels) < 5 as petite,
        statut in ('réalisée', 'soldée') as terminee
    from actions_filtrees($filtre)
    where not cout_theorique
)

select
    count(*) as nb_actions,
    count(*) filter (where deux) as nb_sues,
    count(*) filter (where petite) as nb_petites,
    count(*) filter (where not deux) as nb_inconnues,
    count(*) filter (where beneficiaires_prevus is null) as nb_sans_prevu,
    count(*) filter (where beneficiaires_reels is null) as nb_sans_reel,
    sum(beneficiaires_prevus) filter (where deux and not petite) as prevus,
    sum(beneficiaires_reels) filter (where deux and not petite) as reels,
    count(*) filter (where terminee) as nb_terminees,
    count(*) filter (where terminee and bilan_recu) as nb_bilans,
    count(*) filter (where terminee and bilan_recu is null) as nb_bilans_inconnus,
    nb_bilans / nullif(nb_terminees, 0) as part_bilans
from actions
