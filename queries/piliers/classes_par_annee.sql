-- Comment l'argent évolue-t-il, lu par axes, pôles, âges ou dispositifs ?
-- Une ligne par année et par catégorie du classement $classement, dans l'ordre des années puis du
-- classement ; les actions hors du classement n'y sont pas. Filtre commun (l'appelant retire les années).
-- Règle : dans un classement multiple une action compte dans chacune de ses catégories.
with rangees as (
    select distinct
        action_classe.action_id,
        classe.code,
        classe.nom,
        classe.ordre
    from action_classe
    join classe on action_classe.classe_id = classe.classe_id
    join classement on classe.classement_id = classement.classement_id
    where substr(classement.classement_id, length(classement.contrat_id) + 2) = $classement
)

select
    f.annee,
    rangees.code as classe_id,
    min(rangees.nom) as classe,
    min(rangees.ordre) as ordre,
    sum(f.montant_eur) as montant_eur
from financements_filtres($filtre) as f
join rangees using (action_id)
group by f.annee, rangees.code
order by f.annee, ordre, classe_id
