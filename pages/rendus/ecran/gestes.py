"""Un clic : le lien change avant que la page ne recommence, ou une autre page s'ouvre."""

import streamlit as st

from pages.blocs import Ouverture
from pages.composants import etat, filtres

_DEPART = "depart"


def choisir(code: str, champ: str, ouvre: Ouverture | None) -> None:
    """À appeler dans le rappel d'un clic ; un code vide n'est pas un choix."""
    if not code:
        return
    if ouvre is None:
        filtres.poser_choix(champ, code)
    else:
        st.session_state[_DEPART] = (ouvre.page, dict(ouvre.parametres) | {champ: code})


def partir() -> None:
    """Va où mène le dernier clic, avant de rien montrer ; Streamlit n'ouvre pas de page dans un rappel."""
    if depart := st.session_state.pop(_DEPART, None):
        page, parametres = depart
        st.switch_page(f"{page}.py", query_params=etat.vers(parametres))
