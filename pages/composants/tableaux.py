"""Les mêmes chiffres en tableau, à un clic de l'image, et les fichiers qu'on emporte."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.blocs import Colonne
from pages.composants import etat, exports, impression, inerte, liens, origine, recueil
from pages.composants.formats import ABSENT, typographie
from pages.composants.phrases import markdown

_LIGNES_PROJETEES = 4


def ouvert(
    df: pd.DataFrame,
    nom: str,
    colonnes: Mapping[str, Colonne],
    titre: str,
    filtre_texte: str = "",
    sources: pd.DataFrame | Sequence[object] = (),
) -> None:
    """Le tableau qui est lui-même la réponse : titre, lignes, téléchargements CSV et XLSX.

    `nom` : nom des fichiers et clé de l'élément (unique dans la page). `colonnes` : colonne de `df` → comment
    la montrer, dans l'ordre ; les autres ne sortent pas. KeyError si une colonne manque.
    """
    st.subheader(markdown(typographie(titre)), anchor=False)
    if etat.projection():
        projete(df, nom, colonnes, titre)
    else:
        dessiner(df, nom, colonnes, titre, entier=len(df) <= 40)
        impression.tableau(df, nom, colonnes, titre)
        telecharger(df, nom, colonnes, filtre_texte, sources, titre)
        origine.sous_tableau(nom, df, sources)


def projete(df: pd.DataFrame, nom: str, colonnes: Mapping[str, Colonne], titre: str) -> None:
    """De la salle, un tableau dessiné est trop petit : quatre lignes de texte, noms et nombres."""
    montrees = {
        n: c for rang, (n, c) in enumerate(colonnes.items()) if rang < 3 or c.type in impression.NOMBRES
    }
    recueil.tableau(nom, titre, df, colonnes)
    with st.container(key="tableau-projete"):
        st.html(impression.html(df.head(_LIGNES_PROJETEES), montrees, titre))
    if len(df) > _LIGNES_PROJETEES:
        st.markdown(typographie(f"Et {len(df) - _LIGNES_PROJETEES} autres lignes."))


def dessiner(
    df: pd.DataFrame, nom: str, colonnes: Mapping[str, Colonne], titre: str | None, entier: bool = False
) -> None:
    """`entier` : toutes les lignes d'un coup, sans défilement dans le tableau."""
    recueil.tableau(nom, titre or nom, df, colonnes)
    montre, suivent = affichable(df[list(colonnes)], colonnes), etat.vers({})
    for lien in (c for c, colonne in colonnes.items() if colonne.type == "lien" and suivent):
        # La réponse est à tous ; la version figée et la séance sont à qui regarde.
        montre[lien] = [liens.suivre(v, suivent) if isinstance(v, str) else v for v in montre[lien]]
    st.dataframe(
        montre,
        column_config={c: configuration_colonne(colonne) for c, colonne in colonnes.items()},
        hide_index=True,
        placeholder=ABSENT,
        height="content" if entier else "auto",
        key=f"tableau-{nom}",
        alt=inerte.texte(typographie(titre or f"Tableau : {nom}")),
    )


def telecharger(
    df: pd.DataFrame,
    nom: str,
    colonnes: Mapping[str, Colonne],
    filtre_texte: str = "",
    sources: pd.DataFrame | Sequence[object] = (),
    titre: str | None = None,
) -> None:
    """Les deux boutons : le fichier n'est fabriqué qu'au clic, et la page ne se relance pas."""
    colonnes = {c: colonne for c, colonne in colonnes.items() if colonne.type != "lien"}
    libelles = {c: colonne.libelle for c, colonne in colonnes.items()}
    nomme = df[list(colonnes)].rename(columns=libelles)
    types = {c.libelle: c.type if c.type != "oui_non" else "texte" for c in colonnes.values()}
    with st.container(horizontal=True):
        st.download_button(
            "CSV",
            data=lambda: exports.csv_francais(nomme),
            file_name=f"{nom}.csv",
            mime=exports.MIME_CSV,
            key=f"csv-{nom}",
            icon=":material/download:",
            on_click="ignore",
            help="Tableau brut, qu'un tableur ouvre d'un double clic",
        )
        st.download_button(
            "Excel",
            data=lambda: exports.xlsx(nomme, titre or nom, filtre_texte, sources, types),
            file_name=f"{nom}.xlsx",
            mime=exports.MIME_XLSX,
            key=f"xlsx-{nom}",
            icon=":material/download:",
            on_click="ignore",
            help="Classeur mis en forme, avec ses sources et ses filtres",
        )


def affichable(df: pd.DataFrame, colonnes: Mapping[str, Colonne]) -> pd.DataFrame:
    """Les types que le tableau de Streamlit sait trier et formater : un Decimal y serait du texte."""
    montre = df.copy()
    for nom, colonne in colonnes.items():
        if colonne.type in ("texte", "lien"):
            montre[nom] = [inerte.texte(v) if isinstance(v, str) else v for v in montre[nom]]
        if colonne.type in ("euros", "pourcent", "nombre"):
            montre[nom] = montre[nom].to_numpy(dtype="float64", na_value=float("nan"))
    return montre


def configuration_colonne(colonne: Colonne):
    """La mise en forme d'une colonne ; les formats nommés suivent la langue du navigateur."""
    commun = {"label": colonne.libelle, "help": colonne.aide}
    nombres = {"euros": "euro", "pourcent": "percent", "entier": "localized", "nombre": "localized"}
    if colonne.type in nombres:
        return st.column_config.NumberColumn(format=nombres[colonne.type], **commun)
    if colonne.type == "annee":
        return st.column_config.NumberColumn(format="%d", **commun)
    if colonne.type == "date":
        return st.column_config.DateColumn(format="DD/MM/YYYY", **commun)
    if colonne.type == "instant":
        return st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", **commun)
    if colonne.type == "oui_non":
        return st.column_config.CheckboxColumn(**commun)
    if colonne.type == "lien":
        return st.column_config.LinkColumn(display_text="Ouvrir", **commun)
    return st.column_config.TextColumn(**commun)
