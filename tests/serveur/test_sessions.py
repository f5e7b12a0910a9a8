"""Une session close, ou trop vieille, est morte sur le serveur, quoi qu'on rejoue de ses cookies."""

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from pages.composants import acces, connexion
from pages.mise_a_jour import notice
from pages.serveur import magasin as magasins
from pages.serveur import sessions
from pages.serveur.configuration import Configuration
from pages.serveur.magasin.fichier import MagasinFichier
from tests import identites
from tests.identites import CHEF, en_tete, lue, passe, scope
from tests.pages.test_pages import MENU, textes
from tests.serveur.conftest import REMPLISSAGE

HEURE = 3600
JADIS = 1_700_000_000


class Horloge:
    """Une horloge qu'un essai avance ou recule."""

    def __init__(self) -> None:
        self.heure = JADIS + 100 * HEURE

    def __call__(self) -> float:
        return self.heure


@pytest.fixture
def horloge(tmp_path, monkeypatch) -> Horloge:
    """Un magasin né au début de l'horloge, comme au démarrage d'un serveur."""
    montre = Horloge()
    monkeypatch.setattr(sessions, "get_cookie_secret", lambda: identites.SECRET)
    # Ce que Streamlit fait de ce qu'on lui laisse ne dépend pas de l'heure qu'il est vraiment.
    chemin = tmp_path / "m.magasin"
    MagasinFichier(chemin, lambda: JADIS)
    _redemarrer(monkeypatch, chemin, montre)
    montre.chemin = chemin
    yield montre
    _oublier()


def _redemarrer(monkeypatch, chemin, montre) -> None:
    """Un processus neuf, sur le même magasin."""
    _oublier()
    ouvert = MagasinFichier(chemin, montre)
    monkeypatch.setattr(sessions.magasin, "magasin", lambda: ouvert)


def _oublier() -> None:
    sessions._en_attente.clear()
    sessions._vues.clear()
    sessions._depart, sessions._muet = None, 0.0


def entre(*paquets, **entetes) -> dict[str, object]:
    """L'identité que lit Streamlit, le gardien passé."""
    sessions._vues.clear()
    sessions._muet = 0.0
    recu, _ = passe(sessions.Sessions, scope(en_tete(*paquets), **entetes), configuration=Configuration())
    assert "cookie" not in dict(recu["headers"]) or b"contrat" not in dict(recu["headers"])[b"cookie"]
    return lue(recu)


def deconnecter(*paquets) -> None:
    demande = scope(en_tete(*paquets), "http", "/auth/logout")
    recu, _ = passe(sessions.Sessions, demande, configuration=Configuration())
    # Streamlit efface du navigateur les cookies qu'il voit : ils passent tous.
    assert recu["headers"] == demande["headers"]


def test_une_session_ouverte_entre_avec_sa_marque(horloge):
    poses = identites.cookies(CHEF, horloge.heure - HEURE, jetons="secret")
    dit = entre(poses, {"ecran": "1366x900"})
    assert dit["email"] == "chef@agglo.fr" and dit["tokens"] == {"access_token": "secret"}
    assert sessions.vivante(dit[sessions.CLE])


def test_une_session_deconnectee_est_morte_pour_ses_copies(horloge, monkeypatch):
    poses = identites.cookies(CHEF, horloge.heure - HEURE, jetons="secret")
    marque = entre(poses)[sessions.CLE]
    deconnecter(poses)
    # La websocket déjà ouverte d'un autre onglet, la copie rejouée, une autre réplique, un redémarrage.
    assert not sessions.vivante(marque)
    assert entre(poses) == {}
    _redemarrer(monkeypatch, horloge.chemin, horloge)
    assert entre(poses) == {} and not sessions.vivante(marque)


def test_se_reconnecter_ou_venir_d_un_autre_appareil_reste_possible(horloge):
    ancienne = identites.cookies(CHEF, horloge.heure - 2 * HEURE)
    telephone = identites.cookies(CHEF, horloge.heure - HEURE)
    deconnecter(ancienne)
    assert entre(ancienne) == {} and entre(telephone)["email"] == "chef@agglo.fr"
    assert entre(identites.cookies(CHEF, horloge.heure))["email"] == "chef@agglo.fr"


def test_douze_heures_apres_la_connexion_la_session_est_morte(horloge, monkeypatch):
    poses = identites.cookies(CHEF, horloge.heure)
    marque = entre(poses)[sessions.CLE]
    horloge.heure += 12 * HEURE - 5
    assert entre(poses)
    horloge.heure += 10
    sessions._vues.clear()
    assert entre(poses) == {} and not sessions.vivante(marque)
    # L'horloge qu'on recule ne la rouvre pas, même au redémarrage.
    horloge.heure -= 6 * HEURE
    assert entre(poses) == {}
    _redemarrer(monkeypatch, horloge.chemin, horloge)
    assert entre(poses) == {} and not sessions.vivante(marque)


def test_une_horloge_reculee_ne_rajeunit_pas_une_session(horloge, monkeypatch):
    poses = identites.cookies(CHEF, horloge.heure - 11 * HEURE)
    marque = entre(poses)[sessions.CLE]
    debut = time.monotonic()
    monkeypatch.setattr(sessions.time, "monotonic", lambda: debut + 2 * HEURE)
    horloge.heure -= 20 * HEURE
    assert entre(poses) == {} and not sessions.vivante(marque)


def test_une_session_signee_demain_n_entre_pas(horloge):
    assert entre(identites.cookies(CHEF, horloge.heure + HEURE)) == {}


def test_un_magasin_neuf_ne_sait_rien_d_avant_lui_et_ferme(horloge, monkeypatch, tmp_path):
    poses = identites.cookies(CHEF, horloge.heure - HEURE)
    deconnecter(poses)
    _redemarrer(monkeypatch, tmp_path / "neuf.magasin", horloge)
    assert entre(poses) == {}


class Muet:
    """Un magasin qui ne répond plus."""

    def __getattr__(self, nom):
        def refuser(*_, **__):
            raise magasins.MagasinIndisponible("muet")

        return refuser


def test_un_magasin_muet_ferme_et_se_rattrape(horloge, monkeypatch, caplog):
    poses, autre = (identites.cookies(CHEF | {"sub": s}, horloge.heure - HEURE) for s in "12")
    assert entre(poses)
    vrai = sessions.magasin.magasin()
    monkeypatch.setattr(sessions.magasin, "magasin", Muet)
    assert entre(poses) == {} and "magasin" in caplog.text
    deconnecter(poses)
    monkeypatch.setattr(sessions.magasin, "magasin", lambda: vrai)
    assert entre(autre) and entre(poses) == {}
    _redemarrer(monkeypatch, horloge.chemin, horloge)
    assert entre(poses) == {}, "notée dès que le magasin a répondu"


def test_cent_fermetures_d_une_personne_n_en_rouvrent_aucune(horloge):
    sessions_closes = [identites.cookies(CHEF, horloge.heure - HEURE + 10 * i) for i in range(100)]
    for poses in sessions_closes:
        deconnecter(poses)
    assert not any(entre(poses) for poses in sessions_closes)
    assert entre(identites.cookies(CHEF, horloge.heure))
    assert entre(identites.cookies(CHEF | {"sub": "2"}, horloge.heure - HEURE))
    (notee,) = [
        sessions.magasin.magasin().lire(sessions.GENRE, sessions.lire_marque(m).personne)
        for m in [entre(identites.cookies(CHEF, horloge.heure))[sessions.CLE]]
    ]
    assert len(notee) < 2000


def test_un_cookie_double_ou_d_un_autre_secret_ne_dit_personne(horloge):
    un, deux = (identites.cookies(CHEF | {"sub": s}, horloge.heure - HEURE) for s in "12")
    assert entre(un, un) == {} and entre(un, deux) == {}
    assert entre(identites.cookies(CHEF, horloge.heure, secret="x" * 40)) == {}


def test_les_morceaux_de_deux_personnes_n_en_font_pas_une_troisieme(horloge):
    # Signés à part, ils se mêlent : la fin de l'une ferait de l'adresse de l'autre une adresse du domaine.
    assert entre(identites.cookies(CHEF, horloge.heure, 2)) == {}


def test_a_la_connexion_l_identite_tient_dans_un_seul_cookie(horloge):
    large, horloge.heure = CHEF | {"groupes": ["g" * 40] * 200}, time.time()
    poses = [
        f"{nom}={valeur}; Path=/; Max-Age=2592000"
        for nom, valeur in identites.cookies(large, horloge.heure, 3, jetons="secret").items()
    ]
    perime = '_streamlit_user_4=""; Max-Age=0; Path=/'
    demande = scope("", "http", "/oauth2callback")
    _, envoyes = passe(sessions.Sessions, demande, (perime, *poses), configuration=Configuration())
    rendus = [valeur.decode() for _, valeur in envoyes[0]["headers"]]
    noms = [rendu.partition("=")[0] for rendu in rendus]
    assert noms == ["_streamlit_user_4", "_streamlit_user_tokens", "_streamlit_user"]
    recus = dict(rendu.partition(";")[0].split("=", 1) for rendu in rendus[1:])
    dit = entre(recus)
    assert {n: v for n, v in dit.items() if n != sessions.CLE} == {
        n: v for n, v in CHEF.items() if n != "origin"
    } | {"tokens": {"access_token": "secret"}}


def test_une_identite_demesuree_n_entre_pas(horloge):
    poses = tuple(f"{n}={v}" for n, v in identites.cookies(CHEF | {"email": "a" * 5000}, 1, 3).items())
    _, envoyes = passe(sessions.Sessions, scope("", "http"), poses, configuration=Configuration())
    assert envoyes[0]["headers"] == []


def test_une_marque_venue_du_fournisseur_est_remplacee(horloge):
    dit = entre(identites.cookies(CHEF | {sessions.CLE: "f" * 64 + ":1"}, horloge.heure))
    assert sessions.lire_marque(dit[sessions.CLE]).secondes == (int(horloge.heure),)


@pytest.mark.parametrize("secret", ["", "…", "secret", "a" * 64, "une longue suite de signes au hasard"])
def test_un_secret_qui_se_devine_ferme_la_connexion(horloge, monkeypatch, secret):
    monkeypatch.setattr(sessions, "get_cookie_secret", lambda: secret)
    assert entre(identites.cookies(CHEF, horloge.heure, secret=secret or "x")) == {}


def test_une_page_ouverte_perd_son_role_des_que_sa_session_est_close(horloge, base_minuscule, monkeypatch):
    base_minuscule(REMPLISSAGE)
    for module in (connexion, notice):
        monkeypatch.setattr(module, "connexion_possible", lambda: True)
    reglages = Configuration(administrateurs=("chef@agglo.fr",))
    monkeypatch.setattr(acces, "configuration", lambda: reglages)
    dit = entre(identites.cookies(CHEF, horloge.heure))
    page = AppTest.from_file(MENU, default_timeout=60)
    page.user = dit
    page.switch_page("mise-a-jour.py").run()
    assert page.get("file_uploader") and "Revenir en arrière" in textes(page)
    sessions.fermer(sessions.lire_marque(dit[sessions.CLE]))
    # Un clic dans la page restée ouverte.
    page.run()
    assert not page.exception and not page.get("file_uploader")
    assert "Votre session a pris fin" in textes(page)


POSES = (
    "_streamlit_user=a; Path=/; HttpOnly; SameSite=lax; Max-Age=2592000",
    "_streamlit_user_tokens_1=a; Path=/; Max-Age=2592000",
    "_streamlit_session=a; path=/; httponly; samesite=lax",
    "_streamlit_xsrf=2|a|b|1; Path=/; SameSite=Lax",
    '_streamlit_user=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/',
)


@pytest.mark.parametrize(
    ("publique", "entetes", "securise"),
    [
        ("", {}, False),
        ("http://ville.fr", {}, False),
        ("https://ville.fr", {}, True),
        ("", {"x_forwarded_proto": "https"}, True),
        ("", {"x_forwarded_proto": "HTTPS, http"}, True),
        ("", {"forwarded": "for=1.2.3.4;proto=https"}, True),
        ("", {"x_forwarded_proto": "http"}, False),
    ],
)
def test_les_cookies_poses_sont_durcis(publique, entetes, securise):
    reglages = replace(Configuration(), adresse_publique=publique)
    demande = scope("", "http", "/", **entetes)
    _, envoyes = passe(sessions.Sessions, demande, POSES, configuration=reglages)
    rendus = [valeur.decode().lower() for _, valeur in envoyes[0]["headers"]]
    assert len(rendus) == len(POSES)
    for rendu in rendus:
        assert rendu.count("; secure") == int(securise) and rendu.count("samesite=lax") == 1, rendu
        # Le jeton contre les formulaires étrangers se lit dans la page : lui seul n'est pas caché.
        assert rendu.count("; httponly") == int("_xsrf" not in rendu), rendu
    assert all("max-age=43200" in rendu for rendu in rendus[:2])
    assert "max-age=0" in rendus[4]
