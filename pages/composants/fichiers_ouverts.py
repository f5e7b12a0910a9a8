"""Le modèle de classeur et l'archive ouverte : toute la base, telle que cette personne peut la voir."""

import io
from pathlib import Path

import streamlit as st

from pages.composants import acces, exports
from queries import Filtre, chemin_base, version_demandee
from queries.versions import fichier_version


def boutons(filtre: Filtre) -> None:
    """Les fichiers, fabriqués au clic, sur la version que lit la visite."""
    base, statuts = _base(), acces.statuts_permis()
    # Un agent reprend tout, à l'identique : sans quoi son classeur, déposé, effacerait ce qui y manque.
    du_classeur = None if acces.est_agent() else statuts
    contrat = filtre.contrats[0] if len(filtre.contrats) == 1 else None
    st.subheader("Emporter toute la base", anchor=False)
    st.caption(
        "Le classeur est celui qu'on remplit puis qu'on dépose à « Mettre à jour » ; l'archive contient "
        "chaque table en Parquet et en CSV, et les contours."
    )
    with st.container(horizontal=True, key="fichiers-ouverts"):
        fichiers = [
            ("Modèle de classeur, à remplir", "modele", contrat, False),
            ("Classeur rempli", "classeur", contrat, True),
        ]
        if contrat and acces.est_agent():
            # Un classeur d'un seul contrat, déposé, retirerait les autres.
            fichiers.append(("Classeur de toute la base", "base", None, True))
        for libelle, nom, code, rempli in fichiers:
            st.download_button(
                f"{libelle} (Excel)",
                data=lambda c=code, r=rempli: classeur(base, c, du_classeur, r),
                file_name=f"{nom}.xlsx", mime=exports.MIME_XLSX, key=f"ouvert-{nom}",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        st.download_button(
            "Archive ouverte (ZIP)", data=lambda: archive(base, statuts), file_name="contrat-de-ville.zip",
            mime="application/zip", key="ouvert-archive", icon=":material/folder_zip:", on_click="ignore",
        )  # fmt: skip


def classeur(base: Path, contrat: str | None, statuts: tuple[str, ...] | None, rempli: bool) -> bytes:
    """Le classeur d'un contrat (None : tous) ; `statuts` None : tout, sans rien masquer.

    Lève ModeleImpossible, dont le message est une phrase.
    """
    # Import tardif : écrire un fichier est l'affaire de data/ ; la page n'en a besoin qu'au clic.
    from data.modele.ecriture import ecrire

    flux = io.BytesIO()
    ecrire(flux, base, contrat, rempli, statuts)
    return flux.getvalue()


def archive(base: Path, statuts: tuple[str, ...]) -> bytes:
    """L'archive ouverte, aux seuls statuts permis."""
    from data.ouverts.archive import ecrire

    flux = io.BytesIO()
    ecrire(flux, base, list(statuts))
    return flux.getvalue()


def _base() -> Path:
    """Le fichier de la version que lit la visite."""
    version = version_demandee()
    return (fichier_version(chemin_base(), version) if version else None) or chemin_base()
