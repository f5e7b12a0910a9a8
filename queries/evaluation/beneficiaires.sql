-- Combien de personnes étaient prévues et sont venues, par pilier ou par année ?
-- Une ligne par pilier ($par = 'pilier', ou null) ou par année ($par = 'annee'), dans leur ordre.
-- Filtre commun, postes exclus. Règle : seules les actions dont on connaît les deux nombres
-- s'additionnent ; celles de moins de 5 personnes restent à part (voir evaluation/chiffres).
with actions as (
    select
        if($par = 'annee', action.annee::varchar, coalesce(action.pilier_id, 'aucun')) as code,
        if($par = 'annee', action.annee::varchar, coalesce(pilier.nom, 'Sans pilier')) as nom,
        if($par = 'annee', action.annee, coalesce(pilier.debut * 100 + pilier.ordre, 999999)) as ordre,
        action.beneficiaires_prevus as prevus,
        action.beneficiaires_reels as reels,
        prevus is not null and reels is not null as deux,
        deux and least(prevus, reels) < 5 as petite,
        action.statut in ('réalisée', 'soldée') as terminee,
        action.bilan_recu
    from actions_filtrees($filtre) as action
    left join pilier using (pilier_id)
    where not action.cout_theorique
)

select
    code,
    nom,
    count(*) as nb_actions,
    count(*) filter (where deux) as nb_sues,
    count(*) filter (where petite) as nb_petites,
    count(*) filter (where not deux) as nb_inconnues,
    sum(prevus) filter (where deux and not petite) as prevus,
    sum(reels) filter (where deux and not petite) as reels,
    count(*) filter (where terminee) as nb_terminees,
    count(*) filter (where terminee and bilan_recu) as nb_bilans,
    nb_bilans / nullif(nb_terminees, 0) as part_bilans
from actions
group by code, nom, ordre
order by ordre, code
