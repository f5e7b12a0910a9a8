"""La configuration, la connexion des agents et l'adresse publique : d'accord entre elles."""

import os
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from data.diagnostic.point import Installation, Point, a_corriger, a_voir, bien
from pages.serveur.configuration import Configuration, ConfigurationInvalide, lire_configuration

RETOUR = "/oauth2callback"
_CLES = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_USERINFO = ("proconnect", "agentconnect", "moncomptepro")
"""Ce que dit l'adresse d'un service qui donne le courriel à son « userinfo », et non dans le jeton."""


def reglages(i: Installation) -> Configuration | None:
    """La configuration ; None si elle ne peut pas être suivie."""
    try:
        return lire_configuration(i.configuration) if i.configuration else Configuration()
    except ConfigurationInvalide:
        return None


def configuration_lue(i: Installation) -> list[Point]:
    """Le fichier de CONTRAT_CONFIG se lit, et ses clés sont connues."""
    if i.configuration is None:
        faire = "nommez-en un par CONTRAT_CONFIG (voir README, « Configurer »)"
        return [a_voir("configuration", "aucune : tout est au défaut", faire)]
    try:
        lire_configuration(i.configuration)
    except ConfigurationInvalide as erreur:
        return [a_corriger("configuration", str(erreur), "corrigez le fichier : le service refuse de servir")]
    return [bien("configuration", f"« {i.configuration.name} » se lit, toutes ses clés sont connues")]


def adresse_publique(i: Installation) -> list[Point]:
    """https, un nom d'hôte et rien d'autre : l'application vit à la racine."""
    lus = reglages(i)
    if lus is None:
        return []
    if not lus.adresse_publique:
        if _auth(i)[0]:
            faire = 'adresse_publique = "https://…" : sans elle, un mandataire mal réglé fausse les liens'
            return [a_voir("adresse", "pas d'adresse publique, et une connexion est ouverte", faire)]
        return [bien("adresse", "celle de chaque requête (pas d'adresse publique)")]
    lue = urlsplit(lus.adresse_publique)
    if lue.path not in ("", "/") or lue.query or lue.fragment or lue.username:
        faire = f"écrivez seulement {lue.scheme}://{lue.netloc.rpartition('@')[2]}"
        return [a_corriger("adresse", f"« {lus.adresse_publique} » a plus qu'un nom d'hôte", faire)]
    if lue.scheme != "https" and lue.hostname not in ("localhost", "127.0.0.1"):
        faire = "servez en https : sans lui, les cookies de connexion circulent en clair"
        return [a_corriger("adresse", f"« {lus.adresse_publique} » n'est pas en https", faire)]
    return [bien("adresse", lus.adresse_publique)]


def points(i: Installation) -> list[Point]:
    """Les secrets sont là, sûrs, et disent la même adresse que la configuration."""
    lus, (auth, faute) = reglages(i), _auth(i)
    if faute:
        return [a_corriger("connexion", faute, "corrigez ce fichier : personne ne peut se connecter")]
    listes = bool(lus and (lus.agents or lus.administrateurs))
    if not auth:
        if listes:
            faire = "écrivez la section [auth] de secrets.toml (voir README), ou videz les listes"
            return [a_corriger("connexion", "des agents sont nommés, sans connexion ouverte", faire)]
        return [bien("connexion", "fermée : tout le monde est visiteur")]
    manquent = [cle for cle in _CLES if not _texte(auth.get(cle))]
    if manquent:
        faire = "complétez la section [auth] de secrets.toml"
        return [a_corriger("connexion", f"il manque {', '.join(manquent)}", faire)]
    dits = [*_secret(auth), *_adresses(auth, lus), *_courriel(auth)]
    if not listes:
        faire = "agents et administrateurs, dans la configuration"
        dits.append(a_voir("connexion", "elle est ouverte, mais ne donne de droit à personne", faire))
    return dits or [bien("connexion", f"ouverte ({urlsplit(auth['server_metadata_url']).hostname})")]


def _secret(auth: dict) -> list[Point]:
    # Ici seulement : ce module apporte Streamlit, dont les autres commandes n'ont pas l'usage.
    from pages.serveur.identite import secret_sur

    secret = _texte(auth["cookie_secret"])
    if secret_sur(secret):
        return []
    faire = 'python -c "import secrets; print(secrets.token_hex())"'
    return [a_corriger("connexion", f"cookie_secret se devine ({len(secret)} signes)", faire)]


def _adresses(auth: dict, lus: Configuration | None) -> list[Point]:
    retour, publique, dits = _texte(auth["redirect_uri"]), lus.adresse_publique if lus else "", []
    if urlsplit(retour).path != RETOUR:
        faire = f"il finit par {RETOUR}, à la racine du nom d'hôte"
        dits.append(a_corriger("connexion", f"redirect_uri « {retour} » ne revient pas ici", faire))
    elif publique and retour != publique.rstrip("/") + RETOUR:
        faire = f"écrivez {publique.rstrip('/')}{RETOUR}, ici et chez le fournisseur"
        dits.append(a_corriger("connexion", f"redirect_uri « {retour} » est à une autre adresse", faire))
    for nom in ("redirect_uri", "server_metadata_url"):
        lue = urlsplit(_texte(auth[nom]))
        if lue.scheme != "https" and lue.hostname not in ("localhost", "127.0.0.1"):
            dits.append(a_corriger("connexion", f"{nom} n'est pas en https", "écrivez une adresse https"))
    return dits


def _courriel(auth: dict) -> list[Point]:
    """Sans adresse de courriel, aucun droit : elle se demande, et parfois au « userinfo »."""
    options = auth.get("client_kwargs")
    portee = _texte(options.get("scope")) if isinstance(options, dict) else "openid profile email"
    dits = []
    if "email" not in portee.split():
        faire = 'client_kwargs = { scope = "openid email" }'
        dits.append(a_corriger("connexion", "l'adresse de courriel n'est pas demandée", faire))
    hote = urlsplit(_texte(auth["server_metadata_url"])).hostname or ""
    exposes = auth.get("expose_tokens", [])
    if any(nom in hote for nom in _USERINFO) and "access" not in exposes:
        faire = 'expose_tokens = ["access"] : ce service donne l\'adresse à son « userinfo »'
        dits.append(a_corriger("connexion", f"{hote} ne met pas l'adresse dans le jeton", faire))
    return dits


def _auth(i: Installation) -> tuple[dict, str]:
    """(la section [auth], ou rien ; ce qui empêche de la lire)."""
    auth: dict = {}
    for chemin in i.secrets:
        if not chemin.is_file():
            continue
        if not os.access(chemin, os.R_OK):
            return {}, f"« {chemin} » ne peut pas être lu"
        lu, faute = _toml(chemin)
        if faute:
            return {}, faute
        auth |= lu.get("auth", {}) if isinstance(lu.get("auth", {}), dict) else {}
    nommes = i.environnement.get("STREAMLIT_SECRETS_FILES")
    if nommes and not any(c.is_file() for c in i.secrets):
        return {}, f"STREAMLIT_SECRETS_FILES nomme un fichier absent ({nommes})"
    return auth, ""


def _toml(chemin: Path) -> tuple[dict, str]:
    try:
        return tomllib.loads(chemin.read_text(encoding="utf-8-sig")), ""
    except (OSError, ValueError):
        return {}, f"« {chemin.name} » n'est pas un fichier TOML lisible"


def _texte(valeur: object) -> str:
    return valeur.strip() if isinstance(valeur, str) else ""
