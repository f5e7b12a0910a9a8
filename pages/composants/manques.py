"""Ce qui manque à la base, et la feuille du classeur qui le donnerait."""

import streamlit as st

from data.feuilles import FEUILLES
from pages.blocs import Information
from pages.composants import phrases
from pages.composants.formats import typographie

_ADRESSE = "data/demo/classeur"


def feuilles(constat: str, *noms: str) -> None:
    """`constat` (une phrase), puis les feuilles qui rempliraient la page et leurs colonnes obligatoires."""
    st.info(typographie(en_mots(constat, *noms)), icon=":material/post_add:")


def bloc(constat: str, *noms: str) -> Information:
    """De même, pour une page qui est une valeur."""
    return Information(typographie(en_mots(constat, *noms)), "post_add", riche=True)


def en_mots(constat: str, *noms: str) -> str:
    """Le texte de `feuilles`. KeyError si une feuille n'existe pas."""
    lignes = [f"- `{nom}.csv` : {_colonnes(nom)}" for nom in noms]
    suite = phrases.pluriel(len(noms), "la feuille qui la remplirait", "les feuilles qui la rempliraient")
    return (
        f"{constat} Cette partie de la page attend des données du classeur du contrat ; voici {suite} :\n\n"
        + "\n".join(lignes)
        + f"\n\nUn exemple de chacune est dans `{_ADRESSE}`. Ajoutez-la au dossier de la source `classeur` "
        "de votre recette, puis relancez `uv run python -m data construire`."
    )


def _colonnes(feuille: str) -> str:
    """« structure_id, pour_quoi (obligatoires), montant_eur, echeance »."""
    colonnes = FEUILLES[feuille]
    obligatoires = [f"**{nom}**" for nom, sorte in colonnes.items() if sorte.endswith("!")]
    autres = [nom for nom, sorte in colonnes.items() if not sorte.endswith("!")]
    texte = f"{', '.join(obligatoires)} (obligatoires)"
    return (texte + (f", {', '.join(autres)}" if autres else "")).replace("_", "\\_")
