"""Les documents de la séance, fabriqués au clic : diaporama, dossier, relevé de décisions, rapport annuel."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.fichiers.sortie import nom_de_fichier
from pages.composants import acces, calendrier, filtres, formats, phrases
from pages.composants.referentiel import contrat_defaut, statuts_visibles
from pages.documents import blocs, diaporama, dossier, rapport_annuel, releve
from pages.documents.matiere import Matiere, rassembler
from pages.seance.ordre import Seance, en_lien
from pages.serveur.configuration import configuration
from queries import BaseIndisponible, version_base

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
_PRET = "documents_prets"
journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fichier:
    """Un fichier prêt à emporter."""

    nom: str
    mime: str
    contenu: bytes

    @property
    def libelle(self) -> str:
        """« dossier-comite-de-pilotage.pdf (480 ko) »."""
        poids = formats.nombre(max(1, round(len(self.contenu) / 1000)))
        return f"{self.nom} ({poids}{formats.FINE}ko)"


@dataclass(frozen=True)
class Document:
    """Un bouton : ce qu'il fabrique et comment. `fabrique` reçoit la matière et rend les fichiers."""

    cle: str
    libelle: str
    icone: str
    aide: str
    fabrique: Callable[[Matiere], list[Fichier]]
    lit: bool = True
    """Vrai s'il faut d'abord lire les vues de la séance."""


def panneau(seance: Seance) -> None:
    """Les boutons des documents ; rien n'est fabriqué avant un clic."""
    prets = _prets(seance)
    with st.container(horizontal=True, key="documents"):
        for document in _documents():
            if st.button(
                document.libelle,
                icon=f":material/{document.icone}:",
                key=f"document-{document.cle}",
                help=document.aide,
            ):
                prets[document.cle] = _fabriquer(document, seance)
    _exercice()
    for fichiers in prets.values():
        with st.container(horizontal=True):
            for fichier in fichiers:
                st.download_button(
                    fichier.libelle,
                    data=fichier.contenu,
                    file_name=fichier.nom,
                    mime=fichier.mime,
                    icon=":material/download:",
                    type="primary",
                    on_click="ignore",
                    key=f"telecharger-{fichier.nom}",
                )


def adresse_du_site() -> str:
    """L'adresse des liens des documents : celle de la configuration, sinon celle de la visite."""
    publique = (configuration().adresse_publique or "").rstrip("/")
    if publique:
        return publique
    page = st.session_state.get("etat_page", "")
    visite = (st.context.url or "").split("?")[0].rstrip("/")
    return visite.removesuffix(f"/{page}") if page else visite


def _documents() -> list[Document]:
    return [
        Document(
            "diaporama",
            "Diaporama (PPTX)",
            "slideshow",
            "Une diapositive par point, tout y est modifiable",
            _diaporama,
        ),
        Document(
            "dossier",
            "Dossier (PDF)",
            "picture_as_pdf",
            "À envoyer avant la séance, tableaux entiers",
            _dossier,
        ),
        Document(
            "releve", "Relevé de décisions (DOCX, PDF)", "gavel", "Les décisions notées, par pilier", _releve
        ),
        Document(
            "rapport",
            "Rapport annuel (DOCX, PDF)",
            "article",
            "Les rubriques du décret du 3 septembre 2015, remplies de ce que la base sait",
            _rapport,
            lit=False,
        ),
    ]


def _fabriquer(document: Document, seance: Seance) -> list[Fichier]:
    """Les fichiers d'un document, la progression à l'écran ; rien, et la raison, si la base ne répond pas."""
    with st.status(f"{document.libelle}{formats.FINE}: lecture des vues…", expanded=True) as etape:
        barre = st.progress(0.0)

        def avancer(lus: int, total: int, quoi: str) -> None:
            barre.progress(lus / max(total, 1), phrases.markdown(quoi or "Mise en page…"))

        try:
            points = seance if document.lit else Seance(seance.titre)
            matiere = rassembler(points, adresse_du_site(), acces.identite_vue(), avancer)
            fichiers = document.fabrique(matiere)
        except BaseIndisponible as erreur:
            etape.update(label=f"{erreur.motif} {erreur.que_faire}", state="error")
            return []
        except Exception:  # noqa: BLE001 — une faute d'un document n'emporte pas la page de la séance
            journal.exception("document impossible : %s", document.cle)
            faute = f"{document.libelle}{formats.FINE}: ce document n'a pas pu être fabriqué. Réessayez."
            etape.update(label=faute, state="error")
            return []
        barre.empty()
        etape.update(label=_bilan(document, matiere), state="complete", expanded=False)
    return fichiers


def _bilan(document: Document, matiere: Matiere) -> str:
    muettes = [s.titre for s in matiere.sections if s.vue is None]
    suite = ""
    if muettes:
        noms = phrases.liste([f"«{formats.FINE}{t}{formats.FINE}»" for t in muettes], 3)
        suite = f" Vue indisponible{formats.FINE}: {phrases.markdown(noms)}."
    return f"{document.libelle}{formats.FINE}: prêt.{suite}"


def _prets(seance: Seance) -> dict[str, list[Fichier]]:
    """Les fichiers déjà fabriqués, tant que la séance, la base et qui la regarde restent les mêmes."""
    signature = (en_lien(seance), version_base(), statuts_visibles())
    garde = st.session_state.get(_PRET)
    if garde is None or garde[0] != signature:
        garde = st.session_state[_PRET] = (signature, {})
    return garde[1]


def _diaporama(matiere: Matiere) -> list[Fichier]:
    nom = nom_de_fichier("diaporama", matiere.titre, extension="pptx")
    return [Fichier(nom, PPTX, diaporama.pptx(matiere))]


def _dossier(matiere: Matiere) -> list[Fichier]:
    return [Fichier(nom_de_fichier("dossier", matiere.titre, extension="pdf"), PDF, dossier.pdf(matiere))]


def _releve(matiere: Matiere) -> list[Fichier]:
    ecrit = releve.ecrire(matiere, statuts_visibles())
    return _ecrits("releve-de-decisions", matiere.titre, ecrit)


def _rapport(matiere: Matiere) -> list[Fichier]:
    contrat, annee = _sujet()
    ecrit = rapport_annuel.ecrire(contrat, annee, acces.identite_vue())
    return _ecrits("rapport-annuel", f"{annee} {contrat}", ecrit)


def _ecrits(debut: str, titre: str, ecrit: blocs.Ecrit) -> list[Fichier]:
    return [
        Fichier(nom_de_fichier(debut, titre, extension="docx"), DOCX, blocs.docx(ecrit)),
        Fichier(nom_de_fichier(debut, titre, extension="pdf"), PDF, blocs.pdf(ecrit)),
    ]


def _sujet() -> tuple[str, int]:
    """Le contrat et l'exercice du rapport : ceux des filtres ; à défaut, la dernière année écoulée."""
    filtre = filtres.courant()[0]
    contrat = filtre.contrats[0] if filtre.contrats else contrat_defaut() or ""
    connus = rapport_annuel.exercices(contrat, statuts_visibles())
    choisi = st.session_state.get("rapport-exercice")
    if choisi in connus:
        return contrat, choisi
    ecoulees = [a for a in connus if a < calendrier.aujourd_hui().year]
    return contrat, (ecoulees or connus or [calendrier.aujourd_hui().year])[0]


def _exercice() -> None:
    """L'exercice du rapport annuel : une année écoulée par défaut."""
    contrat, annee = _sujet()
    connus = rapport_annuel.exercices(contrat, statuts_visibles())
    if len(connus) > 1:
        st.selectbox(
            "Exercice du rapport annuel",
            connus,
            index=connus.index(annee),
            key="rapport-exercice",
            width=220,
            placeholder="Choisir",
        )
