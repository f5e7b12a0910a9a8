"""Des fichiers faits pour coûter : chacun est petit à envoyer, et immense à lire sans y prendre garde."""

import io
import random
import zipfile
from collections.abc import Callable

TITRES = "Intitulé;Porteur;Pilier;Quartiers;Statut;Etat accordé\n"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
_LIENS = f'<Relationships xmlns="{_P}">{{}}</Relationships>'
_LIEN = f'<Relationship Id="r{{}}" Type="{_R}/{{}}" Target="{{}}"/>'
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "{}</office:spreadsheet></office:body></office:document-content>"
)


def _archive(parties: dict[str, str]) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, texte in parties.items():
            archive.writestr(nom, texte)
    return flux.getvalue()


def xlsx(*feuilles: str, textes: str = "") -> bytes:
    """Un classeur dont on écrit soi-même le XML de chaque feuille."""
    rangs = range(1, len(feuilles) + 1)
    liens = "".join(_LIEN.format(i, "worksheet", f"worksheets/sheet{i}.xml") for i in rangs)
    liens += _LIEN.format("S", "sharedStrings", "sharedStrings.xml")
    noms = "".join(f'<sheet name="F{i}" sheetId="{i}" r:id="r{i}"/>' for i in rangs)
    corps = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LIENS.format(_LIEN.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_X}" xmlns:r="{_R}"><sheets>{noms}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _LIENS.format(liens),
        "xl/sharedStrings.xml": f'<sst xmlns="{_X}">{textes}</sst>',
    }
    for rang, feuille in zip(rangs, feuilles, strict=True):
        corps[f"xl/worksheets/sheet{rang}.xml"] = f'<worksheet xmlns="{_X}">{feuille}</worksheet>'
    return _archive(corps)


def ods(corps: str) -> bytes:
    """Un classeur ODS dont on écrit soi-même les tables."""
    return _archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m/>",
            "content.xml": _ODS.format(corps),
        }
    )


def _lignes(nb: int, cellules: str) -> str:
    return f"<sheetData>{f'<row>{cellules}</row>' * nb}</sheetData>"


def _table(lignes: int, colonnes: int, texte: str, formule: str = "") -> str:
    cellule = (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{colonnes}"{formule}>'
        f"<text:p>{texte}</text:p></table:table-cell>"
    )
    ligne = f'<table:table-row table:number-rows-repeated="{lignes}">{cellule}</table:table-row>'
    return f'<table:table table:name="F">{ligne}</table:table>'


_UNE = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def _taille(h: random.Random, bas: int, haut: int) -> int:
    """De l'ordinaire au démesuré, autant de chances à chaque ordre de grandeur."""
    return round(bas * (haut / bas) ** h.random())


def _attributs(nb: int) -> str:
    return " ".join(f'a{rang}="1"' for rang in range(nb))


def _colonnes(nb: int) -> bytes:
    titres = ";".join(f"titre{rang}" for rang in range(nb))
    return f"{titres}\n{';'.join('1' * nb)}\n".encode()


def _perdue(lettres: str, ligne: int, contenu: str) -> str:
    cellule = f'<c r="{lettres}{ligne}">{contenu}</c>'
    return f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{ligne}">{cellule}</row></sheetData>'


CSV: dict[str, Callable[[random.Random], bytes]] = {
    "séparateurs": lambda h: h.choice((b";", b",", b"\t", b"|")) * _taille(h, 1_000, 25_000_000),
    "séparateurs et lignes": lambda h: ((b";" * h.randrange(1, 3_000) + b"\n") * _taille(h, 10, 8_000))[
        :25_000_000
    ],
    "lignes": lambda h: b"a;b;c\n" + b"1;2;3\n" * _taille(h, 1_000, 4_000_000),
    "guillemets": lambda h: (
        b"a;b\n" + h.choice((b'"', b'""', b'"\n', b'"";""\n')) * _taille(h, 1_000, 5_000_000)
    ),
    "titre": lambda h: f"intitule;{'a' * _taille(h, 40, 900_000)};porteur\nx;1;y\n".encode(),
    "titre en mots": lambda h: f"intitule;{'abcdef ' * _taille(h, 10, 100_000)};porteur\nx;1;y\n".encode(),
    "colonnes": lambda h: _colonnes(_taille(h, 10, 100_000)),
    "une cellule": lambda h: (
        TITRES + "A;P;Emploi;Nord;retenue;" + h.choice("9 a,;-") * _taille(h, 100, 5_000_000) + "\n"
    ).encode(),
    "un octet": lambda h: (
        h.choice((b"\xe9\x80\xc9", b"\xe9a\n", "Ã©".encode(), "é\n".encode() + b"\xe9a\n"))
        * _taille(h, 1_000, 5_000_000)
    ),
    "octets au hasard": lambda h: h.randbytes(_taille(h, 10, 200_000)),
}
CLASSEURS: dict[str, Callable[[random.Random], bytes]] = {
    "texte partagé": lambda h: xlsx(
        _lignes(_taille(h, 10, 20_000), '<c t="s"><v>0</v></c>' * h.randrange(1, 60)),
        textes=f"<si><t>{'a' * _taille(h, 10, 200_000)}</t></si>",
    ),
    "cellules": lambda h: xlsx(_lignes(_taille(h, 100, 60_000), "<c><v>1.5</v></c>" * h.randrange(1, 60))),
    "formules": lambda h: xlsx(_lignes(_taille(h, 100, 60_000), "<c><f>A1</f></c>" * h.randrange(1, 60))),
    "cellule perdue": lambda h: xlsx(
        _perdue(
            h.choice(("B", "ZZ", "XFD", "ZZZZ")), _taille(h, 10, 10**9), h.choice(("<v>1</v>", "<f>1</f>"))
        )
    ),
    "fusions": lambda h: xlsx(
        _UNE + "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * _taille(h, 10, 300_000) + "</mergeCells>"
    ),
    "colonnes cachées": lambda h: xlsx(
        "<cols>" + '<col min="1" max="16384" hidden="1"/>' * _taille(h, 10, 50_000) + "</cols>" + _UNE
    ),
    "feuilles": lambda h: xlsx(*[_UNE] * _taille(h, 2, 4_000)),
    "profondeur": lambda h: xlsx("<a>" * (n := _taille(h, 10, 300_000)) + "</a>" * n),
    "attributs": lambda h: xlsx(
        f"<sheetData><row><c {_attributs(_taille(h, 10, 200_000))}/></row></sheetData>"
    ),
    "entités": lambda h: xlsx(f"<sheetData>{'&#x41;' * _taille(h, 10, 500_000)}</sheetData>"),
    "répétitions": lambda h: ods(
        _table(_taille(h, 1, 10**9), _taille(h, 1, 10**6), "a" * _taille(h, 1, 50_000)) * h.randrange(1, 30)
    ),
    "formules répétées": lambda h: ods(_table(_taille(h, 1, 10**9), 1, "a", ' table:formula="x"')),
    "archive pleine": lambda h: _archive({"xl/workbook.xml": "\0" * _taille(h, 1_000, 60_000_000)}),
    "ancien": lambda h: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "Workbook".encode("utf-16-le")
        + h.randbytes(_taille(h, 10, 100_000))
    ),
}


def depot(h: random.Random) -> tuple[str, str, bytes]:
    """(ce que c'est, un nom de fichier, un contenu)."""
    quoi = h.choice((*CSV, *CLASSEURS))
    if quoi in CSV:
        return quoi, "essai.csv", CSV[quoi](h)
    return quoi, "essai.xlsx", CLASSEURS[quoi](h)
