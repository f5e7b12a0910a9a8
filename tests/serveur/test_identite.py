"""L'adresse que ProConnect ne donne qu'à part : signée, et de la bonne personne."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from pages.serveur import identite

CLE, AUTRE = RSAKey.generate_key(2048, {"kid": "a"}), RSAKey.generate_key(2048, {"kid": "a"})
BON = {"sub": "42", "email": "marie@agglo.fr", "aud": "nous"}


class _Fournisseur(BaseHTTPRequestHandler):
    def do_GET(self):
        racine = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/annonce":
            corps = {"userinfo_endpoint": f"{racine}/moi", "jwks_uri": f"{racine}/cles", "issuer": racine}
            genre = None
        elif self.path == "/cles":
            corps, genre = {"keys": [CLE.as_dict(private=False)]}, None
        else:
            assert self.headers["Authorization"] == "Bearer jeton"
            corps, genre = self.server.reponse
        octets = corps.encode() if isinstance(corps, str) else json.dumps(corps).encode()
        self.send_response(200)
        self.send_header("content-type", genre or "application/json")
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_):
        pass


@pytest.fixture
def fournisseur(monkeypatch):
    ouvert = ThreadingHTTPServer(("127.0.0.1", 0), _Fournisseur)
    threading.Thread(target=ouvert.serve_forever, daemon=True).start()
    section = {"client_id": "nous", "server_metadata_url": f"http://127.0.0.1:{ouvert.server_port}/annonce"}
    monkeypatch.setattr(identite, "get_secrets_auth_section", lambda: section)
    yield ouvert
    ouvert.shutdown()
    ouvert.server_close()


def _signe(dit, cle=CLE):
    return jwt.encode({"alg": "RS256", "kid": "a"}, dit, cle), "application/jwt"


def test_un_jeton_signe_donne_l_adresse(fournisseur):
    fournisseur.reponse = _signe(BON)
    assert identite.demander("jeton", "42", "default")["email"] == "marie@agglo.fr"


def test_une_reponse_simple_aussi(fournisseur):
    fournisseur.reponse = {"sub": "42", "email": "marie@agglo.fr"}, None
    assert identite.demander("jeton", "42", "default")["email"] == "marie@agglo.fr"


@pytest.mark.parametrize(
    "reponse",
    [
        _signe(BON, AUTRE),
        _signe(BON | {"sub": "43"}),
        _signe(BON | {"aud": "un autre service"}),
        _signe(BON | {"iss": "https://un-autre-fournisseur.fr"}),
        ("pas.un.jeton", "application/jwt"),
        ({"sub": "43", "email": "marie@agglo.fr"}, None),
        ("pas du JSON", None),
        ([], None),
    ],
)
def test_une_signature_ou_une_personne_fausse_ne_donne_rien(fournisseur, reponse):
    fournisseur.reponse = reponse
    assert identite.demander("jeton", "42", "default") == {}


def test_un_fournisseur_muet_ne_donne_rien(monkeypatch):
    section = {"client_id": "nous", "server_metadata_url": "http://127.0.0.1:9/annonce"}
    monkeypatch.setattr(identite, "get_secrets_auth_section", lambda: section)
    assert identite.demander("jeton", "42", "default") == {}
