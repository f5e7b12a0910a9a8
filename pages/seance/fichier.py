"""Garder et transmettre la séance : son fichier, son lien, son QR code."""

from dataclasses import replace

import streamlit as st

from data.fichiers.sortie import nom_de_fichier
from pages.composants import champ_fichier, entete, liens
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.seance import courante
from pages.seance.ordre import Seance, SeanceInvalide, de_toml, en_toml

_REFUS, _RANG = "seance_refusee", "seance_rouverte"


def nom_du_fichier(seance: Seance) -> str:
    """« seance-bilan-de-l-annee-2026.toml »."""
    nom = nom_de_fichier("seance", seance.titre, extension="toml")
    return nom if nom != "seance.toml" else "seance-comite.toml"


def adresse(seance: Seance, *, court: bool = False, **autres: str) -> str:
    """Le lien de l'ordre du jour ; `court` : gardé par le serveur, assez bref pour un QR code."""
    code = courante.code_court(seance) if court else courante.code_de(seance)
    return liens.adresse(f"{entete.racine()}/copil", {"seance": code} | autres)


def sans_notes(seance: Seance) -> Seance:
    """Ce qu'on montre à la salle : ni notes, ni décisions."""
    return Seance(seance.titre, tuple(replace(p, note="") for p in seance.points))


def garder(seance: Seance) -> None:
    """Enregistrer le fichier ; copier le lien, ou dire qu'il faut le fichier."""
    st.download_button(
        "Enregistrer le fichier",
        data=en_toml(seance),
        file_name=nom_du_fichier(seance),
        mime="application/toml",
        icon=":material/download:",
        key="enregistrer",
        on_click="ignore",
    )
    if courante.tient_dans_un_lien(seance):
        with st.popover("Copier le lien", icon=":material/link:", key="lien-seance"):
            st.markdown("Ce lien ouvre l'ordre du jour entier, avec vos notes et vos décisions.")
            st.code(adresse(seance), language=None, wrap_lines=True)
            entete.montrer_qr(adresse(seance, court=True), 200, "QR code de l'ordre du jour")
            st.caption(
                f"À photographier avec un téléphone. Ce code vaut {courante.JOURS} jours après sa dernière "
                "ouverture ; le lien et le fichier, toujours."
            )
    elif courante.sans_garde(seance):
        st.warning(
            "Cette séance est trop longue pour un lien, et le serveur n'a pas pu la garder : enregistrez son "
            "fichier avant de fermer cette page.",
            icon=":material/warning:",
        )
    else:
        st.caption(
            "Cette séance est trop longue pour un lien : pour la garder ou la transmettre, "
            "enregistrez son fichier."
        )


def rouvrir() -> None:
    """Le champ qui rouvre une séance enregistrée ; un fichier étranger ou abîmé reçoit une phrase."""
    rang = st.session_state.setdefault(_RANG, 0)
    cle = f"rouvrir-{rang}"
    champ_fichier.champ_de_fichier(
        "Rouvrir une séance enregistrée (fichier .toml)", ("toml",), cle, on_change=_recevoir, args=(cle,)
    )
    if refus := st.session_state.pop(_REFUS, ""):
        st.error(markdown(typographie(refus)), icon=":material/error:")


def _recevoir(cle: str) -> None:
    recu = st.session_state[cle]
    if recu is None:
        return
    # Un champ neuf : sans quoi rouvrir deux fois le même fichier ne ferait rien.
    st.session_state[_RANG] += 1
    contenu = recu.getvalue()
    champ_fichier.liberer()
    try:
        seance = de_toml(contenu)
    except SeanceInvalide as erreur:
        st.session_state[_REFUS] = str(erreur)
        return
    courante.poser(seance)
    st.toast(typographie(f"Séance rouverte : {markdown(seance.titre)}"), icon=":material/folder_open:")
