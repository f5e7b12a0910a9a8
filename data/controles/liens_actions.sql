-- titre: chaque action cite un contrat, un porteur, un pilier et une thématique qui existent
-- gravite: bloquant
-- Une ligne par code orphelin.
select
    action_id,
    'contrat_id' as colonne,
    contrat_id as code
from action
where
    not exists (
        select 1 from contrat
        where contrat.contrat_id = action.contrat_id
    )
union all
select
    action_id,
    'structure_id' as colonne,
    structure_id as code
from action
where
    structure_id is not null
    and not exists (
        select 1 from structure
        where structure.structure_id = action.structure_id
    )
union all
select
    action_id,
    'pilier_id' as colonne,
    pilier_id as code
from action
where
    pilier_id is not null
    and not exists (
        select 1 from pilier
        where pilier.pilier_id = action.pilier_id
    )
union all
select
    action_id,
    'thematique_id' as colonne,
    thematique_id as code
from action
where
    thematique_id is not null
    and not exists (
        select 1 from thematique
        where thematique.thematique_id = action.thematique_id
    )
