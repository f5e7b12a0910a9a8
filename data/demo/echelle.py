"""Une grande base pour les mesures de vitesse : la région imaginaire recopiée N fois.

Une copie apporte 3 contrats, 14 quartiers (par zonage), environ 2 600 actions et 10 000 financements :
N = 115 fait 1 610 quartiers, 300 000 actions et 1,2 million de financements. Les copies tournent entre
quelques variantes tirées de graines différentes ; les identifiants d'une variante portent des marques, que
chaque copie remplace d'un coup dans le texte : c'est plus rapide que d'écrire les lignes une à une.
"""

import re
from collections.abc import Callable
from pathlib import Path

import shapely

from data.demo.generateur import Classeur, classeur, en_csv
from data.demo.lexique import lignes

VARIANTES = 8
CODE, SIREN, STRUCTURE = "\x01", "\x02", "\x03"
"""Marques : milieu d'un code (3 caractères), d'un SIREN (4 chiffres), fin d'un identifiant d'organisme."""
UNIQUES = ("financeurs", "indicateurs")
PLACEES = ("contrat", "communes", "quartiers")
PAS = (-0.6, 0.32)
COLONNES = 12
RECETTE = """nom = "Démonstration × {copies}"

[[source]]
type = "classeur"
fichier = "."
nom = "Territoires imaginaires, pour les mesures de vitesse"
producteur = "Contrat de ville"
"""


def etiquette(copie: int) -> str:
    """Trois caractères propres à la copie : 000, puis Z01 à ZZZ (base 36)."""
    chiffres = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if copie >= 36 * 36:
        raise ValueError(f"{copie + 1} copies : {36 * 36} au plus.")
    return "000" if copie == 0 else "Z" + chiffres[copie // 36] + chiffres[copie % 36]


def _commune(code: str | None) -> str | None:
    return code and CODE + code[3:]


def _marquer(feuilles: Classeur) -> None:
    """Remplace, dans les lignes, ce qu'une expression ne saurait reconnaître dans le texte."""
    communs = {ligne["code"] for ligne in lignes("partenaires")}
    for nom in ("structures", "signataires", "programmation", "engagements"):
        for ligne in feuilles[nom]:
            if ligne["structure_id"] not in communs:
                ligne["structure_id"] += STRUCTURE
    for nom in ("contrat", "communes"):
        for ligne in feuilles[nom]:
            ligne["departement"] = CODE
    for ligne in feuilles["contrat"]:
        ligne["nom"] = f"{ligne['nom']} ({CODE})"
        ligne["epci_nom"] = f"{ligne['epci_nom']} ({CODE})"
    for nom in ("communes", "programmation"):
        for ligne in feuilles[nom]:
            ligne["commune_id"] = _commune(ligne.get("commune_id"))
    for ligne in feuilles["quartiers"]:
        ligne["communes"] = tuple(map(_commune, ligne["communes"]))
    for ligne in feuilles["mesures"]:
        if ligne["territoire_type"] == "commune":
            ligne["territoire_id"] = _commune(ligne["territoire_id"])


def _modele(nom: str, rangees: list[dict]) -> str:
    """Le texte d'une feuille sans son titre, codes remplacés par des marques."""
    texte = en_csv(nom, rangees).split("\n", 1)[1]
    texte = re.sub(r"\b(CN|QN|QP|QV)000(?=\d)", rf"\1{CODE}", texte)
    texte = re.sub(r"\b(AUR|MER|YSA)-(?=20)", rf"\1{CODE}-", texte)
    return re.sub(r"\b90000(?=000\d\b)", f"9{SIREN}", texte)


def _placer(nom: str, rangees: list[dict]) -> Callable[[int], str]:
    """Rend le modèle d'une feuille qui porte des positions : chaque copie a sa place en mer."""
    contours = shapely.from_wkt([ligne.get("geometrie") for ligne in rangees])

    def modele(copie: int) -> str:
        ecart = PAS[0] * (copie % COLONNES), PAS[1] * (copie // COLONNES)
        if nom == "contrat":
            deplacees = [
                ligne | {"longitude": ligne["longitude"] + ecart[0], "latitude": ligne["latitude"] + ecart[1]}
                for ligne in rangees
            ]
        else:
            textes = shapely.to_wkt(shapely.transform(contours, lambda points: points + ecart), 5)
            deplacees = [ligne | {"geometrie": texte} for ligne, texte in zip(rangees, textes, strict=True)]
        return _modele(nom, deplacees)

    return modele


def _variante(graine: int) -> dict[str, str | Callable[[int], str]]:
    """Les modèles de texte d'un tirage ; ce qui n'appartient à aucune copie en est sorti."""
    feuilles = classeur(graine)
    communs = {ligne["code"] for ligne in lignes("partenaires")}
    feuilles["structures"] = [s for s in feuilles["structures"] if s["structure_id"] not in communs]
    feuilles["mesures"] = [m for m in feuilles["mesures"] if m["territoire_type"] not in ("region", "france")]
    _marquer(feuilles)
    return {
        nom: _placer(nom, rangees) if nom in PLACEES else _modele(nom, rangees)
        for nom, rangees in feuilles.items()
        if nom not in UNIQUES
    }


def ecrire_echelle(dossier: Path, copies: int, graine: int) -> dict[str, int]:
    """Écrit `copies` régions et leur recette dans `dossier` ; rend le nombre de lignes de chaque feuille."""
    dossier.mkdir(parents=True, exist_ok=True)
    reference = classeur(graine)
    communs = {ligne["code"] for ligne in lignes("partenaires")}
    seules = {nom: reference[nom] for nom in UNIQUES}
    seules["structures"] = [s for s in reference["structures"] if s["structure_id"] in communs]
    seules["mesures"] = [m for m in reference["mesures"] if m["territoire_type"] in ("region", "france")]
    variantes = [_variante(graine + rang) for rang in range(min(VARIANTES, copies))]
    comptes = {}
    for nom in reference:
        comptes[nom] = -1
        with (dossier / f"{nom}.csv").open("w", encoding="utf-8", newline="") as fichier:
            texte = en_csv(nom, seules.get(nom, []))
            comptes[nom] += texte.count("\n")
            fichier.write(texte)
            for copie in range(copies if nom not in UNIQUES else 0):
                modele = variantes[copie % len(variantes)][nom]
                texte = modele if isinstance(modele, str) else modele(copie)
                marque = etiquette(copie)
                texte = texte.replace(CODE, marque).replace(SIREN, f"{copie:04d}")
                texte = texte.replace(STRUCTURE, f"-{marque}" if copie else "")
                comptes[nom] += texte.count("\n")
                fichier.write(texte)
    (dossier / "recette.toml").write_text(RECETTE.format(copies=copies), encoding="utf-8")
    return comptes
