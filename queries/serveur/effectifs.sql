-- Que contient la base, en nombres ?
-- Une ligne. $statuts : les statuts d'action comptés, ceux qu'un visiteur peut voir.
-- Règle : un euro compte une fois (somme de financement).
with visibles as (
    select action_id
    from action
    where list_contains($statuts, statut)
)

select
    (select count(*) from contrat) as contrats,
    (select count(*) from quartier) as quartiers,
    (select count(*) from visibles) as actions,
    (select count(*) from financement join visibles using (action_id)) as financements,
    (
        select coalesce(sum(accorde_eur), 0)
        from financement
        join visibles using (action_id)
    )::double as accorde_eur
