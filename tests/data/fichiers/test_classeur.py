"""Ouvrir un classeur : des cellules typées avec leur adresse ; sinon, une phrase qui dit quoi faire."""

import datetime as dt
import io
import struct
import zipfile
from decimal import Decimal

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from data.fichiers import classeur as classeur_fichier
from data.fichiers import gardes as classeur_gardes
from data.fichiers.bornes import FICHIER
from data.fichiers.champs import separateur
from data.fichiers.classeur import ouvrir, ouvrir_octets
from data.lecture import SourceIllisible
from tests.data import classeurs

CASES = [
    ["Réf", "Montant", "Le", "Fait", "Note"],
    ["A1", 1234.5, dt.date(2026, 3, 12), True, "deux\nlignes"],
    [None, None, None, None, None],
    ["007", 12, dt.date(2024, 2, 29), False, "  =1+1 "],
]
ATTENDUES = [
    (1, ["Réf", "Montant", "Le", "Fait", "Note"]),
    (2, ["A1", Decimal("1234.5"), dt.date(2026, 3, 12), True, "deux\nlignes"]),
    (4, ["007", Decimal(12), dt.date(2024, 2, 29), False, "=1+1"]),
]


def valeurs(feuille):
    return [(ligne.numero, [c.valeur for c in ligne.cellules]) for ligne in feuille.lignes]


@pytest.mark.parametrize(
    ("ecrire", "genre"), [(classeurs.xlsx, "xlsx"), (classeurs.xls, "xls"), (classeurs.ods, "ods")]
)
def test_les_trois_formats_de_tableur_rendent_les_memes_cellules(ecrire, genre):
    # Écrire la formule en texte : openpyxl la prendrait pour une formule.
    lignes = [
        [f" {c}" if isinstance(c, str) and c.strip().startswith("=") else c for c in ligne] for ligne in CASES
    ]
    classeur = ouvrir_octets(ecrire({"Programmation": lignes, "Vide": []}), f"essai.{genre}")
    assert (classeur.nom, classeur.genre, list(classeur.feuilles)) == (
        f"essai.{genre}",
        genre,
        ["Programmation", "Vide"],
    )
    feuille = classeur.feuilles["Programmation"]
    assert valeurs(feuille) == ATTENDUES
    assert feuille.largeur == 5
    assert classeur.feuilles["Vide"].lignes == []
    assert feuille.cellule("B2").adresse == "Programmation!B2"
    assert [c.texte_affiche for c in feuille.lignes[1].cellules[:4]] == ["A1", "1234,5", "12/03/2026", "oui"]
    assert feuille.cellule("B3").valeur is None and feuille.cellule("Z99").texte_affiche == ""


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_un_csv_se_lit_quels_que_soient_son_encodage_et_son_separateur(tmp_path, separateur, encodage):
    lignes = ["Réf|Accordé|Demandé", '"A|1"|"1,5"|"2,5"', '="007"|"3,5"|"4,5"', "||"]
    texte = "\r\n".join(lignes).replace("|", separateur)
    (tmp_path / "essai.csv").write_bytes(texte.encode(encodage))
    feuille = ouvrir(tmp_path / "essai.csv").feuilles["essai"]
    assert valeurs(feuille) == [
        (1, ["Réf", "Accordé", "Demandé"]),
        (2, [f"A{separateur}1", "1,5", "2,5"]),
        (3, ["007", "3,5", "4,5"]),
    ]


def test_les_decimales_a_virgule_ne_passent_pas_pour_des_separateurs():
    texte = "a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n"
    assert separateur(texte) == ";"
    assert separateur("Tableau, 2026\n\na\tb\n1\t2,5\n3\t4\n") == "\t"


def test_un_dossier_de_csv_est_un_classeur(tmp_path):
    for nom in ("actions.csv", "quartiers.CSV", "~brouillon.csv", "note.txt"):
        (tmp_path / nom).write_text("a;b\n1;2\n", encoding="utf-8")
    assert list(ouvrir(tmp_path).feuilles) == ["actions", "quartiers"]


def test_ce_que_le_tableur_cache_ou_fusionne_se_dit():
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "P"
    for ligne in (["a", "b", "c"], [1, 2, 3], [4, 5, 6]):
        feuille.append(ligne)
    feuille.row_dimensions[2].hidden = True
    feuille.column_dimensions["B"].hidden = True
    feuille.merge_cells("A3:B4")
    classeur.create_sheet("Secrète").sheet_state = "hidden"
    lu = ouvrir_octets(classeurs.enregistrer(classeur), "p.xlsx").feuilles
    assert (lu["P"].lignes_cachees, lu["P"].fusions, lu["P"].colonnes_cachees) == ([2], ("A3:B4",), (2,))
    assert (lu["P"].cachee, lu["Secrète"].cachee) == (False, True)
    assert lu["P"].cellule("A2").valeur == 1


def test_un_ods_dit_ses_feuilles_cachees_et_un_xls_ses_lignes_cachees():
    document = classeurs.ods({"P": [["a"]], "Q": [["b"]]}, cachees=("Q",))
    assert [f.cachee for f in ouvrir_octets(document, "p.ods").feuilles.values()] == [False, True]
    ancien = xlwt.Workbook()
    feuille = ancien.add_sheet("P")
    feuille.write(0, 0, "a")
    feuille.write_merge(1, 2, 0, 1, "b")
    feuille.row(1).hidden = True
    feuille.row(3).set_cell_error(0, "#REF!")
    tampon = io.BytesIO()
    ancien.save(tampon)
    lue = ouvrir_octets(tampon.getvalue(), "p.xls").feuilles["P"]
    assert (lue.lignes_cachees, lue.fusions) == ([2], ("A2:B3",))
    assert lue.cellule("A4").erreur == "erreur de formule (#REF!)"


def test_une_formule_donne_sa_valeur_et_celle_qui_n_en_a_pas_le_dit():
    classeur = Workbook()
    classeur.active.append(["x", "=1+1", "=1/0", '=""', "fin"])
    classeur.active["B9"] = "=2"
    contenu = classeurs.enregistrer(classeur)
    partie = "xl/worksheets/sheet1.xml"
    for adresse, resultat in (
        ("B1", b'<c r="B1"><f>1+1</f><v>2</v>'),
        ("C1", b'<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v>'),
        ("D1", b'<c r="D1" t="str"><f>""</f><v></v>'),
    ):
        with zipfile.ZipFile(io.BytesIO(contenu)) as lue:
            avant = lue.read(partie)
        debut = avant.index(f'<c r="{adresse}"'.encode())
        contenu = classeurs.retoucher(contenu, partie, avant[debut : avant.index(b"</c>", debut)], resultat)
    feuille = ouvrir_octets(contenu, "f.xlsx").feuilles["Sheet"]
    assert feuille.cellule("B1").valeur == 2
    assert (feuille.cellule("C1").valeur, feuille.cellule("C1").erreur) == (
        None,
        "erreur de formule (#DIV/0!)",
    )
    assert feuille.cellule("C1").texte_affiche == "#DIV/0!"
    assert (feuille.cellule("D1").valeur, feuille.cellule("D1").erreur) == (None, None)
    # Sous la dernière valeur, une formule jamais calculée n'est pas une cellule vide.
    assert feuille.cellule("B9").erreur.startswith("formule sans résultat enregistré")


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        (0.1 + 0.2, "0.3"),
        (1234.56, "1234.56"),
        (0.1 + 0.7, "0.8"),
        (12345678901.23, "12345678901.23"),
        (12345678901.230001, "12345678901.23"),
        (12.0, "12"),
        (90000000200013.0, "90000000200013"),
        (1 / 3, "0.333333333333"),
        (-4.35 * 100, "-435"),
        (1234567890.123, "1234567890.123"),
        (1e20, "100000000000000000000"),
    ],
)
def test_un_flottant_devient_le_decimal_qu_on_avait_tape(brut, attendu):
    assert f"{classeur_fichier.decimal(brut):f}" == attendu


@given(st.decimals(-(10**11), 10**11, places=2))
def test_tout_montant_tape_se_relit_au_centime(montant):
    assert classeur_fichier.decimal(float(montant)) == montant


@given(st.lists(st.decimals(0, 10**8, places=2), min_size=1, max_size=50))
def test_une_somme_calculee_par_le_tableur_se_lit_au_centime(montants):
    assert classeur_fichier.decimal(sum(float(m) for m in montants)) == sum(montants)


def un_xlsx():
    return classeurs.xlsx({"P": [["a", "b"], ["x", 1]]})


def dans_la_feuille(avant, apres):
    return classeurs.retoucher(un_xlsx(), "xl/worksheets/sheet1.xml", avant, apres)


def ole(*mots):
    return classeur_gardes.OLE + bytes(512) + b"".join(mot.encode("utf-16-le") for mot in mots) + bytes(512)


def xls_chiffre():
    # Un flux BIFF8 nu : début de classeur, puis l'enregistrement qui annonce un mot de passe.
    debut = struct.pack("<HH", 0x0809, 16) + struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)
    return debut + struct.pack("<HH", 0x2F, 6) + bytes(6) + struct.pack("<HH", 0x0A, 0)


def ods_chiffre():
    document = classeurs.ods({"P": [["a"]]})
    return classeurs.retoucher(
        document,
        "META-INF/manifest.xml",
        b"</manifest:manifest>",
        b"<manifest:encryption-data/></manifest:manifest>",
    )


def ods_repete():
    document = classeurs.ods({"P": [["a", 1]]})
    avant = b"<table:table-row>"
    return classeurs.retoucher(
        document, "content.xml", avant, b'<table:table-row table:number-rows-repeated="9000000">'
    )


TEXTE_ODT = b"application/vnd.oasis.opendocument.text"
ENTITE = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
PERDUE = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BOMBE = b"<worksheet>" + bytes(30_000_000)
FAUX = {
    "vide": ("p.xlsx", lambda: b"", "est vide"),
    "blanc": ("p.csv", lambda: b"  \r\n ", "est vide"),
    "html": ("p.xls", lambda: b"<html><body><table><tr><td>1</td></tr></table>", "page web enregistrée"),
    "html doctype": ("p.csv", lambda: b"\xef\xbb\xbf<!DOCTYPE html><p>", "page web enregistrée"),
    "csv renommé": ("p.xlsx", lambda: b"a;b\n1;2\n", "sans doute un CSV renommé"),
    "xml": ("p.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "est un fichier XML"),
    "rtf": ("p.xls", lambda: b"{\\rtf1 bonjour}", "RTF"),
    "pdf": ("p.xlsx", lambda: b"%PDF-1.7 ...", "document PDF"),
    "word": ("p.xlsx", lambda: classeurs.archive(word_document__xml=b"<a/>"), "Word ou PowerPoint"),
    "word ancien": ("p.xls", lambda: ole("WordDocument"), "Word ou PowerPoint"),
    "texte libre": ("p.ods", lambda: classeurs.archive(mimetype=TEXTE_ODT), "n'est pas un classeur"),
    "xlsb": ("p.xlsb", lambda: classeurs.archive(xl_workbook__bin=b"x"), "XLSB"),
    "numbers": ("p.numbers", lambda: classeurs.archive(Index_Document__iwa=b"x"), "Numbers"),
    "archive de classeurs": ("p.zip", lambda: classeurs.archive(tableau__xlsx=b"x"), "sortez-en le classeur"),
    "archive": ("p.xlsx", lambda: classeurs.archive(a__txt=b"x"), "ne contient pas de classeur"),
    "binaire": ("p.csv", lambda: b"a;b\x00\x01\x02", "abîmé ou incomplet"),
    "tronqué": ("p.xlsx", lambda: un_xlsx()[:2000], "abîmé ou incomplet"),
    "ole vide": ("p.xls", lambda: ole(), "abîmé ou incomplet"),
    "xls tronqué": ("p.xls", lambda: classeurs.xls({"P": [["a"]]})[:1500], "abîmé ou incomplet"),
    "xml coupé": ("p.xlsx", lambda: dans_la_feuille(b"</row>", b""), "abîmé ou incomplet"),
    "sans feuille": ("p.xlsx", lambda: classeurs.archive(xl_styles__xml=b"<a/>"), "abîmé ou incomplet"),
    "adresse folle": ("p.xlsx", lambda: dans_la_feuille(b'r="A1"', b'r="1A"'), "abîmé ou incomplet"),
    "mot de passe": ("p.xlsx", lambda: ole("EncryptedPackage"), "protégé par un mot de passe"),
    "mot de passe xls": ("p.xls", xls_chiffre, "protégé par un mot de passe"),
    "mot de passe ods": ("p.ods", ods_chiffre, "protégé par un mot de passe"),
    "bombe": ("p.xlsx", lambda: classeurs.archive(xl_workbook__xml=BOMBE), "se déploie démesurément"),
    "entités": ("p.xlsx", lambda: dans_la_feuille(b"<worksheet", ENTITE), "entités XML"),
    "cellule perdue": ("p.xlsx", lambda: dans_la_feuille(b"</row>", PERDUE), "jusqu'à la cellule XFD1048576"),
    "ods sans fin": ("p.ods", ods_repete, "s'étend jusqu'à la cellule A9000000"),
}


@pytest.mark.parametrize("cas", FAUX)
def test_un_fichier_qui_n_est_pas_un_classeur_a_sa_phrase(cas):
    nom, ecrire, phrase = FAUX[cas]
    with pytest.raises(SourceIllisible, match=phrase):
        ouvrir_octets(ecrire(), nom)


def test_une_feuille_immense_mais_vide_se_lit():
    # Un tableur étend volontiers une feuille mise en forme jusqu'au bout, sans rien y écrire.
    contenu = dans_la_feuille(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:XFD1048576"/>')
    contenu = classeurs.retoucher(
        contenu,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="1048576" hidden="1"><c r="XFD1048576" s="0"/></row></sheetData>',
    )
    assert len(ouvrir_octets(contenu, "p.xlsx").feuilles["P"].lignes) == 2


def test_un_fichier_trop_gros_ou_absent_se_dit(tmp_path):
    with (tmp_path / "gros.csv").open("wb") as gros:
        gros.truncate(FICHIER.octets + 1)
    with pytest.raises(SourceIllisible, match="la limite est de"):
        ouvrir(tmp_path / "gros.csv")
    with pytest.raises(SourceIllisible, match="introuvable"):
        ouvrir(tmp_path / "absent.xlsx")
    with pytest.raises(SourceIllisible, match="aucun fichier CSV"):
        ouvrir(tmp_path / ".." / tmp_path.name / "vide" if (tmp_path / "vide").mkdir() else tmp_path / "vide")


VALIDES = (un_xlsx(), classeurs.ods({"P": [["a", 1]]}), classeurs.xls({"P": [["a", 1]]}))


@given(
    st.binary(max_size=200),
    st.sampled_from(["p.xlsx", "p.xls", "p.ods", "p.csv"]),
    st.sampled_from([0, 1, 2]),
    st.floats(0, 1),
)
def test_aucun_contenu_ne_fait_une_trace(octets, nom, rang, ou):
    valide = VALIDES[rang]
    place = int(ou * len(valide))
    for contenu in (octets, valide[:place] + octets + valide[place + len(octets) :]):
        try:
            for feuille in ouvrir_octets(contenu, nom).feuilles.values():
                assert all(c.texte_affiche is not None for ligne in feuille.lignes for c in ligne.cellules)
        except SourceIllisible as erreur:
            assert str(erreur).endswith(".")
