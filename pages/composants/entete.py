"""L'en-tête d'une page : sa question, ce qu'on peut en faire (copier le lien, projeter), son pied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

import pandas as pd
import segno
import streamlit as st

from pages.composants import (
    acces,
    ecran,
    etat,
    filtres,
    glossaire,
    impression,
    inerte,
    liens,
    phrases,
    recueil,
    ruban,
    telecommande,
    versions,
)
from pages.composants.formats import jour, typographie
from pages.composants.referentiel import est_fictif
from pages.composants.sources import en_lignes as en_lignes
from pages.seance import conduite, courante
from pages.serveur.configuration import configuration
from pages.serveur.identite import connexion_possible
from queries import lire


def marque() -> None:
    """Le nom de la collectivité, le contrat et l'exercice, toujours visibles en tête de l'écran."""
    filtre, _, choix, _ = filtres.courant()
    contrat = ", ".join(choix.contrats.get(c, c) for c in filtre.contrats) or "Tous les contrats"
    exercice = filtres.annees_en_mots(filtre.annees)
    if configuration().logo:
        st.logo(str(configuration().logo), size="large")
    else:
        st.logo(_marque_svg(configuration().collectivite, f"{contrat} · {exercice}"), size="large")


def titre(question: str, adresse: str = "") -> None:
    """La question de la page, son ruban (fiction, poste local), puis « Copier le lien » et « Projeter ».

    `adresse` : ce qu'ouvre le QR code projeté ; vide : la vue.
    """
    _noter_la_vue(question)
    courante.noter_phrase("")
    seance = conduite.seance_projetee()
    with st.container(
        horizontal=True, vertical_alignment="center", key="entete", horizontal_alignment="distribute"
    ):
        fictif = est_fictif(filtres.courant()[0])
        signale = fictif or (acces.au_poste_local() and not etat.projection())
        a_cote = etat.projection() or not signale
        with st.container(horizontal=a_cote, vertical_alignment="center", width="content", key="question"):
            conduite.titre(question)
            if signale:
                ruban.montrer(fictif)
        with st.container(horizontal=True, width="content", key="actions-page"):
            if seance:
                conduite.commandes(seance)
            elif etat.projection():
                telecommande.montrer(*telecommande.entre_pages())
            else:
                _partage()
    if etat.projection():
        with st.container(key="qr-projection"):
            ouverte = adresse or adresse_partagee(sans_projection=True)
            montrer_qr(ouverte, "stretch", "QR code de cette vue")
            # Dessous, en petit : seul qui tient la souris a besoin de le savoir.
            ruban.poste_local()
    else:
        versions.bandeau()


def _noter_la_vue(question: str) -> None:
    """Ce que les documents et l'aperçu disent d'une vue, où qu'elle s'arrête."""
    if not recueil.en_cours():
        return
    filtre, _, choix, _ = filtres.courant()
    version = lire("serveur/version").iloc[0]
    recueil.noter(
        question=typographie(question),
        filtres=filtres.courante().en_mots,
        contrat=", ".join(choix.contrats.get(c, c) for c in filtre.contrats) or "Tous les contrats",
        fictif=est_fictif(filtre),
        version=str(version["version_id"]),
        publiee_le=version["publiee_le"],
    )


def constat(phrase: str, reserve: str = "") -> None:
    """La phrase qui répond à la question, avant toute image ; dessous, la réserve : ce qui manque à
    l'exercice, ou l'empêche d'être comparé (`comparabilite.reserve`)."""
    recueil.noter(phrase=typographie(phrase))
    courante.noter_phrase(phrase)
    with st.container(key="constat"):
        # Des noms venus des fichiers : ni lien, ni image, ni gras ne doivent en naître.
        st.header(phrases.markdown(phrase), anchor=False)
        if reserve:
            with st.container(key="reserve"):
                st.caption(f":material/warning: {phrases.markdown(reserve)}")
    if etat.projection():
        # Le message d'abord, et sans passer sous le QR code.
        versions.bandeau()


def pied(regle: str, sources: pd.DataFrame | Sequence[str] = ()) -> None:
    """La règle des chiffres de la page, leurs sources et la date de la base.

    `sources` : lignes `nom`, `producteur`, `millesime`, ou textes déjà écrits.
    """
    version = lire("serveur/version").iloc[0]
    textes = en_lignes(sources)
    recueil.noter(regle=typographie(regle), sources=textes)
    origine = f" Sources : {' ; '.join(textes)}." if textes else ""
    contact = f" Contact : {configuration().contact}." if configuration().contact else ""
    base = f" Base « {version['nom']} » publiée le {jour(version['publiee_le'])}."
    st.caption(phrases.markdown(typographie(regle + origine + base + contact)), width="stretch")
    if not etat.projection():
        glossaire.de_la_page(st.session_state.get("etat_page") or telecommande.ORDRE_PAGES[0])
        # Le RGAA et la loi du 21 juin 2004 les veulent accessibles de chaque page.
        with st.container(horizontal=True, key="liens-pied"):
            for libelle, section in (("Accessibilité", "accessibilite"), ("Mentions légales", "mentions")):
                parametres = etat.partages() | {"section": section}
                st.page_link("aide.py", label=libelle, query_params=parametres)
            if connexion_possible():
                st.page_link("mise-a-jour.py", label="Connexion des agents", query_params=etat.partages())
    impression.pied(filtres.courante().en_mots, adresse_partagee())


def adresse_partagee(fige: bool | None = None, sans_projection: bool = False) -> str:
    """L'adresse de la vue telle qu'on la donne à d'autres : elle dit quels chiffres elle montre.

    `fige` : elle montrera toujours ces chiffres ; sinon, la page dira ce qui a changé. None : comme la
    visite en cours.
    Le contrat et l'année y sont toujours : le défaut d'aujourd'hui ne sera pas celui de l'an prochain.
    """
    filtre, defaut, _, _ = filtres.courant()
    explicites = liens.ecrire(filtre, replace(defaut, contrats=("",), annees=(0, 0)))
    parametres = {n: v for n, v in etat.etat().items() if not (sans_projection and n == "mode")}
    fige = bool(versions.figee()) if fige is None else fige
    return _adresse(explicites | versions.dans_le_lien(parametres, fige))


def _adresse(parametres: Mapping[str, str]) -> str:
    # La séance est à qui la conduit : le lien d'une vue ne montre que la vue.
    vue = {n: v for n, v in parametres.items() if n not in liens.SEANCE}
    page = st.session_state.get("etat_page", "")
    return liens.adresse(f"{racine()}/{page}", vue)


def racine() -> str:
    """L'adresse du site, sans « / » final : celle de la configuration, sinon celle de la requête."""
    page = st.session_state.get("etat_page", "")
    publique = (configuration().adresse_publique or "").rstrip("/")
    if not publique:
        publique = (st.context.url or "").split("?")[0].rstrip("/")
        publique = publique.removesuffix(f"/{page}") if page else publique
    return publique


@st.cache_data(max_entries=200, show_spinner=False)
def qr(adresse: str) -> str:
    """Le QR code en SVG, lisible à travers une salle (correction « m ») ; vide si l'adresse est démesurée."""
    try:
        code = segno.make(adresse, error="m")
    except segno.DataOverflowError:
        return ""
    return code.svg_inline(scale=6, border=2, dark="#10181D", light="#FFFFFF")


def montrer_qr(adresse: str, largeur: int | str, alt: str) -> None:
    """Le QR code de cette adresse, ou pourquoi il n'y en a pas (2 331 octets au plus)."""
    if image := qr(adresse):
        st.image(image, width=largeur, alt=alt)
    else:
        st.caption("Ce lien est trop long pour un QR code : copiez-le.")


def _partage() -> None:
    """Copier le lien, ajouter à la séance, projeter ; sur un téléphone, un seul menu."""
    page = st.session_state.get("etat_page", "")
    etroit = (ecran.dimensions() or (1366, 900))[0] <= 640
    ajouter = courante.ajoutable()
    if page != "copil":
        with st.popover("Partager" if etroit else "Copier le lien", icon=":material/link:", key="lien"):
            if etroit and ajouter:
                _ajouter()
            _lien()
    if ajouter and not etroit:
        _ajouter()
    st.button(
        "Projeter",
        icon=":material/present_to_all:",
        on_click=etat.poser,
        kwargs={"mode": "projection"},
        key="projeter",
    )


def _ajouter() -> None:
    st.button(
        "Ajouter à la séance",
        icon=":material/playlist_add:",
        on_click=courante.ajouter_la_vue,
        key="ajouter-seance",
        help="Met cette vue à l'ordre du jour du comité de pilotage",
    )


def _lien() -> None:
    deja = bool(versions.figee())
    fige = st.toggle("Figer ce lien", value=deja, key=f"figer-lien-{'oui' if deja else 'non'}")
    st.markdown(
        "Ce lien montrera ces chiffres-ci, même après une mise à jour, tant que la version est gardée."
        if fige
        else "Ce lien ouvre exactement cette vue, et dira si ses chiffres ont changé."
    )
    adresse = adresse_partagee(fige)
    st.code(adresse, language=None, wrap_lines=True)
    montrer_qr(adresse, 200, "QR code de cette vue")
    if acces.au_poste_local() and not configuration().adresse_publique:
        st.caption("Poste local : ce lien ne s'ouvre que sur cet ordinateur.")
    else:
        st.caption("À photographier avec un téléphone.")


def _marque_svg(nom: str, detail: str) -> str:
    """Deux lignes de texte en image : Streamlit ne sait mettre qu'une image en tête de l'écran."""
    couleur = "#EDF1F2" if st.context.theme.type == "dark" else "#1C2B33"
    detail = detail if len(detail) <= 44 else detail[:43] + "…"
    largeur = max(len(nom) * 8.4, len(detail) * 6.6) + 8
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur:.0f}" height="36" '
        f'viewBox="0 0 {largeur:.0f} 36" font-family="Arial, Helvetica, sans-serif" '
        f'fill="{couleur}"><text x="0" y="14" font-size="15" font-weight="700">{inerte.html(nom)}</text>'
        f'<text x="0" y="32" font-size="13">{inerte.html(detail)}</text></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
