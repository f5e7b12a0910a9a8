-- Qui paie cette action ?
-- Une ligne par financeur et par nature, du plus gros montant accordé au plus petit.
-- $action : son code. Règle : l'action entière ; autofinancement compris, dit par sa nature.
select
    financement.financeur_id,
    financeur.nom as financeur,
    case
        when financement.nature = 'droit_commun' then financeur.nom || ' (droit commun)'
        else financeur.nom
    end as libelle,
    financement.nature,
    sum(financement.demande_eur) as demande_eur,
    sum(financement.propose_eur) as propose_eur,
    sum(financement.accorde_eur) as accorde_eur,
    sum(financement.verse_eur) as verse_eur
from financement
join financeur on financement.financeur_id = financeur.financeur_id
where financement.action_id = $action
group by financement.financeur_id, financeur.nom, financeur.ordre, financement.nature
order by
    accorde_eur desc nulls last, demande_eur desc nulls last, financeur.ordre, financement.financeur_id,
    financement.nature
