-- Que reste-t-il des enveloppes, par financeur et par pilier ?
-- Une ligne par enveloppe (contrat, année, financeur et pilier ; « tous » : tous piliers), les années
-- récentes d'abord, les dépassées en tête, puis dans l'ordre des référentiels ; `enveloppe_eur` null : ce que
-- ce financeur programme sans enveloppe qui le couvre. Filtre commun.
-- Règle : une enveloppe est comparée aux crédits spécifiques accordés du même contrat, de la même année et
-- du même financeur, postes au coût théorique exclus ; sans pilier, elle couvre ceux qui n'ont pas la leur.
-- `total_enveloppe_eur` et `total_reste_eur` : sommes de toutes les enveloppes.
with fixees as (
    from enveloppes_couvertes(
        $filtre['contrats'], $filtre['annees'], $filtre['financeurs'], $filtre['piliers']
    )
),

programmes as (
    select
        contrat_id,
        annee,
        financeur_id,
        coalesce(pilier_id, 'aucun') as pilier_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    where
        nature = 'specifique' and not cout_theorique
        and financeur_id in (select fixees.financeur_id from fixees)
    group by all
),

couverts as (
    select
        programmes.contrat_id,
        programmes.annee,
        programmes.financeur_id,
        coalesce(fixees.pilier_id, 'sans enveloppe') as pilier_id,
        sum(programmes.accorde_eur) as accorde_eur
    from programmes
    left join fixees
        on
            programmes.contrat_id = fixees.contrat_id
            and programmes.annee = fixees.annee
            and programmes.financeur_id = fixees.financeur_id
            and couvre(fixees.pilier_id, fixees.fixes, programmes.pilier_id)
    group by all
),

lignes as (
    select
        contrat_id,
        annee,
        financeur_id,
        pilier_id,
        fixees.montant_eur as enveloppe_eur,
        coalesce(couverts.accorde_eur, 0) as programme_eur,
        fixees.montant_eur - coalesce(couverts.accorde_eur, 0) as reste_eur
    from fixees
    full join couverts using (contrat_id, annee, financeur_id, pilier_id)
)

select
    contrat.nom as contrat,
    lignes.annee,
    lignes.financeur_id,
    financeur.nom as financeur,
    lignes.pilier_id,
    case lignes.pilier_id
        when 'tous' then 'Tous les piliers'
        when 'sans enveloppe' then 'Hors enveloppe'
        else pilier.nom
    end as pilier,
    lignes.enveloppe_eur,
    lignes.programme_eur,
    lignes.reste_eur,
    sum(lignes.enveloppe_eur) over () as total_enveloppe_eur,
    sum(lignes.reste_eur) over () as total_reste_eur
from lignes
join financeur using (financeur_id)
join contrat on lignes.contrat_id = contrat.contrat_id
left join pilier on lignes.pilier_id = pilier.pilier_id
where lignes.enveloppe_eur is not null or lignes.programme_eur > 0
order by
    lignes.annee desc, coalesce(lignes.reste_eur < 0, false) desc, contrat.nom, lignes.contrat_id,
    financeur.ordre, lignes.financeur_id, lignes.enveloppe_eur is null, pilier.ordre, lignes.pilier_id
