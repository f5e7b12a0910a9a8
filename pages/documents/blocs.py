"""Un document écrit : des titres, des paragraphes et des tableaux, rendus en DOCX modifiable et en PDF."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, field, replace

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from data.fichiers.sortie import lisible, propriete
from pages.documents import papier
from pages.documents.grilles import Grille, ajuster, souple

POLICE = "Source Sans Pro"
TITRE, PARAGRAPHE, A_COMPLETER, TABLEAU, NOTE = "titre", "paragraphe", "completer", "tableau", "note"
_ACCENT, _DISCRET, _ALERTE = (
    RGBColor(0x0B, 0x5C, 0x7A),
    RGBColor(0x4F, 0x5D, 0x65),
    RGBColor(0xA8, 0x32, 0x1E),
)


@dataclass(frozen=True)
class Bloc:
    """Un morceau du document. `genre` : titre (`niveau` 1 à 3), paragraphe, completer, note ou tableau."""

    genre: str
    texte: str = ""
    niveau: int = 1
    grille: Grille | None = None


@dataclass
class Ecrit:
    """Un document : son titre, ce qui le situe (sous le titre, une ligne chacun), et ses blocs."""

    titre: str
    collectivite: str
    situation: list[str] = field(default_factory=list)
    fictif: bool = False
    blocs: list[Bloc] = field(default_factory=list)

    def titrer(self, texte: str, niveau: int = 1) -> None:
        """Un titre de section."""
        self.blocs.append(Bloc(TITRE, texte, niveau))

    def dire(self, texte: str) -> None:
        """Un paragraphe ; rien s'il est vide."""
        if texte:
            self.blocs.append(Bloc(PARAGRAPHE, texte))

    def noter(self, texte: str) -> None:
        """Une précision en petit ; rien si elle est vide."""
        if texte:
            self.blocs.append(Bloc(NOTE, texte))

    def a_completer(self, texte: str) -> None:
        """Ce que la base ne sait pas : « À compléter », et quoi."""
        self.blocs.append(Bloc(A_COMPLETER, f"À compléter\u202f: {texte}"))

    def montrer(self, grille: Grille) -> None:
        """Un tableau ; rien s'il n'a pas de ligne."""
        if grille.lignes:
            self.blocs.append(Bloc(TABLEAU, grille=grille))


def pdf(ecrit: Ecrit) -> bytes:
    """Le document en PDF (PDF/UA)."""
    return papier.composer("ecrit", {**asdict(replace(ecrit, blocs=[])), "blocs": _pour_typst(ecrit.blocs)})


def _pour_typst(blocs: list[Bloc]) -> list[dict]:
    rendus, niveau = [], 0
    for bloc in blocs:
        if bloc.genre != TABLEAU:
            niveau = bloc.niveau if bloc.genre == TITRE else niveau
            rendus.append({"genre": bloc.genre, "texte": bloc.texte, "niveau": bloc.niveau})
            continue
        for grille in ajuster(bloc.grille):
            posee = asdict(grille)
            posee["lignes"] = [[souple(c) for c in ligne] for ligne in grille.lignes]
            # Sauter un niveau de titre perdrait un lecteur d'écran.
            rendus.append({"genre": TABLEAU, "tableau": posee, "niveau": min(niveau + 1, 3)})
    return rendus


def docx(ecrit: Ecrit) -> bytes:
    """Le document en DOCX : styles de titre, en-têtes de tableau répétés, langue française."""
    document = Document()
    _preparer(document, ecrit)
    document.add_paragraph(lisible(ecrit.titre), style="Title")
    for ligne in ecrit.situation:
        document.add_paragraph(lisible(ligne), style="Subtitle")
    if ecrit.fictif:
        run = document.add_paragraph().add_run("Données fictives")
        run.bold, run.font.color.rgb = True, _ALERTE
    niveau = 0
    for bloc in ecrit.blocs:
        if bloc.genre == TITRE:
            niveau = bloc.niveau
            document.add_heading(lisible(bloc.texte), bloc.niveau)
        elif bloc.genre == TABLEAU:
            for grille in ajuster(bloc.grille):
                _tableau(document, grille, min(niveau + 1, 3))
        else:
            _paragraphe(document, bloc)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _preparer(document: Docx, ecrit: Ecrit) -> None:
    """La page, les styles, la langue, les propriétés, le pied « page x sur y »."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    for nom, corps in (
        ("Normal", 11),
        ("Title", 26),
        ("Subtitle", 12),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Heading 3", 11),
    ):
        style = document.styles[nom]
        style.font.name, style.font.size = POLICE, Pt(corps)
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribut in ("ascii", "hAnsi", "cs", "eastAsia"):
            polices.set(qn(f"w:{attribut}"), POLICE)
        # Les styles de base renvoient à la police du thème, qui l'emporterait.
        for attribut in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            polices.attrib.pop(qn(f"w:{attribut}"), None)
        if nom != "Normal":
            style.font.color.rgb = _DISCRET if nom == "Subtitle" else _ACCENT
            style.font.italic = False
    langue = OxmlElement("w:lang")
    for attribut in ("val", "eastAsia", "bidi"):
        langue.set(qn(f"w:{attribut}"), "fr-FR")
    defauts = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for ancienne in defauts.findall(qn("w:lang")):
        defauts.remove(ancienne)
    defauts.append(langue)
    proprietes = document.core_properties
    proprietes.title, proprietes.author = propriete(ecrit.titre), propriete(ecrit.collectivite)
    proprietes.language = "fr-FR"
    pied = section.footer.paragraphs[0]
    pied.add_run(lisible(f"{ecrit.titre} · {ecrit.collectivite} · page "))
    _champ(pied, "PAGE")
    pied.add_run(" sur ")
    _champ(pied, "NUMPAGES")
    for run in pied.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), _DISCRET


def _champ(paragraphe, code: str) -> None:
    """Un champ que le traitement de texte calcule : le numéro de la page, leur nombre."""
    champ = OxmlElement("w:fldSimple")
    champ.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    mot = OxmlElement("w:t")
    mot.text = "1"
    run.append(mot)
    champ.append(run)
    paragraphe._p.append(champ)


def _paragraphe(document: Docx, bloc: Bloc) -> None:
    run = document.add_paragraph().add_run(lisible(bloc.texte))
    if bloc.genre == A_COMPLETER:
        run.italic, run.font.color.rgb = True, _ALERTE
    elif bloc.genre == NOTE:
        run.font.size, run.font.color.rgb = Pt(9), _DISCRET


def _tableau(document: Docx, grille: Grille, niveau: int) -> None:
    """Un tableau entier : son en-tête se répète, ses lignes ne se coupent pas, ses largeurs sont fixées."""
    if grille.titre:
        document.add_heading(lisible(grille.titre), niveau)
    objet = document.add_table(rows=1, cols=len(grille.entetes), style="Table Grid")
    objet.alignment, objet.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _filets(objet)
    # Sur une page en hauteur, un tableau prévu en paysage se resserre.
    part = min(1.0, 482 / sum(grille.largeurs))
    corps = max(6.5, grille.corps * (0.85 if part < 1 else 1))
    for colonne, large in zip(objet.columns, grille.largeurs, strict=True):
        colonne.width = Pt(large * part)
    for rang, ligne in enumerate((grille.entetes, *grille.lignes)):
        rangee = objet.rows[0] if rang == 0 else objet.add_row()
        proprietes = rangee._tr.get_or_add_trPr()
        proprietes.append(OxmlElement("w:cantSplit"))
        if rang == 0:
            proprietes.append(OxmlElement("w:tblHeader"))
        # `rangee.cells` recompte la grille à chaque appel : une fois par ligne.
        for cellule, mot, large, nombre in zip(
            rangee.cells, ligne, grille.largeurs, grille.nombres, strict=True
        ):
            cellule.width = Pt(large * part)
            paragraphe = cellule.paragraphs[0]
            paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT if nombre else WD_ALIGN_PARAGRAPH.LEFT
            paragraphe.paragraph_format.space_after = Pt(0)
            run = paragraphe.add_run(lisible(mot))
            run.font.size, run.bold = Pt(corps), rang == 0
    if grille.note:
        _paragraphe(document, Bloc(NOTE, grille.note))
    document.add_paragraph()


def _filets(tableau) -> None:
    """Des filets gris entre les lignes, rien entre les colonnes : on lit le long d'une ligne."""
    bords = OxmlElement("w:tblBorders")
    for cote in ("top", "left", "bottom", "right", "insideH", "insideV"):
        bord = OxmlElement(f"w:{cote}")
        montre = cote in ("bottom", "insideH")
        for nom, valeur in (("val", "single" if montre else "nil"), ("sz", "4"), ("color", "D9D5CB")):
            bord.set(qn(f"w:{nom}"), valeur)
        bords.append(bord)
    marges = OxmlElement("w:tblCellMar")
    for cote in ("left", "right"):
        marge = OxmlElement(f"w:{cote}")
        marge.set(qn("w:w"), "70")
        marge.set(qn("w:type"), "dxa")
        marges.append(marge)
    # L'ordre du schéma : les filets, la disposition, puis les marges.
    tableau._tbl.tblPr.insert_element_before(bords, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    tableau._tbl.tblPr.insert_element_before(marges, "w:tblLook", "w:tblCaption", "w:tblDescription")
