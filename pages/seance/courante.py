"""La séance de cette visite : elle est dans l'adresse, donc suit d'une page à l'autre et se recharge.

Trop longue pour une adresse, elle est gardée au magasin sous son empreinte : le lien tient alors JOURS
jours après sa dernière lecture, et le fichier la sauve pour toujours.
"""

import hashlib
import logging
from dataclasses import replace

import streamlit as st

from pages import plan
from pages.composants import etat, filtres, liens
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.seance.ordre import Seance, SeanceInvalide, ajouter, de_lien, en_lien, point_de
from pages.serveur import visiteur
from pages.serveur.magasin import JOUR_S, MagasinIndisponible, MagasinPlein, magasin
from queries import Filtre

LONGUEUR_MAX = 1800
"""En signes : ce qu'un courriel ou un navigateur ancien laisse entier dans une adresse."""
JOURS, JOURS_QR = 90, 3
"""Combien de temps tient, après sa dernière lecture, une séance trop longue pour un lien ; et un QR code."""
_PHRASE = "phrase_vue"
_ICI = "seances_non_gardees"
_GENRE = "seance"

journal = logging.getLogger(__name__)


def lire() -> Seance:
    """La séance de l'adresse ; vide s'il n'y en a pas. Lève SeanceInvalide."""
    return seance_de(etat.parametre("seance"))


def seance_de(code: str) -> Seance:
    """La séance que dit `code` (voir `code_de`) ; vide pour un code vide. Lève SeanceInvalide."""
    if not code:
        return Seance()
    if code.startswith("~"):
        code = _gardee(code)
    return de_lien(code)


def poser(seance: Seance) -> None:
    """Fait de `seance` celle de la visite ; une séance vide quitte l'adresse."""
    etat.poser(seance=code_de(seance) if seance != Seance() else None)


def code_de(seance: Seance) -> str:
    """Ce que l'adresse porte : la séance entière, ou l'empreinte sous laquelle le serveur la garde."""
    code = en_lien(seance)
    return code if len(code) <= LONGUEUR_MAX else _garder(code, JOURS)


def code_court(seance: Seance) -> str:
    """Un code qui tient dans un QR code lu de loin : toujours l'empreinte, gardée par le serveur."""
    code = en_lien(seance)
    # Celui qui l'ouvre reçoit le lien entier (voir `deplier`) : le QR code d'un soir n'a pas à rester.
    return _garder(code, JOURS_QR if len(code) <= LONGUEUR_MAX else JOURS)


def deplier() -> None:
    """Remplace une empreinte par la séance entière si elle tient : l'adresse survit alors au serveur."""
    code = etat.parametre("seance")
    if code.startswith("~"):
        entier = code_de(seance_de(code))
        if entier != code:
            etat.poser(seance=entier)


def tient_dans_un_lien(seance: Seance) -> bool:
    """Vrai si le lien suffit ; faux s'il faut le fichier pour la garder."""
    return len(en_lien(seance)) <= LONGUEUR_MAX


def sans_garde(seance: Seance) -> bool:
    """Vrai si le serveur n'a pas pu garder cette séance : elle ne vit que sur cet écran."""
    return _empreinte(en_lien(seance)) in st.session_state.get(_ICI, {})


def noter_phrase(phrase: str) -> None:
    """Retient ce que la page en cours répond : le titre du point, si on l'ajoute."""
    st.session_state[_PHRASE] = phrase


def ajoutable() -> bool:
    """Vrai si la page en cours peut devenir un point de l'ordre du jour."""
    page = st.session_state.get("etat_page") or "synthese"
    return page in plan.PAR_CODE and plan.PAR_CODE[page].ajoutable


def ajouter_la_vue() -> None:
    """Met la vue en cours à la fin de l'ordre du jour, et le dit."""
    page = st.session_state.get("etat_page") or "synthese"
    abimee = ""
    try:
        seance = lire()
    except SeanceInvalide:
        seance, abimee = Seance(), "Le lien de la séance était abîmé : une nouvelle commence. "
    try:
        titre = st.session_state.get(_PHRASE) or filtres.courante().en_mots
        suite = ajouter(seance, point_de(titre, page, vue_complete()))
    except SeanceInvalide as erreur:
        st.toast(markdown(typographie(str(erreur))), icon=":material/error:")
        return
    poser(suite)
    message = f"{abimee}Ajouté à la séance : point {len(suite.points)}"
    if len(suite.points) == 1:
        message += ". Elle se compose à la page « Comité de pilotage »."
    st.toast(markdown(typographie(message)), icon=":material/playlist_add_check:")


def vue_complete() -> dict[str, str]:
    """Les paramètres de la vue, contrat et année compris : un ordre du jour montre toujours les mêmes."""
    filtre = filtres.courant()[0]
    # Un défaut qui n'est celui de rien : ni le contrat ni l'année ne sont alors omis.
    ecrits = liens.ecrire(filtre, replace(Filtre(), contrats=("",), annees=(0, 0)))
    return ecrits | {n: v for n, v in etat.etat().items() if n not in liens.ORDRE}


def _empreinte(code: str) -> str:
    return "~" + hashlib.sha256(code.encode()).hexdigest()[:24]


def _gardee(empreinte: str) -> str:
    try:
        lue = magasin().lire(_GENRE, empreinte, prolonger_s=JOURS_QR * JOUR_S)
    except MagasinIndisponible as erreur:
        journal.error("séance illisible : %s", erreur)
        lue = None
    code = lue.decode() if lue else st.session_state.get(_ICI, {}).get(empreinte)
    if code is None:
        raise SeanceInvalide(
            "Cette séance n'est plus gardée par le serveur : rouvrez son fichier, ou son lien entier."
        )
    if len(code) > LONGUEUR_MAX:
        _garder(code, JOURS)
    return code


def _garder(code: str, jours: int) -> str:
    """Garde cette séance, ou la prolonge ; le magasin n'en veut pas : elle vit le temps de la visite."""
    empreinte = _empreinte(code)
    try:
        # La page la relit à chaque passage : n'est écrit que ce qui est neuf.
        if magasin().lire(_GENRE, empreinte, prolonger_s=jours * JOUR_S) is None:
            magasin().poser(_GENRE, empreinte, code.encode(), jours * JOUR_S, visiteur.anonyme())
        st.session_state.get(_ICI, {}).pop(empreinte, None)
    except (MagasinIndisponible, MagasinPlein) as erreur:
        journal.error("séance non gardée : %s", erreur)
        st.session_state[_ICI] = {empreinte: code}
    return empreinte
