"""D'où vient un chiffre : sa formule, sa source et son millésime, ses lignes, et où les voir."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.blocs import Chiffre
from pages.composants import etat, filtres, formats, formules, phrases
from pages.composants.entete import en_lignes
from pages.composants.formules import FAMILLES, Formule
from pages.composants.referentiel import generation
from pages.visite import visible
from queries import Filtre, lire

QUESTION = "D'où vient ce chiffre ?"
_STYLE = """
.st-key-chiffres [class*="st-key-chiffre-"] {position: relative;}
.st-key-chiffres [data-testid="stMetricLabel"] {padding-right: .9rem;}
.st-key-chiffres [data-testid="stMetricLabel"] [data-testid="stTooltipIcon"] {display: none;}
.st-key-chiffres [class*="st-key-origine-"] {position: absolute; top: .3rem; right: .3rem;}
.st-key-chiffres [class*="st-key-origine-"] button {
  min-height: 1.75rem; width: 1.75rem; padding: 0; overflow: hidden;}
.st-key-chiffres [class*="st-key-origine-"] button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.st-key-chiffres [class*="st-key-origine-"] button div[aria-hidden] {display: none;}
"""
# Un rond « i » au coin de la carte : son nom reste lu à voix haute ; l'aide au survol, qui n'était que pour
# la souris (et dont le bouton parle anglais), passe dans ce qu'il ouvre.


def style() -> None:
    """La feuille de style des boutons, une fois par rangée de chiffres."""
    st.html(f"<style>{_STYLE}</style>")


def du_chiffre(
    chiffre: Chiffre,
    filtre: Filtre | None = None,
) -> None:
    """Un bouton discret sur la carte d'un chiffre : il ouvre sa formule, ses sources et ses lignes.

    Rien n'en est demandé à la base tant qu'il est fermé. `filtre` : celui des lignes, si ce n'est pas celui
    de la page. Rien en projection, ni pour un chiffre que le registre des formules ne connaît pas.
    """
    ecrite = formules.du_chiffre(_page(), chiffre.cle)
    if etat.projection() or (ecrite is None and not chiffre.aide):
        return
    # Le nom du chiffre suit la question : cinq boutons de même nom ne se distingueraient pas à l'oreille.
    libelle = phrases.markdown(formats.typographie(f"{QUESTION} {chiffre.nom}"))
    bulle = st.popover(
        libelle,
        icon=":material/info:",
        key=f"origine-{chiffre.cle}",
        type="tertiary",
        on_change="rerun",
    )
    if not bulle.open:
        return
    with bulle:
        lues, combien, page = _derriere(ecrite, filtre)
        if chiffre.aide:
            st.markdown(phrases.markdown(formats.typographie(chiffre.aide)))
        for titre, texte in (
            ("Calcul", ecrite.texte if ecrite else ""),
            ("Source", " ; ".join(chiffre.sources or lues)),
            ("Derrière ce chiffre", chiffre.lignes or combien),
        ):
            if texte:
                st.markdown(formats.typographie(f"**{titre} :** {phrases.markdown(texte)}"))
        if page:
            _lien(page, _parametres(filtre))


def sous_tableau(nom: str, df: pd.DataFrame, sources: pd.DataFrame | Sequence[object] = ()) -> None:
    """Sous un tableau : sa formule, ses sources, ses lignes, et un lien vers celles qui sont derrière.

    Rien en projection, ni hors d'une page (il n'y a alors ni vue ni lien à donner).
    """
    if etat.projection() or not etat.en_visite():
        return
    ecrite = formules.du_tableau(nom)
    lues, combien, page = _derriere(ecrite, None, nom.removeprefix("carte-").rpartition(".")[0])
    combien = f", {phrases.pluriel(len(df), 'tirée', 'tirées')} de {combien}" if combien else ""
    dites = lues or en_lignes(sources if isinstance(sources, pd.DataFrame) else [str(s) for s in sources])
    morceaux = [
        ecrite.texte if ecrite else "",
        f"{phrases.accord(len(df), 'ligne', aucun='aucune')}{combien}.".capitalize(),
        f"Sources : {' ; '.join(dites)}." if dites else "",
    ]
    st.caption(phrases.markdown(formats.typographie(" ".join(m for m in morceaux if m))))
    if page:
        _lien(page, _parametres(None))


def _derriere(
    ecrite: Formule | None, filtre: Filtre | None, indicateur: str = ""
) -> tuple[list[str], str, str]:
    """Les sources, le nombre de lignes en mots, et la page qui les montre."""
    if ecrite is None or not ecrite.lignes:
        return [], "", "" if _page() == "donnees" else "donnees"
    famille, choisi = FAMILLES[ecrite.lignes], _filtre_des_lignes(filtre)
    if ecrite.toutes_annees:
        choisi = replace(choisi, annees=None)
    fichiers = lire(
        "origine/lignes",
        filtre=choisi,
        famille=ecrite.lignes,
        generation=generation(choisi),
        action=etat.parametre("action") or None if _page() == "action" else None,
        structure=etat.parametre("porteur") or None if _page() == "porteurs" else None,
        indicateur=indicateur or st.session_state.get("choix_indicateur"),
    )
    nb = int(fichiers["nb_lignes"].sum())
    combien = phrases.accord(nb, famille.un, famille.plusieurs) if nb else ""
    if famille.page == _page():
        return en_lignes(fichiers), combien, "" if _page() == "donnees" else "donnees"
    return en_lignes(fichiers), combien, famille.page


def _page() -> str:
    """Le nom de la page en cours ; l'accueil est la synthèse."""
    return st.session_state.get("etat_page") or "synthese"


def _filtre_des_lignes(filtre: Filtre | None) -> Filtre:
    if filtre is not None:
        return filtre
    # La fiche montre l'action entière, et la page Données toute la base, sans égard aux filtres.
    visite = filtres.courante()
    return visible(Filtre(), visite.permis) if _page() in ("action", "donnees") else visite.filtre


def _parametres(filtre: Filtre | None) -> dict[str, str]:
    """Les paramètres du lien : ceux de la vue, ou ceux de `filtre`."""
    if filtre is None:
        return etat.partages()
    return filtres.courante().lien_de(filtre)


def _lien(page: str, parametres: Mapping[str, str] | None) -> None:
    libelle = "Voir ces lignes" if page != "donnees" else "Voir les sources et les fichiers"
    st.page_link(
        f"{page}.py",
        label=libelle,
        icon=":material/arrow_forward:",
        query_params=etat.vers(parametres or {}),
    )
