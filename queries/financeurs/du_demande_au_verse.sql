-- Du demandé au versé, que devient l'argent de chaque financeur ?
-- Une ligne par financeur, du plus gros montant demandé au plus petit. Filtre commun.
-- Règle : chaque taux ne compare que les financements dont les deux montants sont connus.
select
    f.financeur_id,
    financeur.nom as financeur,
    sum(f.demande_eur) as demande_eur,
    sum(f.propose_eur) as propose_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur,
    sum(f.accorde_eur) filter (where f.demande_eur is not null)::double
    / nullif(sum(f.demande_eur) filter (where f.accorde_eur is not null), 0)::double as taux_accorde,
    sum(f.verse_eur) filter (where f.accorde_eur is not null)::double
    / nullif(sum(f.accorde_eur) filter (where f.verse_eur is not null), 0)::double as taux_verse
from financements_filtres($filtre) as f
join financeur using (financeur_id)
group by f.financeur_id, financeur.nom, financeur.ordre
order by demande_eur desc nulls last, financeur.ordre, f.financeur_id
