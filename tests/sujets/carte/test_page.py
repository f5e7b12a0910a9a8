"""La page Carte : une mesure et son classement, ou deux cartes ; un clic choisit, un lien ouvre le choisi."""

import pytest

from pages.blocs import Barres, Carte, Deux, Lien, Pied
from tests.dire import dire, tableau
from tests.lecture import lire_la_page

VAL = {"contrat": "CN00001I", "annee": "2025"}


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def genres(lue) -> list[type]:
    return [type(bloc) for bloc in lue.tous() if isinstance(bloc, Carte | Barres)]


def test_une_carte_a_son_classement_et_un_clic_y_choisit_le_quartier():
    lue = dire("carte", VAL)
    assert genres(lue) == [Carte, Barres]
    assert [b.choisit for b in lue.tous() if isinstance(b, Carte | Barres)] == ["quartier", "quartier"]
    assert set(lue.premier(Carte).mesures["quartier_id"]) == set(lue.premier(Barres).lignes["quartier_id"])


@pytest.mark.parametrize("mesure", ["montant", "actions", "taux-pauvrete.2024"])
def test_une_seconde_mesure_est_a_cote_et_la_meme_deux_fois_n_en_fait_qu_une(mesure):
    lue = dire("carte", VAL | {"mesure": "habitant", "mesure2": mesure})
    offerte = mesure in lue.blocs[0].choix[1].options
    assert genres(lue) == ([Carte, Carte] if offerte else [Carte, Barres])
    assert genres(dire("carte", VAL | {"mesure": mesure, "mesure2": mesure}))[:1] == [Carte]
    assert genres(dire("carte", VAL | {"mesure": "montant", "mesure2": "montant"})) == [Carte, Barres]


def test_au_mur_une_seule_mesure_se_choisit():
    lue = dire("carte", VAL | {"mesure2": "montant", "mode": "projection"})
    assert [choix.nom for choix in lue.blocs[0].choix] == ["mesure"]
    assert genres(lue) == [Carte, Barres]


def test_les_deux_mesures_ont_leurs_chiffres_et_leurs_sources_une_fois_chacune():
    lue = dire("carte", VAL | {"mesure2": "montant"})
    assert tableau(lue, "carte-habitant").filtres and tableau(lue, "carte-montant").filtres
    sources = lue.premier(Pied).sources.drop_duplicates()
    assert len(sources) == len(dire("carte", VAL).premier(Pied).sources.drop_duplicates())


def test_le_lien_d_un_quartier_choisi_l_ouvre_lui():
    choisis = ["QN00001I", "QN00002I"]
    lue = dire("carte", VAL | {"quartier": ",".join([*choisis, "ensemble"])})
    liens = [bloc for bloc in lue.tous() if isinstance(bloc, Lien)]
    assert [lien.parametres["quartier"] for lien in liens] == choisis
    for lien in liens:
        assert dire(lien.page, lien.parametres).visite.filtre.quartiers == (lien.parametres["quartier"],)


def test_les_cartes_cote_a_cote_ont_la_meme_place():
    (deux,) = [bloc for bloc in dire("carte", VAL | {"mesure2": "montant"}).blocs if isinstance(bloc, Deux)]
    assert deux.parts == (1, 1)


@pytest.mark.parametrize("suivant", [{"salle": "ABCDEFGH"}, {"lu": "20260101-000000-000000"}])
def test_un_lien_entre_pages_garde_ce_qui_est_a_qui_regarde(suivant):
    lue = lire_la_page("carte", VAL | {"quartier": "QN00001I"} | suivant)
    assert lue.faute is None
    liens = [e.page_link for e in lue.elements if e.WhichOneof("type") == "page_link"]
    (ouvert,) = [lien.query_string for lien in liens if "Que se passe-t-il" in lien.label]
    assert "quartier=QN00001I" in ouvert
    assert all(f"{nom}={valeur}" in ouvert for nom, valeur in suivant.items())
