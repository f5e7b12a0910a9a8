-- Les règles que plusieurs questions partagent, écrites une fois. La porte les pose à chaque connexion
-- (queries/macros.py) : une base n'a que des données, et celle d'hier reçoit les règles d'aujourd'hui.
-- D'abord ce qui ne lit aucune table, puis ce qui en lit. Une règle par paragraphe.
--
-- « entier.X » : la table X sans réduction, quand ce qu'on y lit suit une action déjà visible, jointe par son
-- code : la réduire encore referait le même tri. Partout ailleurs un nom seul, que réduit le schéma visible.

-- « null = tous » : rien n'est choisi.
create macro tous(choix) as (choix is null);

-- La valeur est une de celles qu'on a choisies.
create macro parmi(valeur, choix) as (choix is null or list_contains(choix, valeur));

-- La valeur est celle qu'on a choisie.
create macro egale(valeur, choix) as (choix is null or valeur = choix);

-- La valeur est entre deux bornes, comprises ; une borne vide ne borne pas.
create macro entre(valeur, debut, fin) as (
    (debut is null or valeur >= debut) and (fin is null or valeur <= fin)
);

-- Ce qui ne tient à aucune action (une décision sans dossier) se montre tant qu'on ne choisit rien qui soit
-- d'une action. `f` : le filtre commun.
create macro vaut_sans_action(f) as (
    tous(f['piliers']) and tous(f['thematiques']) and tous(f['quartiers']) and tous(f['financeurs'])
    and tous(f['natures'])
);

-- Une enveloppe sans pilier (« tous ») couvre les piliers qui n'ont pas la leur. `fixes` : les enveloppes du
-- même contrat, de la même année et du même financeur (macro enveloppes_couvertes).
create macro couvre(enveloppe, fixes, pilier) as (
    enveloppe = pilier or (enveloppe = 'tous' and not list_contains(fixes, pilier))
);

-- Vrai si ce coût n'est pas celui d'un poste : un adulte-relais n'est pas au prorata ; un Fonjep va d'un
-- demi-mois à deux postes et demi. Repères de 2024 : COUTS, data/postes.py.
create macro cout_hors_ligne(dispositif, cout) as (
    case dispositif
        when 'adultes-relais' then cout not between 11405.31 and 34215.91
        when 'fonjep' then cout not between 298.50 and 17910.00
    end
);

-- Le filtre commun. `f` est une structure (queries/filtre.py). Une ligne par financement et par quartier
-- touché (quartier_id vide : ensemble du contrat) : toute somme compte un euro une seule fois.
create macro financements_filtres(f) as table
    select
        action.contrat_id,
        action.annee,
        action.action_id,
        action.structure_id,
        action.pilier_id,
        action.thematique_id,
        action.theme_national,
        action.statut,
        action.pluriannuelle,
        action.cout_theorique,
        ventilation.quartier_id,
        ventilation.financeur_id,
        ventilation.nature,
        ventilation.section,
        ventilation.demande_eur,
        ventilation.propose_eur,
        ventilation.accorde_eur,
        ventilation.verse_eur,
        case f['montant']
            when 'demande' then ventilation.demande_eur
            when 'propose' then ventilation.propose_eur
            when 'verse' then ventilation.verse_eur
            else ventilation.accorde_eur
        end as montant_eur
    from entier.ventilation as ventilation
    join action on ventilation.action_id = action.action_id
    where
        parmi(action.contrat_id, f['contrats'])
        and parmi(action.annee, f['annees'])
        and parmi(coalesce(action.pilier_id, 'aucun'), f['piliers'])
        and parmi(action.thematique_id, f['thematiques'])
        and parmi(coalesce(ventilation.quartier_id, 'ensemble'), f['quartiers'])
        and parmi(ventilation.financeur_id, f['financeurs'])
        and parmi(ventilation.nature, f['natures'])
        and parmi(action.statut, f['statuts']);

-- Le même filtre, une ligne par action. Sans filtre de financeur ni de nature, une action sans financement
-- compte aussi.
create macro actions_filtrees(f) as table
    select action.*
    from action
    where
        parmi(action.contrat_id, f['contrats'])
        and parmi(action.annee, f['annees'])
        and parmi(coalesce(action.pilier_id, 'aucun'), f['piliers'])
        and parmi(action.thematique_id, f['thematiques'])
        and parmi(action.statut, f['statuts'])
        and (
            tous(f['quartiers'])
            or (action.echelle = 'contrat' and list_contains(f['quartiers'], 'ensemble'))
            or exists (
                select 1 from entier.action_quartier as action_quartier
                where
                    action_quartier.action_id = action.action_id
                    and list_contains(f['quartiers'], action_quartier.quartier_id)
            )
        )
        and (
            (tous(f['financeurs']) and tous(f['natures']))
            or exists (
                select 1 from entier.financement as financement
                where
                    financement.action_id = action.action_id
                    and parmi(financement.financeur_id, f['financeurs'])
                    and parmi(financement.nature, f['natures'])
            )
        );

-- Le même filtre, une ligne par exercice qui a une action. `porteur` : une seule structure ; null = tous.
create macro exercices_du_choix(f, porteur) as table
    with argent as (
        select
            annee,
            sum(demande_eur) as demande_eur,
            sum(accorde_eur) as accorde_eur,
            sum(verse_eur) as verse_eur,
            sum(montant_eur) as montant_eur,
            sum(montant_eur) filter (where cout_theorique) as postes_eur
        from financements_filtres(f)
        where egale(structure_id, porteur)
        group by annee
    ),

    effectifs as (
        select
            annee,
            count(*) as nb_actions,
            count(*) filter (where cout_theorique) as nb_postes
        from actions_filtrees(f)
        where egale(structure_id, porteur)
        group by annee
    )

    select
        effectifs.annee,
        effectifs.nb_actions,
        effectifs.nb_postes,
        argent.demande_eur,
        argent.accorde_eur,
        argent.verse_eur,
        argent.montant_eur,
        argent.postes_eur
    from effectifs
    left join argent on effectifs.annee = argent.annee;

-- Combien d'habitants ont les quartiers prioritaires d'un contrat, dans ce zonage (2015 ou 2024) ? Leur somme
-- s'ils sont tous connus ; sinon ce que publie le contrat, en 2024 seulement et si ses communes en ont au
-- moins autant : les fichiers nationaux y portent des valeurs impossibles. Une ligne par contrat ;
-- `population_de` dit d'où elle vient ; `nb_quartiers` est vide si la base n'a aucun quartier du contrat.
create macro habitants_du_contrat(zonage) as table
    with quartiers as (
        select
            contrat_id,
            count(*) as nb_quartiers,
            count(*) filter (where population is null) as nb_sans_population,
            case when count(population) = count(*) then sum(population)::bigint end as population
        from quartier
        where type = 'QPV' and quartier.generation = zonage
        group by contrat_id
    ),

    communes as (
        select
            contrat_id,
            case when count(population) = count(*) then sum(population)::bigint end as population
        from commune
        group by contrat_id
    ),

    publies as (
        select
            contrat.contrat_id,
            contrat.population_qpv as population
        from contrat
        left join communes on contrat.contrat_id = communes.contrat_id
        where
            zonage = '2024' and contrat.population_qpv > 0
            and contrat.population_qpv <= coalesce(communes.population, contrat.population_qpv)
    )

    select
        contrat.contrat_id,
        quartiers.nb_quartiers,
        quartiers.nb_sans_population,
        case when quartiers.population > 0 then quartiers.population else publies.population end
            as population,
        case
            when quartiers.population > 0 then 'quartiers'
            when publies.population is not null then 'contrat'
        end as population_de
    from contrat
    left join quartiers on contrat.contrat_id = quartiers.contrat_id
    left join publies on contrat.contrat_id = publies.contrat_id;

-- Les mêmes, de tous les contrats choisis. Une seule ligne. D'un contrat à l'autre, seuls des quartiers
-- s'additionnent, s'ils sont tous connus (`population_quartiers`) : jamais ce que publient les contrats.
create macro habitants_des_contrats(contrats, zonage) as table
    with somme as (
        select
            count(*) as nb_contrats,
            coalesce(sum(nb_quartiers), 0)::bigint as nb_quartiers,
            coalesce(sum(nb_sans_population), 0)::bigint as nb_sans_population,
            any_value(population) as une_population,
            case
                when sum(nb_sans_population) = 0
                    then sum(population) filter (where population_de = 'quartiers')::bigint
            end as population_quartiers
        from habitants_du_contrat(zonage)
        where parmi(contrat_id, contrats)
    )

    select
        nb_contrats,
        nb_quartiers,
        nb_sans_population,
        population_quartiers,
        case when nb_contrats = 1 then une_population else population_quartiers end as population
    from somme;

-- Les enveloppes du choix, une ligne par contrat, année, financeur et pilier (« tous » : sans pilier). Les
-- piliers choisis ne retiennent que leurs enveloppes. À joindre aux crédits par contrat, année, financeur et
-- `couvre(pilier_id, fixes, …)` : un crédit en a une, ou aucune.
create macro enveloppes_couvertes(contrats, annees, financeurs, piliers) as table
    select
        enveloppe.contrat_id,
        enveloppe.annee,
        enveloppe.financeur_id,
        coalesce(enveloppe.pilier_id, 'tous') as pilier_id,
        sum(enveloppe.montant_eur) as montant_eur,
        list_sort(list(coalesce(enveloppe.pilier_id, 'tous')) over (
            partition by enveloppe.contrat_id, enveloppe.annee, enveloppe.financeur_id
        )) as fixes
    from enveloppe
    where
        parmi(enveloppe.contrat_id, contrats)
        and parmi(enveloppe.annee, annees)
        and parmi(enveloppe.financeur_id, financeurs)
        and parmi(enveloppe.pilier_id, piliers)
    group by
        enveloppe.contrat_id, enveloppe.annee, enveloppe.financeur_id, coalesce(enveloppe.pilier_id, 'tous');

-- Ce que coûte chaque poste du choix, tous financeurs et quartiers ensemble. Une ligne par poste. À comparer
-- au coût de son dispositif par `cout_hors_ligne`.
create macro couts_des_postes(f) as table
    select
        action.action_id,
        action.annee,
        action.description,
        sum(financement.accorde_eur) as accorde_eur
    from actions_filtrees(f) as action
    join entier.financement as financement on action.action_id = financement.action_id
    where action.cout_theorique
    group by action.action_id, action.annee, action.description;
