-- Combien d'argent 1 € de l'agglomération amène-t-il, pilier par pilier ?
-- Une ligne par pilier (« aucun » : actions sans pilier), dans l'ordre du référentiel. Filtre commun.
-- Règle : celle de synthese/chiffres. Le levier est ce que les autres financeurs accordent aux actions que
-- l'EPCI cofinance, hors autofinancement du porteur, pour 1 € de l'EPCI ; null si l'EPCI n'y est pas.
with argent as (
    select
        f.action_id,
        coalesce(f.pilier_id, 'aucun') as pilier_id,
        f.nature,
        f.accorde_eur,
        financeur.categorie,
        bool_or(financeur.categorie = 'EPCI' and f.accorde_eur > 0)
            over (partition by f.action_id) as avec_epci
    from financements_filtres($filtre) as f
    join financeur using (financeur_id)
),

sommes as (
    select
        pilier_id,
        sum(accorde_eur) filter (where categorie = 'EPCI') as epci_eur,
        sum(accorde_eur) filter (where categorie <> 'EPCI' and nature <> 'autofinancement') as autres_eur
    from argent
    where avec_epci
    group by pilier_id
)

select
    sommes.pilier_id,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    coalesce(pilier.ordre, 99) as ordre,
    sommes.epci_eur,
    sommes.autres_eur,
    sommes.autres_eur::double / nullif(sommes.epci_eur, 0)::double as levier
from sommes
left join pilier using (pilier_id)
order by ordre, sommes.pilier_id
