"""La commande des épreuves, et un échantillon de celles des pannes : graines fraîches, peu de fois."""

import secrets
import sys
from datetime import UTC, datetime

import pytest

from tests.epreuves import (
    __main__ as commande,
)
from tests.epreuves import (
    arrets,
    brouillages,
    coupures,
    disque_plein,
    fichiers_abimes,
    remplacements,
    table,
)
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import suivie

ESSAIS = {
    "coupures": (coupures.tuer, 5),
    "remplacements": (remplacements.lire_et_remplacer, 1),
    "brouillages": (brouillages.brouiller, 1500),
    "fichiers": (fichiers_abimes.abimer, 2),
    "disque": (disque_plein.remplir, 1),
    "arrets": (arrets.arreter, 1),
}


@pytest.mark.parametrize("nom", ESSAIS)
def test_un_echantillon_de_chaque_epreuve_ne_trouve_rien(nom, base_demo, monkeypatch):
    if nom != "brouillages" and sys.platform != "linux":
        pytest.skip("les pannes se jouent sous Linux")
    lancer, fois = ESSAIS[nom]
    graine = secrets.randbelow(10**6)
    monkeypatch.setenv("EPREUVES_BASE", str(base_demo))
    if nom in ("coupures", "fichiers"):
        # Un processus qui a ouvert une base, ou joué mille essais, ne se dédouble pas sans risque.
        module = {"coupures": coupures, "fichiers": fichiers_abimes}[nom]
        resultat = commande.jouer(
            f"{module.__name__.rpartition('.')[2]}:0", module.EPREUVES[0], graine, fois, 300
        )
    else:
        resultat = lancer(graine, fois)
    assert not resultat.fautes, f"graine {graine} : {resultat.fautes}"
    assert resultat.essayees >= fois


def test_le_disque_plein_en_est_un_ou_le_dit():
    with disque_plein.disque(300_000) as (dossier, genre):
        if genre == "borne":
            pytest.skip("monter un tmpfs demande d'être root : les fichiers sont bornés à la place")
        with pytest.raises(OSError, match="No space left"):
            (dossier / "gros").write_bytes(bytes(400_000))


def test_toutes_les_epreuves_se_decouvrent_et_se_nomment_une_fois():
    toutes = list(table.toutes().values())
    assert {e.lancer for e in toutes} >= {lancer for lancer, _ in ESSAIS.values()}
    assert len({(e.genre, e.quoi) for e in toutes}) == len(toutes)
    assert all(e.fois > 0 for e in toutes)


@pytest.mark.parametrize(
    ("fautes", "code", "dit"), [((), 0, "bien  Essai"), (("cassé",), 1, "FAUTE Essai")], ids=["bien", "faute"]
)
def test_la_commande_dit_chaque_faute_et_rend_un(monkeypatch, capsys, tmp_path, fautes, code, dit):
    epreuve = Epreuve("Essai", "rien | du tout", 100, None)  # type: ignore[arg-type]
    monkeypatch.setattr(table, "toutes", lambda: {"x:0": epreuve})
    demandees = []

    def jouer(nom, epreuve, graine, fois, delai_s):
        demandees.append((graine, fois))
        return Resultat(fois, fautes, 1.5, 12.0)

    monkeypatch.setattr(commande, "jouer", jouer)
    ecrite = tmp_path / "d" / "t.md"
    assert commande.main(["--graine", "7", "--echelle", "0.1", "--ecrire", str(ecrite)]) == code
    assert demandees == [(7, 10)]
    assert dit in capsys.readouterr().out
    lignes = ecrite.read_text(encoding="utf-8").splitlines()
    nb = len(fautes)
    assert f"| Essai | rien \\| du tout | 10 | {nb} | 1,50 s | 12 Mo | 7 |" in lignes[-1]
    assert commande.main(["--seulement", "Absent"]) == 2


def test_la_table_garde_ce_qu_on_n_a_pas_rejoue_et_oublie_ce_qui_n_existe_plus(tmp_path):
    une, autre, morte = (Epreuve("G", nom, 1, None) for nom in ("une", "autre", "morte"))  # type: ignore[arg-type]
    le, fichier = datetime(2026, 11, 27, tzinfo=UTC), tmp_path / "t.md"
    lignes = [table.Ligne.de(e, Resultat(12_345), 1, le) for e in (une, autre, morte)]
    table.ecrire(fichier, lignes, [une, autre, morte])
    table.ecrire(fichier, [table.Ligne.de(une, Resultat(2, ("x",)), 9, le)], [une, autre])
    ecrit = fichier.read_text(encoding="utf-8")
    assert "| G | une | 2 | 1 | — | — | 9 | 27/11/2026 |" in ecrit
    assert "| G | autre | 12\u202f345 | 0 | — | — | 1 | 27/11/2026 |" in ecrit
    assert "morte" not in ecrit


def test_une_epreuve_qui_tombe_est_une_faute_et_n_emporte_pas_les_autres():
    epreuve = Epreuve("Essai", "absente", 1, None)  # type: ignore[arg-type]
    resultat = commande.jouer("absent:0", epreuve, 1, 1, 60)
    assert "est tombée (code 1)" in resultat.fautes[0] and "ModuleNotFoundError" in resultat.fautes[0]
    assert "n'a pas fini" in commande.jouer("absent:0", epreuve, 1, 1, 0.001).fautes[0]


def test_une_mesure_voit_la_memoire_et_la_faute():
    if sys.platform != "linux":
        pytest.skip("la mémoire se lit dans /proc")
    assert suivie(lambda: bytearray(60_000_000)).memoire_mo > 40
    assert "ZeroDivisionError" in suivie(lambda: 1 / 0).faute
