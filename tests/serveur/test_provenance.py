"""L'origine d'une demande qui agit : nous, ou personne. La règle, puis la porte d'un vrai serveur."""

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from pages.serveur.configuration import Configuration
from pages.serveur.provenance import de_chez_nous
from tests.serveur.visiteur import visiter

NUE = Configuration()
PUBLIQUE = Configuration(adresse_publique="https://tableau.agglo.fr/")


def juge(configuration: Configuration = NUE, **entetes: str) -> str:
    """`host` et `origin`, `transmis` pour X-Forwarded-Host."""
    noms = {"transmis": "x-forwarded-host"}
    return de_chez_nous(Headers({noms.get(n, n): v for n, v in entetes.items()}), configuration)


@pytest.mark.parametrize(
    ("origine", "hote"),
    [
        ("http://localhost:8501", "localhost:8501"),
        ("http://127.0.0.1:8501", "127.0.0.1:8501"),
        ("http://[::1]:8501", "[::1]:8501"),
        ("https://tableau.agglo.fr", "tableau.agglo.fr"),
        ("https://tableau.agglo.fr", "tableau.agglo.fr:443"),
        ("http://Serveur", "serveur:80"),
    ],
)
def test_sans_adresse_publique_nous_sommes_l_hote_de_la_demande(origine, hote):
    assert juge(host=hote, origin=origine)


@pytest.mark.parametrize(
    "origine",
    [
        "",
        "null",
        "http://evil.example",
        "https://evil.example:8501",
        "http://127.0.0.1:9999",
        "http://127.0.0.1",
        "http://127.0.0.1:85010",
        "http://127.0.0.1.evil.example:8501",
        "http://127.0.0.1:8501@evil.example",
        "http://evil.example#127.0.0.1:8501",
        "file://",
        "data:",
        "http://127.0.0.1:8501/",
        "http://127.0.0.1:8501 http://evil.example",
        "ftp://127.0.0.1:8501",
        "http://127.0.0.1:8501\x00",
        "http://127.0.0.1:8501\n",
        "http://²27.0.0.1:8501",
        "http://localhost:8501",
        "chrome-extension://abcdef",
        "127.0.0.1:8501",
        "//127.0.0.1:8501",
        "http://" + "a" * 9000,
    ],
)
@pytest.mark.parametrize("configuration", [NUE, PUBLIQUE])
def test_toute_autre_origine_n_est_personne(origine, configuration):
    assert juge(configuration, host="127.0.0.1:8501", origin=origine) == ""


def test_une_origine_absente_ou_double_n_est_personne():
    assert juge(host="127.0.0.1:8501") == ""
    deux = [(b"host", b"a.fr"), (b"origin", b"http://a.fr"), (b"origin", b"http://a.fr")]
    assert de_chez_nous(Headers(raw=deux), Configuration()) == ""


@pytest.mark.parametrize("hote", ["127.0.0.1:8501", "tableau.agglo.fr", "interne", "evil.example"])
def test_l_adresse_publique_est_nous_quel_que_soit_l_hote_que_dit_le_mandataire(hote):
    assert juge(PUBLIQUE, host=hote, origin="https://tableau.agglo.fr") == "tableau.agglo.fr"


@pytest.mark.parametrize(
    "origine", ["http://evil.example", "http://tableau.agglo.fr", "https://tableau.agglo.fr:8443"]
)
def test_un_hote_menteur_n_est_pas_nous_quand_l_adresse_publique_est_reglee(origine):
    hote = origine.partition("://")[2]
    assert juge(PUBLIQUE, host=hote, origin=origine) == ""
    assert juge(PUBLIQUE, host="127.0.0.1:8501", transmis=hote, origin=origine) == ""


def test_la_boucle_reste_nous_quand_l_adresse_publique_est_reglee():
    assert juge(PUBLIQUE, host="127.0.0.1:8501", origin="http://127.0.0.1:8501")
    assert juge(PUBLIQUE, host="127.0.0.1:8501", origin="http://127.0.0.1:9999") == ""


def test_un_mandataire_qui_dit_l_hote_transmis_suffit():
    origine = "https://tableau.agglo.fr"
    assert juge(host="127.0.0.1:8501", transmis="tableau.agglo.fr", origin=origine)
    assert juge(host="127.0.0.1:8501", transmis="evil.example", origin=origine) == ""


@pytest.mark.parametrize("origine", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
def test_le_serveur_refuse_la_websocket_d_un_autre_site_avant_streamlit(service, origine):
    # La garde de la série échouerait si le serveur appelait dehors pour en juger.
    with pytest.raises(InvalidStatus) as refus, visiter(service.base_url, origine):
        pass
    assert refus.value.response.status_code == 403


@pytest.mark.parametrize("methode", ["PUT", "DELETE"])
@pytest.mark.parametrize("origine", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
def test_le_serveur_refuse_l_envoi_d_un_autre_site(service, methode, origine):
    adresse = "/_stcore/upload_file/" + "/".join(["00000000-0000-4000-8000-000000000000"] * 2)
    reponse = service.request(methode, adresse, headers={"origin": origine} if origine else {})
    assert reponse.status_code == 403
    assert "ne vient pas de ce site" in reponse.text
