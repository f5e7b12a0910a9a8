"""Une source en ligne : prise une fois, gardée avec sa somme, refusée si elle déborde ou manque."""

import httpx
import pytest

from data import telechargement
from data.lecture import SourceIllisible
from data.telechargement import empreinte, telecharger

ADRESSE = "https://exemple.fr/donnees/qpv.geojson"


@pytest.fixture
def serveur(tmp_path, monkeypatch):
    """Un client dont les réponses sont données d'avance ; `demandes` compte les requêtes."""
    monkeypatch.setenv("CONTRAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(telechargement, "ATTENTE_S", 0)
    demandes = []

    def client(*reponses):
        suite = iter(reponses)

        def repondre(requete):
            demandes.append(str(requete.url))
            suivante = next(suite)
            if isinstance(suivante, Exception):
                raise suivante
            return suivante

        return httpx.Client(transport=httpx.MockTransport(repondre))

    client.demandes = demandes
    return client


def test_le_fichier_est_pris_une_fois_puis_relu_du_cache(serveur):
    with serveur(httpx.Response(200, content=b"contenu")) as client:
        premier = telecharger(ADRESSE, silencieux=True, client=client)
        second = telecharger(ADRESSE, silencieux=True, client=client)
    assert premier == second and premier.read_bytes() == b"contenu"
    assert premier.name.endswith("-qpv.geojson")
    assert serveur.demandes == [ADRESSE]


def test_un_cache_abime_est_repris(serveur):
    with serveur(httpx.Response(200, content=b"bon"), httpx.Response(200, content=b"bon")) as client:
        telecharger(ADRESSE, silencieux=True, client=client).write_bytes(b"abime")
        assert telecharger(ADRESSE, silencieux=True, client=client).read_bytes() == b"bon"


def test_une_panne_passagere_est_retentee(serveur):
    panne = httpx.ConnectTimeout("trop long")
    with serveur(panne, httpx.Response(503), httpx.Response(200, content=b"ok")) as client:
        assert telecharger(ADRESSE, silencieux=True, client=client).read_bytes() == b"ok"
    assert len(serveur.demandes) == 3


def test_trois_pannes_ou_un_refus_definitif_sont_dits(serveur, tmp_path):
    with serveur(*[httpx.Response(503)] * 9) as client:
        with pytest.raises(SourceIllisible, match="503"):
            telecharger(ADRESSE, silencieux=True, client=client)
        assert len(serveur.demandes) == 3
    with serveur(httpx.Response(404)) as client, pytest.raises(SourceIllisible, match="404"):
        telecharger(ADRESSE, silencieux=True, client=client)
    assert len(serveur.demandes) == 4
    assert list((tmp_path / "cache").iterdir()) == []


def test_un_fichier_trop_gros_est_refuse_meme_s_il_ne_dit_pas_sa_taille(serveur, monkeypatch):
    monkeypatch.setattr(telechargement, "TAILLE_MAX_OCTETS", 10)
    with serveur(httpx.Response(200, content=b"x" * 11)) as client, pytest.raises(SourceIllisible):
        telecharger(ADRESSE, silencieux=True, client=client)


def test_l_empreinte_d_un_dossier_change_avec_son_contenu(tmp_path):
    (tmp_path / "a.csv").write_text("1")
    avant = empreinte(tmp_path)
    (tmp_path / "a.csv").write_text("2")
    assert empreinte(tmp_path) != avant
