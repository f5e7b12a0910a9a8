"""Ce qu'un format de nombre montre : un pourcentage, deux décimales, ou rien de particulier.

Une cellule affichée « 50 % » contient 0,5 ; affichée « 33,33 », parfois 33,3333. Ce que voit celui
qui a rempli le tableau fait foi : il faut donc savoir comment le tableur le lui montre.
"""

import re
import zipfile
from xml.parsers import expat

POURCENT = "%"
DEUX = "2"
"""Exactement deux décimales : ce qui est montré est un montant en centimes."""
_INTEGRES = {2: DEUX, 4: DEUX, 7: DEUX, 8: DEUX, 9: POURCENT, 10: POURCENT, 39: DEUX, 40: DEUX, 44: DEUX}
"""Formats qu'Excel ne décrit pas, par leur numéro (ECMA-376, partie 1, 18.8.30)."""
_LITTERAUX = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def affichage(code: str) -> str | None:
    """POURCENT, DEUX ou None d'après un code de format : `0.0%`, `#,##0.00 €`, `0.00_-`…"""
    nu = _LITTERAUX.sub("", code.split(";")[0])
    if "%" in nu:
        return POURCENT
    if re.search(r"[dmyhsj]", nu.lower().replace("standard", "").replace("general", "")):
        return None
    decimales = re.search(r"[.,]([0#?]+)(?![0#?,.])", nu[nu.rfind(".") :] if "." in nu else "")
    return DEUX if decimales and len(decimales[1]) == 2 and "e" not in nu.lower() else None


def styles_xlsx(archive: zipfile.ZipFile) -> dict[str, str]:
    """Numéro de style d'une cellule (attribut `s`) → POURCENT ou DEUX ; les autres styles n'y sont pas."""
    partie = next((nom for nom in archive.namelist() if re.fullmatch(r"/?xl/styles\d*\.xml", nom)), None)
    if partie is None:
        return {}
    codes: dict[str, str] = {}
    sortie: dict[str, str] = {}
    dans, rang = False, 0

    def debut(balise: str, attributs: dict[str, str]) -> None:
        nonlocal dans, rang
        nom = balise.rpartition(" ")[2]
        if nom == "numFmt":
            codes[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
        elif nom == "cellXfs":
            dans = True
        elif nom == "xf" and dans:
            numero = attributs.get("numFmtId", "0")
            montre = affichage(codes[numero]) if numero in codes else _INTEGRES.get(int(numero))
            if montre:
                sortie[str(rang)] = montre
            rang += 1

    def fin(balise: str) -> None:
        nonlocal dans
        dans = dans and balise.rpartition(" ")[2] != "cellXfs"

    lecteur = expat.ParserCreate(namespace_separator=" ")
    lecteur.StartElementHandler, lecteur.EndElementHandler = debut, fin
    with archive.open(partie) as flux:
        lecteur.ParseFile(flux)
    return sortie
