"""Une base en panne sous un service en marche : /sante et les pages disent la même phrase."""

import shutil

import duckdb
import pytest

from tests.conftest import ouvrir_vide
from tests.serveur.visiteur import visiter

PAGES = ("", "carte", "territoires", "donnees", "copil", "mise-a-jour")


def tronquee(base_demo, chemin):
    chemin.write_bytes(base_demo.read_bytes()[: base_demo.stat().st_size // 2])


def sans_table(base_demo, chemin):
    ouvrir_vide(chemin).close()
    with duckdb.connect(str(chemin)) as base:
        base.execute("drop table mesure")


def sans_colonne(base_demo, chemin):
    ouvrir_vide(chemin).close()
    with duckdb.connect(str(chemin)) as base:
        base.execute("alter table avis drop column motif")


def vide(base_demo, chemin):
    chemin.write_bytes(b"")


def absente(base_demo, chemin):
    chemin.unlink(missing_ok=True)


def version_hostile(base_demo, chemin):
    ouvrir_vide(chemin, "../../<x>").close()


def octets_retournes(base_demo, chemin):
    octets = bytearray(base_demo.read_bytes())
    for rang in range(20_000, len(octets), 50_000):
        octets[rang] ^= 255
    chemin.write_bytes(octets)


@pytest.mark.parametrize(
    ("panne", "mot"),
    [
        (tronquee, "abîmé"),
        (octets_retournes, "abîmé"),
        (sans_table, "la table « mesure »"),
        (sans_colonne, "la colonne « motif »"),
        (vide, "vide"),
        (absente, "introuvable"),
        (version_hostile, "quelle version"),
    ],
)
def test_sante_et_les_pages_disent_la_meme_phrase(service, base_servie, base_demo, tmp_path, panne, mot):
    cote, neuve = tmp_path / "de_cote.duckdb", tmp_path / "neuve.duckdb"
    shutil.copyfile(base_servie, cote)
    try:
        panne(base_demo, neuve)
        neuve.replace(base_servie) if neuve.exists() else base_servie.unlink()
        sante = service.get("/sante")
        motif = sante.json()["motif"]
        assert sante.status_code == 503 and mot in motif
        assert "occupée" not in motif and str(tmp_path.parent) not in sante.text
        contours = service.get("/contours/V1/quartiers.geojson")
        assert contours.status_code == 503 and motif in contours.text
        assert service.get("/apercu/carte.png").status_code == 200
        with visiter(service.base_url) as visiteur:
            for page in PAGES:
                avant = len(visiteur.recus)
                visiteur.page(page)
                dit = b"".join(visiteur.recus[avant:])
                assert motif.encode() in dit, (page, motif)
                assert b"erreur-page" not in dit, page
    finally:
        cote.replace(base_servie)
    assert service.get("/sante").status_code == 200


@pytest.mark.parametrize(
    "version",
    ["%0d%0aX-Y:%20z", "..", "V1%00", "%ed%a0%80", "V1%2f..", "x" * 500, "é", "%20", "V1;x", "<script>"],
)
def test_une_version_hostile_dans_l_adresse_des_contours_renvoie_a_celle_qui_est_servie(service, version):
    reponse = service.get(f"/contours/{version}/quartiers.geojson?contrat=%0d%0aX")
    assert reponse.status_code in (307, 404)
    if reponse.status_code == 307:
        assert reponse.headers["location"].startswith("/contours/V1/quartiers.geojson")
        assert "x-y" not in reponse.headers
