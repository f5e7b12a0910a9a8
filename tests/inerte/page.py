"""La page d'essai, servie à part par Streamlit : des textes hostiles, un par bloc, partout où il s'en montre.

Variables GRAINE et NOMBRE : les mêmes textes que `tests.inerte.textes.tirer` rend à l'essai.
"""

import os
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from pages.composants import inerte
from tests.inerte.textes import tirer

for rang, donnee in enumerate(tirer(int(os.environ["GRAINE"]), int(os.environ["NOMBRE"]))):
    m = inerte.markdown(donnee)
    with st.container(key=f"t-{rang}"):
        with st.container(key=f"seul-{rang}"):
            st.markdown(m)
        with st.container(key=f"phrase-{rang}"):
            st.markdown(f"Avant {m} après :smile: {inerte.gras(donnee)} fin.")
        with st.container(key=f"titre-{rang}"):
            st.header(m, anchor=False)
        with st.container(key=f"bouton-{rang}"):
            st.button(m, key=f"b-{rang}")
        with st.container(key=f"carte-{rang}"):
            st.metric("Carte", m)
        with st.container(key=f"alerte-{rang}"):
            st.info(m, icon=":material/info:")
        with st.container(key=f"onglet-{rang}"), st.expander(m, key=f"e-{rang}"):
            st.caption(m)
        with st.container(key=f"html-{rang}"):
            st.html(f'<p title="{inerte.html(donnee)}">{inerte.html(donnee)}</p>')
