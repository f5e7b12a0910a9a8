"""Le brouillon d'une personne : repris à l'identique par elle, introuvable pour une autre, borné."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import brouillons
from data.brouillons import Brouillon

MOI, AUTRE = "https://connexion.fr|sujet-1", "https://connexion.fr|sujet-2"


@pytest.fixture
def base(tmp_path):
    return tmp_path / "b.duckdb"


def brouillon(**champs) -> Brouillon:
    return replace(
        Brouillon("a.xlsx", b"PK contenu", {"nom": "Blois"}, "annee = 2026\n", ("annee",)), **champs
    )


def test_on_reprend_ce_qu_on_a_laisse_et_nul_autre_ne_le_peut(base):
    assert brouillons.garder(base, MOI, brouillon())
    assert brouillons.retrouver(base, MOI) == replace(brouillon(), le=brouillons.retrouver(base, MOI).le)
    assert brouillons.retrouver(base, AUTRE) is None
    brouillons.oublier(base, AUTRE)
    assert brouillons.retrouver(base, MOI)
    brouillons.oublier(base, MOI)
    assert brouillons.retrouver(base, MOI) is None


def test_sans_identite_rien_n_est_garde_ni_rendu(base):
    assert not brouillons.garder(base, "", brouillon())
    assert brouillons.retrouver(base, "") is None
    brouillons.oublier(base, "")
    assert not brouillons.dossier(base).exists()


def test_le_nom_du_dossier_ne_dit_rien_et_les_droits_sont_fermes(base):
    brouillons.garder(base, MOI, brouillon())
    chemins = [brouillons.dossier(base), *brouillons.dossier(base).rglob("*")]
    assert not any("sujet" in str(c.relative_to(base.parent)) for c in chemins)
    assert all(stat.S_IMODE(c.stat().st_mode) & 0o077 == 0 for c in chemins)


@pytest.mark.parametrize("identite", ["../../etc", "/", "a/b", "..", "\x00"])
def test_une_identite_ne_fait_pas_un_chemin(base, identite):
    brouillons.garder(base, identite, brouillon())
    (sien,) = brouillons.dossier(base).iterdir()
    assert len(sien.name) == 64 and brouillons.retrouver(base, identite)


def test_un_seul_fichier_par_personne_et_une_taille_bornee(base, monkeypatch):
    brouillons.garder(base, MOI, brouillon())
    brouillons.garder(base, MOI, brouillon(contenu=b"PK autre"))
    (sien,) = brouillons.dossier(base).iterdir()
    assert len(list(sien.iterdir())) == 2
    assert brouillons.retrouver(base, MOI).contenu == b"PK autre"
    monkeypatch.setattr(brouillons, "TAILLE_MAX_OCTETS", 4)
    assert not brouillons.garder(base, AUTRE, brouillon())


def test_un_brouillon_perime_ne_se_reprend_plus_puis_s_efface(base):
    vieux = datetime.now(UTC) - brouillons.DUREE - timedelta(hours=1)
    brouillons.garder(base, MOI, brouillon(le=vieux))
    assert brouillons.retrouver(base, MOI) is None
    (sien,) = brouillons.dossier(base).iterdir()
    os.utime(sien / "etat.json", (vieux.timestamp(), vieux.timestamp()))
    brouillons.garder(base, AUTRE, brouillon())
    assert not sien.exists()


def test_au_dela_du_nombre_les_plus_anciens_cedent(base, monkeypatch):
    monkeypatch.setattr(brouillons, "NOMBRE", 3)
    for rang in range(5):
        brouillons.garder(base, f"p{rang}", brouillon())
        for sien in brouillons.dossier(base).iterdir():
            instant = (sien / "etat.json").stat().st_mtime - 60
            os.utime(sien / "etat.json", (instant, instant))
    assert [bool(brouillons.retrouver(base, f"p{r}")) for r in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize("abimer", ["fichier", "etat", "cle"])
def test_un_brouillon_abime_ne_se_reprend_pas(base, abimer):
    brouillons.garder(base, MOI, brouillon())
    (sien,) = brouillons.dossier(base).iterdir()
    etat = sien / "etat.json"
    if abimer == "fichier":
        next(f for f in sien.iterdir() if f != etat).write_bytes(b"autre")
    else:
        etat.write_text("{" if abimer == "etat" else '{"nom": "a"}')
    assert brouillons.retrouver(base, MOI) is None
