-- Que reste-t-il des enveloppes ?
-- Une ligne par financeur qui a une enveloppe, dans l'ordre du référentiel. Filtre commun.
-- Règle : une enveloppe est comparée aux crédits accordés de ce financeur, mêmes contrats et années.
with fixes as (
    select
        financeur_id,
        sum(montant_eur) as enveloppe_eur
    from enveloppe
    where
        ($contrats is null or list_contains($contrats, contrat_id))
        and ($debut is null or annee >= $debut)
        and ($fin is null or annee <= $fin)
    group by financeur_id
),

programmes as (
    select
        financeur_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    where nature = 'specifique' and not cout_theorique
    group by financeur_id
)

select
    fixes.financeur_id,
    financeur.nom as financeur,
    fixes.enveloppe_eur,
    coalesce(programmes.accorde_eur, 0) as programme_eur,
    fixes.enveloppe_eur - coalesce(programmes.accorde_eur, 0) as reste_eur
from fixes
join financeur using (financeur_id)
left join programmes using (financeur_id)
order by financeur.ordre, fixes.financeur_id
