"""La taille de l'écran du visiteur, que la page d'accueil dépose dans le cookie « ecran ».

Streamlit ne la connaît pas : sans elle, un graphique fait pour 1080 lignes serait coupé sur un
projecteur de 720. Rien d'autre n'y est lu, et son absence ne casse rien. En projection, la page redit sa
taille quand elle change (pages/composants/telecommande.py).
"""

import re

from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pages.composants import recueil

REFERENCE = 1080
"""La hauteur, en pixels, pour laquelle les mesures de projection sont écrites."""
_ECRAN = re.compile(r"(\d{2,5})x(\d{2,5})")
_NOTEE = "ecran_note"


def dimensions() -> tuple[int, int] | None:
    """Largeur et hauteur en pixels ; None si le navigateur ne les a pas dites, ou hors d'une visite."""
    # Hors d'une visite, st.context répond mais avertit au journal à chaque appel.
    if get_script_run_ctx(suppress_warning=True) is None or recueil.en_cours():
        return None
    from streamlit import context, session_state

    lu = _ECRAN.fullmatch(str(session_state.get(_NOTEE) or context.cookies.get("ecran", "")))
    return (int(lu[1]), int(lu[2])) if lu else None


def noter(taille: str) -> None:
    """Retient la taille que la page vient de dire (« 1920x1080 ») ; autre chose est ignoré."""
    from streamlit import session_state

    if _ECRAN.fullmatch(taille):
        session_state[_NOTEE] = taille


def echelle() -> float:
    """De combien grossir ce qui est écrit pour un écran de 1080 lignes (de 0,6 à 2) ; 1 si on ne sait pas."""
    lues = dimensions()
    return min(2.0, max(0.6, lues[1] / REFERENCE)) if lues else 1.0


def pixels(mesure: int) -> int:
    """`mesure`, écrite pour 1080 lignes, à l'échelle de l'écran du visiteur."""
    return round(mesure * echelle())
