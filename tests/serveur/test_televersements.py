"""Envoyer un fichier : seulement à une page qui l'a demandé, à sa taille, et dans sa part."""

import asyncio
import re
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.serveur import depots, visiteur
from pages.serveur.depots import Champ
from pages.serveur.televersements import ENVELOPPE, PREFIXE, Televersements
from tests.asynchrone import jouer
from tests.conftest import RACINE
from tests.epreuves.visite import visite

CHAMP = Champ("copil", 100_000, 400_000)


@pytest.fixture
def envoi(base_minuscule, monkeypatch):
    """Un client derrière la porte des envois ; l'application rend le nombre d'octets reçus."""
    base_minuscule("")
    monkeypatch.setattr(depots, "_visites", {})

    async def recevoir(requete: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await requete.body())))

    routes = [Route(f"{PREFIXE}/{{s}}/{{f}}", recevoir, methods=["PUT", "DELETE", "OPTIONS"])]
    return _Client(Starlette(routes=routes, middleware=[Middleware(Televersements)]))


class _Client:
    """Des envois à l'application, d'un bloc (octets) ou par morceaux sans taille annoncée (liste)."""

    def __init__(self, application: Starlette) -> None:
        self.transport = httpx.ASGITransport(application)

    def put(self, chemin: str, content: bytes | list[bytes], headers: object = None) -> httpx.Response:
        async def morceaux():
            for morceau in content:
                yield morceau

        async def demander() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://essai") as client:
                corps = morceaux() if isinstance(content, list) else content
                return await client.put(chemin, content=corps, headers=headers)

        return jouer(demander())


def ouvrir(session: str = "s", *fichiers: str, page: str = "copil") -> None:
    depots.ouvrir(session, "champ", Champ(page, CHAMP.octets_max, CHAMP.quota_octets))
    depots.noter_adresses(session, fichiers or ("f",))


def test_rien_n_est_lu_de_ce_qu_aucune_page_n_a_demande(envoi):
    assert envoi.put(f"{PREFIXE}/s/f", content=b"a").status_code == 403
    ouvrir("s")
    assert envoi.put(f"{PREFIXE}/autre/f", content=b"a").status_code == 403
    assert envoi.put(f"{PREFIXE}/s/jamais-donnee", content=b"a").status_code == 403
    assert envoi.put(f"{PREFIXE}/s/f/g", content=b"a").status_code == 403
    assert envoi.put(f"{PREFIXE}/s/f", content=b"a").text == "1"
    assert envoi.put(f"{PREFIXE}/s/f", content=b"a").status_code == 403, "une adresse ne sert qu'une fois"


def test_un_champ_se_ferme_quand_sa_page_ne_le_montre_plus(envoi):
    ouvrir("s")
    depots.commencer("s", "copil")
    assert depots.ouvert("s"), "pendant le passage suivant, le champ est encore sous les yeux"
    depots.finir("s")
    assert depots.ouvert("s") is None
    ouvrir("s")
    depots.commencer("s", "carte")
    assert depots.ouvert("s") is None
    assert envoi.put(f"{PREFIXE}/s/f", content=b"a").status_code == 403


@pytest.mark.parametrize("annonce", [True, False])
def test_un_fichier_trop_gros_est_refuse_annonce_ou_non(envoi, annonce):
    ouvrir("s")
    gros = b"a" * (CHAMP.octets_max + ENVELOPPE + 1)
    morceaux = [gros[:50_000], gros[50_000:]]
    reponse = envoi.put(f"{PREFIXE}/s/f", content=gros if annonce else morceaux)
    assert reponse.status_code == 413


@pytest.mark.parametrize("dite", ["-1", "1e9", "٣", "0x10", "9" * 20])
def test_une_taille_qui_n_en_est_pas_une_est_refusee(envoi, dite):
    ouvrir("s")
    reponse = envoi.put(f"{PREFIXE}/s/f", content=b"a", headers=[(b"content-length", dite.encode("utf-8"))])
    assert reponse.status_code in (400, 413)


def test_une_visite_n_envoie_que_sa_part(envoi):
    statuts = []
    for rang in range(8):
        ouvrir("s", f"f{rang}")
        statuts.append(envoi.put(f"{PREFIXE}/s/f{rang}", content=b"a" * 90_000).status_code)
    assert statuts == [200] * 4 + [429] * 4


def test_changer_de_visite_ne_remet_pas_l_appelant_a_zero(envoi):
    statuts = []
    for rang in range(24):
        ouvrir(f"s{rang}")
        statuts.append(envoi.put(f"{PREFIXE}/s{rang}/f", content=b"a" * 90_000).status_code)
    assert statuts.count(200) == 4 * CHAMP.quota_octets // 90_000


def test_mille_fichiers_vides_comptent_aussi(envoi):
    statuts = []
    for rang in range(10):
        ouvrir("s", f"f{rang}")
        statuts.append(envoi.put(f"{PREFIXE}/s/f{rang}", content=b"").status_code)
    assert statuts.count(200) == CHAMP.quota_octets // depots.ENVOI_OCTETS


def test_aucun_ecran_ne_montre_de_champ_sans_l_ouvrir():
    """Un champ posé autrement n'aurait ni droit, ni quota."""
    fautifs = [
        fichier.name
        for fichier in (RACINE / "pages").rglob("*.py")
        if re.search(r"st\.(file_uploader|camera_input|audio_input|chat_input)", fichier.read_text("utf-8"))
    ]
    assert fautifs == ["champ_fichier.py"]


def test_un_envoi_trop_lent_est_abandonne(monkeypatch, base_minuscule):
    base_minuscule("")
    monkeypatch.setattr(depots, "_visites", {})
    ouvrir("s")
    dits = []

    async def application(scope, receive, send):
        while (await receive()).get("more_body"):
            pass

    async def recevoir():
        await asyncio.sleep(3600)

    async def envoyer(message):
        dits.append(message.get("status"))

    porte = Televersements(application, delai_s=0.05)
    scope = {"type": "http", "path": f"{PREFIXE}/s/f", "method": "PUT", "headers": [], "client": None}
    jouer(porte(scope, recevoir, envoyer))
    assert dits[0] == 408
    ouvrir("s")
    assert depots.prendre("s", "f"), "la visite peut recommencer"


@pytest.mark.parametrize(
    ("client", "transmis", "attendu"),
    [
        (("203.0.113.7", 1), "198.51.100.1", "203.0.113.7"),
        (("127.0.0.1", 1), "9.9.9.9, 198.51.100.1", "198.51.100.1"),
        (("192.168.1.9", 1), "198.51.100.1", "192.168.1.9"),
        (("127.0.0.1", 1), "n'importe quoi", "127.0.0.1"),
        (("2001:db8::1", 1), "", "2001:db8::/64"),
        (("2001:db8::ffff:1", 1), "", "2001:db8::/64"),
        (None, "", ""),
    ],
)
def test_l_appelant_est_celui_que_voit_le_mandataire(client, transmis, attendu):
    assert visiteur.appelant(client, {"x-forwarded-for": transmis} if transmis else {}) == attendu


def test_ce_qu_on_garde_se_compte_par_le_meme_appelant(monkeypatch):
    def empreinte(adresse: str | None, transmis: str = "") -> str:
        entetes = {"x-forwarded-for": transmis} if transmis else {}
        vu = SimpleNamespace(context=SimpleNamespace(ip_address=adresse, headers=entetes))
        monkeypatch.setattr(visiteur, "st", vu)
        return visiteur.anonyme()

    assert empreinte("2001:db8::1") == empreinte("2001:db8::ffff:1") != empreinte("2001:db8:1::1")
    assert empreinte("203.0.113.7", "198.51.100.1") == empreinte("203.0.113.7") != empreinte(None)


def test_un_vrai_visiteur_depose_une_seance_et_rien_d_autre(service: httpx.Client):
    adresse = str(service.base_url).rstrip("/")
    with visite(adresse) as la, httpx.Client(timeout=20) as client:
        client.get(f"{adresse}/_stcore/health")
        la.aller("financeurs")
        assert la.adresses() == [], "cette page n'attend aucun fichier"
        assert la.envoyer(f"{PREFIXE}/{la.session}/{uuid4()}", b"a", client).status_code == 403
        la.aller("copil")
        assert la.champs
        (chemin,) = la.adresses()
        assert la.envoyer(chemin, b"a" * 600_000, client).status_code == 413
        (chemin,) = la.adresses()
        assert la.envoyer(chemin, b"titre = 1", client).status_code == 204
        la.aller("carte")
        assert la.adresses() == []
