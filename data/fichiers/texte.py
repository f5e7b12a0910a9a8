"""Le texte d'un fichier : son encodage trouvé et dit, jamais deviné en silence.

UTF-8 et UTF-16 se prouvent. Les encodages d'un octet (Windows, DOS, Mac) lisent tous n'importe quoi : on les
départage par ce qu'ils donnent de français, et l'on refuse, ligne nommée, ce qui ne tranche pas.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.lecture import SourceIllisible

_OCTETS = {"cp1252": "Windows-1252", "cp850": "DOS (CP850)", "mac_roman": "Mac (Roman)"}
"""Encodages d'un octet qu'écrivent les tableurs français, du plus courant au plus rare."""
_MARQUES = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOMS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}
CITEES = 10
"""Lignes réparées que la phrase nomme."""

_HORS_ASCII = re.compile(rb"[\x80-\xff]")
_BAS = "àâäçèéêëîïôöùûüœæñ"
_HAUT = _BAS.upper()
_LETTRE = r"[^\W\d_]"
_FRANCAIS = re.compile(
    # Une minuscule accentuée dans un mot (seule, ce n'est que « à »), hors d'un mot en capitales.
    rf"(?<![A-Z{_HAUT}][A-Z{_HAUT}])(?:(?<={_LETTRE})[{_BAS}]|[{_BAS}](?={_LETTRE})|à)(?![A-Z{_HAUT}])"
    # Une capitale accentuée en tête de mot, ou dans un mot en capitales.
    rf"|(?<!{_LETTRE})(?:[ÉÀÂÊÇÎÔŒ](?=[a-z{_BAS}])|[{_HAUT}](?=[A-Z{_HAUT}])|À)|(?<=[A-Z{_HAUT}])[{_HAUT}](?![a-z{_BAS}])"
    r"|(?<=[a-zA-Z])[’‘](?=[^\W\d_])|[’](?=\s|$)"
    r"|(?<![^\W\d_])[«“‘](?=[\s\u00a0\w(])|(?<=[\s\u00a0\w.!?)…])[»”]"
    r"|(?<=[\w,;.)»])…(?![^\W\d_])|[–—](?=[\s\u00a0\w])|(?<=[\s\u00a0\d(;,\"/])€|€(?=/)|^€"
    r"|(?<=[nN\d])[°º]|[\u00a0\u202f]",
    re.MULTILINE,
)
"""Un signe accentué ou typographique, à une place où le français le met."""
_NEUTRES = frozenset("²³§·×½¼¾µ•±¹®©™ªŸŽžŠš¿¡¨´£áíóúãõÿÁÍÓÚÃÕåÅøØßýÝðÐþÞìòÌÒÈÙËÏÛ")
"""Signes rares en français mais plausibles : ils ne prouvent rien, et n'accusent pas non plus."""
_DOUBLE = re.compile(
    "[ÂÃ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u203a\u20ac\u2122\u02c6\u02dc\u0192]|â€[\u0080-\u00bf\u0153\u2122\u02dc\u201c\u201d\u00a6]"
)
"""« Ã© », « â€™ » : de l'UTF-8 lu en Windows-1252, puis enregistré ainsi."""


@dataclass(frozen=True)
class Texte:
    """Un texte lu : `encodage` se montre ; `dits` : ce qu'il a fallu supposer ou réparer, en phrases."""

    contenu: str
    encodage: str
    dits: tuple[str, ...] = ()


def decoder(contenu: bytes, nom: str) -> Texte:
    """Le texte d'un fichier. Lève SourceIllisible, la ligne nommée, si sa lecture n'est pas certaine."""
    if codage := utf16(contenu):
        return _prouve(contenu, codage, nom)
    if contenu.startswith(codecs.BOM_UTF8):
        return _prouve(contenu, "utf-8-sig", nom)
    try:
        lu = contenu.decode("utf-8")
    except UnicodeDecodeError:
        return _un_octet(contenu, nom)
    return _sans_double_lecture(Texte(lu, "UTF-8"))


def _prouve(contenu: bytes, codage: str, nom: str) -> Texte:
    try:
        lu = contenu.decode(codage)
    except UnicodeDecodeError as erreur:
        if codage == "utf-8-sig":
            return _un_octet(contenu.removeprefix(codecs.BOM_UTF8), nom)
        ligne = contenu[: erreur.start].decode(codage, "ignore").count("\n") + 1
        raise SourceIllisible(
            f"« {nom} », ligne {ligne} : ce fichier s'annonce en {_NOMS.get(codage, 'UTF-16')} "
            "et n'en est plus à cet endroit. Enregistrez-le à nouveau depuis le tableur."
        ) from erreur
    lu = lu.removeprefix("\ufeff")
    dit = () if codage == "utf-8-sig" else (f"fichier lu en {_NOMS.get(codage, 'UTF-16')}",)
    return _sans_double_lecture(Texte(lu, _NOMS.get(codage, "UTF-16"), dit))


def utf16(contenu: bytes) -> str | None:
    """L'encodage d'un UTF-16 ou UTF-32, d'après sa marque ou, sans elle, ses octets nuls ; sinon None.

    Un texte latin en UTF-16 a un octet nul sur deux : leur rang dit l'ordre des octets.
    """
    for marque, codage in _MARQUES:
        if contenu.startswith(marque):
            return codage
    debut = contenu[:4096]
    if len(debut) < 4 or b"\0" not in debut:
        return None
    pairs, impairs = debut[::2].count(0), debut[1::2].count(0)
    moitie = len(debut) // 2
    if impairs > 0.6 * moitie and pairs < 0.1 * moitie:
        return "utf-16-le"
    return "utf-16-be" if pairs > 0.6 * moitie and impairs < 0.1 * moitie else None


def _un_octet(contenu: bytes, nom: str) -> Texte:
    """Un encodage d'un octet, ou un mélange d'UTF-8 et d'octets isolés."""
    lignes = contenu.split(b"\n")
    accentuees = [(rang, ligne) for rang, ligne in enumerate(lignes) if _HORS_ASCII.search(ligne)]
    if any(_est_utf8(ligne) for _, ligne in accentuees) or any(
        _a_de_l_utf8(ligne) for _, ligne in accentuees
    ):
        return _melange(lignes, accentuees, nom)
    notes = {codage: _note(contenu, codage) for codage in _OCTETS}
    meilleur = max(notes, key=lambda codage: notes[codage])
    fautes, bons = -notes[meilleur][0], notes[meilleur][1]
    rivaux = [c for c in _OCTETS if c != meilleur and notes[c] == notes[meilleur]]
    if fautes or rivaux or not bons:
        ligne = next(
            (rang for rang, brute in accentuees if fautes and _note(brute, meilleur)[0] < 0), accentuees[0][0]
        )
        raise _incertain(nom, ligne + 1, lignes[ligne])
    lu = contenu.decode(meilleur)
    return Texte(lu, _OCTETS[meilleur], (f"fichier lu en {_OCTETS[meilleur]}",))


def _note(contenu: bytes, codage: str) -> tuple[int, int]:
    """(moins le nombre de signes impossibles, nombre de signes à leur place) si l'on lit ainsi."""
    try:
        lu = contenu.decode(codage)
    except UnicodeDecodeError:
        return -len(contenu), 0
    bons = sum(1 for _ in _FRANCAIS.finditer(lu))
    neutres = sum(signe in _NEUTRES for signe in lu)
    tous = len(_HORS_ASCII.findall(contenu))
    return -max(tous - bons - neutres, 0), bons


def _est_utf8(ligne: bytes) -> bool:
    try:
        ligne.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_SUITE_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _a_de_l_utf8(ligne: bytes) -> bool:
    """Vrai si la ligne porte un caractère UTF-8 qui se lit bien en français, à côté d'octets isolés."""
    return any(m.group().decode("utf-8", "replace") in _BAS + _HAUT for m in _SUITE_UTF8.finditer(ligne))


def _melange(lignes: list[bytes], accentuees: list[tuple[int, bytes]], nom: str) -> Texte:
    """De l'UTF-8 où quelques octets viennent d'ailleurs : chacun est relu là où un seul encodage convient."""
    reparees = []
    sortie = list(lignes)
    for rang, ligne in accentuees:
        if not _est_utf8(ligne):
            reparee = _reparer(ligne)
            if reparee is None:
                raise _incertain(nom, rang + 1, ligne)
            sortie[rang] = reparee.encode()
            reparees.append(rang + 1)
    citees = ", ".join(map(str, reparees[:CITEES])) + ("…" if len(reparees) > CITEES else "")
    mots = f"la ligne {citees}" if len(reparees) == 1 else f"les lignes {citees}"
    dit = f"fichier en UTF-8, sauf {mots} : l'accent d'un autre encodage y a été relu"
    return Texte(b"\n".join(sortie).decode("utf-8"), "UTF-8", (dit,))


def _reparer(ligne: bytes) -> str | None:
    """La ligne, ses octets isolés lus par le seul encodage qui les met à leur place, ou None."""
    notes: dict[str, int] = {}
    for codage in _OCTETS:
        morceaux = list(_morceaux(ligne, codage))
        lue = "".join(morceaux)
        if any(signe in _NEUTRES for morceau in morceaux[::2] for signe in morceau):
            continue
        bons = sum(1 for _ in _FRANCAIS.finditer(lue))
        etrangers = sum(1 for signe in lue if ord(signe) > 127 and signe not in _NEUTRES)
        if "\ufffd" not in lue and bons == etrangers:
            notes[lue] = bons
    meilleure = max(notes.values(), default=0)
    gagnantes = [lue for lue, bons in notes.items() if bons == meilleure]
    return gagnantes[0] if len(gagnantes) == 1 else None


def _morceaux(ligne: bytes, codage: str) -> Iterator[str]:
    depart = 0
    for suite in _SUITE_UTF8.finditer(ligne):
        yield ligne[depart : suite.start()].decode(codage, "replace")
        yield suite.group().decode("utf-8", "replace")
        depart = suite.end()
    yield ligne[depart:].decode(codage, "replace")


def _sans_double_lecture(texte: Texte) -> Texte:
    """« Ã‰veil » redevient « Éveil » : la double lecture se défait sans perte, ou la ligne reste telle."""
    if not _DOUBLE.search(texte.contenu):
        return texte
    reparees = []
    lignes = texte.contenu.split("\n")
    for rang, ligne in enumerate(lignes):
        if _DOUBLE.search(ligne):
            try:
                defaite = ligne.encode("cp1252").decode("utf-8")
            except UnicodeError:
                continue
            lignes[rang] = defaite
            reparees.append(rang + 1)
    if not reparees:
        return texte
    citees = ", ".join(map(str, reparees[:CITEES])) + ("…" if len(reparees) > CITEES else "")
    dit = f"accents deux fois encodés, remis d'aplomb (lignes {citees})"
    return Texte("\n".join(lignes), texte.encodage, (*texte.dits, dit))


def _incertain(nom: str, ligne: int, brute: bytes) -> SourceIllisible:
    montre = brute.strip().decode("ascii", "replace").replace("\ufffd", "·")[:60]
    return SourceIllisible(
        f"« {nom} », ligne {ligne} : les accents de « {montre} » ne se lisent pas avec certitude : "
        "rien n'a été lu. Ouvrez le fichier dans le tableur, vérifiez cette ligne, puis "
        "enregistrez-le au format « CSV UTF-8 »."
    )
