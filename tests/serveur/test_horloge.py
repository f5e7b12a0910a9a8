"""L'horloge du serveur recule, ou bondit : aucun temps négatif, rien d'éternel, rien de perdu."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from data import brouillons
from pages.seance import salle
from pages.serveur.magasin import GENRES
from pages.serveur.magasin.fichier import MagasinFichier

SAUTS = (-400 * 86_400, -86_400, -3600, -1, 0, 0.5, 30, 3600, 13 * 3600, 400 * 86_400)


@pytest.fixture
def heure(monkeypatch):
    """L'heure du mur, qu'on change à la main."""
    cadran = [1_790_000_000.0]
    monkeypatch.setattr(salle, "horloge", lambda: cadran[0])
    monkeypatch.setattr(MagasinFichier, "heure", lambda self: cadran[0])
    return cadran


def test_une_salle_n_a_jamais_de_temps_negatif(heure):
    graine = time.time_ns()
    hasard = random.Random(graine)
    for _ in range(20):
        code = salle.nouveau_code()
        assert salle.ouvrir(code)
        for _ in range(15):
            heure[0] += hasard.choice(SAUTS)
            salle.aller(code, hasard.randrange(5))
            if ou := salle.lire(code):
                assert ou.au_point_s() >= 0 and ou.en_seance_s() >= 0, graine
                assert all(duree >= 0 for duree in ou.passees_s.values()), graine


def test_une_salle_reste_ouverte_quand_l_horloge_recule(heure):
    code = salle.nouveau_code()
    salle.ouvrir(code, pas=4)
    heure[0] -= 86_400
    assert salle.lire(code).pas == 4
    assert salle.aller(code, 5) and salle.lire(code).pas == 5


@pytest.mark.parametrize("saut", [400 * 86_400, -400 * 86_400])
def test_un_quota_ne_dure_pas_plus_que_sa_periode(heure, tmp_path, saut):
    magasin, genre = MagasinFichier(tmp_path / "m.magasin"), next(iter(GENRES))
    assert magasin.compter(genre, "moi", 10, 3600) == 10
    heure[0] += saut
    assert magasin.compter(genre, "moi", 1, 3600) == 1
    assert magasin.compter(genre, "moi", 1, 3600) == 2


@pytest.mark.parametrize(("ecart", "reste"), [(-2, True), (2, True), (-4000, False), (4000, False)])
def test_un_brouillon_date_de_demain_n_est_pas_eternel(tmp_path, monkeypatch, ecart, reste):
    base = tmp_path / "b.duckdb"

    class Cadran(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 6, 1, tzinfo=UTC)

    le = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=ecart)
    ecrit = brouillons.Brouillon("a.xlsx", b"PK", {}, le=le)
    assert brouillons.garder(base, "moi", ecrit)
    monkeypatch.setattr(brouillons, "datetime", Cadran)
    assert bool(brouillons.retrouver(base, "moi")) == reste
