"""Le glossaire : un mot, une phrase simple ; les autres pages y prennent leurs définitions."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from pages import plan
from pages.composants import etat
from pages.composants.formats import typographie

FICHIER = Path(__file__).parents[1] / "textes" / "glossaire.toml"


@dataclass(frozen=True)
class Mot:
    """Une entrée : `code` est celui du lien, `court` la forme qu'on lit dans les pages."""

    code: str
    mot: str
    sens: str
    court: str
    vues: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """« QPV : quartier dessiné par décret… », pour une infobulle."""
        return typographie(f"**{self.court or self.mot}** : {self.sens[0].lower()}{self.sens[1:]}")


@lru_cache(maxsize=1)
def mots() -> dict[str, Mot]:
    """Tous les mots, dans l'ordre alphabétique, par code."""
    lus = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
    entrees = [
        Mot(code, e["mot"], e["sens"], e.get("court", ""), tuple(e.get("vues", ())))
        for code, e in lus.items()
    ]
    return {m.code: m for m in sorted(entrees, key=lambda m: plat(m.mot))}


def chercher(texte: str) -> list[Mot]:
    """Les mots qui contiennent `texte`, sans égard aux accents ; le code exact passe seul."""
    if texte in mots():
        return [mots()[texte]]
    voulu = plat(texte)
    par_le_nom = [m for m in mots().values() if voulu in plat(f"{m.mot} {m.court}")]
    return par_le_nom + [m for m in mots().values() if voulu in plat(m.sens) and m not in par_le_nom]


def rappel(*codes: str) -> None:
    """« Les mots de cette page », chacun vers sa définition. KeyError si un code est inconnu."""
    entrees = [mots()[code] for code in codes]
    if not entrees:
        return
    with st.container(horizontal=True, gap="small", key="mots-de-la-page", vertical_alignment="center"):
        st.caption("Les mots de cette page :", width="content")
        for m in entrees:
            lien = {**etat.partages(), "section": "glossaire", "mot": m.code}
            mot = m.court or m.mot
            st.page_link(
                "aide.py",
                label=mot[0].upper() + mot[1:],
                icon=":material/menu_book:",
                query_params=lien,
                help=m.phrase,
            )


def de_la_page(page: str) -> None:
    """Les mots d'une page, au pied, ceux que dit le plan."""
    if dite := plan.PAR_CODE.get(page):
        rappel(*dite.mots)


def plat(texte: str) -> str:
    """`texte` en minuscules, sans accents ni espaces aux bords : ce qui se compare."""
    table = str.maketrans("àâäçéèêëîïôöùûüÿ’", "aaaceeeeiioouuuy'")
    return texte.lower().translate(table).replace("œ", "oe").strip()
