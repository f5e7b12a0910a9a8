"""La configuration : un fichier TOML, au chemin `CONTRAT_CONFIG`, tout y est facultatif."""

import os
import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from pages.serveur import adresses

FONDS = {
    "aucun": "",
    "plan-ign": "https://data.geopf.fr",
    "osm": "https://tile.openstreetmap.org",
}
"""Fond de carte → hôte des tuiles (vide : rien n'est demandé ailleurs que chez nous)."""
MAGASINS = ("redis://", "rediss://", "valkey://", "valkeys://", "unix://")
"""Ce par quoi commence l'adresse d'un magasin qui n'est pas un fichier."""
FICHIER_VARIABLE = "CONTRAT_CONFIG"
CONFORMITES = ("non auditée", "non conforme", "partielle", "totale")
"""Ce qu'un organisme public peut déclarer de l'accessibilité de son site (RGAA)."""

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
    fond: str = ""
    """Fond de carte, une clé de FONDS ; vide : celui que dit la recette de la base, sinon aucun."""
    statuts_publics: tuple[str, ...] = ("retenue", "conventionnée", "réalisée", "soldée")
    """Statuts que voit un visiteur."""
    agents: tuple[str, ...] = ()
    """Qui, une fois connecté, voit les demandes et les refus : adresses, ou domaines (« @agglo.fr »)."""
    administrateurs: tuple[str, ...] = ()
    """Qui publie aussi de nouvelles données : adresses, ou domaines."""
    courriel_presume_verifie: bool = False
    """Vrai : un service de connexion qui ne dit jamais si une adresse est vérifiée est cru."""
    recette: Path | None = None
    """Recette de la base, où entre un classeur déposé ; None : un classeur fait une base à lui seul."""
    hotes_integration: tuple[str, ...] = ()
    """Sites autorisés à montrer le tableau de bord dans un cadre, par exemple https://www.agglo.fr."""
    magasin: str = ""
    """Ce que partagent les répliques : redis://… ou un fichier ; vide : un fichier à côté de la base."""
    versions_conservees: int = 12
    """Nombre de versions publiées que la base garde."""
    indexation: bool = False
    """Vrai : les moteurs de recherche peuvent indexer."""
    editeur: str = ""
    """Qui publie : nom, adresse et téléphone de l'organisme (mentions légales)."""
    directeur_publication: str = ""
    """Directeur ou directrice de la publication : le représentant légal de l'organisme."""
    hebergeur: str = ""
    """Qui héberge : nom, adresse et téléphone."""
    delegue_donnees: str = ""
    """Comment joindre le délégué ou la déléguée à la protection des données."""
    contact_accessibilite: str = ""
    """À qui signaler un défaut d'accessibilité ; vide : `contact`."""
    conformite_rgaa: str = "non auditée"
    """Conformité déclarée, une valeur de CONFORMITES."""
    audit_rgaa_le: str = ""
    """Date de l'audit d'accessibilité, AAAA-MM-JJ."""
    audit_rgaa_par: str = ""
    """Qui a mené l'audit."""
    audit_rgaa_taux: int = 0
    """Part des critères respectés, de 1 à 100 ; 0 : inconnue."""
    declaration_rgaa_le: str = ""
    """Date de la déclaration d'accessibilité, AAAA-MM-JJ."""
    schema_accessibilite: str = ""
    """Adresse du schéma pluriannuel d'accessibilité de l'organisme."""


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """La configuration du serveur, lue une fois : celle de `CONTRAT_CONFIG`, sinon les valeurs par défaut.

    Lève ConfigurationInvalide.
    """
    chemin = os.environ.get(FICHIER_VARIABLE)
    return lire_configuration(Path(chemin)) if chemin else Configuration()


def lire_configuration(chemin: Path) -> Configuration:
    """Lit un fichier de configuration. Lève ConfigurationInvalide avec une phrase qui dit quoi corriger."""
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
        valeurs = tomllib.loads(texte)
    except OSError as erreur:
        raise ConfigurationInvalide(
            f"Le fichier de configuration « {chemin.name} » ({FICHIER_VARIABLE}) ne peut pas être lu : "
            "vérifiez son chemin et ses droits."
        ) from erreur
    except UnicodeDecodeError as erreur:
        raise ConfigurationInvalide(f"« {chemin.name} » n'est pas enregistré en UTF-8.") from erreur
    except tomllib.TOMLDecodeError as erreur:
        lieu = re.search(r"line (\d+), column (\d+)", str(erreur))
        ou = f"ligne {lieu[1]}, colonne {lieu[2]}" if lieu else "à la fin"
        raise ConfigurationInvalide(
            f"« {chemin.name} » n'est pas un fichier TOML valide ({ou}). Écrivez une clé par ligne, par "
            'exemple : collectivite = "Agglo du Val".'
        ) from erreur
    connues = {champ.name: champ for champ in fields(Configuration)}
    for cle, valeur in valeurs.items():
        faute = None
        if cle not in connues:
            faute = f"la clé « {cle} » est inconnue. Clés connues : {', '.join(connues)}"
        elif attendu := _type_attendu(valeur, connues[cle].default):
            faute = f"la clé « {cle} » attend {attendu}, pas {valeur!r}"
        elif refus := _valeur_refusee(cle, valeur, chemin.parent):
            faute = refus
        if faute:
            raise ConfigurationInvalide(f"« {chemin.name} », ligne {_ligne(texte, cle)} : {faute}.")
    valeurs = {cle: tuple(v) if isinstance(v, list) else v for cle, v in valeurs.items() if v != ""}
    for cle in ("logo", "recette"):
        if cle in valeurs:
            valeurs[cle] = (chemin.parent / valeurs[cle]).resolve()
    return Configuration(**valeurs)


def _ligne(texte: str, cle: str) -> int:
    """Le numéro de la ligne qui pose cette clé (ou cette section)."""
    motif = re.compile(rf"\s*\[*\s*[\"']?{re.escape(cle)}[\"']?\s*[=.\]]")
    return next((n for n, ligne in enumerate(texte.splitlines(), 1) if motif.match(ligne)), 1)


def _type_attendu(valeur: object, defaut: object) -> str:
    """Vide si la valeur a le type du défaut, sinon ce qu'il fallait écrire."""
    if isinstance(defaut, bool):
        juste, attendu = isinstance(valeur, bool), "true ou false"
    elif isinstance(defaut, int):
        juste = isinstance(valeur, int) and not isinstance(valeur, bool) and valeur > 0
        attendu = "un nombre entier positif"
    elif isinstance(defaut, tuple):
        juste = isinstance(valeur, list) and all(isinstance(v, str) for v in valeur)
        attendu = 'une liste de textes, par exemple ["un", "deux"]'
    else:
        juste, attendu = isinstance(valeur, str), "un texte entre guillemets"
    return "" if juste else attendu


def _valeur_refusee(cle: str, valeur: object, dossier: Path) -> str:
    """Vide, ou pourquoi cette valeur, fausse, échouerait plus tard et plus obscurément."""
    if cle == "fond" and valeur and valeur not in FONDS:
        return f"le fond « {valeur} » est inconnu. Fonds connus : {', '.join(FONDS)}"
    if cle == "statuts_publics":
        inconnus = [statut for statut in valeur if statut not in STATUTS]
        if inconnus:
            return f"le statut « {inconnus[0]} » est inconnu. Statuts connus : {', '.join(STATUTS)}"
    if cle in ("agents", "administrateurs"):
        fautes = [admis for admis in valeur if adresses.lire_admis(admis) is None]
        if fautes:
            return (
                f"« {fautes[0]} » n'est ni une adresse ni un domaine ; attendu, par exemple, "
                "prenom.nom@agglo.fr ou @agglo.fr"
            )
    if cle == "magasin" and "://" in str(valeur) and not str(valeur).startswith(MAGASINS):
        return f"le magasin « {valeur} » est inconnu ; attendu, par exemple, redis://127.0.0.1:6379/0"
    if cle == "logo" and valeur and not (dossier / str(valeur)).is_file():
        return f"le logo « {valeur} » est introuvable (chemin relatif au fichier de configuration)"
    if cle == "recette" and valeur and not (dossier / str(valeur)).is_file():
        return f"la recette « {valeur} » est introuvable (chemin relatif au fichier de configuration)"
    if cle == "conformite_rgaa" and valeur and valeur not in CONFORMITES:
        return f"la conformité « {valeur} » est inconnue. Conformités connues : {', '.join(CONFORMITES)}"
    if cle == "audit_rgaa_taux" and int(str(valeur)) > 100:
        return f"la clé « audit_rgaa_taux » attend un pourcentage de 1 à 100, pas {valeur}"
    if cle in ("audit_rgaa_le", "declaration_rgaa_le") and valeur and not _est_date(str(valeur)):
        return f"la clé « {cle} » attend une date AAAA-MM-JJ entre guillemets, pas {valeur!r}"
    visitees = {
        "hotes_integration": valeur,
        "adresse_publique": [valeur] if valeur else [],
        "schema_accessibilite": [valeur] if valeur else [],
    }.get(cle, ())
    for adresse in visitees:
        # Ces textes entrent dans un en-tête : un espace ou un point-virgule y ouvrirait une autre règle.
        if not adresse.startswith(("https://", "http://")) or re.search(r"[\s;,'\"]", adresse):
            return f"« {adresse} » n'est pas une adresse ; attendu, par exemple, https://www.agglo.fr"
    return ""


def _est_date(texte: str) -> bool:
    try:
        return bool(date.fromisoformat(texte)) and len(texte) == 10
    except ValueError:
        return False
