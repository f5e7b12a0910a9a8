"""Le magasin : les mêmes promesses tenues par SQLite et par un vrai serveur Redis."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from pages.serveur import magasin as paquet
from pages.serveur.magasin import Bornes, MagasinIndisponible, MagasinPlein, contrat
from pages.serveur.magasin.choix import _ouvrir, fichier_a_cote
from pages.serveur.magasin.fichier import MagasinFichier
from pages.serveur.magasin.redis import PREFIXE, MagasinRedis
from tests.conftest import RACINE
from tests.ensemble.repliques import redis

PETITES = {
    "salle": Bornes(5, 1000, 100),
    "seance": Bornes(1000, 1000, 300),
    "apercu": Bornes(5, 1000, 1000, evince=True),
    "depot": Bornes(3, 1000, 1000),
}


@pytest.fixture(scope="module")
def serveur_redis(tmp_path_factory) -> Iterator[str]:
    """L'adresse d'un serveur Redis à nous ; sauté s'il n'y en a pas (en CI, c'est une faute)."""
    with redis(tmp_path_factory.mktemp("redis")) as adresse:
        yield adresse


@pytest.fixture(params=["fichier", "redis"])
def magasin(request, tmp_path, monkeypatch):
    """Un magasin vide, aux bornes petites."""
    for genre, bornes in PETITES.items():
        monkeypatch.setitem(contrat.GENRES, genre, bornes)
    if request.param == "fichier":
        return MagasinFichier(tmp_path / "essai.magasin")
    neuf = MagasinRedis(request.getfixturevalue("serveur_redis"))
    neuf._client.flushall()
    return MagasinRedis(request.getfixturevalue("serveur_redis"))


def test_ce_qu_on_pose_se_lit_se_change_et_s_efface(magasin):
    assert magasin.lire("seance", "a") is None
    magasin.poser("seance", "a", b"\x00un\xff", 60)
    assert magasin.lire("seance", "a") == b"\x00un\xff"
    assert magasin.lire("salle", "a") is None
    assert magasin.changer("seance", "a", lambda v: v + b"2", 60) == b"\x00un\xff2"
    assert magasin.changer("seance", "neuve", lambda v: b"rien" if v is None else b"?", 60) == b"rien"
    assert magasin.changer("seance", "a", lambda v: None, 60) is None
    assert magasin.lire("seance", "a") is None
    magasin.effacer("seance", "neuve")
    magasin.effacer("seance", "jamais vue")
    assert magasin.lire("seance", "neuve") is None


def test_une_entree_perimee_n_existe_plus_et_ne_tient_plus_de_place(magasin):
    magasin.poser("seance", "a", b"x" * 250, 0.05, "moi")
    magasin.poser("seance", "b", b"y" * 20, 60, "moi")
    time.sleep(0.1)
    assert magasin.lire("seance", "a") is None
    magasin.poser("seance", "c", b"z" * 270, 60, "moi")
    assert magasin.lire("seance", "b") == b"y" * 20


def test_lire_peut_prolonger(magasin):
    magasin.poser("salle", "a", b"1", 1.5)
    assert magasin.lire("salle", "a", prolonger_s=60) == b"1"
    time.sleep(1.6)
    assert magasin.lire("salle", "a") == b"1"


def test_un_visiteur_a_sa_part_et_ne_prend_rien_a_personne(magasin):
    magasin.poser("seance", "autrui", b"x" * 100, 60, "elle")
    for rang in range(3):
        magasin.poser("seance", f"s{rang}", b"y" * 90, 60, "lui")
    for rang in range(3, 50):
        with pytest.raises(MagasinPlein):
            magasin.poser("seance", f"s{rang}", b"y" * 90, 60, "lui")
    assert magasin.lire("seance", "autrui") == b"x" * 100
    assert [rang for rang in range(50) if magasin.lire("seance", f"s{rang}")] == [0, 1, 2]
    magasin.poser("seance", "la mienne", b"z" * 90, 60, "elle")


def test_un_genre_plein_refuse_et_n_evince_personne(magasin):
    posees = 0
    with pytest.raises(MagasinPlein):
        for rang in range(50):
            magasin.poser("seance", f"s{rang}", b"x" * 90, 60, f"visiteur {rang}")
            posees += 1
    assert posees == 10
    assert all(magasin.lire("seance", f"s{rang}") for rang in range(posees))
    # Une entrée connue se change encore : elle tient déjà sa place.
    magasin.changer("seance", "s3", lambda v: b"z" * 90, 60)
    with pytest.raises(MagasinPlein):
        magasin.poser("salle", "trop", b"x" * 101, 60)


def test_reposer_l_entree_d_un_autre_ne_la_prend_pas_a_sa_charge(magasin):
    magasin.poser("seance", "commune", b"x" * 90, 60, "elle")
    magasin.poser("seance", "commune", b"x" * 90, 60, "lui")
    for rang in range(3):
        magasin.poser("seance", f"s{rang}", b"y" * 90, 60, "lui")
    with pytest.raises(MagasinPlein):
        magasin.poser("seance", "la mienne", b"y" * 250, 60, "elle")
    assert magasin.lire("seance", "commune") == b"x" * 90


def test_ce_qui_se_refait_seul_est_evince(magasin):
    for rang in range(20):
        magasin.poser("apercu", f"a{rang}", b"x", 60)
    gardees = [rang for rang in range(20) if magasin.lire("apercu", f"a{rang}")]
    assert gardees == [15, 16, 17, 18, 19]


def test_un_compteur_compte_et_repart_de_zero(magasin):
    assert magasin.compter("depot", "a", 30, 0.2) == 30
    assert magasin.compter("depot", "a", 12, 60) == 42
    time.sleep(0.3)
    assert magasin.compter("depot", "a", 1, 60) == 1
    magasin.compter("depot", "b", 1, 60)
    magasin.compter("depot", "c", 1, 60)
    with pytest.raises(MagasinPlein):
        magasin.compter("depot", "d", 1, 60)


def test_deux_qui_changent_a_la_fois_ne_se_perdent_rien(magasin):
    def ajouter() -> None:
        for _ in range(20):
            magasin.changer("seance", "n", lambda v: str(int(v or b"0") + 1).encode(), 60)

    fils = [threading.Thread(target=ajouter) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert magasin.lire("seance", "n") == b"80"


def test_une_empreinte_ne_dit_pas_l_adresse_et_reste_la_meme(magasin):
    une = magasin.anonyme("192.0.2.7")
    assert une == magasin.anonyme("192.0.2.7") != magasin.anonyme("192.0.2.8")
    assert "192" not in une[:3]


def test_un_genre_inconnu_est_une_faute_du_programme(magasin):
    for appel in (magasin.lire, magasin.effacer):
        with pytest.raises(KeyError):
            appel("inconnu", "a")


def test_deux_processus_partagent_le_fichier_et_un_redemarrage_ne_perd_rien(tmp_path):
    chemin = tmp_path / "b.magasin"
    ici = MagasinFichier(chemin)
    ici.poser("salle", "a", b"1", 60)
    code = (
        "import sys; from pathlib import Path; from pages.serveur.magasin.fichier import MagasinFichier;"
        "m = MagasinFichier(Path(sys.argv[1])); m.changer('salle', 'a', lambda v: v + b'2', 60);"
        "print(m.naissance(), m.anonyme('x'))"
    )
    fini = subprocess.run(
        [sys.executable, "-c", code, str(chemin)], cwd=RACINE, capture_output=True, text=True, check=True
    )
    assert ici.lire("salle", "a") == b"12"
    assert fini.stdout.split() == [str(ici.naissance()), ici.anonyme("x")]
    assert chemin.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("contenu", [b"ceci n'est pas une base", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_un_fichier_abime_est_mis_de_cote_et_la_naissance_le_dit(tmp_path, contenu):
    chemin = tmp_path / "b.magasin"
    chemin.write_bytes(contenu)
    avant = time.time()
    neuf = MagasinFichier(chemin)
    assert neuf.naissance() >= avant
    assert chemin.with_name("b.magasin.abime").read_bytes() == contenu
    neuf.poser("salle", "a", b"1", 60)
    assert neuf.lire("salle", "a") == b"1"


def test_un_dossier_ferme_garde_le_magasin_ailleurs(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ailleurs = _ouvrir(str(tmp_path / "absent" / "b.magasin"))
    ailleurs.poser("salle", "a", b"1", 60)
    assert list(tmp_path.glob("contrat-de-ville-*/*.magasin"))


def test_un_serveur_redis_absent_est_dit_indisponible():
    absent = MagasinRedis("redis://127.0.0.1:1/0")
    for appel in (absent.heure, absent.naissance, lambda: absent.lire("salle", "a"), absent.heure):
        with pytest.raises(MagasinIndisponible):
            appel()


def test_redis_vide_sous_nos_pieds_change_sa_naissance(serveur_redis):
    magasin = MagasinRedis(serveur_redis)
    avant = magasin.naissance()
    magasin._client.flushall()
    assert magasin.naissance() > avant
    assert magasin._client.get(f"{PREFIXE}:naissance")


def test_la_configuration_choisit_le_magasin(serveur_redis, monkeypatch, tmp_path):
    from pages.serveur.configuration import Configuration
    from pages.serveur.magasin import choix

    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "b.duckdb"))
    paquet.oublier_le_magasin()
    assert paquet.magasin() is paquet.magasin()
    assert isinstance(paquet.magasin(), MagasinFichier)
    assert fichier_a_cote(tmp_path / "b.duckdb") == tmp_path / "b.magasin"
    monkeypatch.setattr(choix, "configuration", lambda: Configuration(magasin=serveur_redis))
    assert isinstance(paquet.magasin(), MagasinRedis)
    paquet.oublier_le_magasin()
