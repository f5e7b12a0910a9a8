"""Les rôles viennent d'une adresse vérifiée et de la configuration, jamais du lien."""

import pytest
import streamlit as st

from pages.composants import acces
from pages.serveur.configuration import STATUTS, Configuration

REGLAGES = Configuration(agents=("@agglo.fr", "dupont@ville.fr"), administrateurs=("Chef@Agglo.fr",))


@pytest.fixture
def connecte(monkeypatch):
    def avec(**identite):
        monkeypatch.setattr(acces, "configuration", lambda: REGLAGES)
        monkeypatch.setattr(type(st.user), "to_dict", lambda _: identite)

    return avec


@pytest.mark.parametrize(
    ("adresse", "role"),
    [
        ("marie@agglo.fr", "agent"),
        ("MARIE@AGGLO.FR", "agent"),
        ("dupont@ville.fr", "agent"),
        ("chef@agglo.fr", "administrateur"),
        ("durand@ville.fr", "visiteur"),
        ("marie@sous.agglo.fr", "visiteur"),
        ("marie@agglo.fr.pirate.example", "visiteur"),
        ("@agglo.fr@pirate.example", "visiteur"),
        ("", "visiteur"),
    ],
)
def test_le_role_suit_la_liste_de_la_configuration(connecte, adresse, role):
    connecte(is_logged_in=True, email=adresse, email_verified=True)
    assert acces.role() == role
    assert acces.statuts_permis() == (REGLAGES.statuts_publics if role == "visiteur" else STATUTS)


def test_sans_connexion_ou_sans_adresse_verifiee_on_est_visiteur(connecte):
    connecte()
    assert acces.role() == "visiteur" and not acces.est_connecte()
    connecte(is_logged_in=False, email="chef@agglo.fr")
    assert acces.role() == "visiteur"
    connecte(is_logged_in=True, email="chef@agglo.fr", email_verified=False)
    assert acces.role() == "visiteur" and acces.est_connecte()
