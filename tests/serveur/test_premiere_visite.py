"""Ce que pèse une première visite : icônes réduites, morceaux demandés d'avance, compression gardée."""

import io
import re
from pathlib import Path

import brotli
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.file_util import get_static_dir

from pages.serveur import compression, garde_fixe, icones
from pages.serveur.compression import StatiquesCompresses
from pages.serveur.morceaux import CADRE, PAR_GENRE, Morceaux
from tests.conftest import RACINE

STATIQUES = Path(get_static_dir())


def _trace(police: TTFont, glyphe: str) -> list:
    stylo = RecordingPen()
    police.getGlyphSet()[glyphe].draw(stylo)
    return stylo.value


@pytest.fixture(scope="module")
def reduite() -> tuple[TTFont, TTFont]:
    """La police d'origine et la réduite."""
    ((fichier, contenu),) = icones.reduite(STATIQUES).items()
    assert len(contenu) < fichier.stat().st_size / 8
    return TTFont(fichier), TTFont(io.BytesIO(contenu))


def test_toute_icone_nommee_par_nos_fichiers_ou_par_streamlit_garde_son_dessin(reduite):
    entiere, courte = reduite
    connues, gardees = icones.ligatures(entiere), icones.ligatures(courte)
    nommees = set()
    # La même question, posée autrement : tout ce qui s'écrit « :material/… » dans un fichier servi ou lu.
    for dossier in (RACINE / "pages", RACINE / "data", RACINE / "queries", STATIQUES.parent):
        for fichier in dossier.rglob("*"):
            if fichier.suffix in (".py", ".js") or (fichier.suffix == ".md" and dossier != STATIQUES.parent):
                lu = fichier.read_text(encoding="utf-8", errors="replace")
                nommees.update(re.findall(r"material/([a-z0-9_]+)", lu))
    nommees &= connues.keys()
    assert len(nommees) > 120
    assert nommees <= gardees.keys()
    for nom in nommees:
        assert _trace(entiere, connues[nom]) == _trace(courte, gardees[nom]), nom


def test_une_icone_nommee_par_une_variable_est_gardee(reduite):
    # icon=f":material/{icone}:" : le nom est un texte ailleurs dans nos fichiers.
    for nom in ("arrow_back", "arrow_forward", "picture_as_pdf", "slideshow", "folder_zip", "trending_down"):
        assert nom in icones.ligatures(reduite[1])


def test_la_police_reduite_n_est_pas_gardee_sans_etre_redemandee():
    ((fichier, contenu),) = icones.reduite(STATIQUES).items()
    service = TestClient(
        StatiquesCompresses(Starlette(), {"/static/": STATIQUES / "static"}, {fichier: contenu})
    )
    adresse = f"/static/media/{fichier.name}"
    premiere = service.get(adresse)
    assert premiere.content == contenu and premiere.headers["content-type"] == "font/woff2"
    assert premiere.headers["cache-control"] == "no-cache"
    marque = premiere.headers["etag"]
    assert service.get(adresse, headers={"if-none-match": marque}).status_code == 304
    assert service.get(adresse, headers={"if-none-match": '"autre"'}).content == contenu


def test_sans_police_reduite_l_entiere_est_servie(tmp_path):
    assert icones.reduite(tmp_path) == {}


def test_chaque_morceau_demande_existe_et_ne_l_est_qu_une_fois():
    morceaux = Morceaux(STATIQUES)
    assert {*CADRE, *(nom for noms in PAR_GENRE.values() for nom in noms)} <= morceaux.fichiers.keys()
    deja = (STATIQUES / "index.html").read_text(encoding="utf-8")
    demandes = re.findall(r'href="/([^"]+)"', morceaux.balises("carte"))
    assert len(demandes) == len(set(demandes)) > 20
    for chemin in demandes:
        assert (STATIQUES / chemin).is_file(), chemin
        assert chemin not in deja


def test_une_page_ne_demande_d_avance_que_ce_qu_elle_montre():
    morceaux = Morceaux(STATIQUES)
    morceaux.apprendre("aide", ())
    morceaux.apprendre("piliers", ("dessin", "chiffres"))
    assert "PlotlyChart" in morceaux.balises("jamais-lue")
    assert "PlotlyChart" not in morceaux.balises("aide") and "/Html." in morceaux.balises("aide")
    assert "PlotlyChart" in morceaux.balises("piliers") and "DataFrame" not in morceaux.balises("piliers")


def test_un_streamlit_qui_ne_se_lit_plus_ainsi_ne_demande_rien_d_avance(tmp_path):
    (tmp_path / "index.html").write_text('<script src="./static/js/index.neuf.js"></script>')
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "index.neuf.js").write_text("import('./autrement.js')")
    assert Morceaux(tmp_path).balises("carte") == ""


def test_un_fichier_serre_dit_la_meme_chose_en_moins_d_octets(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "garde"))
    fichier = STATIQUES / "index.html"
    compression.serrer([fichier]).join()
    serre = compression._serres.pop(fichier)
    assert brotli.decompress(serre) == fichier.read_bytes()
    assert len(serre) < len(compression.comprimer(fichier.read_bytes(), "br"))


def test_la_garde_refait_ce_qui_est_abime_et_se_passe_de_dossier(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    faits = []

    def faire() -> bytes:
        faits.append(1)
        return b"contenu"

    assert [garde_fixe.garder("c", faire) for _ in range(2)] == [b"contenu"] * 2
    assert len(faits) == 1
    (fichier,) = (tmp_path / "contrat-de-ville").iterdir()
    for abime in (b"", fichier.read_bytes()[:-1], b"x" * 60):
        fichier.write_bytes(abime)
        assert garde_fixe.garder("c", faire) == b"contenu"
    # Un dossier que d'autres peuvent écrire ne sert pas : ce qui en sort va chez les visiteurs.
    (tmp_path / "contrat-de-ville").chmod(0o777)
    assert garde_fixe.dossier() is None
    assert garde_fixe.garder("c", faire) == b"contenu" and len(faits) == 5
    monkeypatch.setenv("XDG_CACHE_HOME", str(fichier))
    assert garde_fixe.dossier() is None
