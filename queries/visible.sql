-- Ce qu'un visiteur voit de chaque table : une table, une vue du même nom. Rien d'autre ne lui est lisible.
-- Une vue par paragraphe, dans l'ordre où elles se citent ; `base.main` est la base entière, un nom seul est
-- déjà réduit. $statuts : les statuts d'action publics (queries/visible.py les écrit, en toutes lettres).
--
-- LA règle : une action se voit par son statut, et le reste par une ligne qui se voit. Ce qu'une action
-- apporte suit l'action. Un nom (porteur, pilier, thématique, classe, financeur, source…) se voit s'il est
-- cité par une ligne visible, jamais parce qu'il est dans sa table. Ce qui est public sans aucune action (un
-- contour, une population, une séance, un engagement) se voit avec le contrat ou le quartier qui le porte.

-- action_publique
select action_id
from base.main.action
where statut in $statuts;

-- action
-- L'année d'avant peut avoir été refusée : son code ne sort d'aucun fichier (queries/visible.py, `tenir`), et
-- aucune question ne l'y retrouve.
select * from base.main.action
where statut in $statuts;

-- action_quartier
select * from base.main.action_quartier
where action_id in (select action_id from action_publique);

-- action_classe
select * from base.main.action_classe
where action_id in (select action_id from action_publique);

-- financement
select * from base.main.financement
where action_id in (select action_id from action_publique);

-- effectif_protege
-- Les actions dont un quartier compte de 1 à 4 personnes, ou en laisserait retrouver autant par différence.
select protegees.action_id from $protegees as protegees;

-- ventilation
select * from base.main.ventilation
where action_id in (select action_id from action_publique);

-- quartier
-- Public par son contour ou sa population, que l'État publie ; sinon, par une action.
select * from base.main.quartier
where
    geometrie is not null or population is not null
    or quartier_id in (select quartier_id from action_quartier);

-- quartier_cache
select quartier_id from base.main.quartier
where quartier_id not in (select vu.quartier_id from quartier as vu);

-- commune
select * from base.main.commune
where
    geometrie is not null or population is not null or epci_siren is not null
    or commune_id in (select commune_id from action)
    or commune_id in (select unnest(communes) from quartier);

-- commune_cachee
select commune_id from base.main.commune
where commune_id not in (select vue.commune_id from commune as vue);

-- contrat
select * from base.main.contrat
where
    contrat_id in (select contrat_id from action)
    or contrat_id in (select contrat_id from quartier)
    or contrat_id in (select contrat_id from commune);

-- signataire
select * from base.main.signataire
where contrat_id in (select contrat_id from contrat);

-- engagement
select * from base.main.engagement
where contrat_id in (select contrat_id from contrat);

-- enveloppe
-- Un exercice dont aucune action n'est publique n'a pas commencé pour un visiteur.
select * from base.main.enveloppe
where (contrat_id, annee) in (select (contrat_id, annee) from action);

-- objectif
select * from base.main.objectif
where
    contrat_id in (select contrat_id from contrat)
    and (quartier_id is null or quartier_id not in (select quartier_id from quartier_cache));

-- instance
select * from base.main.instance
where
    contrat_id in (select contrat_id from contrat)
    and (quartier_id is null or quartier_id not in (select quartier_id from quartier_cache));

-- membre
select * from base.main.membre
where instance_id in (select instance_id from instance);

-- seance
select * from base.main.seance
where instance_id in (select instance_id from instance);

-- decision_rangee
-- Les décisions, et leur rang dans la feuille.
select
    *,
    rowid as rang
from base.main.decision
where
    seance_id in (select seance_id from seance)
    and (action_id is null or action_id in (select action_id from action_publique));

-- decision
select * exclude (rang) from decision_rangee;

-- avis
select * from base.main.avis
where
    action_id in (select action_id from action_publique)
    and instance_id in (select instance_id from instance);

-- passage_quartier
select * from base.main.passage_quartier
where
    (ancien is null or ancien not in (select quartier_id from quartier_cache))
    and (nouveau is null or nouveau not in (select quartier_id from quartier_cache));

-- mesure
select * from base.main.mesure
where
    (territoire_type <> 'quartier' or territoire_id not in (select quartier_id from quartier_cache))
    and (territoire_type <> 'commune' or territoire_id not in (select commune_id from commune_cachee));

-- indicateur
select * from base.main.indicateur
where
    indicateur_id in (select indicateur_id from mesure)
    or indicateur_id in (select indicateur_id from objectif);

-- structure
select * from base.main.structure
where
    structure_id in (select structure_id from action)
    or structure_id in (select structure_id from signataire)
    or structure_id in (select structure_id from engagement);

-- thematique
select * from base.main.thematique
where thematique_id in (select thematique_id from action);

-- pilier
select * from base.main.pilier
where
    pilier_id in (select pilier_id from action)
    or pilier_id in (select pilier_id from thematique)
    or pilier_id in (select pilier_id from enveloppe)
    or pilier_id in (select pilier_id from objectif);

-- theme_national
-- La nomenclature de l'État est livrée avec le programme ; un autre thème se voit par une action.
select * from base.main.theme_national
where
    source_id in (
        select source_id from base.main.source
        where type = 'themes-p147'
    )
    or code in (select theme_national from action);

-- classe
select * from base.main.classe
where classe_id in (select classe_id from action_classe);

-- classement
select * from base.main.classement
where classement_id in (select classement_id from classe);

-- financeur
select * from base.main.financeur
where
    financeur_id in (select financeur_id from financement)
    or financeur_id in (select financeur_id from enveloppe);

-- source
-- Combien de lignes porte un fichier qui peut tenir des demandes, ce serait dire combien sont cachées.
select
    * replace (
        case when $ouverte then nb_lignes end as nb_lignes,
        case when $ouverte then nb_retenues end as nb_retenues,
        case when $ouverte then nb_rejets end as nb_rejets
    )
from base.main.source
where source_id in $sources;

-- source_lue
-- Interne, jamais montrée : de quoi estimer quelle part d'un exercice n'est pas entrée.
select
    source_id,
    nb_lignes,
    nb_rejets
from base.main.source;

-- refus_lu
-- Interne, de même.
select distinct
    source_id,
    feuille,
    ligne
from base.main.rejet
where bloquant and ligne is not null;

-- rejet
-- D'un fichier de la collectivité, seulement ce qui signale une action publique, et le modèle de la phrase.
select
    source_id,
    case when $ouverte then feuille end as feuille,
    case when $ouverte then ligne end as ligne,
    case when $ouverte then colonne end as colonne,
    case when $ouverte then valeur end as valeur,
    case
        when $ouverte then motif
        else coalesce(modele, case when bloquant then 'cellule refusée' else 'cellule signalée' end)
    end as motif,
    bloquant,
    case when $ouverte then annee end as annee,
    modele,
    case when not $ouverte then action_id end as action_id
from rejet_entier
join source using (source_id)
where $ouverte or action_id in (select action_id from action_publique);

-- controle
-- Refait sur ce qui se voit : ce que la construction a compté portait sur tout.
select refaits.* from $controles as refaits;

-- version
-- Du compte rendu de la construction : les fichiers ouverts, et des autres ce qui rend un exercice
-- incomparable.
select
    * replace (
        json_object(
            'sources',
            coalesce(
                (
                    select
                        list(
                            if(
                                coalesce(ouverts.source_id is not null, false),
                                bilan,
                                json_object('source_id', bilan -> 'source_id', 'refus', bilan -> 'refus')
                            )
                        )
                    from unnest(from_json(resume -> '$.sources', '["json"]')) as bilans (bilan)
                    left join (
                        select source_id from source
                        where $ouverte
                    ) as ouverts
                        on bilan ->> 'source_id' = ouverts.source_id
                ),
                []
            )
        ) as resume
    )
from base.main.version;
