"""Écrire le classeur à remplir : une feuille par tableau, titres français, listes déroulantes, exemples."""

import io
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.acces import pourquoi
from data.feuilles import FEUILLES
from data.fichiers.sortie import enregistrer
from data.modele.cellule import FORMATS, LARGEURS, poser, valeur_exemple
from data.modele.colonnes import MARQUE, Colonne, colonnes, listes_fermees, onglet
from data.modele.contenu import REFERENTIELS, Contenu, ModeleImpossible, choix, ouvrir
from data.modele.lisez_moi import lisez_moi
from data.rangement import ecrire_d_un_coup

AVANCE_LIGNES = 2_000
"""Lignes vides, après les données, où les listes déroulantes et les formats servent encore."""
ACCENTS = {"thematiques": "thématiques", "themes": "thèmes nationaux"}
GENRES = {
    "montant": "En euros, deux décimales au plus.",
    "entier": "Un nombre entier.",
    "nombre": "Un nombre.",
    "date": "Une date : JJ/MM/AAAA.",
    "booleen": "oui ou non.",
    "liste": "Plusieurs codes, séparés par des virgules.",
}
_TITRE = Font(bold=True, color="FFFFFF")
_FONDS = {True: PatternFill("solid", fgColor="1F4E5F"), False: PatternFill("solid", fgColor="5B7C8A")}
_FOND_EXEMPLE = PatternFill("solid", fgColor="F0EEE8")


@dataclass
class Ecrit:
    """Ce qui a été écrit : lignes par feuille, et ce qu'une cellule n'a pas pu porter."""

    lignes: dict[str, int] = field(default_factory=dict)
    manques: list[str] = field(default_factory=list)


def ecrire(
    cible: Path | str | BinaryIO,
    base: Path | str | None = None,
    contrat: str | None = None,
    rempli: bool = False,
    statuts: Sequence[str] | None = None,
) -> Ecrit:
    """Écrit le classeur à `cible` (chemin, remplacé d'un coup, ou flux binaire).

    `base` : la base dont viennent les listes de choix et les feuilles que les autres citent ; `rempli` :
    toutes ses données. `contrat` : un seul contrat. `statuts` : les seuls statuts d'action à écrire (None :
    tous ; pour un visiteur, ceux que le site lui montre). Lève ModeleImpossible.
    """
    if rempli and base is None:
        raise ModeleImpossible("Pour un classeur rempli, il faut une base : donnez --base.")
    avec = ouvrir(Path(base), contrat, statuts) if base is not None else nullcontext()
    with avec as contenu:
        classeur, ecrit = _composer(contenu, rempli)
    if not isinstance(cible, Path | str):
        enregistrer(classeur, cible)
        return ecrit
    chemin = Path(cible)
    # En mémoire d'abord : une archive qu'un disque plein coupe se referme plus tard, en écrivant une trace.
    flux = io.BytesIO()
    enregistrer(classeur, flux)
    try:
        ecrire_d_un_coup(chemin, flux.getvalue())
    except OSError as erreur:
        raise ModeleImpossible(f"« {chemin} » ne peut pas être écrit ({pourquoi(erreur)}).") from erreur
    return ecrit


def _composer(contenu: Contenu | None, rempli: bool) -> tuple[Workbook, Ecrit]:
    classeur, ecrit = Workbook(), Ecrit()
    classeur.properties.title = "Classeur du contrat de ville"
    classeur.properties.creator = "Contrat de ville"
    accueil = classeur.active
    accueil.title = "Lisez-moi"
    referentiels = contenu.listes() if contenu else {}
    libelles = {nom: dict(paires) for nom, paires in referentiels.items()}
    plages = _Plages(referentiels)
    for feuille in FEUILLES:
        lues: tuple[list[str], list[tuple]] = ([], [])
        if contenu and (rempli or feuille in REFERENTIELS):
            lues = contenu.lignes(feuille)
        ecrit.lignes[feuille] = len(lues[1])
        _feuille(classeur.create_sheet(onglet(feuille)), feuille, lues, libelles, plages, ecrit)
    plages.ecrire(classeur.create_sheet("Listes"))
    lisez_moi(accueil, ecrit.lignes, ecrit.manques)
    return classeur, ecrit


def _feuille(
    onglet_neuf: Worksheet,
    feuille: str,
    lues: tuple[list[str], list[tuple]],
    libelles: dict[str, dict[str, str]],
    plages: "_Plages",
    ecrit: Ecrit,
) -> None:
    decrites = colonnes(feuille)
    titres, lignes = lues
    rangs = {nom: titres.index(nom) for nom in decrites if nom in titres}
    derniere = len(lignes) + 1 + AVANCE_LIGNES
    for numero, colonne in enumerate(decrites.values(), start=1):
        lettre = get_column_letter(numero)
        _titre(onglet_neuf, numero, colonne)
        dimension = onglet_neuf.column_dimensions[lettre]
        dimension.width = max(LARGEURS[colonne.genre], len(colonne.titre) + 4)
        dimension.number_format = FORMATS[colonne.genre]
        nommes = libelles.get(colonne.liste, {}) if colonne.genre != "liste" else {}
        rang = rangs.get(colonne.nom)
        if rang is not None:
            for ligne, valeurs in enumerate(lignes, start=2):
                valeur = valeurs[rang]
                if valeur is None:
                    continue
                if nommes and valeur in nommes:
                    valeur = choix(valeur, nommes[valeur])
                manque = poser(onglet_neuf.cell(ligne, numero), valeur, colonne.genre)
                if manque:
                    ecrit.manques.append(f"{onglet_neuf.title}!{lettre}{ligne} : {manque}")
        if not lignes:
            _exemple(onglet_neuf, numero, colonne)
        regle = plages.validation(feuille, colonne)
        if regle:
            regle.add(f"{lettre}2:{lettre}{derniere}")
            onglet_neuf.add_data_validation(regle)
    onglet_neuf.freeze_panes = "B2"
    onglet_neuf.row_dimensions[1].height = 32
    onglet_neuf.sheet_properties.tabColor = "5B7C8A" if feuille in REFERENTIELS else "C8663E"
    if lignes:
        onglet_neuf.auto_filter.ref = f"A1:{get_column_letter(len(decrites))}{len(lignes) + 1}"


def _titre(onglet_neuf: Worksheet, numero: int, colonne: Colonne) -> None:
    cellule = onglet_neuf.cell(1, numero, colonne.titre + (" *" if colonne.exigee else ""))
    cellule.font, cellule.fill = _TITRE, _FONDS[colonne.exigee]
    cellule.alignment = Alignment(wrap_text=True, vertical="center")
    dits = [colonne.definition, GENRES.get(colonne.genre, ""), "Obligatoire." if colonne.exigee else ""]
    if colonne.exemple:
        dits.append(f"Exemple : {colonne.exemple}")
    cellule.comment = Comment(
        "\n".join(dit for dit in dits if dit), "Contrat de ville", height=130, width=290
    )


def _exemple(onglet_neuf: Worksheet, numero: int, colonne: Colonne) -> None:
    """La ligne 2 : sa première cellule commence par « Exemple : », et la relecture la saute."""
    cellule = onglet_neuf.cell(2, numero)
    if numero == 1:
        poser(cellule, MARQUE + colonne.exemple, "texte")
    elif colonne.exemple:
        poser(cellule, valeur_exemple(colonne), colonne.genre)
    cellule.fill, cellule.font = _FOND_EXEMPLE, Font(italic=True, color="6B6B6B")


class _Plages:
    """La feuille « Listes » : une colonne de choix par référentiel ou par liste fermée."""

    def __init__(self, referentiels: dict[str, list[tuple[str, str]]]) -> None:
        self.colonnes: dict[str, list[str]] = {}
        for nom, paires in referentiels.items():
            nom = ACCENTS.get(nom, nom)
            if paires:
                self.colonnes[nom] = [choix(code, libelle) for code, libelle in paires]
                self.colonnes[f"{nom} (codes)"] = [code for code, _ in paires]

    def validation(self, feuille: str, colonne: Colonne) -> DataValidation | None:
        """La liste déroulante d'une colonne. Une liste fermée refuse le reste ; un référentiel, non."""
        fermee = listes_fermees(feuille, colonne.nom) or (
            ("oui", "non") if colonne.genre == "booleen" else ()
        )
        if fermee:
            nom = "oui ou non" if colonne.genre == "booleen" else f"{onglet(feuille)} : {colonne.titre}"
            self.colonnes[nom] = list(fermee)
            regle = self._regle(nom)
            regle.showErrorMessage = True
            regle.errorTitle = colonne.titre
            regle.error = f"Choisissez dans la liste : {', '.join(fermee)}."[:220]
            return regle
        nom = ACCENTS.get(colonne.liste, colonne.liste)
        nom = f"{nom} (codes)" if colonne.genre == "liste" else nom
        return self._regle(nom) if nom in self.colonnes else None

    def _regle(self, nom: str) -> DataValidation:
        lettre = get_column_letter(list(self.colonnes).index(nom) + 1)
        plage = f"Listes!${lettre}$2:${lettre}${len(self.colonnes[nom]) + 1}"
        return DataValidation("list", formula1=plage, allow_blank=True, showErrorMessage=False)

    def ecrire(self, onglet_neuf: Worksheet) -> None:
        for numero, (nom, valeurs) in enumerate(self.colonnes.items(), start=1):
            titre = onglet_neuf.cell(1, numero)
            poser(titre, nom[0].upper() + nom[1:], "texte")
            titre.font, titre.fill = _TITRE, _FONDS[False]
            onglet_neuf.column_dimensions[get_column_letter(numero)].width = 30
            for ligne, valeur in enumerate(valeurs, start=2):
                poser(onglet_neuf.cell(ligne, numero), valeur, "texte")
        onglet_neuf.freeze_panes = "A2"


__all__ = ["Ecrit", "ModeleImpossible", "ecrire"]
