"""Le glossaire : un mot, une phrase simple ; les autres pages y prennent leurs définitions."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import streamlit as st

from pages import plan
from pages.composants import couleurs, etat, inerte, phrases
from pages.composants.formats import typographie

FICHIER = Path(__file__).parents[1] / "textes" / "glossaire.toml"
_SOUS_LE_MENU = "scroll-margin-top:5rem"
"""Une ancre s'arrête sous le menu, qui reste en haut de l'écran."""
_PEU = 4
"""Jusqu'à ce nombre de mots, chacun renvoie aux pages où il sert."""


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
                "aide.py", label=mot[0].upper() + mot[1:], icon=":material/menu_book:", query_params=lien,
                help=m.phrase,
            )  # fmt: skip


def de_la_page(page: str) -> None:
    """Les mots d'une page, au pied, ceux que dit le plan."""
    if dite := plan.PAR_CODE.get(page):
        rappel(*dite.mots)


def montrer() -> None:
    """La recherche, puis les mots ; le mot cherché est dans le lien (`mot`)."""
    voulu = etat.parametre("mot")
    st.session_state["recherche-mot"] = mots()[voulu].mot if voulu in mots() else voulu
    st.text_input(
        "Chercher un mot", key="recherche-mot", placeholder="Par exemple : QPV, levier, secret", width=420,
        on_change=_poser,
    )  # fmt: skip
    trouves = chercher(voulu) if voulu else list(mots().values())
    if voulu:
        st.button("Voir tous les mots", icon=":material/close:", on_click=etat.poser, kwargs={"mot": None})
    if not trouves:
        st.info(
            typographie(f"Aucun mot ne contient « {phrases.markdown(voulu)} »."), icon=":material/search_off:"
        )
        return
    if len(trouves) <= _PEU:
        for m in trouves:
            st.html(_liste([m]))
            _liens(m)
        return
    groupes = {lettre: list(g) for lettre, g in groupby(trouves, key=lambda m: plat(m.mot)[0].upper())}
    if not voulu:
        accent = couleurs.roles().accent
        ancres = " ".join(
            f'<a href="#lettre-{lettre}" style="padding:.25rem .4rem;color:{accent}">{lettre}</a>'
            for lettre in groupes
        )
        st.html(f'<nav aria-label="Lettres du glossaire" style="line-height:2.2">{ancres}</nav>')
        for lettre, groupe in groupes.items():
            tete = f'<h3 id="lettre-{lettre}" style="margin:0;padding:0;{_SOUS_LE_MENU}">{lettre}</h3>'
            st.html(tete + _liste(groupe))
    else:
        st.html(_liste(trouves))


def plat(texte: str) -> str:
    """`texte` en minuscules, sans accents ni espaces aux bords : ce qui se compare."""
    table = str.maketrans("àâäçéèêëîïôöùûüÿ’", "aaaceeeeiioouuuy'")
    return texte.lower().translate(table).replace("œ", "oe").strip()


def _liste(entrees: Sequence[Mot]) -> str:
    """Une liste de définitions ; chaque mot porte son code comme ancre."""
    corps = "".join(
        f'<dt id="{inerte.html(m.code)}" style="font-weight:600;margin:.6rem 0 0;padding:0;{_SOUS_LE_MENU}">'
        f"{inerte.html(typographie(m.mot))}</dt>"
        f'<dd style="margin:0;padding:0;line-height:1.5">{inerte.html(typographie(m.sens))}</dd>'
        for m in entrees
    )
    return f'<dl style="margin:0;padding:0;max-width:48rem">{corps}</dl>'


def _liens(m: Mot) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for vue in m.vues:
            st.page_link(
                f"{vue}.py", label=f"Le voir dans {plan.nom(vue)}", icon=":material/arrow_forward:",
                query_params=etat.partages(),
            )  # fmt: skip


def _poser() -> None:
    etat.poser(mot=st.session_state["recherche-mot"].strip() or None)
