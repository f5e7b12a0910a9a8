"""La fiche d'un quartier et les mesures de la carte, sur une base minuscule."""

from decimal import Decimal

import pytest

from pages.composants import mesures
from pages.sujets.quartier import demande, dit
from queries import Filtre

BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, epci_siren, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 'E1', 's');
insert into commune (commune_id, nom, source_id) values ('K1', 'Aurenne', 's');
insert into quartier (
    quartier_id, contrat_id, nom, type, generation, communes, population, superficie_km2, geometrie, source_id
)
values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['K1'], 100, 0.5, 'POINT(1 1)', 's'),
('QN2', 'C1', 'Sud', 'QPV', '2024', ['K1'], null, null, 'POINT(1 1)', 's'),
('QP1', 'C1', 'Nord ancien', 'QPV', '2015', ['K1'], 90, null, null, 's'),
('QP2', 'C1', 'Sud ancien', 'QPV', '2015', ['K1'], 80, null, null, 's');
insert into passage_quartier values ('QP1', 'QN1', 'identique', 's'), ('QP2', 'QN2', 'modifié', 's');
insert into source (source_id, type, nom, producteur, millesime, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Filosofi', 'INSEE', '2021', 'f.csv', 'x', '2026-01-01');
insert into indicateur values
('pauvrete', 'Taux de pauvreté', 'Revenus', '%', 'Sous 60 % du niveau de vie médian', 'baisse', false, 's');
insert into mesure values
('pauvrete', 'quartier', 'QP1', 2021, 44.0, 'diffusée', '2015', 's'),
('pauvrete', 'quartier', 'QP2', 2021, null, 'secret', '2015', 's'),
('pauvrete', 'commune', 'K1', 2021, 20.0, 'diffusée', null, 's'),
('pauvrete', 'epci', 'E1', 2021, 15.0, 'diffusée', null, 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) values
('A1', 'C1', 2022, 'Ancienne', 'soldée', 'quartiers', 's'),
('A2', 'C1', 2025, 'Récente', 'retenue', 'quartiers', 's');
insert into action_quartier values ('A1', 'QP1', 1, null, 's'), ('A2', 'QN1', 1, null, 's');
insert into ventilation values
('A1', 'etat', 'specifique', 'fonctionnement', 'QP1', 500, 500, 500, 500),
('A2', 'etat', 'specifique', 'fonctionnement', 'QN1', 300, 300, 300, 0);
insert into financement select
    action_id, financeur_id, nature, section, demande_eur, propose_eur, accorde_eur, verse_eur, 's'
from ventilation;
"""
TOUT = Filtre(contrats=("C1",))


@pytest.fixture
def base(base_minuscule):
    return base_minuscule(BASE)


def clair(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\\", "")


def test_un_quartier_au_perimetre_inchange_garde_l_argent_de_son_ancien_code(base):
    fiche = demande.fiche("QN1", TOUT)
    assert fiche.filtre.quartiers == ("QN1", "QP1")
    assert fiche.resume["montant_eur"] == Decimal(800)
    assert "périmètre inchangé" in clair(dit.histoire(fiche))


def test_un_quartier_au_perimetre_modifie_ne_joint_pas_les_deux_zonages(base):
    fiche = demande.fiche("QN2", TOUT)
    assert fiche.filtre.quartiers == ("QN2",)
    assert "les séries des deux zonages ne se joignent pas" in clair(dit.histoire(fiche))


def test_l_identite_ne_dit_que_ce_qui_est_connu(base):
    assert clair(dit.identite_en_mots(demande.fiche("QN1", TOUT))) == (
        "Quartier prioritaire QN1 · Aurenne · zonage 2024 · 0,50 km²"
    )
    assert clair(dit.identite_en_mots(demande.fiche("QN2", TOUT))) == (
        "Quartier prioritaire QN2 · Aurenne · zonage 2024"
    )


def test_le_quartier_sans_action_le_dit(base):
    en_2024 = Filtre(contrats=("C1",), annees=(2024, 2024))
    assert clair(dit.constat(demande.fiche("QN1", en_2024), en_2024)) == (
        "En 2024, aucune action n'est rattachée à « Nord »."
    )


def test_le_quartier_se_compare_a_sa_commune_et_a_son_agglomeration(base):
    table = dit.tableau_de_vie(demande.fiche("QN1", TOUT))
    ligne = {titre: clair(valeur) for titre, valeur in table.iloc[0].items()}
    assert (ligne["Ici"], ligne["Commune"], ligne["Agglomération"]) == ("44,0 %", "20,0 %", "15,0 %")
    assert ligne["Périmètre"] == "Nord ancien (zonage 2015)"
    assert "France" not in table.columns


def test_le_secret_reste_ecrit_dans_le_tableau(base):
    assert dit.tableau_de_vie(demande.fiche("QN2", TOUT)).iloc[0]["Ici"] == "secret statistique"


def test_par_habitant_n_invente_pas_de_population(base):
    valeurs = mesures.mesure("habitant", TOUT).valeurs.set_index("quartier_id")["valeur"]
    assert valeurs["QN1"] == 3.0
    assert valeurs.isna()["QN2"]


def test_la_carte_ne_reporte_que_les_perimetres_inchanges(base):
    vue = mesures.mesure("pauvrete.2015", TOUT)
    assert vue.valeurs.set_index("quartier_id")["valeur"]["QP1"] == 44.0
    reportees = vue.reportees.set_index("quartier_id")
    assert reportees["valeur"]["QN1"] == 44.0
    assert reportees["statut"]["QN2"] == "manquante"


def test_choisir_un_quartier_n_efface_pas_les_autres_de_la_carte(base):
    vue = mesures.mesure("montant", Filtre(contrats=("C1",), quartiers=("QN1",)))
    assert set(vue.valeurs["quartier_id"]) == {"QN1", "QN2"}


def test_les_mesures_offertes_portent_leur_annee_et_leur_zonage(base):
    offre = mesures.choix(TOUT)
    assert list(offre)[:3] == ["habitant", "montant", "actions"]
    assert offre["pauvrete.2015"] == "Taux de pauvreté (2021, zonage 2015)"
