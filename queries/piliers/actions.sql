-- Quelles actions, dans cette thématique ou cette catégorie ?
-- Une ligne par action financée, du plus gros montant au plus petit. Filtre commun. $classement et
-- $classe : une catégorie d'une autre lecture (« aucune » : hors du classement) ; null = toutes.
-- Règle : le montant est celui que le filtre retient ; un euro compte une fois. Un thème national se lit
-- dans la nomenclature de son année (avant 2020 : la première connue).
with argent as (
    select
        action_id,
        string_agg(distinct financeur.nom, ', ' order by financeur.nom) as financeurs,
        sum(montant_eur) as montant_eur
    from financements_filtres($filtre)
    join financeur using (financeur_id)
    group by action_id
),

nomenclatures as (
    select
        code,
        periode,
        rank() over (partition by code order by periode) = 1 as premiere
    from theme_national
),

rangees as (
    select
        action_classe.action_id,
        classe.code
    from action_classe
    join classe on action_classe.classe_id = classe.classe_id
    join classement on classe.classement_id = classement.classement_id
    where substr(classement.classement_id, length(classement.contrat_id) + 2) = $classement
    union all
    select
        action.action_id,
        theme.periode || '_' || theme.code as code
    from action
    join nomenclatures as theme on action.theme_national = theme.code
    where
        $classement = 'theme-national'
        and (
            action.annee between left(theme.periode, 4)::integer and right(theme.periode, 4)::integer
            or (action.annee < 2020 and theme.premiere)
        )
),

choisies as (
    select action_id
    from rangees
    where code = $classe
)

select
    action.action_id,
    action.annee,
    action.intitule,
    structure.nom as porteur,
    coalesce(pilier.nom, 'Sans pilier') as pilier,
    thematique.nom as thematique,
    action.statut,
    argent.financeurs,
    argent.montant_eur
from argent
join action using (action_id)
left join structure on action.structure_id = structure.structure_id
left join pilier on action.pilier_id = pilier.pilier_id
left join thematique on action.thematique_id = thematique.thematique_id
where
    tous($classe)
    or (
        $classe = 'aucune'
        and action.action_id not in (select hors.action_id from rangees as hors)
    )
    or action.action_id in (select choisies.action_id from choisies)
order by argent.montant_eur desc nulls last, action.annee desc, action.intitule, action.action_id
