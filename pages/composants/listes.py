"""Une liste dont on ouvre une ligne, et les petits effectifs qui n'y paraissent pas."""

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from pages.composants import impression, inerte, recueil, tableaux
from pages.composants.formats import ABSENT, absent, typographie

SEUIL = 5
_LARGEURS = {"euros": 110, "pourcent": 80, "entier": 90, "annee": 70}
_CLIC = "_clic_liste_"


def cliquable(
    df: pd.DataFrame,
    nom: str,
    colonnes: Mapping[str, tableaux.Colonne],
    titre: str,
    code: str,
    largeurs: Mapping[str, int] | None = None,
    lignes: int = 14,
) -> str | None:
    """Le tableau de `df`, dont cocher une ligne rend le code (colonne `code`), une fois par geste.

    `nom` : clé de l'élément, unique dans la page ; `largeurs` : colonne → pixels ; `lignes` : nombre de
    lignes visibles sans défiler. KeyError si une colonne manque.
    """
    cle = _CLIC + nom
    tableau(
        df,
        nom,
        colonnes,
        titre,
        au_geste=partial(st.session_state.__setitem__, cle),
        largeurs=largeurs,
        lignes=lignes,
    )
    rang = st.session_state.pop(cle, None)
    return None if rang is None or rang >= len(df) else _code(df.iloc[rang][code])


def tableau(
    df: pd.DataFrame,
    nom: str,
    colonnes: Mapping[str, tableaux.Colonne],
    titre: str,
    *,
    au_geste: Callable[[int], None],
    largeurs: Mapping[str, int] | None = None,
    lignes: int = 14,
    pret: pd.DataFrame | None = None,
) -> None:
    """Le tableau de `cliquable` ; `au_geste` reçoit le rang de la ligne qu'on vient de cocher.

    `pret` : ce que rend `montrable` de ces lignes, si on l'a gardé.
    """
    recueil.tableau(nom, titre, df, colonnes)
    cle = f"liste-{nom}"
    largeurs = largeurs or {}
    configuration = {}
    for colonne, decrite in colonnes.items():
        vue = dict(tableaux.configuration_colonne(decrite))
        if decrite.type == "annee":
            # Le format « plain » de Streamlit écrit 2019,00000000… pour certaines années.
            vue["type_config"] = {**vue["type_config"], "format": "%d"}
        vue["width"] = largeurs.get(colonne, _LARGEURS.get(decrite.type))
        if _effectifs(df[colonne]):
            vue["alignment"] = "right"
        configuration[colonne] = vue
    st.dataframe(
        montrable(df, colonnes) if pret is None else pret,
        column_config=configuration,
        hide_index=True,
        height="content" if len(df) <= lignes else 36 * (lignes + 1),
        key=cle,
        on_select=partial(_noter, cle, au_geste),
        selection_mode="single-row",
        placeholder=ABSENT,
        alt=inerte.texte(typographie(titre)),
    )
    impression.tableau(df, nom, colonnes, titre)


def montrable(df: pd.DataFrame, colonnes: Mapping[str, tableaux.Colonne]) -> pd.DataFrame:
    """Les lignes telles que l'écran les reçoit ; dix mille coûtent un quart de seconde."""
    return _triable(tableaux.affichable(df[list(colonnes)], colonnes))


def discrets(df: pd.DataFrame, *colonnes: str, complement: str = "") -> pd.DataFrame:
    """`df` où chaque effectif sous 5 de ces colonnes devient « moins de 5 », dans les fichiers aussi.

    `complement` : la colonne, retirée, qui dit les lignes dont les autres effectifs redonneraient celui-là
    par différence avec leur total ; ils y sont vides.
    """
    sortie = df.copy()
    tus = df[complement] if complement else [False] * len(df)
    for colonne in colonnes:
        dits = [_discret(v) for v in df[colonne]]
        dits = [None if tu and isinstance(d, int) else d for d, tu in zip(dits, tus, strict=True)]
        sortie[colonne] = pd.Series(dits, index=df.index, dtype=object)
    return sortie.drop(columns=[complement] if complement else [])


def _discret(valeur: object) -> int | str | None:
    if absent(valeur):
        return None
    return int(valeur) if valeur >= SEUIL else f"moins de {SEUIL}"


def _triable(df: pd.DataFrame) -> pd.DataFrame:
    """Les effectifs en textes qui se rangent comme des nombres : le tableau trie les textes par lettre."""
    montre = df.copy()
    for colonne in montre.columns:
        if _effectifs(montre[colonne]):
            montre[colonne] = [
                None if v is None else f"{v:>7}" if isinstance(v, int) else f"{'':>7}{v}"
                for v in montre[colonne]
            ]
    return montre


def _effectifs(serie: pd.Series) -> bool:
    """Vrai pour une colonne rendue par `discrets`."""
    return serie.dtype == object and any(isinstance(v, int) for v in serie)


def _noter(cle: str, au_geste: Callable[[int], None]) -> None:
    """La sélection dure d'un passage à l'autre : on ne la lit qu'au geste qui la fait."""
    selection = (st.session_state.get(cle) or {}).get("selection") or {}
    rangs = selection.get("rows") or []
    if rangs:
        au_geste(rangs[0])


def _code(valeur: object) -> str | None:
    return None if absent(valeur) else str(valeur)
