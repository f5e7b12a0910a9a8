"""Conduire la séance : un point par écran, d'une flèche à l'autre, en accord avec le pupitre.

Où l'on en est tient dans l'adresse (`pas`), donc une vue rechargée reste à sa place : 0 pour l'ordre du jour,
1 pour le premier point, n + 1 pour la fin. La salle (`salle`), quand le serveur la connaît, l'emporte.
"""

import re
from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from pages.composants import etat, telecommande
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.seance import courante, salle
from pages.seance.ordre import Point, Seance, SeanceInvalide
from pages.serveur import visiteur

_CODE, _QUITTER = "salle_code", "quitter_la_seance"
_PHRASE = re.compile(r"\d.*\.$")
"""Une phrase de page : un chiffre, un point final."""


def code() -> str:
    """Le code de salle de cette visite : celui de l'adresse, sinon un neuf, gardé pour le lancement."""
    dit = etat.parametre("salle")
    if salle.est_un_code(dit):
        st.session_state[_CODE] = dit
    return st.session_state.setdefault(_CODE, salle.nouveau_code())


def pas() -> int | None:
    """Le rang que dit l'adresse ; None hors d'une séance. L'ordre du jour projeté est le rang 0."""
    dit = etat.parametre("pas")
    if re.fullmatch(r"[0-9]{1,3}", dit):
        return int(dit)
    return 0 if st.session_state.get("etat_page") == "copil" and etat.projection() else None


def seance_projetee() -> Seance | None:
    """La séance qu'on conduit sur cet écran ; None hors d'une séance, ou si son lien est abîmé."""
    if not etat.projection() or pas() is None:
        return None
    try:
        seance = courante.lire()
    except SeanceInvalide:
        return None
    return seance if seance.points else None


def point(seance: Seance, rang: int | None) -> Point | None:
    """Le point au rang `rang` (depuis 1), ou None."""
    return seance.points[rang - 1] if rang and 1 <= rang <= len(seance.points) else None


def lancer(seance: Seance, rang: int = 1) -> NoReturn:
    """Ouvre la salle, ou la reprend où elle en est, et projette le point `rang`."""
    connue = salle.lire(code())
    if connue is None or rang == 1:
        salle.ouvrir(code(), courante.code_de(seance), rang, visiteur.anonyme())
    etat.poser(salle=code())
    aller(seance, rang)


def aller(seance: Seance, rang: int) -> NoReturn:
    """Projette le point `rang`, et y mène la salle."""
    rang = min(max(rang, 0), len(seance.points) + 1)
    salle.aller(etat.parametre("salle"), rang, etat.parametre("seance"))
    suivi = {n: etat.parametre(n) for n in ("seance", "salle") if etat.parametre(n)}
    commun = suivi | {"mode": "projection", "pas": str(rang)}
    choisi = point(seance, rang)
    if choisi is None:
        st.switch_page("copil.py", query_params=commun)
    st.switch_page(f"{choisi.page}.py", query_params=choisi.vue() | commun)


def commandes(seance: Seance) -> None:
    """Les boutons de la projection, pour les points de la séance ; Échap revient à la composition."""
    if st.session_state.pop(_QUITTER, False):
        gardes = {n: v for n, v in etat.partages().items() if n not in ("mode", "pas")}
        st.switch_page("copil.py", query_params=gardes)
    rang, connue = pas() or 0, salle.lire(etat.parametre("salle"))
    if connue is not None and connue.pas != rang:
        aller(seance, connue.pas)
    if st.session_state.get("etat_page") == "copil" and point(seance, rang):
        aller(seance, rang)
    telecommande.montrer(
        _vers(seance, rang - 1) if rang > 0 else None,
        _vers(seance, rang + 1) if rang <= len(seance.points) else None,
        quitter=_quitter,
    )
    # Caché, et pressé par pages/serveur/salle.js quand le pupitre a fait avancer la salle.
    st.button("Rejoindre la salle", key="rejoindre-salle")


def titre(question: str) -> None:
    """Le titre de la page : sa question, ou en séance « Point 3 sur 8 · Titre du point »."""
    seance = seance_projetee()
    choisi = point(seance, pas()) if seance else None
    if choisi is None:
        st.title(markdown(typographie(question)), anchor=False, width="content")
        return
    # La phrase de la page, prise pour titre en ajoutant la vue, est celle d'alors ; dessous, la page dit
    # celle d'aujourd'hui. Deux fois la même, ou deux chiffres qui se contredisent, ne serviraient à rien.
    dit = question if _PHRASE.search(choisi.titre) else choisi.titre
    with st.container(key="titre-point"):
        st.title(markdown(typographie(f"Point {pas()} sur {len(seance.points)} · {dit}")), anchor=False)


def _vers(seance: Seance, rang: int) -> Callable[[], None]:
    # De l'ordre du jour projeté au premier point, sans salle encore : la séance commence.
    if rang == 1 and not etat.parametre("salle"):
        return lambda: lancer(seance)
    return lambda: aller(seance, rang)


def _quitter() -> None:
    # Un rappel ne peut pas changer de page : le passage qui suit le fera.
    st.session_state[_QUITTER] = True
