"""La commande qui relit tout : chaque étape voit sa faute, et une faute n'arrête pas les autres."""

import subprocess
import sys
import tomllib

import pytest

from tests import verifier
from tests.conftest import RACINE
from tests.verifier import ETAPES, Etape

PAR_NOM = {etape.nom: etape for etape in ETAPES}
FAUTES = {
    "ecriture": {"data/a.py": "import os\n"},
    "forme": {"data/a.py": "x = [1,2]\n"},
    "sql": {"tests/a.sql": "SELECT 1\n"},
    "types": {"data/a.py": 'x: int = "un"\n'},
}
JUSTES = {"data/a.py": '"""Rien."""\n', "data/a.sql": "select 1\n"}


@pytest.fixture
def depot(tmp_path):
    """Un dépôt minuscule, aux réglages du nôtre."""

    def ecrire(fichiers):
        (tmp_path / "pyproject.toml").write_bytes((RACINE / "pyproject.toml").read_bytes())
        for nom, texte in fichiers.items():
            (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / nom).write_text(texte, encoding="utf-8")
        return tmp_path

    return ecrire


@pytest.mark.parametrize("nom", FAUTES)
def test_une_etape_voit_sa_faute_et_passe_sans_elle(nom, depot):
    racine = depot(JUSTES)
    assert verifier.jouer(PAR_NOM[nom], racine)[0]
    racine = depot(FAUTES[nom])
    passe, dit = verifier.jouer(PAR_NOM[nom], racine)
    assert not passe and next(iter(FAUTES[nom])).split("/")[-1] in dit


def test_une_etape_qui_echoue_n_arrete_pas_les_autres(monkeypatch, capsys):
    python = (sys.executable, "-c")
    jouees = (
        Etape("un", "la première", (*python, "print('faute de un'); raise SystemExit(1)")),
        Etape("deux", "la deuxième", (*python, "")),
        Etape("trois", "la troisième", (*python, "raise SystemExit(3)")),
    )
    monkeypatch.setattr(verifier, "ETAPES", jouees)
    assert verifier.main([]) == 1
    lignes = capsys.readouterr().out.splitlines()
    assert [ligne[:2] for ligne in lignes if ligne[:1] in "✓✗"] == ["✗ ", "✓ ", "✗ "]
    assert "faute de un" in lignes and "L'outil n'a rien dit." in lignes
    assert lignes[-1] == "À reprendre : un, trois."
    assert verifier.main(["deux"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Tout est en ordre."


def test_un_outil_absent_est_un_echec_qui_dit_quoi_faire(tmp_path):
    passe, dit = verifier.jouer(Etape("x", "rien", ("outil-qui-n-existe-pas",)), tmp_path)
    assert not passe and "uv sync" in dit


def test_un_depot_sans_sql_est_un_echec(tmp_path):
    assert not verifier.jouer(PAR_NOM["sql"], tmp_path)[0]


def test_une_etape_inconnue_se_dit(capsys):
    with pytest.raises(SystemExit):
        verifier.main(["typo"])
    assert "étape inconnue : typo" in capsys.readouterr().err


def test_tout_le_sql_du_depot_est_nomme_a_l_outil():
    suivis = subprocess.run(
        ["git", "ls-files", "*.sql"], cwd=RACINE, capture_output=True, text=True, check=False
    ).stdout.split()
    if not suivis:
        pytest.skip("hors d'un dépôt git")
    assert set(suivis) <= set(verifier.fichiers(RACINE, ".sql"))
    # Passé cette taille, sqlfluff sauterait un fichier sans échouer.
    lus = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    assert lus["tool"]["sqlfluff"]["core"]["large_file_skip_byte_limit"] == 0


def test_la_ci_et_le_mode_d_emploi_disent_la_meme_commande():
    for fichier in (".ci/run", "README.md"):
        texte = (RACINE / fichier).read_text(encoding="utf-8")
        assert "uv run python -m tests.verifier" in texte, fichier
        assert "sqlfluff lint" not in texte and "ruff check" not in texte, fichier


def test_aucune_regle_de_types_n_est_levee_sur_data_queries_ni_sur_un_dossier_neuf(depot):
    faute = 'x: int = "un"\n'
    for nom in ("data/a.py", "queries/a.py", "pages/salle_neuve/a.py", "app.py"):
        passe, dit = verifier.jouer(PAR_NOM["types"], depot({**JUSTES, nom: faute}))
        assert not passe and nom in dit, nom
        depot({nom: '"""Rien."""\n'})
