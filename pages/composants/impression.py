"""Ce qui ne se voit que sur le papier : les filtres, la date et le lien, et les tableaux en entier.

À l'écran, le style (pages/composants/style.py) le cache ; à l'impression, il cache le reste.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from pages.composants import formats, phrases
from pages.composants.graphiques_socle import attribut, sur

NOMBRES = ("euros", "pourcent", "entier", "nombre", "annee")
LIGNES_MAX = 60
"""Au-delà, un tableau tient mal sur le papier : le fichier le donne en entier."""


def pied(filtres: str, adresse: str) -> None:
    """Au bas de la dernière feuille : les filtres, la date de l'impression, l'adresse de la vue."""
    aujourd_hui = formats.jour(datetime.now(ZoneInfo("Europe/Paris")))
    with st.container(key="impression"):
        st.caption(
            phrases.markdown(formats.typographie(f"{filtres} · Imprimé le {aujourd_hui}"))
            + f"  \n{phrases.markdown(adresse)}"
        )


def tableau(df: pd.DataFrame, nom: str, colonnes: Mapping[str, object], titre: str) -> None:
    """Le tableau en HTML, sans défilement : à l'écran, un tableau dessiné en montrerait une partie.

    `colonnes` : celles de `tableaux.Colonne` ; rien au-delà de LIGNES_MAX lignes.
    """
    if len(df) <= LIGNES_MAX:
        with st.container(key=f"imprime-{nom}"):
            st.html(html(df, colonnes, titre))


def html(df: pd.DataFrame, colonnes: Mapping[str, object], titre: str) -> str:
    """Le HTML de `tableau` ; tout texte venu des données y est échappé."""
    montrees = {nom: colonne for nom, colonne in colonnes.items() if colonne.type != "lien"}
    tete = "".join(f'<th scope="col">{sur(colonne.libelle)}</th>' for colonne in montrees.values())
    corps = [
        "<tr>" + "".join(_cellule(ligne[nom], c.type) for nom, c in montrees.items()) + "</tr>"
        for ligne in df[list(montrees)].to_dict("records")
    ]
    return (
        f'<table aria-label="{attribut(titre)}"><thead><tr>{tete}</tr></thead>'
        f"<tbody>{''.join(corps)}</tbody></table>"
    )


def _cellule(valeur: object, genre: str) -> str:
    return f'<td class="{"nombre" if genre in NOMBRES else "texte"}">{sur(ecrite(valeur, genre))}</td>'


def ecrite(valeur: object, genre: str) -> str:
    """Une valeur selon le type de sa colonne : « 1 204,50 € », « 45 % », « oui »."""
    if formats.absent(valeur):
        return formats.ABSENT
    ecritures = {
        "euros": lambda v: formats.montant(v, exact=True),
        "pourcent": formats.pourcentage,
        "entier": formats.nombre,
        "nombre": lambda v: formats.nombre(v, 0 if float(v).is_integer() else 1),
        "annee": lambda v: str(int(v)),
        "date": formats.jour_court,
        "instant": formats.instant,
        "oui_non": lambda v: "oui" if v else "non",
    }
    return ecritures.get(genre, str)(valeur)
