"""L'adresse électronique de qui est connecté, quand le jeton d'identité ne la porte pas.

ProConnect, et d'autres, ne la donnent qu'à leur adresse « userinfo », dans un jeton signé. On la lui demande
une fois par visite, avec le jeton d'accès que Streamlit expose si la configuration le veut
(`expose_tokens = ["access"]`), et on vérifie la signature. Seul hôte appelé : celui que l'administrateur a
nommé dans `secrets.toml`.
"""

import logging

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from streamlit.auth_util import get_secrets_auth_section

DELAI_S = 5.0
ALGORITHMES = ("RS256", "ES256", "PS256")

journal = logging.getLogger(__name__)


def connexion_possible() -> bool:
    """Vrai si un service de connexion est configuré (section `[auth]` de `.streamlit/secrets.toml`)."""
    return bool(get_secrets_auth_section())


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
            else:
                dit = reponse.json()
        if not isinstance(dit, dict) or dit.get("sub") != sujet:
            raise ValueError("réponse au sujet d'une autre personne")
    except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError) as erreur:
        journal.warning("identité non complétée par le fournisseur : %s", erreur)
        return {}
    return dict(dit)
