"""Avant et après les points : lancer la séance, donner le pupitre, projeter l'ordre du jour, finir."""

import importlib.util
from collections import Counter

import streamlit as st

from pages.composants import entete, etat, phrases
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.seance import composition, conduite, fichier, salle
from pages.seance.ordre import Seance

QUESTION = "Que met-on à l'ordre du jour ?"


def question(seance: Seance) -> str:
    """Le titre de la page : composer, ou, projetée, l'ordre du jour et la fin."""
    if not etat.projection() or not seance.points:
        return QUESTION
    return "Séance terminée" if finie(seance) else "Que voyons-nous aujourd'hui ?"


def finie(seance: Seance) -> bool:
    """Vrai sur l'écran qui suit le dernier point."""
    return etat.projection() and bool(seance.points) and (conduite.pas() or 0) > len(seance.points)


def phrase(seance: Seance) -> str:
    """Ce que dit la page : l'ordre du jour, ou ce que la séance a pris et décidé."""
    if not finie(seance):
        return composition.phrase(seance)
    vus = phrases.accord(len(seance.points), "point")
    ou = salle.lire(etat.parametre("salle"))
    prevue = f"{composition.duree(seance.minutes())} prévues"
    pris = f"en {composition.duree(round(ou.en_seance_s() / 60))}, pour {prevue}" if ou else f"({prevue})"
    notees = phrases.accord(len(seance.decisions), "décision notée", "décisions notées", aucun="aucune")
    return typographie(f"{vus} {pris} ; {notees}.")


def conduire(seance: Seance) -> None:
    """Lancer ou reprendre la séance, et le QR code du pupitre."""
    st.subheader("Conduire la séance", anchor=False)
    en_cours = salle.lire(conduite.code())
    rang = en_cours.pas if en_cours else 0
    if 1 < rang <= len(seance.points) and st.button(
        f"Reprendre au point {rang}",
        icon=":material/play_arrow:",
        key="reprendre",
        type="primary",
        width="stretch",
    ):
        conduite.lancer(seance, rang)
    if st.button(
        "Recommencer du début" if rang > 1 else "Lancer la séance",
        icon=":material/co_present:",
        key="lancer",
        type="secondary" if rang > 1 else "primary",
        width="stretch",
    ):
        conduite.lancer(seance)
    st.caption(
        "Un point par écran. Les flèches du clavier, ou la télécommande, passent au suivant ; "
        "F met en plein écran ; Échap revient ici."
    )
    with st.popover(
        "Ouvrir le pupitre du président", icon=":material/qr_code_2:", key="pupitre-qr", width="stretch"
    ):
        st.markdown(
            "Photographiez ce code avec votre téléphone **avant de projeter** : il montre le temps qui "
            "reste, la suite et vos notes, et fait avancer l'écran de la salle."
        )
        adresse = fichier.adresse(seance, court=True, salle=conduite.code(), role="pupitre")
        entete.montrer_qr(adresse, 220, "QR code du pupitre")
        st.caption("Qui a ce code peut conduire la séance : ne le projetez pas.")
        st.code(adresse, language=None, wrap_lines=True)


def programme(seance: Seance) -> None:
    """L'ordre du jour, pour la salle : ni notes, ni réglages ; à la fin, ce que chaque point a pris."""
    ou = salle.lire(etat.parametre("salle")) if finie(seance) else None
    with st.container(key="programme" if len(seance.points) <= 16 else "programme-long"):
        colonnes = st.columns(2 if len(seance.points) > 5 else 1, gap="large")
        moitie = -(-len(seance.points) // len(colonnes))
        for rang, point in enumerate(seance.points, 1):
            temps = composition.duree(point.minutes)
            if ou is not None:
                pris = round(ou.passees_s.get(rang, 0) / 60)
                temps = f"{composition.duree(pris)}, pour {temps} prévues" if pris else f"{temps} prévues"
            texte = f"**{rang}.** {markdown(typographie(point.titre))} ({typographie(temps)})"
            colonnes[(rang - 1) // moitie].markdown(texte)


def fin(seance: Seance) -> None:
    """Après le dernier point : ce que la séance a pris et décidé, et ce qu'on emporte."""
    programme(seance)
    comptes = Counter(decision.decision for decision in seance.decisions)
    if comptes:
        lus = [phrases.accord(comptes[sens], f"demande {sens}", f"demandes {sens}s") for sens in comptes]
        st.markdown(markdown(typographie(f"Décisions : {phrases.liste(lus)}.")))
    documents(seance)
    st.caption("Échap revient à l'ordre du jour, et à ses documents.")


def documents(seance: Seance) -> None:
    """Les diapositives, le dossier et le relevé, si cette installation sait les faire."""
    if importlib.util.find_spec("pages.documents") and importlib.util.find_spec("pages.documents.kit"):
        from pages.documents import kit

        st.subheader("Les documents", anchor=False)
        kit.panneau(seance)
