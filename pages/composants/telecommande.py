"""La télécommande d'une projection : passer d'une vue à l'autre, quitter.

Les boutons sont ici ; les touches du clavier et des télécommandes de présentation (← →, Page précédente et
Page suivante, Échap, F) les pressent par pages/serveur/telecommande.js, qui les trouve à leur clé.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from pages import plan
from pages.composants import ecran, etat

ORDRE_PAGES = tuple(page.code for page in plan.PAGES if page.projetee)
"""L'ordre des flèches hors d'une séance : celui du menu. La première page est à la racine."""
_MESURE = "mesure-ecran"


def montrer(
    precedent: Callable[[], None] | None,
    suivant: Callable[[], None] | None,
    *,
    quitter: Callable[[], None] | None = None,
) -> None:
    """Les trois boutons de la projection.

    `precedent`, `suivant` : appelés dans le corps de la page, ils finissent par `st.switch_page` ou
    `st.rerun` (voir `vers`) ; None : il n'y a rien de ce côté, le bouton est éteint et la touche sans effet.
    `quitter` : rappel du bouton « Quitter » ; None : la même vue, hors projection.
    """
    for libelle, icone, cle, pas in (
        ("Précédente", "chevron_left", "touche-precedent", precedent),
        ("Suivante", "chevron_right", "touche-suivant", suivant),
    ):
        if st.button(libelle, icon=f":material/{icone}:", key=cle, disabled=pas is None) and pas:
            pas()
    st.button("Quitter", icon=":material/close:", on_click=quitter or _quitter, key="touche-quitter")
    _ecouter_l_ecran()


def entre_pages() -> tuple[Callable[[], None], Callable[[], None]]:
    """La page d'avant et la page d'après, dans l'ordre du menu, sans fin."""
    page = st.session_state.get("etat_page") or ORDRE_PAGES[0]
    rang = ORDRE_PAGES.index(page) if page in ORDRE_PAGES else 0
    avant, apres = ORDRE_PAGES[rang - 1], ORDRE_PAGES[(rang + 1) % len(ORDRE_PAGES)]
    # Les filtres suivent ; ce qui est propre à une page reste avec elle.
    return vers(avant), vers(apres)


def vers(page: str, parametres: Mapping[str, str] | None = None) -> Callable[[], None]:
    """Aller à la page `page` (« carte ») avec ces paramètres d'adresse ; None : les filtres en cours."""

    def aller() -> None:
        requete = etat.partages() if parametres is None else dict(parametres)
        st.switch_page(f"{page}.py", query_params=requete)

    return aller


def _quitter() -> None:
    etat.poser(mode=None)


def _ecouter_l_ecran() -> None:
    """Un champ caché où le script écrit la taille de l'écran, qui change avec le plein écran.

    Le cookie n'est lu qu'à l'ouverture de la visite, et recharger la page ferait sortir du plein écran.
    """
    with st.container(key="taille-ecran"):
        # La clé suit la valeur : ce que dit le serveur et ce que montre le champ ne se contredisent jamais.
        connue = "x".join(map(str, ecran.dimensions() or ()))
        cle = f"{_MESURE}-{connue}"
        st.text_input("Taille de l'écran", value=connue, key=cle, on_change=_noter_ecran, args=(cle,))


def _noter_ecran(cle: str) -> None:
    # Le message peut arriver après la page d'après, où ce champ n'est plus.
    ecran.noter(str(st.session_state.get(cle, "")))
