"""Un fichier servi à un agent : son adresse, copiée, n'ouvre rien à personne d'autre."""

import json
from collections import OrderedDict

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.serveur import poste_local, telechargements
from pages.serveur.cadre import VISITE, Cadre
from pages.serveur.configuration import Configuration
from pages.serveur.identite_signee import lire, resignes

UN, DEUX, JAMAIS = "a" * 56, "b" * 56, "c" * 56


async def streamlit(scope, receive, send):
    """Une application qui dit une adresse de fichier à qui ouvre une visite, et sert tout fichier."""
    if scope["type"] == "http":
        await PlainTextResponse("le fichier")(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    message = ForwardMsg()
    fichier = scope["query_string"].decode().removeprefix("f=")
    message.delta.new_element.markdown.body = f"voir /media/{fichier}.xlsx"
    await send({"type": "websocket.send", "bytes": message.SerializeToString()})
    await send({"type": "websocket.close", "code": 1000})


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(telechargements, "_dites", OrderedDict())
    return TestClient(Cadre(streamlit, Configuration(), set(), [], {}))


def connecte(sub: str, **autres) -> str:
    """L'en-tête cookie d'une personne connectée."""
    dit = json.dumps(
        {"provider": "default", "iss": "https://id.example", "sub": sub, "is_logged_in": True} | autres
    )
    return f"{USER_COOKIE_NAME}={create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, dit).decode()}"


def en_visite(cookie: str) -> str:
    """Le même, tel que sessions.py le signe de nouveau pour une visite."""
    nom, _, valeur = cookie.partition("=")
    session, dit = lire([(nom, valeur)], get_cookie_secret())
    return f"{nom}={resignes(session, dit, None, get_cookie_secret())[nom]}"


def dire(client, fichier: str, cookie: str = "") -> None:
    entetes = {"origin": "http://testserver"} | ({"cookie": cookie} if cookie else {})
    with client.websocket_connect(f"{VISITE}?f={fichier}", headers=entetes) as visite:
        visite.receive_bytes()


def statut(client, fichier: str, cookie: str = "") -> int:
    reponse = client.get(f"/media/{fichier}.xlsx", headers={"cookie": cookie} if cookie else {})
    assert reponse.status_code == 200 or "media" not in reponse.text
    return reponse.status_code


def test_l_adresse_dite_a_un_agent_ne_vaut_que_pour_lui(client):
    agent, autre = connecte("1"), connecte("2")
    dire(client, UN, en_visite(agent))
    assert statut(client, UN, agent) == 200
    assert statut(client, UN, connecte("1", email="neuve@agglo.fr")) == 200
    for etranger in ("", autre, agent.replace("=", "=x"), f"{agent}; {autre}", "poste_local=x"):
        assert statut(client, UN, etranger) == 404


def test_ce_qu_un_visiteur_a_recu_est_a_tous_et_ce_que_personne_n_a_recu_a_aucun(client):
    dire(client, DEUX)
    dire(client, DEUX, en_visite(connecte("1")))
    for qui in ("", connecte("1"), connecte("2")):
        assert statut(client, DEUX, qui) == 200
        assert statut(client, JAMAIS, qui) == 404
    assert client.get(f"/media/{UN}").status_code == 404


def test_le_poste_local_a_ses_fichiers(client, monkeypatch):
    monkeypatch.setattr(poste_local, "_tenues", {poste_local._somme("jeton")})
    marque = json.dumps({"origin": "http://testserver", poste_local.CLE: poste_local._somme("jeton")})
    visite = (
        f"{USER_COOKIE_NAME}={create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, marque).decode()}"
    )
    dire(client, UN, visite)
    assert statut(client, UN, "poste_local=jeton") == 200
    assert [statut(client, UN, autre) for autre in ("", "poste_local=autre", connecte("1"))] == [404] * 3


def test_les_plus_anciennes_adresses_s_oublient(client, monkeypatch):
    monkeypatch.setattr(telechargements, "ADRESSES_MAX", 2)
    for lettre in "def":
        dire(client, lettre * 56)
    assert [statut(client, lettre * 56) for lettre in "def"] == [404, 200, 200]
