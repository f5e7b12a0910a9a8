"""Les fichiers qu'on emporte, à l'écran : un bouton chacun."""

import streamlit as st

from pages.blocs import Telechargements
from pages.composants import formats, phrases
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse
from queries import a_la_meme_version


@montre(Telechargements)
def _telechargements(bloc: Telechargements, reponse: Reponse) -> None:
    with st.container(horizontal=True, key=bloc.cle), reponse.visite.porte():
        for fichier in bloc.fichiers:
            st.download_button(
                phrases.markdown(formats.typographie(fichier.libelle)),
                data=a_la_meme_version(fichier.contenu),
                file_name=fichier.nom,
                mime=fichier.mime,
                key=fichier.cle,
                icon=f":material/{fichier.icone}:",
                on_click="ignore",
            )
