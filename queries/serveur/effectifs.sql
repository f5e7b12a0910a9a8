-- Que contient la base, en nombres ?
-- Une ligne. Règle : un euro compte une fois (somme de financement, avant tout filtre).
select
    (select count(*) from contrat) as contrats,
    (select count(*) from quartier) as quartiers,
    (select count(*) from action) as actions,
    (select count(*) from financement) as financements,
    (select coalesce(sum(accorde_eur), 0) from financement)::double as accorde_eur
