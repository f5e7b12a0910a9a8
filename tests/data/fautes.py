"""Pour chaque contrôle : le SQL d'une faute, et le nombre de lignes qu'il doit relever."""

CONTRAT = (
    "insert into contrat (contrat_id, nom, debut, fin, generation, source_id) "
    "values ('C1', 'Un', 2024, 2030, '2024', 's'), ('C2', 'Deux', 2024, 2030, '2024', 's');"
)
ACTION = (
    "insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) "
    "values ('A', 'C1', 2024, 'Une', 'retenue', 'contrat', 's');"
)
QUARTIER = (
    "insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) "
    "values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 's');"
)
FINANCEMENT = (
    "insert into financement values ('A', 'etat', 'specifique', 'fonctionnement', 100, 100, 100, 100, 's');"
)
INDICATEUR = "insert into indicateur values ('i', 'Taux', 't', '%', 'd', 'baisse', false, 's');"
PILIER = "insert into pilier values ('C1-P', 'C1', 'P', 'Emploi', 1, 2024, 2030, 's');"
MESURE = "insert into mesure values ('i', 'quartier', 'QN1', 2020, 50, 'diffusée', '2024', 's');"
FINANCEUR = "insert into financeur values ('etat', 'État', 'État', 1, 's');"

FAUTES = {
    "ventilation_egale_financement": (
        FINANCEMENT
        + "insert into ventilation values "
        + "('A', 'etat', 'specifique', 'fonctionnement', 'QN1', 100, 100, 60, 100),"
        + "('A', 'etat', 'specifique', 'fonctionnement', 'QN2', 0, 0, 39.99, 0);",
        1,
    ),
    "parts_egales_a_un": (
        "insert into action_quartier values ('A', 'Q1', 0.5, null, 's'), ('A', 'Q2', 0.4, null, 's');",
        1,
    ),
    "liens_actions": (ACTION + "update action set structure_id = 'S', pilier_id = 'P';", 3),
    "liens_financements": (FINANCEMENT, 2),
    "liens_quartiers": (
        CONTRAT
        + ACTION
        + "insert into action_quartier values ('A', 'QX', 1, null, 's');"
        + "insert into instance values ('I', 'C1', 'Conseil', 'conseil citoyen', 'QX', 's');",
        2,
    ),
    "liens_classes": (
        CONTRAT
        + ACTION
        + "insert into classement values ('C2-axes', 'C2', 'Axes', true, 's');"
        + "insert into classe values ('C2-axes-j', 'C2-axes', 'j', 'Jeunesse', 1, 's');"
        + "insert into action_classe values ('A', 'C2-axes-j', 's');",
        1,
    ),
    "liens_gouvernance": (
        CONTRAT
        + "insert into instance values ('I', 'C1', 'COPIL', 'COPIL', null, 's');"
        + "insert into avis values ('A', 'I', 'favorable', null, 's');",
        1,
    ),
    "liens_piliers": (CONTRAT + PILIER + ACTION + "update action set pilier_id = 'C1-P', annee = 2020;", 1),
    "liens_enveloppes": (
        CONTRAT + PILIER + FINANCEUR + "insert into enveloppe values ('C2', 2024, 'etat', 'C1-P', 100, 's');",
        1,
    ),
    "liens_sources": (ACTION + FINANCEMENT, 2),
    "mesures_indicateur_inconnu": (MESURE, 1),
    "mesures_en_double": (INDICATEUR + MESURE + MESURE, 1),
    "mesures_quartier_inconnu": (INDICATEUR + MESURE, 1),
    "mesures_zonage": (CONTRAT + QUARTIER + INDICATEUR + MESURE + "update mesure set zonage = '2015';", 1),
    "taux_impossibles": (INDICATEUR + MESURE + "update mesure set valeur = 100.1;", 1),
    "mesures_annee_impossible": (INDICATEUR + MESURE + "update mesure set annee = 2914;", 1),
    "financements_en_double": (FINANCEMENT + FINANCEMENT, 1),
    "actions_en_double": (
        ACTION + ACTION.replace("'A'", "'B'") + "update action set reference = 'POSTE';",
        1,
    ),
    "actions_sans_quartier": (ACTION + "update action set echelle = 'quartiers';", 1),
    "actions_quartier_autre_contrat": (
        CONTRAT
        + QUARTIER
        + ACTION
        + "update action set contrat_id = 'C2', echelle = 'quartiers';"
        + "insert into action_quartier values ('A', 'QN1', 1, null, 's');",
        1,
    ),
    "actions_hors_contrat": (CONTRAT + ACTION + "update action set annee = 2031;", 1),
    "retenues_sans_financement": (ACTION, 1),
    "refusees_financees": (ACTION + FINANCEMENT + "update action set statut = 'refusée';", 1),
    "accorde_depasse_demande": (FINANCEMENT + "update financement set demande_eur = 99.99;", 1),
    "verse_depasse_accorde": (FINANCEMENT + "update financement set verse_eur = 100.01;", 1),
    "accorde_depasse_cout": (ACTION + FINANCEMENT + "update action set cout_total_eur = 99;", 1),
    "enveloppes_depassees": (
        CONTRAT
        + FINANCEUR
        + ACTION
        + FINANCEMENT
        + "insert into enveloppe values ('C1', 2024, 'etat', null, 99.99, 's');",
        1,
    ),
    "population_quartier_commune": (
        CONTRAT
        + QUARTIER
        + "insert into commune (commune_id, nom, population, source_id) values ('1', 'Bourg', 90, 's');"
        + "update quartier set population = 91;",
        1,
    ),
    "menages_depassent_population": (
        CONTRAT + QUARTIER + "update quartier set population = 10, menages = 11;",
        1,
    ),
    "superficies_impossibles": (CONTRAT + QUARTIER + "update quartier set superficie_km2 = 31;", 1),
    "quartiers_sans_contrat": (CONTRAT + QUARTIER + "update quartier set contrat_id = null;", 1),
    "quartiers_commune_inconnue": (CONTRAT + QUARTIER, 1),
    "contrats_sans_quartier": (CONTRAT + QUARTIER, 1),
    "contrats_meme_territoire": (CONTRAT + "update contrat set epci_siren = '200';", 1),
    "postes_cout_hors_ligne": (
        CONTRAT
        + ACTION
        + "update action set cout_theorique = true;"
        + "insert into classement values ('C1-dispositifs', 'C1', 'Dispositifs', true, 's');"
        + FINANCEUR
        + "insert into financement values "
        + "('A', 'etat', 'specifique', 'fonctionnement', null, null, 7164, null, 's');"
        + "insert into classe values ('K', 'C1-dispositifs', 'adultes-relais', 'Adultes-relais', 1, 's');"
        + "insert into action_classe values ('A', 'K', 's');",
        1,
    ),
    "passages_inconnus": (
        CONTRAT + QUARTIER + "insert into passage_quartier values ('QP1', 'QN1', 'modifié', 's');",
        1,
    ),
    "themes_inconnus": (
        "insert into theme_national values ('1', '2020-2023', 'Cohésion', null, 's');"
        + ACTION
        + "update action set theme_national = '1';",
        1,
    ),
    "objectifs_impossibles": (
        CONTRAT
        + "insert into objectif values ('O', 'C1', null, null, 'Moins', null, 1, 2028, 0, 2027, 's');",
        1,
    ),
}
