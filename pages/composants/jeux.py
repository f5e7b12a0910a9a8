"""Les jeux de données qu'on emporte de la page Données, et l'état de la base."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.composants import exports, formats, phrases
from pages.composants.chiffres import Chiffre, montrer
from pages.composants.colonnes import COMPTES, EUROS_COMPTES
from pages.composants.filtres import texte
from pages.composants.phrases import markdown
from pages.composants.tableaux import Colonne, ouvert
from pages.serveur.contours import geojson
from queries import Filtre, a_la_meme_version, lire

MOTIFS = {
    "source": Colonne("Source"),
    "motif": Colonne("Raison"),
    "bloquant": Colonne(
        "Refusée", "oui_non", "Décoché : la ligne entre dans la base, la cellule est signalée"
    ),
    "nb_cellules": Colonne("Nombre", "entier"),
    "exemple": Colonne("Exemple"),
}


def etat_de_la_base(effectifs: Mapping) -> None:
    """Ce que la base montre (réponse de `donnees/effectifs`)."""
    anciens = f"et {formats.nombre(effectifs['quartiers_2015'])} du zonage 2015"
    montrer(
        [
            Chiffre("contrats", "Contrats", formats.nombre(effectifs["contrats"])),
            Chiffre("quartiers", "Quartiers", formats.nombre(effectifs["quartiers"]), anciens),
            Chiffre("actions", "Actions", formats.nombre(effectifs["actions"]), "aux statuts publics"),
            Chiffre("financements", "Financements", formats.nombre(effectifs["financements"])),
        ]
    )


def comptes(lus: pd.DataFrame) -> None:
    """Le sort des lignes puis des euros de chaque fichier (réponse de `donnees/comptes`)."""
    lus = lus[lus["nb_lignes"].notna()]
    if len(lus):
        ouvert(lus, "comptes", _parlantes(lus, COMPTES, 4), "Ce que chaque fichier a donné")
    argent = lus[lus["lus_eur"].notna()]
    if len(argent):
        ouvert(argent, "euros", _parlantes(argent, EUROS_COMPTES, 4), "Les euros de chaque fichier")


def comptes_caches(lus: pd.DataFrame) -> None:
    """Une phrase, s'il y a des fichiers dont le compte ne se montre pas à cette personne."""
    tus = lus.loc[lus["nb_lignes"].isna(), "source"].tolist()
    if not tus:
        return
    noms = phrases.liste([f"« {nom} »" for nom in tus])
    st.caption(
        markdown(
            formats.typographie(
                f"Combien de lignes a {noms}, et lesquelles sont refusées, ne se dit qu'aux agents : un "
                "fichier de la collectivité peut porter des demandes qui ne sont pas publiques. Des "
                "signalements, on ne lit ici que ceux d'une action publique, sans les valeurs des cellules."
            )
        )
    )


def _parlantes(lus: pd.DataFrame, colonnes: Mapping[str, Colonne], nb: int) -> dict[str, Colonne]:
    """Les `nb` premières colonnes, et les autres si elles ont quelque chose à dire."""
    return {
        nom: colonne
        for rang, (nom, colonne) in enumerate(colonnes.items())
        if rang < nb or lus[nom].fillna(0).astype(bool).any()
    }


def telechargements(filtre: Filtre) -> None:
    """Les fichiers de la vue : financements et mesures en CSV et Excel, contours en GeoJSON."""
    contrats = list(filtre.contrats) or None
    st.subheader("Emporter les données de cette vue", anchor=False)
    vue = texte(filtre)
    st.caption(markdown(formats.typographie(f"{vue} · statuts publics seulement.")))
    with st.container(horizontal=True, key="telechargements"):
        for nom, question, parametres in (
            ("financements", "donnees/financements", {"filtre": filtre}),
            ("indicateurs", "donnees/mesures", {"contrats": contrats}),
        ):
            # Le fichier n'est fabriqué qu'au clic, dans un autre fil.
            st.download_button(
                f"{nom.capitalize()} (CSV)",
                data=a_la_meme_version(lambda q=question, p=parametres: exports.csv_francais(lire(q, **p))),
                file_name=f"{nom}.csv",
                mime=exports.MIME_CSV,
                key=f"jeu-csv-{nom}",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                f"{nom.capitalize()} (Excel)",
                data=a_la_meme_version(
                    lambda q=question, p=parametres, n=nom, t=vue: exports.xlsx(
                        lire(q, **p),
                        n.capitalize(),
                        t,
                        lire("donnees/sources")[["nom", "producteur", "millesime", "licence", "url"]],
                    )
                ),
                file_name=f"{nom}.xlsx",
                mime=exports.MIME_XLSX,
                key=f"jeu-xlsx-{nom}",
                icon=":material/download:",
                on_click="ignore",
            )
        st.download_button(
            "Contours (GeoJSON)",
            data=a_la_meme_version(lambda: _geojson(contrats)),
            file_name="quartiers.geojson",
            mime="application/geo+json",
            key="jeu-geojson",
            icon=":material/download:",
            on_click="ignore",
        )


def _geojson(contrats: list[str] | None) -> bytes:
    """Les contours des quartiers de la vue, WGS84 (RFC 7946)."""
    return geojson(lire("serveur/contours_quartiers", contrats=contrats, generation=None)).encode("utf-8")
