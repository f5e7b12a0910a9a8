-- Que montre la base à un visiteur, en nombres ?
-- Une ligne. $statuts : statuts visibles. Règle : ce qui n'est pas public n'est pas compté.
with visibles as (
    select action_id
    from action
    where list_contains($statuts, statut)
)

select
    (select count(*) from contrat) as contrats,
    (
        select count(*) from quartier
        where generation = '2024'
    ) as quartiers,
    (
        select count(*) from quartier
        where generation = '2015'
    ) as quartiers_2015,
    (select count(*) from visibles) as actions,
    (select count(*) from financement join visibles using (action_id)) as financements
