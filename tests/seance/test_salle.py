"""La salle : une position partagée, un code imprévisible, une mémoire bornée."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.seance import salle
from pages.serveur.magasin import GENRES, Bornes
from pages.serveur.magasin.fichier import MagasinFichier
from pages.serveur.routes import routes


@pytest.fixture
def temps(monkeypatch):
    """Une horloge qu'on avance à la main, et un serveur sans salle."""
    heure = [1000.0]
    monkeypatch.setattr(salle, "horloge", lambda: heure[0])
    monkeypatch.setattr(MagasinFichier, "heure", lambda self: heure[0])

    def avancer(secondes: float) -> None:
        heure[0] += secondes

    return avancer


def test_un_code_ne_se_devine_pas_et_se_dicte():
    codes = {salle.nouveau_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{8}", code) for code in codes)
    assert all(salle.est_un_code(code) for code in codes)
    assert not any(salle.est_un_code(faux) for faux in ("", "abc", "AAAA0000", "~" + "A" * 7, "A" * 9))


def test_ce_que_l_un_avance_l_autre_le_lit(temps):
    code = salle.nouveau_code()
    assert salle.lire(code) is None
    assert not salle.aller(code, 2)
    salle.ouvrir(code, "seance-1")
    assert (salle.lire(code).pas, salle.lire(code).seance) == (1, "seance-1")
    assert salle.aller(code, 2)
    assert salle.lire(code).pas == 2
    salle.aller(code, 2, "seance-2")
    assert salle.lire(code).seance == "seance-2"


def test_le_temps_d_un_point_compte_tous_ses_passages(temps):
    code = salle.nouveau_code()
    salle.ouvrir(code)
    temps(60)
    assert salle.lire(code).au_point_s() == 60
    salle.aller(code, 2)
    temps(30)
    salle.aller(code, 1)
    temps(5)
    ou = salle.lire(code)
    assert (ou.au_point_s(), ou.en_seance_s()) == (65, 95)
    assert ou.au(2).au_point_s() == 30


def test_rester_sur_place_ne_recommence_pas_le_decompte(temps):
    code = salle.nouveau_code()
    salle.ouvrir(code)
    temps(10)
    salle.aller(code, 1)
    assert salle.lire(code).au_point_s() == 10


def test_un_rang_impossible_est_borne(temps):
    code = salle.nouveau_code()
    salle.ouvrir(code)
    salle.aller(code, -4)
    assert salle.lire(code).pas == 0
    salle.aller(code, 10**9)
    assert salle.lire(code).pas == salle.RANG_MAX


def test_une_salle_de_trop_est_refusee_et_n_en_ferme_aucune(temps, monkeypatch):
    monkeypatch.setitem(GENRES, "salle", Bornes(5, 10_000, 10_000))
    codes = [salle.nouveau_code() for _ in range(5)]
    assert all(salle.ouvrir(code, au_nom_de="lui") for code in codes)
    assert not salle.ouvrir(salle.nouveau_code(), au_nom_de="elle")
    assert all(salle.lire(code) for code in codes)
    assert salle.ouvrir(codes[0], "recommencée")


def test_l_horloge_reculee_ne_rend_pas_un_temps_negatif(temps):
    code = salle.nouveau_code()
    salle.ouvrir(code)
    temps(60)
    salle.aller(code, 2)
    temps(-3600)
    ou = salle.lire(code)
    assert (ou.pas, ou.au_point_s(), ou.en_seance_s()) == (2, 0, 0)
    salle.aller(code, 1)
    assert salle.lire(code).au_point_s() == 60


def test_une_salle_delaissee_est_oubliee_une_salle_regardee_reste(temps):
    delaissee, regardee = salle.nouveau_code(), salle.nouveau_code()
    salle.ouvrir(delaissee)
    salle.ouvrir(regardee)
    temps(salle.DUREE_MAX_S - 1)
    assert salle.lire(regardee) is not None
    temps(2)
    assert salle.lire(delaissee) is None
    assert salle.lire(regardee) is not None


def test_une_salle_sans_vrai_code_ne_s_ouvre_pas(temps):
    with pytest.raises(ValueError, match="mal formé"):
        salle.ouvrir("<script>")


def test_l_ecran_projete_demande_au_serveur_ou_en_est_la_salle(temps):
    client = TestClient(Starlette(routes=routes()))
    code = salle.nouveau_code()
    assert client.get("/salle", params={"code": code}).json() == {"pas": None}
    assert client.get("/salle").json() == {"pas": None}
    salle.ouvrir(code, "une séance")
    salle.aller(code, 3)
    reponse = client.get("/salle", params={"code": code})
    assert reponse.json() == {"pas": 3}
    assert reponse.headers["cache-control"] == "no-store"
