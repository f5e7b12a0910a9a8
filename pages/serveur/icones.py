"""La police d'icônes de Streamlit, réduite à celles qu'on peut rencontrer : de quatre mille à trois cents.

Trop n'est pas grave, une icône de moins l'est : on garde tout ce que nos fichiers et les siens nomment.
"""

import hashlib
import io
import logging
import re
from pathlib import Path

from pages.serveur.garde_fixe import garder

RACINE = Path(__file__).parents[2]
RECETTE = "4"
"""À changer quand la façon de réduire change : la garde en tient compte."""
_RACCOURCI = re.compile(r"material/(\w+)")
_MOT = re.compile(r"""["'`](\w+)["'`]""")

journal = logging.getLogger(__name__)


def reduite(statiques: Path) -> dict[Path, bytes]:
    """Le fichier de la police d'icônes de ce dossier de Streamlit → son contenu réduit (WOFF2).

    Vide si elle ne peut l'être : une police lourde vaut mieux que pas d'icônes.
    """
    try:
        (fichier,) = (statiques / "static" / "media").glob("MaterialSymbols-Rounded*.woff2")
        noms = sorted(noms_employes(statiques))
        cle = f"icones {RECETTE} {fichier.name} {hashlib.sha256(' '.join(noms).encode()).hexdigest()}"
        return {fichier.resolve(): garder(cle, lambda: _reduire(fichier, noms))}
    except Exception:  # noqa: BLE001 — voir plus haut
        journal.exception("la police d'icônes est laissée entière")
        return {}


def noms_employes(statiques: Path) -> frozenset[str]:
    """Les mots qui peuvent nommer une icône : tout texte d'un mot de nos fichiers (un nom peut être une
    variable), et tout « :material/…: » de Streamlit, dans ses scripts comme dans ses modules."""
    dit = garder(f"icones de Streamlit {RECETTE} {_empreinte(statiques)}", lambda: _de_streamlit(statiques))
    noms = set(dit.decode().split())
    for dossier in ("pages", "data", "queries"):
        for fichier in (RACINE / dossier).rglob("*"):
            if fichier.suffix in (".py", ".md", ".js", ".sql", ".css"):
                lu = fichier.read_text(encoding="utf-8", errors="replace")
                noms.update(_RACCOURCI.findall(lu), _MOT.findall(lu))
    return frozenset(noms)


def ligatures(police: object) -> dict[str, str]:
    """Nom d'icône → glyphe, pour une police d'icônes ouverte par fontTools."""
    lettre = {glyphe: chr(code) for code, glyphe in police.getBestCmap().items()}
    tables = (s for recherche in police["GSUB"].table.LookupList.Lookup for s in recherche.SubTable)
    formes = [getattr(table, "ExtSubTable", table) for table in tables]
    return {
        lettre[debut] + "".join(lettre[suite] for suite in ligature.Component): ligature.LigGlyph
        for table in formes
        for debut, liste in table.ligatures.items()
        for ligature in liste
    }


def _de_streamlit(statiques: Path) -> bytes:
    noms: set[str] = set()
    for script in (statiques / "static" / "js").glob("*.js"):
        lu = script.read_text(encoding="utf-8", errors="replace")
        noms.update(_RACCOURCI.findall(lu))
        # Ceux-là écrivent l'icône eux-mêmes : le nom y est un texte comme un autre.
        if "iconFont" in lu:
            noms.update(_MOT.findall(lu))
    for module in statiques.parent.rglob("*.py"):
        noms.update(_RACCOURCI.findall(module.read_text(encoding="utf-8", errors="replace")))
    return "\n".join(sorted(noms)).encode()


def _empreinte(statiques: Path) -> str:
    # La page d'index nomme les scripts par leur empreinte : elle change avec n'importe lequel.
    return hashlib.sha256((statiques / "index.html").read_bytes()).hexdigest()


def _reduire(fichier: Path, noms: list[str]) -> bytes:
    # Importé ici : il ne sert qu'au premier démarrage, ensuite tout est dans la garde.
    from fontTools import subset

    # Sans la fermeture : les lettres de « map » et de « error » en écriraient mille autres.
    options = subset.Options(flavor="woff2", layout_features=["rlig", "liga"], layout_closure=False)
    options.notdef_outline = True
    police = subset.load_font(str(fichier), options)
    connues = ligatures(police)
    gardees = [nom for nom in noms if nom in connues]
    reducteur = subset.Subsetter(options)
    reducteur.populate(text="".join(gardees) + " ", glyphs=[connues[nom] for nom in gardees])
    reducteur.subset(police)
    sortie = io.BytesIO()
    subset.save_font(police, sortie, options)
    return sortie.getvalue()
