"""La configuration : un fichier TOML, au chemin `CONTRAT_CONFIG`, tout y est facultatif."""

import os
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

FONDS = {
    "aucun": "",
    "plan-ign": "https://data.geopf.fr",
    "osm": "https://tile.openstreetmap.org",
}
"""Fond de carte → hôte des tuiles (vide : rien n'est demandé ailleurs que chez nous)."""

STATUTS = (
    "déposée",
    "recevable",
    "en instruction",
    "ajournée",
    "réorientée",
    "refusée",
    "retenue",
    "conventionnée",
    "réalisée",
    "soldée",
    "annulée",
)


class ConfigurationInvalide(Exception):
    """Le fichier de configuration ne peut pas être suivi ; le message est à montrer tel quel."""


@dataclass(frozen=True)
class Configuration:
    """Une clé du fichier par champ (voir README)."""

    collectivite: str = "Contrat de ville"
    """Nom montré en tête de page et dans l'onglet."""
    logo: Path | None = None
    """Image, relative au fichier de configuration ; None : pas de logo."""
    contact: str = ""
    """Adresse ou téléphone montrés en pied de page."""
    adresse_publique: str = ""
    """Adresse vue des visiteurs, derrière un mandataire ; vide : celle de la requête."""
    contrat: str = ""
    """Contrat montré quand le lien n'en nomme aucun ; vide : le plus fourni de la base."""
    fond: str = "aucun"
    """Fond de carte, une clé de FONDS."""
    statuts_publics: tuple[str, ...] = ("retenue", "conventionnée", "réalisée", "soldée")
    """Statuts que voit un visiteur."""
    hotes_integration: tuple[str, ...] = ()
    """Sites autorisés à montrer le tableau de bord dans un cadre, par exemple https://www.agglo.fr."""
    versions_conservees: int = 12
    """Nombre de versions publiées que la base garde."""
    indexation: bool = False
    """Vrai : les moteurs de recherche peuvent indexer."""

    @property
    def hote_tuiles(self) -> str:
        """L'hôte des tuiles du fond choisi, ou vide."""
        return FONDS[self.fond]


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """La configuration du serveur, lue une fois : celle de `CONTRAT_CONFIG`, sinon les valeurs par défaut.

    Lève ConfigurationInvalide.
    """
    chemin = os.environ.get("CONTRAT_CONFIG")
    return lire_configuration(Path(chemin)) if chemin else Configuration()


def lire_configuration(chemin: Path) -> Configuration:
    """Lit un fichier de configuration. Lève ConfigurationInvalide avec une phrase qui dit quoi corriger."""
    try:
        valeurs = tomllib.loads(chemin.read_text(encoding="utf-8"))
    except OSError as erreur:
        raise ConfigurationInvalide(
            f"La configuration « {chemin} » (CONTRAT_CONFIG) ne peut pas être lue : {erreur.strerror}."
        ) from erreur
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise ConfigurationInvalide(f"« {chemin} » n'est pas un fichier TOML valide : {erreur}") from erreur
    connues = {champ.name: champ for champ in fields(Configuration)}
    for cle, valeur in valeurs.items():
        if cle not in connues:
            raise ConfigurationInvalide(
                f"« {chemin} » : la clé « {cle} » est inconnue. Clés connues : {', '.join(connues)}."
            )
        _verifier_type(chemin, cle, valeur, connues[cle].default)
    for cle, valeur in valeurs.items():
        if isinstance(valeur, list):
            valeurs[cle] = tuple(valeur)
    if valeurs.get("logo"):
        valeurs["logo"] = (chemin.parent / valeurs["logo"]).resolve()
    _verifier_valeurs(chemin, valeurs)
    return Configuration(**{cle: valeur for cle, valeur in valeurs.items() if valeur != ""})


def _verifier_type(chemin: Path, cle: str, valeur: object, defaut: object) -> None:
    if isinstance(defaut, bool):
        juste, attendu = isinstance(valeur, bool), "true ou false"
    elif isinstance(defaut, int):
        juste = isinstance(valeur, int) and not isinstance(valeur, bool) and valeur > 0
        attendu = "un nombre entier positif"
    elif isinstance(defaut, tuple):
        juste = isinstance(valeur, list) and all(isinstance(v, str) for v in valeur)
        attendu = "une liste de textes"
    else:
        juste, attendu = isinstance(valeur, str), "un texte"
    if not juste:
        raise ConfigurationInvalide(f"« {chemin} » : la clé « {cle} » attend {attendu}, pas {valeur!r}.")


def _verifier_valeurs(chemin: Path, valeurs: dict[str, object]) -> None:
    """Les valeurs qui, fausses, échoueraient plus tard et plus obscurément."""
    if valeurs.get("fond", "aucun") not in FONDS:
        raise ConfigurationInvalide(
            f"« {chemin} » : le fond « {valeurs['fond']} » est inconnu. Fonds connus : {', '.join(FONDS)}."
        )
    for statut in valeurs.get("statuts_publics", ()):
        if statut not in STATUTS:
            raise ConfigurationInvalide(
                f"« {chemin} » : le statut « {statut} » est inconnu. Statuts connus : {', '.join(STATUTS)}."
            )
    for hote in (*valeurs.get("hotes_integration", ()), valeurs.get("adresse_publique") or "https://"):
        # Ces textes entrent dans un en-tête : un espace ou un point-virgule y ouvrirait une autre règle.
        if not hote.startswith(("https://", "http://")) or any(c in hote for c in " ;,'\"\r\n"):
            raise ConfigurationInvalide(
                f"« {chemin} » : « {hote} » n'est pas une adresse ; attendu, par exemple, https://www.agglo.fr."
            )
    if valeurs.get("logo") and not Path(str(valeurs["logo"])).is_file():
        raise ConfigurationInvalide(f"« {chemin} » : le logo « {valeurs['logo']} » est introuvable.")
