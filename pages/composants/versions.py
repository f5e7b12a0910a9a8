"""La version que lit une visite : celle de son lien s'il est figé, celle qui est servie sinon.

Dans l'adresse : `version` fige les chiffres ; `lu` dit quels chiffres montrait un lien quand il a été copié,
pour que la page puisse dire ce qui a changé depuis.
"""

from collections.abc import Mapping
from datetime import UTC

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.composants import ecarts, etat, filtres, formats, phrases, regard
from queries import (
    BaseIndisponible,
    Filtre,
    a_la_version,
    chemin_base,
    lire,
    suivre_la_visite,
    version_base,
)
from queries.versions import est_identifiant, fichier_version, journal, publications

PARAMETRES = ("version", "lu")
_LUE = "version_lue"


def ouvrir() -> None:
    """Avant la page : choisit la version que lira la visite. Lève BaseIndisponible.

    Sans version dans le lien, la visite lit celle qui est servie à cet instant, et elle seule jusqu'à la fin
    de la page : une publication au milieu ne mêle pas deux bases.
    """
    suivre_la_visite(_de_la_visite)
    regard.suivre()
    st.session_state[_LUE] = None
    if version := figee():
        st.session_state[_LUE] = version
        return
    servie = version_base()
    if fichier_version(chemin_base(), servie):
        st.session_state[_LUE] = servie


def figee() -> str:
    """La version que le lien fige ; vide s'il n'en fige pas, ou si elle ne peut plus être montrée."""
    voulue = etat.parametre("version")
    return voulue if voulue and _lisible(voulue) else ""


def dans_le_lien(parametres: Mapping[str, str], fige: bool) -> dict[str, str]:
    """Les paramètres d'un lien à partager : il fige la version lue, ou dit laquelle il montrait."""
    propres = {n: v for n, v in parametres.items() if n not in PARAMETRES}
    return propres | {"version" if fige else "lu": version_base()}


def bandeau() -> None:
    """Sous le titre : ce que le lien a de daté. Rien si ses chiffres sont ceux d'aujourd'hui."""
    texte, boutons = message(etat.etat(), filtres.courante().filtre)
    if not texte:
        return
    ecrit = f":material/history: {phrases.markdown(formats.typographie(texte))}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bandeau-version"):
        st.markdown(ecrit, width="stretch")
        if etat.projection():
            return
        with st.container(horizontal=True, gap="small", width="content", key="boutons-version"):
            for rang, (libelle, parametres) in enumerate(boutons.items()):
                st.button(
                    libelle, on_click=etat.poser, kwargs=parametres, key=f"version-{rang}", type="tertiary"
                )


def message(parametres: Mapping[str, str], filtre: Filtre) -> tuple[str, dict[str, dict[str, str | None]]]:
    """La phrase du bandeau, vide s'il n'y en a pas, et ses boutons (libellé → paramètres à poser)."""
    aujourd_hui = {"Voir les chiffres d'aujourd'hui": dict.fromkeys(PARAMETRES)}
    fermer = {"Fermer": dict.fromkeys(PARAMETRES)}
    if voulue := parametres.get("version"):
        if not est_identifiant(voulue):
            return (
                "La version que demande ce lien n'est pas reconnue : voici les chiffres d'aujourd'hui.",
                fermer,
            )
        if not _lisible(voulue):
            return _disparue(voulue, filtre, "Ce lien fige des chiffres"), fermer
        with a_la_version(None):
            derniere = version_base() == voulue
        if derniere:
            texte = f"Lien figé sur les chiffres publiés {_le(voulue)}, les derniers à ce jour."
            return texte, {"Ne plus figer": dict.fromkeys(PARAMETRES)}
        return f"Chiffres tels que publiés {_le(voulue)}.", aujourd_hui
    lu = parametres.get("lu")
    if not lu or lu == version_base():
        return "", {}
    if not est_identifiant(lu):
        return (
            "La marque de version de ce lien n'est pas reconnue : voici les chiffres d'aujourd'hui.",
            fermer,
        )
    if not _lisible(lu):
        return _disparue(lu, filtre, "Ce lien montrait des chiffres"), fermer
    ecart = ecarts.entre(lu, filtre, st.session_state.get("etat_page", ""))
    if not ecart:
        return "", {}
    dit = ecarts.en_mots(ecart, filtre.montant)
    texte = f"Depuis que ce lien a été copié (chiffres {_du(lu)}), {dit}."
    return texte, {"Revoir ceux du lien": {"version": lu, "lu": None}} | fermer


def _de_la_visite() -> str | None:
    """Ce que la porte demande à chaque question : la version choisie par `ouvrir`, si elle existe encore."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    version = st.session_state.get(_LUE)
    return version if version and fichier_version(chemin_base(), version) else None


def lisible(version: str | None) -> str | None:
    """La version à lire pour un lien qui fige `version` ; None : celle qui est servie."""
    return version if version and _lisible(version) else None


def _lisible(version: str) -> bool:
    """Vrai si les chiffres de cette version peuvent être montrés."""
    if not est_identifiant(version):
        return False
    try:
        with a_la_version(None):
            if version_base() == version:
                return True
        with a_la_version(version):
            return version_base() == version
    except BaseIndisponible:
        return False


def _disparue(version: str, filtre: Filtre, debut: str) -> str:
    """Ce qu'on dit d'une version qui n'est plus conservée : sa date et les totaux que le journal en garde."""
    publication = publications(journal(chemin_base())).get(version)
    if publication is None:
        return f"{debut} que cette base ne connaît pas : voici ceux d'aujourd'hui."
    ecart = ecarts.depuis_le_journal(publication, filtre)
    dit = ecarts.en_mots(ecart, filtre.montant)
    suite = f"depuis, pour tout le contrat, {dit}" if ecart else "les totaux n'ont pas changé depuis"
    return f"{debut} publiés {_le(version)}, qui ne sont plus conservés ; {suite}."


def _du(version: str) -> str:
    return f"du {_le(version).removeprefix('le ')}"


def _le(version: str) -> str:
    """« le 3 avril 2026 », et l'heure si une autre version a paru le même jour."""
    parues = publications(journal(chemin_base()))
    if version in parues:
        quand = parues[version].publiee_le
    else:
        with a_la_version(version if fichier_version(chemin_base(), version) else None):
            quand = lire("serveur/version")["publiee_le"].iloc[0].to_pydatetime().replace(tzinfo=UTC)
    jours = [formats.jour(autre.publiee_le) for autre in parues.values()]
    if jours.count(formats.jour(quand)) > 1:
        return f"le {formats.jour(quand)} à {quand.astimezone(formats.PARIS):%H h %M}"
    return f"le {formats.jour(quand)}"
