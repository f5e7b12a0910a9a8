"""La page Données : ce qui est montré est public, ce qui est refusé est groupé par raison."""

from queries import lire

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
insert into rejet values
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
    motifs = lire("donnees/motifs", reserve=False)
    assert motifs[["motif", "nb_cellules", "bloquant"]].values.tolist() == [
        ["L'année « … » n'est pas un nombre.", 2, True],
        ["La part dépasse 1.", 1, False],
    ]


def test_un_visiteur_ne_lit_aucune_cellule_des_fichiers_de_la_collectivite(base_minuscule):
    base_minuscule(BASE)
    motifs = lire("donnees/motifs", reserve=True)
    assert motifs["exemple"].isna().all()
    assert motifs["motif"].tolist()[1] == "La part dépasse … "
    assert lire("donnees/rejets", reserve=True).empty
    assert len(lire("donnees/rejets", reserve=False)) == 3


def test_les_controles_qui_relevent_des_lignes_viennent_en_tete(base_minuscule):
    base_minuscule(BASE)
    assert lire("donnees/controles")["titre"].tolist() == [
        "Une enveloppe est dépassée",
        "Chaque action existe",
    ]
