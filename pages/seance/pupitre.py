"""Le pupitre du président : le temps qui reste, le point en cours, le suivant, la note ; sur son appareil.

Il suit la salle et la conduit. Sans salle (magasin muet, séance pas encore lancée), il avance seul.
"""

import streamlit as st

from pages.composants import etat, phrases, ruban
from pages.composants.formats import typographie
from pages.composants.inerte import gras, markdown
from pages.seance import conduite, courante, salle
from pages.seance.composition import duree
from pages.seance.ordre import Seance, SeanceInvalide
from pages.seance.salle import Avancement

_COPIE = "pupitre_avancement"


def demande() -> bool:
    """Vrai si cet appareil est le pupitre."""
    return etat.parametre("role") == "pupitre"


def montrer(seance: Seance) -> None:
    """Le pupitre, vivant : il se redessine seul chaque seconde."""
    with st.container(key="pupitre"):
        ruban.poste_local()
        _vivre(seance)


def temps(secondes: float) -> str:
    """« 4:05 », « 1:02:07 » ; un temps dépassé se dit : « 1:20 de trop »."""
    total = int(abs(secondes))
    heures, minutes = divmod(total // 60, 60)
    ecrit = f"{heures}:{minutes:02}:{total % 60:02}" if heures else f"{minutes}:{total % 60:02}"
    return f"{ecrit} de trop" if secondes <= -1 else ecrit


@st.fragment(run_every="1s")
def _vivre(seance: Seance) -> None:
    ou, reliee = _avancement()
    if ou is None:
        _attendre(seance)
        return
    seance = _a_jour(seance, ou)
    rang = min(ou.pas, len(seance.points) + 1)
    if etat.parametre("pas") != str(rang):
        # Rechargé, même sans salle, le pupitre reste à sa place.
        etat.poser(pas=str(rang))
        etat.emettre()
    _point(seance, rang, ou)
    if not reliee:
        st.caption("L'écran de la salle n'est plus relié : chacun avance de son côté.")
    _boutons(seance, rang)


def _avancement() -> tuple[Avancement | None, bool]:
    """Où en est la séance, et si la salle répond ; None tant qu'elle n'est pas lancée."""
    ou = salle.lire(etat.parametre("salle"))
    if ou is not None:
        st.session_state[_COPIE] = ou
        return ou, True
    if _COPIE not in st.session_state and (rang := conduite.pas()) is not None:
        st.session_state[_COPIE] = salle.commencer(rang)
    return st.session_state.get(_COPIE), False


def _a_jour(seance: Seance, ou: Avancement) -> Seance:
    """L'ordre du jour de la salle : l'écran a pu le changer depuis que ce pupitre est ouvert."""
    try:
        return courante.seance_de(ou.seance) if ou.seance else seance
    except SeanceInvalide:
        return seance


def _attendre(seance: Seance) -> None:
    st.title("La séance n'est pas encore lancée", anchor=False)
    compte = f"{phrases.accord(len(seance.points), 'point')}, {duree(seance.minutes())}"
    st.header(markdown(typographie(f"{seance.titre} : {compte}")), anchor=False)
    st.markdown("Ce pupitre s'allumera dès que vous lancerez la séance sur l'ordinateur de la salle.")
    st.button("Commencer sans l'écran", key="pupitre-seul", on_click=_commencer, width="stretch")


def _point(seance: Seance, rang: int, ou: Avancement) -> None:
    nombre = len(seance.points)
    choisi = conduite.point(seance, rang)
    if choisi is None:
        st.title("Ordre du jour" if rang == 0 else "Séance terminée", anchor=False)
        st.header(markdown(typographie(seance.titre)), anchor=False)
    else:
        st.title(f"Point {rang} sur {nombre}", anchor=False)
        st.header(markdown(typographie(choisi.titre)), anchor=False)
    reste = seance.minutes() * 60 - ou.en_seance_s()
    with st.container(horizontal=True, key="pupitre-temps"):
        if choisi is not None:
            st.metric("Reste pour ce point", temps(choisi.minutes * 60 - ou.au_point_s()), border=True)
        st.metric("Reste pour la séance", temps(reste), border=True)
    _suite(seance, rang)
    if choisi is not None and choisi.note:
        with st.container(border=True, key="pupitre-note"):
            st.markdown("  \n".join(markdown(typographie(ligne)) for ligne in choisi.note.splitlines()))


def _boutons(seance: Seance, rang: int) -> None:
    with st.container(horizontal=True, key="pupitre-boutons"):
        st.button(
            "Précédent",
            icon=":material/chevron_left:",
            key="pupitre-precedent",
            on_click=_aller,
            args=(rang - 1,),
            disabled=rang == 0,
            width="stretch",
        )
        st.button(
            "Suivant" if rang < len(seance.points) else "Terminer",
            icon=":material/chevron_right:",
            icon_position="right",
            key="pupitre-suivant",
            on_click=_aller,
            args=(rang + 1,),
            disabled=rang > len(seance.points),
            width="stretch",
            type="primary",
        )


def _suite(seance: Seance, rang: int) -> None:
    suivant = conduite.point(seance, rang + 1)
    if suivant is None:
        if rang == len(seance.points):
            st.markdown("Ensuite : la fin de la séance.")
        return
    st.markdown(typographie(f"Ensuite : {gras(suivant.titre)} ({duree(suivant.minutes)})"))
    restants = seance.points[rang:]
    compte = phrases.accord(len(restants), "point")
    st.caption(typographie(f"Encore {compte} après celui-ci, {duree(sum(p.minutes for p in restants))}."))


def _aller(rang: int) -> None:
    if not salle.aller(etat.parametre("salle"), rang):
        copie = st.session_state.get(_COPIE) or salle.commencer(rang)
        st.session_state[_COPIE] = copie.au(rang)


def _commencer() -> None:
    st.session_state[_COPIE] = salle.commencer(1)
