-- Quel est ce contrat : sa durée, sa signature, ses piliers, ses quartiers ?
-- Une ligne : le contrat ; `piliers` et `quartiers` sont des listes de noms, dans l'ordre du référentiel.
-- $contrat : son code. $annee : l'exercice, qui dit les piliers et le zonage en vigueur.
-- Règle : les quartiers sont ceux du zonage de l'exercice (2015 jusqu'en 2023, 2024 depuis).
select
    contrat.nom,
    contrat.epci_nom,
    contrat.departement,
    contrat.region,
    contrat.debut,
    contrat.fin,
    contrat.signe_le,
    (
        select list(pilier.nom order by pilier.ordre, pilier.nom)
        from pilier
        where pilier.contrat_id = contrat.contrat_id and $annee between pilier.debut and pilier.fin
    ) as piliers,
    (
        select list(quartier.nom order by quartier.type, quartier.nom)
        from quartier
        where
            quartier.contrat_id = contrat.contrat_id
            and quartier.generation = case when $annee < 2024 then '2015' else '2024' end
    ) as quartiers
from contrat
where contrat.contrat_id = $contrat
