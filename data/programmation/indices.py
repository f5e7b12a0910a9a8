"""Ce que le tableau dit de lui-même hors de ses lignes : son année, l'unité de ses montants."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from openpyxl.utils import get_column_letter

from data.fichiers.classeur import Feuille, Ligne
from data.schema import sans_accents

_PERIODE = re.compile(r"\b20\d\d\s*(?:[-–—/]|à|au)\s*(?:20)?\d\d\b")
_PROGRAMME = re.compile(r"quartiers?\s+2030", re.IGNORECASE)
_DITE = re.compile(
    r"(?:programmation|prog|programme|annee|exercice|campagne|appel.a.projets?|aap|budget|tableau|cdv|copil"
    r"|contrat.de.ville|actions?|financements?)[\s_.–—:-]*(?:de|pour|en|l.annee|annuelle?)?[\s_.–—:-]*(20\d\d)\b"
)
_ANNEE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_ENLEVER = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d")

_MILLIERS = re.compile(
    r"\bmilliers?\s+(?:d.\s?)?(?:euros?|€)|\bk\s?(?:€|euros?\b|eur\b)|\ben\s+milliers\b|\bk\s?eur\b|\bkeuros?\b",
    re.IGNORECASE,
)
_MILLIONS = re.compile(r"\bmillions?\s+(?:d.\s?)?(?:euros?|€)|\bM\s?€|\ben\s+millions\b", re.IGNORECASE)
HAUT = 40
"""Lignes au-dessus des titres où le tableau dit ce qu'il est."""


@dataclass(frozen=True)
class Mention:
    """Où le tableau dit une unité : « (montants en milliers d'euros) », ligne 1. `colonnes` : si c'est un
    titre, les numéros des colonnes qu'il nomme (vide : tout le tableau)."""

    unite: str
    texte: str
    ou: str
    colonnes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Indices:
    """Ce que le tableau dit de lui-même. `annees` : (année, où elle est dite), la plus probable d'abord."""

    annees: tuple[tuple[int, str], ...] = ()
    unites: tuple[Mention, ...] = ()

    @property
    def annee(self) -> int | None:
        return self.annees[0][0] if self.annees else None


def annees_dites(texte: str) -> Counter[int]:
    """Les années d'un texte, pesées : « Programmation 2026 » compte plus que « mis à jour le 03/03/2026 ».

    La période du contrat (2024-2030) et le nom du programme (« Quartiers 2030 ») n'en sont pas.
    """
    nu = _PROGRAMME.sub(" ", _PERIODE.sub(" ", texte))
    poids: Counter[int] = Counter()
    plat = sans_accents(nu).replace("-", " ")
    for trouvee in _DITE.finditer(plat):
        poids[int(trouvee[1])] += 4
    for trouvee in _ANNEE.finditer(_ENLEVER.sub(" ", nu).replace("_", " ")):
        poids[int(trouvee[1])] += 1
    return poids


def annee_de(texte: str) -> int | None:
    """L'année d'un nom de feuille ou de fichier, s'il n'en dit qu'une."""
    dites = annees_dites(texte)
    return next(iter(dites)) if len(dites) == 1 else None


def relever(
    nom: str,
    feuille: Feuille,
    lignes: tuple[int, ...],
    titres: Mapping[int, str] | None = None,
    autres: Sequence[Feuille] = (),
) -> Indices:
    """L'année et l'unité que disent le haut du tableau, ses notes, sa feuille et son fichier.

    `nom` : celui du fichier ; `lignes` : celles des titres ; `titres` : colonne → son titre, étages réunis ;
    `autres` : les feuilles lues avec elle.
    """
    haut = [ligne for ligne in feuille.lignes if lignes and ligne.numero < lignes[0]][-HAUT:]
    sources = [
        (f"« {_court(c.texte_affiche)} », ligne {ligne.numero}", c.texte_affiche, 3)
        for ligne in haut
        for c in ligne.cellules
        if isinstance(c.valeur, str)
    ]
    sources.append((f"le nom de la feuille « {feuille.nom} »", feuille.nom, 2))
    sources.append((f"le nom du fichier « {nom} »", PurePath(nom).stem, 2))
    sources += [("les titres des colonnes", texte, 1) for texte in (titres or {}).values()]
    poids: Counter[int] = Counter()
    ou: dict[int, tuple[int, str]] = {}
    for lieu, texte, force in sources:
        for annee, pese in annees_dites(texte).items():
            note = pese * force
            poids[annee] += note
            if note > ou.get(annee, (0, ""))[0]:
                ou[annee] = (note, lieu)
    unites = _unites(feuille, lignes, titres or {})
    for autre in autres:
        unites += _unites(autre, (), {})
    rangees = sorted(poids, key=lambda a: (-poids[a], -a))
    return Indices(tuple((a, ou[a][1]) for a in rangees), tuple(unites))


def unite_dite(texte: str) -> str | None:
    """« milliers » ou « millions » si le texte dit cette unité."""
    if _MILLIERS.search(texte):
        return "milliers"
    return "millions" if _MILLIONS.search(texte) else None


def _unites(feuille: Feuille, lignes: tuple[int, ...], titres: Mapping[int, str]) -> list[Mention]:
    """Les mentions d'unité hors des lignes d'action : au-dessus, dans les titres, en note, au nom."""
    trouvees = []
    if unite := unite_dite(feuille.nom):
        trouvees.append(Mention(unite, feuille.nom, "le nom de la feuille"))
    for ligne in feuille.lignes:
        if ligne.numero in lignes or not _note(ligne):
            continue
        for c in ligne.cellules:
            unite = unite_dite(c.valeur) if isinstance(c.valeur, str) else None
            if unite:
                ou = f"ligne {ligne.numero}, colonne {get_column_letter(c.colonne)}"
                trouvees.append(Mention(unite, _court(c.texte_affiche), ou))
    # « Financements (k€) » au-dessus de six colonnes vaut pour les six.
    for numero, titre in titres.items():
        if unite := unite_dite(titre):
            trouvees.append(Mention(unite, _court(titre), "un titre de colonne", (numero,)))
    return trouvees


def _note(ligne: Ligne) -> bool:
    """Une ligne de texte, sans nombre, qui n'est pas une action : un titre, une note, une légende."""
    remplies = [c for c in ligne.cellules if c.valeur is not None or c.erreur]
    return len(remplies) <= 3 and all(isinstance(c.valeur, str) for c in remplies)


def _court(texte: str) -> str:
    propre = " ".join(texte.split())
    return propre if len(propre) <= 80 else f"{propre[:79]}…"
