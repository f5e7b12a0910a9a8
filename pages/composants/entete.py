"""L'en-tête d'une page : sa question, ce qu'on peut en faire (copier le lien, projeter), son pied."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import pandas as pd
import segno
import streamlit as st

from pages.composants import etat, filtres, glossaire, impression, liens, phrases
from pages.composants.formats import jour, typographie
from pages.composants.referentiel import est_fictif
from pages.serveur.configuration import configuration
from queries import lire

ORDRE_PAGES = (
    "synthese", "carte", "quartier", "piliers", "financeurs", "actions", "porteurs", "indicateurs",
    "evaluation", "droit-commun", "gouvernance", "territoires", "donnees",
)  # fmt: skip
"""L'ordre des flèches en projection : celui du menu. La première page est à la racine."""


def marque() -> None:
    """Le nom de la collectivité, le contrat et l'exercice, toujours visibles en tête de l'écran."""
    filtre, _, choix, _ = filtres.courant()
    contrat = ", ".join(choix.contrats.get(c, c) for c in filtre.contrats) or "Tous les contrats"
    exercice = filtres.annees_en_mots(filtre.annees)
    if configuration().logo:
        st.logo(str(configuration().logo), size="large")
    else:
        st.logo(_marque_svg(configuration().collectivite, f"{contrat} · {exercice}"), size="large")


def titre(question: str) -> None:
    """La question de la page, le ruban « Données fictives », puis « Copier le lien » et « Projeter »."""
    with st.container(
        horizontal=True, vertical_alignment="center", key="entete", horizontal_alignment="distribute"
    ):
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="question"):
            st.title(typographie(question), anchor=False, width="content")
            if est_fictif(filtres.courant()[0]):
                st.badge("Données fictives", icon=":material/science:", color="orange")
        with st.container(horizontal=True, width="content", key="actions-page"):
            if etat.projection():
                _telecommande()
            else:
                _partage()
    if etat.projection():
        with st.container(key="qr-projection"):
            st.image(qr(adresse_vue(sans_projection=True)), width="stretch", alt="QR code de cette vue")


def constat(phrase: str) -> None:
    """La phrase qui répond à la question, avant toute image."""
    with st.container(key="constat"):
        # Des noms venus des fichiers : ni lien, ni image, ni gras ne doivent en naître.
        st.header(phrases.markdown(phrase), anchor=False)


def pied(regle: str, sources: pd.DataFrame | Sequence[str] = ()) -> None:
    """La règle des chiffres de la page, leurs sources et la date de la base.

    `sources` : lignes `nom`, `producteur`, `millesime`, ou textes déjà écrits.
    """
    version = lire("serveur/version").iloc[0]
    textes = en_lignes(sources)
    origine = f" Sources : {' ; '.join(textes)}." if textes else ""
    contact = f" Contact : {configuration().contact}." if configuration().contact else ""
    base = f" Base « {version['nom']} » publiée le {jour(version['publiee_le'])}."
    st.caption(phrases.markdown(typographie(regle + origine + base + contact)), width="stretch")
    if not etat.projection():
        glossaire.de_la_page(st.session_state.get("etat_page") or ORDRE_PAGES[0])
        # Le RGAA et la loi du 21 juin 2004 les veulent accessibles de chaque page.
        with st.container(horizontal=True, key="liens-pied"):
            for libelle, section in (("Accessibilité", "accessibilite"), ("Mentions légales", "mentions")):
                parametres = etat.partages() | {"section": section}
                st.page_link("aide.py", label=libelle, query_params=parametres)
    impression.pied(filtres.texte(filtres.visible(filtres.courant()[0])), adresse_vue())


def en_lignes(*groupes: pd.DataFrame | Sequence[str]) -> list[str]:
    """Les sources en mots, sans doublon : « Postes adultes-relais (ANCT, 2024) »."""
    lignes: list[str] = []
    for sources in groupes:
        if not isinstance(sources, pd.DataFrame):
            lignes += sources
            continue
        for source in sources[["nom", "producteur", "millesime"]].drop_duplicates().itertuples(index=False):
            precisions = ", ".join(str(v) for v in (source.producteur, source.millesime) if not pd.isna(v))
            lignes.append(f"{source.nom} ({precisions})" if precisions else str(source.nom))
    return list(dict.fromkeys(lignes))


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
    """Le QR code en SVG, lisible par un téléphone à travers une salle (correction « m »)."""
    return segno.make(adresse, error="m").svg_inline(scale=6, border=2, dark="#10181D", light="#FFFFFF")


def _partage() -> None:
    with st.popover("Copier le lien", icon=":material/link:", key="lien"):
        adresse = adresse_vue()
        st.markdown("Ce lien ouvre exactement cette vue.")
        st.code(adresse, language=None, wrap_lines=True)
        st.image(qr(adresse), width=200, alt="QR code de cette vue")
        st.caption("À photographier avec un téléphone.")
    st.button(
        "Projeter",
        icon=":material/present_to_all:",
        on_click=etat.poser,
        kwargs={"mode": "projection"},
        key="projeter",
    )


def _telecommande() -> None:
    """Les flèches du clavier passent d'une page à l'autre ; Échap quitte."""
    page = st.session_state.get("etat_page") or ORDRE_PAGES[0]
    rang = ORDRE_PAGES.index(page) if page in ORDRE_PAGES else 0
    for libelle, icone, touche, pas in (
        ("Page précédente", "chevron_left", "Left", -1),
        ("Page suivante", "chevron_right", "Right", 1),
    ):
        # Les filtres suivent ; ce qui est propre à une page reste avec elle.
        if st.button(libelle, icon=f":material/{icone}:", shortcut=touche, key=f"touche-{touche}"):
            voulue = ORDRE_PAGES[(rang + pas) % len(ORDRE_PAGES)]
            st.switch_page(f"{voulue}.py", query_params=etat.partages())
    st.button(
        "Quitter", icon=":material/close:", on_click=etat.poser, kwargs={"mode": None},
        key="quitter", shortcut="Escape",
    )  # fmt: skip


def _marque_svg(nom: str, detail: str) -> str:
    """Deux lignes de texte en image : Streamlit ne sait mettre qu'une image en tête de l'écran."""
    couleur = "#EDF1F2" if st.context.theme.type == "dark" else "#1C2B33"
    detail = detail if len(detail) <= 44 else detail[:43] + "…"
    largeur = max(len(nom) * 8.4, len(detail) * 6.6) + 8
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur:.0f}" height="36" '
        f'viewBox="0 0 {largeur:.0f} 36" font-family="Arial, Helvetica, sans-serif" '
        f'fill="{couleur}"><text x="0" y="14" font-size="15" font-weight="700">{escape(nom)}</text>'
        f'<text x="0" y="32" font-size="13">{escape(detail)}</text></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
