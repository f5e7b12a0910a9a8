-- Qui finance ce porteur ?
-- Une ligne par financeur et par nature, du plus gros montant au plus petit. Filtre commun.
-- $porteur : sa structure. Règle : un euro compte une fois.
select
    f.financeur_id,
    financeur.nom as financeur,
    case
        when f.nature = 'droit_commun' then financeur.nom || ' (droit commun)'
        else financeur.nom
    end as libelle,
    f.nature,
    count(distinct f.action_id) as nb_actions,
    sum(f.demande_eur) as demande_eur,
    sum(f.accorde_eur) as accorde_eur,
    sum(f.verse_eur) as verse_eur,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
join financeur on f.financeur_id = financeur.financeur_id
where f.structure_id = $porteur
group by f.financeur_id, financeur.nom, financeur.ordre, f.nature
order by montant_eur desc nulls last, financeur.ordre, f.financeur_id, f.nature
