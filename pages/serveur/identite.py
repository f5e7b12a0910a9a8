"""L'adresse électronique de qui est connecté, quand le jeton d'identité ne la porte pas.

ProConnect, et d'autres, ne la donnent qu'à leur adresse « userinfo », dans un jeton signé. On la lui demande
une fois par visite, avec le jeton d'accès que Streamlit expose si la configuration le veut
(`expose_tokens = ["access"]`), et on vérifie la signature. Seul hôte appelé : celui que l'administrateur a
nommé dans `secrets.toml`.
"""

import logging
from functools import lru_cache

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from streamlit.auth_util import get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret

DELAI_S = 5.0
ALGORITHMES = ("RS256", "ES256", "PS256")
SECRET_MIN, SECRET_SIGNES = 32, 10
EXEMPLES = ("une longue suite de signes au hasard",)
"""Les secrets que montre la notice : tout le monde les connaît."""

journal = logging.getLogger(__name__)


def connexion_possible() -> bool:
    """Vrai si un service de connexion est configuré (section `[auth]` de `.streamlit/secrets.toml`), et
    qu'aucune identité ne peut être signée à sa place."""
    return bool(get_secrets_auth_section()) and secret_sur(get_cookie_secret())


@lru_cache(maxsize=4)
def secret_sur(secret: str) -> bool:
    """Vrai si `cookie_secret` ne se devine pas. Qui le devine signe l'identité qu'il veut."""
    sur = len(secret) >= SECRET_MIN and len(set(secret)) >= SECRET_SIGNES and secret not in EXEMPLES
    if not sur:
        journal.error(
            "connexion fermée : cookie_secret doit compter au moins %d signes tirés au hasard "
            '(python -c "import secrets; print(secrets.token_hex())")',
            SECRET_MIN,
        )
    return sur


def demander(jeton_acces: str, sujet: str, fournisseur: str) -> dict[str, object]:
    """Les données d'identité que le fournisseur tient pour ce jeton ; vide s'il ne répond pas, ou mal.

    `sujet` : l'identifiant du jeton d'identité : une réponse qui parle d'un autre est refusée.
    """
    reglages = get_secrets_auth_section()
    section = reglages.get(fournisseur) or reglages
    try:
        with httpx.Client(timeout=DELAI_S) as client:
            annonce = client.get(section["server_metadata_url"]).raise_for_status().json()
            reponse = client.get(
                annonce["userinfo_endpoint"], headers={"authorization": f"Bearer {jeton_acces}"}
            ).raise_for_status()
            if reponse.headers.get("content-type", "").startswith("application/jwt"):
                cles = KeySet.import_key_set(client.get(annonce["jwks_uri"]).raise_for_status().json())
                dit = jwt.decode(reponse.text, cles, algorithms=list(ALGORITHMES)).claims
                destine = dit.get("aud", section["client_id"])
                if section["client_id"] not in ([destine] if isinstance(destine, str) else destine):
                    raise ValueError("jeton destiné à un autre service")
                if "iss" in dit and dit["iss"] != annonce.get("issuer", dit["iss"]):
                    raise ValueError("jeton d'un autre service de connexion")
            else:
                dit = reponse.json()
        if not isinstance(dit, dict) or not sujet or dit.get("sub") != sujet:
            raise ValueError("réponse au sujet d'une autre personne")
    except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError) as erreur:
        journal.warning("identité non complétée par le fournisseur : %s", erreur)
        return {}
    return dict(dit)
