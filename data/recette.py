"""La recette : de quels fichiers une base est faite, et de quel périmètre."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from data.acces import pourquoi
from data.lecture import Perimetre
from data.sources import LECTEURS

DOSSIER_RECETTES = Path(__file__).parent / "recettes"
FONDS = ("aucun", "plan-ign", "osm")
CLES = ("nom", "contrats", "departements", "regions", "fond", "source")
CLES_SOURCE = ("type", "fichier", "nom", "producteur", "millesime", "licence", "url", "empreinte")


class RecetteInvalide(Exception):
    """La recette ne peut pas être suivie ; le message est une phrase qui donne le fichier et la ligne."""


@dataclass(frozen=True)
class Source:
    """Un fichier à lire. `fichier` est relatif au dossier des données, ou une adresse https."""

    type: str
    fichier: str
    nom: str
    producteur: str | None = None
    millesime: str | None = None
    licence: str | None = None
    url: str | None = None
    empreinte: str | None = None
    """La somme sha-256 attendue d'un fichier téléchargé ; None : celle qu'il aura."""

    @property
    def distante(self) -> bool:
        return self.fichier.startswith("https://")


@dataclass(frozen=True)
class Recette:
    """Une base à construire. Un périmètre vide veut dire « tout ce que disent les sources »."""

    chemin: Path
    nom: str
    sources: tuple[Source, ...]
    contrats: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    fond: str | None = None

    @property
    def perimetre(self) -> Perimetre:
        return Perimetre(self.contrats, self.departements, self.regions)


def trouver(designation: str | Path) -> Path:
    """Le fichier d'une recette, d'après un chemin ou un nom de data/recettes (« demo »).

    Lève RecetteInvalide si elle n'existe pas.
    """
    chemin = Path(designation)
    voisine = DOSSIER_RECETTES / f"{str(designation).removesuffix('.toml')}.toml"
    for candidat in (chemin, voisine):
        if candidat.is_file():
            return candidat
    connues = ", ".join(sorted(f.stem for f in DOSSIER_RECETTES.glob("*.toml"))) or "aucune"
    raise RecetteInvalide(f"La recette « {designation} » est introuvable. Recettes fournies : {connues}.")


def lire_recette(chemin: Path) -> Recette:
    """Lit et vérifie une recette. Lève RecetteInvalide (toute clé ou tout type inconnu est une faute)."""
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
        contenu = tomllib.loads(texte)
    except OSError as erreur:
        raise RecetteInvalide(
            f"La recette « {chemin} » ne peut pas être lue ({pourquoi(erreur)})."
        ) from erreur
    except UnicodeDecodeError as erreur:
        raise RecetteInvalide(f"La recette « {chemin} » n'est pas un texte UTF-8.") from erreur
    except tomllib.TOMLDecodeError as erreur:
        trouvee = re.search(r"line (\d+), column (\d+)", str(erreur))
        ou = f"ligne {trouvee[1]}, colonne {trouvee[2]}" if trouvee else "à la fin du fichier"
        raise RecetteInvalide(f"{chemin.name}, {ou} : ce n'est pas du TOML valide.") from erreur
    return _verifier(chemin, texte.splitlines(), contenu)


def _verifier(chemin: Path, lignes: list[str], contenu: dict) -> Recette:
    def faute(cle: str, rang: int | None, message: str) -> RecetteInvalide:
        return RecetteInvalide(f"{chemin.name}, ligne {_ligne(lignes, cle, rang)} : {message}")

    for cle in contenu:
        if cle not in CLES:
            raise faute(cle, None, f"clé inconnue « {cle} ». Clés connues : {', '.join(CLES)}.")
    if not isinstance(contenu.get("nom"), str) or not contenu["nom"].strip():
        raise faute("nom", None, 'la recette doit dire son nom (nom = "…").')
    fond = contenu.get("fond")
    if fond is not None and fond not in FONDS:
        raise faute("fond", None, f"fond de carte inconnu « {fond} ». Fonds connus : {', '.join(FONDS)}.")
    perimetre = {}
    for cle in ("contrats", "departements", "regions"):
        codes = contenu.get(cle, [])
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise faute(cle, None, f'« {cle} » attend une liste de codes entre guillemets, comme ["41"].')
        perimetre[cle] = tuple(codes)
    brutes = contenu.get("source")
    if not isinstance(brutes, list) or not brutes or not all(isinstance(s, dict) for s in brutes):
        raise faute("source", None, "la recette doit avoir au moins une [[source]].")
    sources = []
    for rang, brute in enumerate(brutes):
        for cle, valeur in brute.items():
            if cle not in CLES_SOURCE:
                connues = ", ".join(CLES_SOURCE)
                raise faute(cle, rang, f"clé inconnue « {cle} » dans une source. Clés connues : {connues}.")
            if not isinstance(valeur, str):
                raise faute(cle, rang, f"« {cle} » attend un texte entre guillemets.")
        for cle in ("type", "fichier"):
            if not brute.get(cle, "").strip():
                raise faute("[[source]]", rang, f"une source doit dire son « {cle} ».")
        if brute["type"] not in LECTEURS:
            connus = ", ".join(sorted(LECTEURS))
            raise faute("type", rang, f"type de source inconnu « {brute['type']} ». Types connus : {connus}.")
        if re.match(r"\w+://", brute["fichier"]) and not brute["fichier"].startswith("https://"):
            raise faute("fichier", rang, "seules les adresses https:// sont téléchargées.")
        sources.append(Source(**{"nom": Path(brute["fichier"]).name, **brute}))
    return Recette(chemin, contenu["nom"].strip(), tuple(sources), fond=fond, **perimetre)


def _ligne(lignes: list[str], cle: str, rang: int | None) -> int:
    """La ligne (à partir de 1) où la clé est écrite ; `rang` est celui de la source, None hors source."""
    entetes = [i for i, ligne in enumerate(lignes) if re.match(r"\s*\[\[\s*source\s*\]\]", ligne)]
    debut = entetes[rang] if rang is not None and rang < len(entetes) else 0
    for numero in range(debut, len(lignes)):
        if re.match(rf"\s*[\"']?{re.escape(cle)}[\"']?\s*(=|$|\]|#)", lignes[numero]):
            return numero + 1
        if re.match(rf"\s*\[+\s*{re.escape(cle)}\b", lignes[numero]):
            return numero + 1
    return debut + 1
