"""La page Données : ce qui est montré est public, ce qui est refusé est groupé par raison."""

from decimal import Decimal

from queries import a_ces_statuts, lire

BASE = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Programmation', 'f.csv', 'x', '2026-01-01');
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
values ('A1', 'C1', 2024, 'Publique', 'retenue', 'contrat', 's'),
('A2', 'C1', 2024, 'Refusée', 'refusée', 'contrat', 's');
insert into financement values ('A1', 'etat', 'specifique', 'fonctionnement', 1, 1, 1, 1, 's'),
('A2', 'etat', 'specifique', 'fonctionnement', 1, 1, 0, 0, 's');
insert into rejet (source_id, feuille, ligne, colonne, valeur, motif, bloquant) values
('s', 'programmation', 3, 'annee', 'deux mille', 'L''année « deux mille » n''est pas un nombre.', true),
('s', 'programmation', 9, 'annee', '20x4', 'L''année « 20x4 » n''est pas un nombre.', true),
('s', 'programmation', 4, 'part', '1,2', 'La part dépasse 1.', false);
insert into controle values
('b', 'chaque action existe', 'bloquant', 0),
('a', 'une enveloppe est dépassée', 'avertissement', 2);
"""


def test_les_effectifs_ne_comptent_que_ce_qui_est_public(base_minuscule):
    base_minuscule(BASE)
    effectifs = lire("donnees/effectifs", statuts=["retenue"]).iloc[0]
    assert (effectifs["actions"], effectifs["financements"], effectifs["contrats"]) == (1, 1, 1)


def test_deux_refus_de_meme_raison_n_en_font_qu_un(base_minuscule):
    base_minuscule(BASE)
    motifs = lire("donnees/motifs")
    assert motifs[["motif", "nb_cellules", "bloquant"]].values.tolist() == [
        ["L'année « … » n'est pas un nombre.", 2, True],
        ["La part dépasse 1.", 1, False],
    ]


def test_un_visiteur_ne_lit_aucune_cellule_des_fichiers_de_la_collectivite(base_minuscule):
    base_minuscule(
        BASE + "update rejet set action_id = 'A1', modele = 'La part dépasse ….' where not bloquant;"
        "insert into rejet (source_id, valeur, motif, modele, bloquant, action_id) values "
        "('s', 'Mme X', 'Association « Les Lilas » de Mme X', 'Association …', false, 'A2'),"
        "('s', 'Mme X', 'Une phrase de Mme X sans modèle', null, false, 'A1');"
    )
    assert len(lire("donnees/rejets")) == 5
    with a_ces_statuts(["retenue"]):
        motifs = lire("donnees/motifs")
        assert lire("donnees/rejets").empty
    assert motifs["motif"].tolist() == ["La part dépasse ….", "cellule signalée"]
    assert motifs["exemple"].isna().all()


def test_les_controles_qui_relevent_des_lignes_viennent_en_tete(base_minuscule):
    base_minuscule(BASE)
    assert lire("donnees/controles")["titre"].tolist() == [
        "Une enveloppe est dépassée",
        "Chaque action existe",
    ]


COMPTES = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le, nb_lignes, nb_retenues, nb_rejets)
values ('s01', 'programmation', 'Programmation', 'f', 'x', '2026-01-01', 12, 9, 3),
('s02', 'postes-anct', 'Postes', 'p', 'x', '2026-01-01', 20, 5, 1),
('s03', 'communes', 'Vieille base', 'c', 'x', '2026-01-01', 4, 4, 0);
update version set resume = '{"sources": [
    {"nom": "Programmation", "source_id": "s01", "hors_perimetre": 0, "ignorees": 2, "illisibles": 1,
     "euros": {"accorde": {"lus": 100.10, "retenus": 60.05, "refuses": 40.05, "hors_perimetre": 0.00,
                           "remplaces": 0.00}}},
    {"nom": "Postes", "source_id": "s02", "hors_perimetre": 14, "ignorees": 0, "illisibles": 0,
     "euros": {"accorde": {"lus": 999999999999.99, "retenus": 1.00, "refuses": 2.00,
                           "hors_perimetre": 999999999996.99, "remplaces": 0.00}}},
    {"nom": "Vieille base"}]}';
"""


def test_chaque_fichier_a_le_compte_de_ses_lignes_et_de_ses_euros(base_minuscule):
    base_minuscule(COMPTES)
    comptes = lire("donnees/comptes").set_index("source")
    lignes = comptes.loc["Programmation", ["nb_lignes", "nb_retenues", "nb_rejets", "nb_hors_perimetre"]]
    assert lignes.tolist() == [12, 9, 3, 0]
    assert comptes.loc["Programmation", ["lus_eur", "retenus_eur", "refuses_eur"]].tolist() == [
        Decimal("100.10"),
        Decimal("60.05"),
        Decimal("40.05"),
    ]
    assert comptes.loc["Postes", "lus_eur"] == Decimal("999999999999.99")
    assert comptes.loc["Vieille base", ["nb_hors_perimetre", "lus_eur"]].isna().all()


def test_un_visiteur_ne_lit_aucun_compte_des_fichiers_de_la_collectivite(base_minuscule):
    base_minuscule(
        COMPTES + "insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values "
        "('C1', 'Essai', 2015, 2030, '2024', 's01'), ('C2', 'Autre', 2015, 2030, '2024', 's02');"
        "insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) values "
        "('A1', 'C1', 2024, 'Publique', 'retenue', 'contrat', 's01'),"
        "('A2', 'C2', 2024, 'Poste', 'retenue', 'contrat', 's02');"
    )
    with a_ces_statuts(["retenue"]):
        comptes = lire("donnees/comptes").set_index("source")
    assert comptes.loc["Programmation"].isna().all()
    assert comptes.loc["Postes", "retenus_eur"] == 1, "les fichiers ouverts sont à tout le monde"
