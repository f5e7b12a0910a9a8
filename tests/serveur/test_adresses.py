"""Un droit dépend d'une adresse : elle est exactement la bonne, ou elle n'en donne aucun."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.composants import acces
from pages.serveur import adresses
from pages.serveur.configuration import Configuration

AGENTS, ADMINISTRATEURS = ("@agglo.fr",), ("chef@agglo.fr",)


@pytest.fixture
def connecte(monkeypatch):
    """`connecte(**dit)` : le rôle de qui le service dit être."""

    def faire(presume: bool = False, **dit: object) -> str:
        reglages = Configuration(
            agents=AGENTS, administrateurs=ADMINISTRATEURS, courriel_presume_verifie=presume
        )
        monkeypatch.setattr(acces, "configuration", lambda: reglages)
        monkeypatch.setattr(acces, "donnees", lambda _=None: {"is_logged_in": True} | dit)
        return acces.role()

    return faire


@pytest.mark.parametrize("verifie", [True, "true"])
def test_une_adresse_verifiee_donne_son_role(connecte, verifie):
    assert connecte(email="chef@agglo.fr", email_verified=verifie) == acces.ADMINISTRATEUR
    assert connecte(email="Marie@AGGLO.fr", email_verified=verifie) == acces.AGENT
    assert connecte(email="marie@ailleurs.fr", email_verified=verifie) == acces.VISITEUR


PAS_VRAI = st.one_of(
    st.none(),
    st.just(False),
    st.integers(),
    st.floats(),
    st.text().filter(lambda t: t != "true"),
    st.lists(st.booleans()),
    st.dictionaries(st.text(), st.booleans()),
    st.sampled_from(["false", "0", "1", "True", "TRUE", "yes", " true", "true ", 1, 0, "", b"true"]),
)


@given(dit=PAS_VRAI)
@pytest.mark.parametrize("presume", [False, True])
def test_tout_ce_qui_n_est_pas_vrai_ne_donne_aucun_droit(presume, dit):
    acces_dit = {"is_logged_in": True, "email": "chef@agglo.fr", "email_verified": dit}
    with pytest.MonkeyPatch.context() as atelier:
        reglages = Configuration(
            agents=AGENTS, administrateurs=ADMINISTRATEURS, courriel_presume_verifie=presume
        )
        atelier.setattr(acces, "configuration", lambda: reglages)
        atelier.setattr(acces, "donnees", lambda _=None: acces_dit)
        assert acces.role() == acces.VISITEUR


def test_un_service_qui_n_en_dit_rien_demande_un_reglage_expres(connecte):
    assert connecte(email="chef@agglo.fr") == acces.VISITEUR
    assert connecte(presume=True, email="chef@agglo.fr") == acces.ADMINISTRATEUR
    assert connecte(presume=True, email="chef@agglo.fr", email_verified=None) == acces.VISITEUR


@pytest.mark.parametrize("entre", [False, None, 1, "true", "oui"])
def test_qui_n_est_pas_entre_n_a_aucun_role(connecte, entre):
    assert connecte(email="chef@agglo.fr", email_verified=True, is_logged_in=entre) == acces.VISITEUR


@pytest.mark.parametrize(
    "fausse",
    [
        "a@evil.com@agglo.fr",
        "chef@agglo.fr\n",
        "chef\n@agglo.fr",
        "chef@agglo.fr\x00",
        " chef@agglo.fr",
        "chef @agglo.fr",
        "@agglo.fr",
        "chef@",
        "chef",
        "chef@agglo.fr.evil.com",
        "chef@sous.agglo.fr",
        "chef@agglo。fr",
        "chef@agglo.fr.",
        "chef@.agglo.fr",
        "chef@agglo..fr",
        '"x"@agglo.fr',
        "chef@\uff41gglo.fr",
        "chef@a\u0261glo.fr",
        "chef@agglo.fr\u200b",
        "c\u0301hef@agglo.fr",
        "chef@agglo,fr",
        "<chef@agglo.fr>",
        "chef@[127.0.0.1]",
        "chef@agglo.fr,x@agglo.fr",
        "chef%agglo.fr@evil.com",
        None,
        3,
        ["chef@agglo.fr"],
        {"a": 1},
        b"chef@agglo.fr",
    ],
)
def test_une_fausse_adresse_ne_donne_rien(connecte, fausse):
    assert connecte(email=fausse, email_verified=True) == acces.VISITEUR


@given(st.text(max_size=40), st.integers(0, 40))
def test_aucun_texte_de_plus_n_ouvre_le_domaine(texte, place):
    bonne = "chef@agglo.fr"
    abimee = bonne[:place] + texte + bonne[place:]
    lue = adresses.lire(abimee)
    if lue is None:
        assert not adresses.admise(abimee, AGENTS)
        return
    assert lue == abimee.lower() == unicodedata.normalize("NFKC", lue) and lue.isascii()
    assert lue.count("@") == 1 and lue.isprintable() and " " not in lue
    assert adresses.admise(abimee, AGENTS) is (lue.split("@")[1] == "agglo.fr")
