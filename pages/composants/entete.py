"""L'en-tête d'une page : sa question, ce qu'on peut en faire (copier le lien, projeter), son pied."""

import segno
import streamlit as st

from pages.composants import etat, liens
from pages.composants.referentiel import est_fictif
from pages.serveur.configuration import configuration
from queries import Filtre, lire

ORDRE_PAGES = ("", "carte", "quartier", "financeurs", "donnees")
"""L'ordre des flèches en projection : celui du menu."""


def titre(question: str) -> None:
    """La question de la page, puis « Copier le lien » et « Projeter »."""
    with st.container(
        horizontal=True, vertical_alignment="center", key="entete", horizontal_alignment="distribute"
    ):
        st.title(question, anchor=False)
        if etat.projection():
            st.button(
                "Quitter la projection",
                on_click=etat.poser,
                kwargs={"mode": None},
                key="quitter",
                shortcut="Escape",
                type="tertiary",
            )
            return
        with st.container(horizontal=True, width="content", key="actions-page"):
            with st.popover("Copier le lien", icon=":material/link:", key="lien"):
                adresse = adresse_vue()
                st.markdown("Ce lien ouvre exactement cette vue.")
                st.code(adresse, language=None, wrap_lines=True)
                st.image(qr(adresse), caption="À photographier avec un téléphone", width=200)
            st.button(
                "Projeter",
                icon=":material/present_to_all:",
                on_click=etat.poser,
                kwargs={"mode": "projection"},
                key="projeter",
            )


def ruban(filtre: Filtre) -> None:
    """« Données fictives » : un ruban qu'on ne peut pas manquer et qui ne cache rien."""
    if est_fictif(filtre):
        with st.container(key="ruban"):
            st.badge("Données fictives · territoire imaginaire", icon=":material/science:", color="orange")


def pied(regle: str) -> None:
    """La règle de la page, les sources et la date de la base ; en projection, le QR code de la vue."""
    version = lire("serveur/version").iloc[0]
    st.caption(f"{regle} Base « {version['nom']} » publiée le {version['publiee_le']:%d/%m/%Y}.")
    if etat.projection():
        with st.container(key="qr-projection"):
            st.image(qr(adresse_vue(sans_projection=True)), width=120)


def adresse_vue(sans_projection: bool = False) -> str:
    """L'adresse complète de la vue en cours."""
    page = st.session_state.get("etat_page", "")
    publique = (configuration().adresse_publique or "").rstrip("/")
    if not publique:
        publique = (st.context.url or "").split("?")[0].rstrip("/")
        publique = publique.removesuffix(f"/{page}") if page else publique
    parametres = {n: v for n, v in etat.etat().items() if not (sans_projection and n == "mode")}
    return liens.adresse(f"{publique}/{page}", parametres)


@st.cache_data(max_entries=200, show_spinner=False)
def qr(adresse: str) -> str:
    """Le QR code en SVG (data URI)."""
    return segno.make(adresse, error="m").svg_inline(scale=6, border=2, dark="#1C2B33", light="#FFFFFF")
