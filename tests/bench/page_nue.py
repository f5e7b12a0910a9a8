"""La page nue : ce qu'écrirait à la main quelqu'un qui connaît Streamlit, ses chiffres et dessins déjà prêts.

Cinq chiffres, deux graphiques Plotly, trois tableaux repliés, une douzaine de sélecteurs : ce que porte une
page du tableau de bord, sans base, sans lien, sans droits. Les clés `constat` et `chiffres` sont celles que
le banc cherche au navigateur.
"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

ANNEES = [str(annee) for annee in range(2015, 2027)]
PILIERS = ["Emploi", "Logement", "Éducation", "Santé", "Sécurité", "Culture", "Sport"]
FINANCEURS = ["État", "Agglomération", "Département", "Région", "CAF", "Bailleurs", "Ville", "Europe"]


@st.cache_resource
def barres(titre: str, noms: tuple[str, ...]) -> go.Figure:
    """Une figure faite une fois pour tous."""
    valeurs = [90_000 - 9_000 * rang for rang, _ in enumerate(noms)]
    figure = go.Figure(go.Bar(x=valeurs, y=list(noms), orientation="h", hovertemplate="%{y} : %{x} €"))
    figure.update_layout(title=titre, height=330, margin={"l": 0, "r": 0, "t": 40, "b": 0})
    return figure


@st.cache_resource
def tableau(premiere: str, noms: tuple[str, ...]) -> pd.DataFrame:
    """Un petit tableau, fait une fois pour tous."""
    rangs = range(1, len(noms) + 1)
    return pd.DataFrame(
        {
            premiere: noms,
            "actions": [12 * r for r in rangs],
            "accordé": [90_000.5 / r for r in rangs],
            "versé": [45_000.25 / r for r in rangs],
        }
    )


st.set_page_config(page_title="Page nue", layout="wide")
st.title("Que fait le contrat de ville cette année ?")
with st.container(horizontal=True):
    annee = st.selectbox("Année", ANNEES, index=len(ANNEES) - 1)
    st.selectbox("Montant", ["Accordé", "Demandé", "Versé"])
    st.button("Projeter")
    st.toggle("Comparer à l'an dernier")
    with st.popover("Filtres"):
        st.multiselect("Piliers", PILIERS)
        st.multiselect("Financeurs", FINANCEURS)
        st.multiselect("Quartiers", ["Nord", "Sud", "Est", "Ouest"])
        st.select_slider("Période", ANNEES, value=(ANNEES[0], ANNEES[-1]))
        st.selectbox("Statut", ["Tous", "Retenue", "Soldée"])
        st.text_input("Chercher")
        st.checkbox("Avec les postes")
        st.radio("Trier par", ["Montant", "Nom"], horizontal=True)

with st.container(key="constat"):
    st.header(f"En {annee}, 132 actions reçoivent 412 000 €, d'abord pour l'emploi.")
with st.container(key="chiffres"):
    for colonne, (nom, valeur, suite) in zip(
        st.columns(5),
        (
            ("Actions soutenues", "132", "48 porteurs"),
            ("Accordé", "412 000 €", "+ 3 %"),
            ("Versé à ce jour", "62 %", "255 000 €"),
            ("Par habitant", "41 €", "10 050 habitants"),
            ("1 € de l'agglo en amène", "2,40 €", "stable"),
        ),
        strict=True,
    ):
        colonne.metric(nom, valeur, suite, border=True)

gauche, droite = st.columns(2)
gauche.plotly_chart(barres("À quoi sert l'argent", tuple(PILIERS)), key="piliers")
droite.plotly_chart(barres("Qui paie", tuple(FINANCEURS)), key="financeurs")
for titre, premiere, noms in (
    ("À quoi sert l'argent", "pilier", PILIERS),
    ("Qui paie", "financeur", FINANCEURS),
    ("Année par année", "année", ANNEES),
):
    with st.expander(titre):
        st.dataframe(tableau(premiere, tuple(noms)), hide_index=True)
st.caption("Un euro compte une fois, même si l'action touche plusieurs quartiers.")
