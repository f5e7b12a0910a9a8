"""Les fichiers qu'on emporte : CSV qu'Excel français ouvre d'un double clic, classeur XLSX.

Fonctions pures. Les nombres restent des nombres ; un texte qu'un tableur prendrait pour une
formule est neutralisé d'une apostrophe (injection CSV : un porteur peut s'appeler « =1+1 »).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from data.fichiers.sortie import (
    LIGNES_MAX,
    enregistrer,
    neutre,
    nom_de_feuille,
    poser,
    propre,
    propriete,
    texte_csv,
)
from pages.composants.formats import absent, jour, nombre

MIME_CSV = "text/csv"
MIME_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMATS = {
    "euros": '# ##0.00\\ "€"',
    "pourcent": "0.0\\ %",
    "entier": "# ##0",
    "nombre": "# ##0.0##",
    "annee": "0",
    "date": "dd/mm/yyyy",
    "instant": "dd/mm/yyyy hh:mm",
}
# Dans un fichier XLSX, le séparateur de milliers s'écrit à l'anglaise : Excel le montre en français.
_FORMATS = {nom: motif.replace("# ##0", "#,##0") for nom, motif in _FORMATS.items()}
_LARGEUR = (8, 60)
MANQUES_DITS = 20
"""Cellules coupées que la feuille « Sources et filtres » nomme une à une."""


def csv_francais(df: pd.DataFrame) -> bytes:
    """`df` en CSV : `;`, UTF-8 avec BOM, virgule décimale, dates JJ/MM/AAAA, vide si absent."""
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    plume.writerow([texte_csv(str(c)) for c in df.columns])
    colonnes = [[_cellule_csv(v) for v in _valeurs(df.iloc[:, i])] for i in range(df.shape[1])]
    plume.writerows(zip(*colonnes, strict=True))
    return b"\xef\xbb\xbf" + sortie.getvalue().encode("utf-8")


def xlsx(
    df: pd.DataFrame,
    titre: str,
    filtres: str | Sequence[str] | Mapping[str, object],
    sources: pd.DataFrame | Sequence[object],
    types: Mapping[str, str] | None = None,
    le: date | None = None,
    feuille: str = "Chiffres",
) -> bytes:
    """Un classeur : les chiffres (dans l'onglet `feuille`), puis « Sources et filtres ».

    `types` : colonne → « euros », « pourcent » (fraction de 0 à 1), « entier », « nombre »,
    « annee », « date », « instant » ou « texte » ; sinon déduit du nom (`_eur`, `_pct`) et des
    valeurs. `le` : date de l'export. ValueError si un type est inconnu.
    """
    classeur = Workbook()
    classeur.active.title = nom_de_feuille(feuille)
    manques = _ecrit_chiffres(classeur.active, df, dict(types or {}))
    _ecrit_origine(classeur.create_sheet("Sources et filtres"), titre, filtres, sources, le, manques)
    classeur.properties.title = propriete(titre)
    tampon = io.BytesIO()
    enregistrer(classeur, tampon)
    return tampon.getvalue()


def _ecrit_chiffres(feuille, df: pd.DataFrame, types: dict[str, str]) -> list[str]:
    """La première feuille : en-tête figé et filtrable, formats, largeurs. Rend ce qu'elle ne porte pas."""
    feuille.freeze_panes = "A2"
    manques, trop = [], len(df) + 1 - LIGNES_MAX
    if trop > 0:
        df = df.head(LIGNES_MAX - 1)
        manques.append(
            f"{nombre(trop)} lignes de plus qu'une feuille d'Excel n'en porte : le CSV les a toutes"
        )
    for numero, nom in enumerate(df.columns, start=1):
        valeurs = _valeurs(df.iloc[:, numero - 1])
        genre = types.get(nom) or _genre(str(nom), valeurs)
        if genre != "texte" and genre not in _FORMATS:
            raise ValueError(f"type de colonne inconnu : {genre} ({', '.join(_FORMATS)} ou texte)")
        _entete(feuille.cell(1, numero), str(nom))
        longueur = len(str(nom)) + 3
        for ligne, valeur in enumerate(valeurs, start=2):
            if valeur is None:
                continue
            cellule = feuille.cell(ligne, numero)
            longueur = max(longueur, _longueur(valeur))
            if manque := _pose(cellule, valeur, _FORMATS.get(genre)):
                manques.append(f"{cellule.coordinate} : {manque}")
        feuille.column_dimensions[get_column_letter(numero)].width = min(
            max(longueur, _LARGEUR[0]), _LARGEUR[1]
        )
    if df.shape[1]:
        feuille.auto_filter.ref = f"A1:{get_column_letter(df.shape[1])}{len(df) + 1}"
    return manques


def _ecrit_origine(feuille, titre: str, filtres, sources, le: date | None, manques: Sequence[str]) -> None:
    """La seconde feuille : ce que disent les chiffres, sous quels filtres, d'où ils viennent."""
    feuille.column_dimensions["A"].width = 34
    for lettre in "BCDEFG":
        feuille.column_dimensions[lettre].width = 28
    lignes: list[list[object]] = [["Titre", titre], ["Export du", jour(le or date.today())], []]
    if isinstance(filtres, Mapping):
        lignes += [["Filtres"], *([nom, valeur] for nom, valeur in filtres.items())]
    else:
        textes = [filtres] if isinstance(filtres, str) else list(filtres)
        lignes += [["Filtres"], *([texte] for texte in textes or ["aucun"])]
    if manques:
        lignes += [[], ["Ce qui manque"], *([manque] for manque in manques[:MANQUES_DITS])]
        if len(manques) > MANQUES_DITS:
            lignes.append([f"et {nombre(len(manques) - MANQUES_DITS)} autres cellules"])
    lignes += [[], ["Sources"]]
    if isinstance(sources, pd.DataFrame):
        lignes.append(list(sources.columns))
        lignes += [list(ligne) for ligne in sources.itertuples(index=False)]
    else:
        lignes += [list(s) if isinstance(s, list | tuple) else [s] for s in sources]
    for i, ligne in enumerate(lignes, start=1):
        for j, valeur in enumerate(ligne, start=1):
            valeur = _propre(valeur)
            if valeur is not None:
                _pose(feuille.cell(i, j), valeur)
        if ligne and ligne[0] in ("Titre", "Export du", "Filtres", "Ce qui manque", "Sources"):
            feuille.cell(i, 1).font = Font(bold=True)


def _entete(cellule: Cell, nom: str) -> None:
    _pose(cellule, nom)
    cellule.font = Font(bold=True)
    cellule.fill = PatternFill("solid", fgColor="F0EEE8")
    cellule.alignment = Alignment(wrap_text=True, vertical="top")


def _pose(cellule: Cell, valeur: object, forme: str | None = None) -> str:
    """Écrit `valeur` dans la cellule ; rend ce qu'elle n'a pas pu porter. Une formule y garde son apostrophe,
    comme en CSV : un classeur enregistré en CSV ne doit pas la rendre à un autre tableur."""
    return poser(cellule, neutre(propre(valeur)) if isinstance(valeur, str) else valeur, forme)


def _longueur(valeur: object) -> int:
    """La largeur qu'une valeur demande à sa colonne, en signes."""
    if isinstance(valeur, str):
        return max((len(ligne) for ligne in valeur.split("\n")), default=0) + 2
    if isinstance(valeur, date):
        return 18
    return len(f"{valeur:,.2f}") + 4


def _genre(nom: str, valeurs: list[object]) -> str:
    """Le type d'une colonne, d'après son nom puis ses valeurs."""
    presentes = [v for v in valeurs if v is not None]
    if not presentes or any(isinstance(v, str) for v in presentes):
        return "texte"
    if nom.endswith("_eur"):
        return "euros"
    if nom.endswith(("_pct", "_part")) or nom == "part":
        return "pourcent"
    if nom in ("annee", "Année"):
        return "annee"
    if isinstance(presentes[0], datetime):
        return "instant" if any(v.time() != time() for v in presentes) else "date"
    if isinstance(presentes[0], date):
        return "date"
    return "entier" if all(v == int(v) for v in presentes) else "nombre"


def _valeurs(colonne: pd.Series) -> list[object]:
    return [_propre(v) for v in colonne.astype(object)]


def _propre(valeur: object) -> object:
    """La valeur en type simple de Python : texte, nombre, date, ou None."""
    if hasattr(valeur, "tolist") and not isinstance(valeur, pd.Timestamp):
        valeur = valeur.tolist()
    if isinstance(valeur, list | tuple | set):
        return ", ".join(str(v) for v in valeur)
    if absent(valeur):
        return None
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, pd.Timestamp):
        return valeur.to_pydatetime()
    return valeur if isinstance(valeur, int | float | Decimal | date | str) else str(valeur)


def _cellule_csv(valeur: object) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, str):
        return texte_csv(valeur)
    if isinstance(valeur, datetime) and valeur.time() != time():
        return f"{valeur:%d/%m/%Y %H:%M:%S}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, int):
        return str(valeur)
    # Sans exposant ni millier : Excel relit la même valeur.
    nombre = valeur if isinstance(valeur, Decimal) else Decimal(repr(valeur))
    texte = format(nombre, "f")
    return (texte.rstrip("0").rstrip(".") if "." in texte and isinstance(valeur, float) else texte).replace(
        ".", ","
    )
