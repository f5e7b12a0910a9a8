"""Le poste local : qui tient la clé, sur cet ordinateur, administre ; tout le reste est refusé."""

import random
import re
from urllib.parse import urlencode

import pytest

from data.cle_locale import CHEMIN, DUREE_S, Serrure, cle, secret_neuf
from pages.composants import acces
from pages.serveur import identite, poste_local
from pages.serveur.configuration import Configuration
from pages.serveur.poste_local import PosteLocal
from tests import identites
from tests.epreuves import droits
from tests.identites import lue, passe, scope

SECRET = secret_neuf()


@pytest.fixture(autouse=True)
def poste(monkeypatch):
    monkeypatch.setattr(poste_local, "get_cookie_secret", lambda: identites.SECRET)
    monkeypatch.setattr(poste_local, "_tenues", set())


def demander(demande, secret: str = SECRET):
    """Ce que le gardien laisse passer, le statut et les en-têtes de sa réponse."""
    recu, envoyes = passe(PosteLocal, demande, secret=secret, configuration=Configuration())
    tete = envoyes[0] if envoyes else {}
    entetes = {n.decode(): v.decode() for n, v in tete.get("headers", ())}
    corps = b"".join(m.get("body", b"") for m in envoyes[1:]).decode()
    return recu, tete.get("status", tete.get("code")), entetes, corps


def ouvrir(donnee: str | None = None, methode: str = "GET", **entetes):
    demande = scope("", "http", CHEMIN, origin="", **entetes)
    demande["method"] = methode
    demande["query_string"] = urlencode({"cle": cle(SECRET) if donnee is None else donnee}).encode()
    return demander(demande)


def test_la_cle_donne_un_cookie_ferme_et_nettoie_l_adresse():
    _, statut, entetes, _ = ouvrir()
    assert statut == 303 and entetes["location"] == "/" and entetes["cache-control"] == "no-store"
    pose = entetes["set-cookie"].lower()
    assert (
        "httponly" in pose and "samesite=strict" in pose and "max-age" not in pose and "expires" not in pose
    )


def _tenir() -> str:
    return ouvrir()[2]["set-cookie"].partition(";")[0]


def test_qui_tient_le_cookie_porte_la_marque_et_administre(monkeypatch):
    recu, *_ = demander(scope(f"ecran=1x1; {_tenir()}"))
    dit = lue(recu)
    assert poste_local.tenu(dit[poste_local.CLE])
    monkeypatch.setattr(type(acces.st.user), "to_dict", lambda _: dit)
    assert acces.role() == acces.ADMINISTRATEUR and acces.auteur() == "Poste local" and acces.sujet()
    assert acces.reduite(acces.identite_vue()) == {poste_local.CLE: dit[poste_local.CLE]}
    # Une autre exécution : le même cookie ne vaut plus rien.
    poste_local._tenues.clear()
    assert acces.role() == acces.VISITEUR and not acces.sujet() and not acces.identite_vue()


@pytest.mark.parametrize("cookie", ["", "poste_local=", "poste_local=au-hasard", "_streamlit_user=x"])
def test_sans_le_cookie_on_est_visiteur(cookie):
    _tenir()
    recu, *_ = demander(scope(cookie))
    assert poste_local.CLE not in lue(recu)


def test_un_cookie_double_ou_forge_ne_dit_personne():
    tenu = _tenir()
    recu, *_ = demander(scope(f"{tenu}; {tenu}"))
    assert lue(recu) == {}
    forge = {"origin": identites.SITE, "poste_local": "f" * 64}
    recu, *_ = demander(scope(identites.en_tete(identites.cookies(forge, 1_700_000_000))))
    assert not poste_local.tenu(lue(recu).get(poste_local.CLE))


def test_une_cle_sert_une_fois_et_la_page_dit_comment_en_avoir_une_autre():
    gardien = PosteLocal(None, SECRET, Configuration())
    donnee = cle(SECRET)
    assert [gardien.serrure.ouvrir(donnee) for _ in range(3)] == [True, False, False]
    _, statut, entetes, corps = ouvrir(donnee="fausse")
    assert statut == 403 and "set-cookie" not in entetes
    assert "Entrée" in corps and not re.search(r"forbidden|error", corps, re.IGNORECASE)


@pytest.mark.parametrize(
    ("methode", "entetes"), [("HEAD", {}), ("POST", {}), ("GET", {"sec_purpose": "prefetch;prerender"})]
)
def test_ce_qui_n_est_pas_une_visite_ne_consomme_pas_la_cle(methode, entetes):
    _, statut, rendus, _ = ouvrir(methode=methode, **entetes)
    assert statut == 403 and "set-cookie" not in rendus


def test_une_cle_se_perime_et_l_horloge_reculee_ne_la_rend_pas():
    heure = [1_700_000_000.0]
    serrure = Serrure(SECRET, lambda: heure[0])
    vieille, autre = (cle(SECRET, lambda: heure[0]) for _ in range(2))
    assert serrure.ouvrir(autre)
    heure[0] += DUREE_S + 1
    assert not serrure.ouvrir(vieille)
    heure[0] -= 3 * DUREE_S
    assert not serrure.ouvrir(autre) and not serrure.ouvrir(vieille)


@pytest.mark.parametrize("genre", ["http", "websocket"])
def test_ce_qui_ne_vient_pas_de_cet_ordinateur_est_refuse_en_francais(genre):
    tenu = _tenir()
    for demande in droits.requetes_etrangeres(random.Random(), 200, tenu, genre):
        recu, statut, entetes, corps = demander(demande)
        assert recu is None and statut in (403, 1008), demande
        if genre == "http":
            assert "poste local" in corps and "set-cookie" not in entetes


@pytest.mark.parametrize("hote", ["127.0.0.1:8601", "localhost:8601", "LOCALHOST", "[::1]:8601", "127.0.0.1"])
def test_les_noms_de_cet_ordinateur_passent(hote):
    assert demander(scope("", "http", "/", host=hote, origin=f"http://{hote}"))[0] is not None
    assert demander(scope("", "http", "/", host=hote, origin=""))[0] is not None


def test_sans_secret_le_serveur_des_visiteurs_n_a_pas_de_poste_local():
    demande = scope("poste_local=x", host="tableau.agglo.fr", x_forwarded_for="1.2.3.4")
    assert demander(demande, secret="")[0] is demande


def test_un_secret_trop_court_laisse_le_poste_ferme(monkeypatch):
    monkeypatch.setattr(poste_local, "_confie", None)
    monkeypatch.setenv("CONTRAT_POSTE_LOCAL", "1")
    assert poste_local.secret_confie() == ""
    monkeypatch.setattr(poste_local, "_confie", None)


def test_la_connexion_des_agents_n_y_est_pour_rien(monkeypatch):
    monkeypatch.setattr(identite, "get_secrets_auth_section", dict)
    assert not identite.connexion_possible()
