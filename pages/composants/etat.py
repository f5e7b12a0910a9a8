"""L'état de la visite : ce que dit l'adresse, gardé d'une page à l'autre.

L'état est le dictionnaire des paramètres de l'adresse. Il entre avant la page (`recevoir`), les
sélecteurs le changent (`poser`), il ressort après la page (`emettre`). Aucun autre endroit ne lit
ni n'écrit l'adresse : `bind="query-params"` y mettrait des libellés et perdrait tout au changement
de page.
"""

from collections.abc import Mapping

import streamlit as st

from pages.composants import liens

PARAMETRES_MAX, NOM_MAX, VALEUR_MAX, SEANCE_MAX = 60, 40, 4_000, 700_000
"""En nombre, puis en signes ; pages/seance/ordre.py a ses propres bornes."""
_ETAT, _ECRIT, _PAGE = "etat_lien", "etat_ecrit", "etat_page"
_PARTAGES = (*liens.ORDRE, "version", *liens.HORS_VUE)


def recevoir(page: str) -> None:
    """Avant la page : l'adresse l'emporte si elle a changé ; un clic dans le menu garde les filtres."""
    recus = _bornes({nom: st.query_params[nom] for nom in st.query_params})
    ecrit = st.session_state.get(_ECRIT)
    st.session_state[_PAGE] = page
    if ecrit is None or (recus and (page, recus) != ecrit) or (page == ecrit[0] and recus != ecrit[1]):
        st.session_state[_ETAT] = recus
    elif page != ecrit[0]:
        st.session_state[_ETAT] = partages()


def _bornes(recus: dict[str, str]) -> dict[str, str]:
    """Les paramètres, sans ceux qu'aucune page n'a pu écrire : ils resteraient dans la visite."""
    premiers = list(recus.items())[:PARAMETRES_MAX]
    longs = {"seance": SEANCE_MAX}
    return {n: v for n, v in premiers if len(n) <= NOM_MAX and len(v) <= longs.get(n, VALEUR_MAX)}


def page() -> str:
    """La page en cours, par son adresse ; vide pour l'accueil, ou hors d'une page."""
    return str(st.session_state.get(_PAGE) or "")


def etat() -> dict[str, str]:
    """Les paramètres en vigueur."""
    return st.session_state.setdefault(_ETAT, {})


def partages() -> dict[str, str]:
    """Les paramètres qui suivent d'une page à l'autre : ceux d'une page restent avec elle."""
    return {n: v for n, v in etat().items() if n in _PARTAGES}


def vers(parametres: Mapping[str, str]) -> dict[str, str]:
    """Les paramètres d'un lien, et ce qui suit qui regarde où qu'il aille : la version lue, la séance."""
    suit = {n: v for n, v in partages().items() if n not in (*liens.ORDRE, "mode")}
    return suit | dict(parametres)


def parametre(nom: str, defaut: str = "") -> str:
    """Un paramètre propre à une page (`mesure`, `lecture`…)."""
    return etat().get(nom, defaut)


def poser(**parametres: str | None) -> None:
    """Change des paramètres ; None les retire. L'effet est vu au passage suivant."""
    nouvel_etat = {**etat(), **{n: v for n, v in parametres.items() if v is not None}}
    st.session_state[_ETAT] = {n: v for n, v in nouvel_etat.items() if parametres.get(n, v) is not None}


def remplacer(parametres: dict[str, str]) -> None:
    """Remplace les paramètres communs et garde ceux de la page."""
    autres = {n: v for n, v in etat().items() if n not in liens.ORDRE}
    st.session_state[_ETAT] = {**parametres, **autres}


def emettre() -> None:
    """Après la page : l'adresse dit l'état. Sans effet hors d'une page."""
    if not en_visite():
        return
    if {nom: st.query_params[nom] for nom in st.query_params} != etat():
        st.query_params.from_dict(etat())
    st.session_state[_ECRIT] = (st.session_state[_PAGE], dict(etat()))


def en_visite() -> bool:
    """Vrai dans une page ; faux quand un composant est essayé seul."""
    return _PAGE in st.session_state


def projection() -> bool:
    """Vrai en mode projection."""
    return etat().get("mode") == "projection"
