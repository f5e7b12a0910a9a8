-- Partage chaque financement entre les quartiers de l'action, au centime. Exécuté dans l'atelier,
-- après `use` de la base neuve.
-- Règle : arrondis cumulés. Le quartier de rang k reçoit arrondi(montant × parts cumulées jusqu'à k)
-- moins arrondi(montant × parts cumulées avant k) ; le dernier cumul vaut exactement 1, donc la somme
-- redonne le montant. Les parts cumulées sont des décimaux de 15 chiffres : decimal(14, 2) ×
-- decimal(16, 15) tient dans 38 chiffres, sans virgule flottante.
insert into ventilation
with cumul as (
    select
        action_id,
        quartier_id,
        case
            when row_number() over quartiers = count(*) over (partition by action_id) then 1
            else least(sum(part::decimal(16, 15)) over quartiers, 1)
        end::decimal(16, 15) as apres
    from action_quartier
    window quartiers as (partition by action_id order by quartier_id rows unbounded preceding)
),

bornes as (
    select
        *,
        coalesce(lag(apres) over (partition by action_id order by quartier_id), 0)::decimal(16, 15) as avant
    from cumul
)

select
    financement.action_id,
    financement.financeur_id,
    financement.nature,
    financement.section,
    bornes.quartier_id,
    (round(demande_eur * coalesce(apres, 1), 2) - round(demande_eur * coalesce(avant, 0), 2))::decimal(14, 2),
    (round(propose_eur * coalesce(apres, 1), 2) - round(propose_eur * coalesce(avant, 0), 2))::decimal(14, 2),
    (round(accorde_eur * coalesce(apres, 1), 2) - round(accorde_eur * coalesce(avant, 0), 2))::decimal(14, 2),
    (round(verse_eur * coalesce(apres, 1), 2) - round(verse_eur * coalesce(avant, 0), 2))::decimal(14, 2)
from financement
left join bornes on financement.action_id = bornes.action_id
order by
    financement.action_id,
    financement.financeur_id,
    financement.nature,
    financement.section,
    bornes.quartier_id;
