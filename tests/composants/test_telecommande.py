"""La télécommande : les boutons que les touches pressent, entre pages ou le long d'une séance."""

from streamlit.testing.v1 import AppTest

from pages.composants import ecran, telecommande


def boutons(essai: AppTest) -> dict[str, bool]:
    """Clé du bouton → éteint."""
    return {bouton.key: bouton.disabled for bouton in essai.button}


def test_au_bout_d_une_seance_le_bouton_s_eteint():
    def page():
        from pages.composants import telecommande

        telecommande.montrer(None, lambda: None)

    essai = AppTest.from_function(page).run()
    assert not essai.exception
    assert boutons(essai) == {"touche-precedent": True, "touche-suivant": False, "touche-quitter": False}


def test_un_bouton_presse_appelle_son_pas():
    def page():
        import streamlit as st

        from pages.composants import telecommande

        telecommande.montrer(lambda: st.write("avant"), lambda: st.write("après"))

    essai = AppTest.from_function(page).run()
    essai.button(key="touche-suivant").click().run()
    assert [m.value for m in essai.markdown] == ["après"]


def test_la_taille_dite_par_la_page_l_emporte_et_une_taille_insensee_est_ignoree():
    def page():
        import streamlit as st

        from pages.composants import ecran, telecommande

        telecommande.montrer(None, None)
        st.write(str(ecran.dimensions()))

    essai = AppTest.from_function(page).run()
    essai.text_input[0].set_value("1280x720").run()
    assert essai.markdown[0].value == "(1280, 720)"
    assert essai.text_input[0].value == "1280x720"
    essai.text_input[0].set_value("<script>").run()
    assert essai.markdown[0].value == "(1280, 720)"


def test_les_pages_se_suivent_sans_fin_dans_l_ordre_du_menu():
    assert telecommande.ORDRE_PAGES[0] == "synthese"
    assert len(set(telecommande.ORDRE_PAGES)) == len(telecommande.ORDRE_PAGES)
    assert ecran.REFERENCE == 1080
