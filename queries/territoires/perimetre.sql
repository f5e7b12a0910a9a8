-- À quels contrats se compare-t-on ?
-- Une ligne par contrat, dans l'ordre des noms. $contrats : les siens, null = tous ceux de la base.
-- Règle : les contrats de la même région ; un contrat dont la région manque se compare à ses pareils.
select
    contrat.contrat_id,
    contrat.nom,
    contrat.region
from contrat
where
    tous($contrats)
    or exists (
        select 1
        from contrat as sien
        where
            list_contains($contrats, sien.contrat_id)
            and sien.region is not distinct from contrat.region
    )
order by contrat.nom, contrat.contrat_id
