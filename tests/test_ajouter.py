"""« Pour ajouter… » (README) : les listes de fichiers sont exactes ; page et dessin l'essaient en copie."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import RACINE

LIENS = ("data", ".streamlit", "pyproject.toml", "app.py")


@pytest.fixture
def copie(tmp_path) -> Path:
    """Le programme, où ce qui ne change pas est un lien."""
    for nom in ("pages", "queries", "tests"):
        shutil.copytree(RACINE / nom, tmp_path / nom, ignore=shutil.ignore_patterns("__pycache__"))
    for nom in LIENS:
        (tmp_path / nom).symlink_to(RACINE / nom)
    return tmp_path


def ecrire(copie: Path, fichier: str, texte: str) -> None:
    (copie / fichier).parent.mkdir(parents=True, exist_ok=True)
    (copie / fichier).write_text(texte, encoding="utf-8")


def remplacer(copie: Path, fichier: str, avant: str, apres: str) -> None:
    texte = (copie / fichier).read_text(encoding="utf-8")
    assert avant in texte, f"{fichier} n'a plus : {avant}"
    ecrire(copie, fichier, texte.replace(avant, apres, 1))


def jouer(copie: Path, base: Path, programme: str) -> str:
    """Ce que ce programme imprime, lancé dans la copie ; ses fautes font échouer l'essai."""
    fini = subprocess.run(
        [sys.executable, "-c", programme],
        cwd=copie,
        env=os.environ | {"CONTRAT_BASE": str(base), "PYTHONPATH": str(copie)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr[-3000:]
    return fini.stdout


def essais(copie: Path, base: Path, *choix: str) -> subprocess.CompletedProcess:
    """Des essais du projet, joués dans la copie."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *choix],
        cwd=copie,
        env=os.environ | {"CONTRAT_BASE": str(base)},
        capture_output=True,
        text=True,
        check=False,
    )


PAGE = '''"""Adresses : combien de porteurs ont une adresse ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Constat, Pied
from pages.sujets.essai import dit
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Une phrase."""
    yield Bandeau(("financeur",))
    yield Constat(dit.phrase(visite.lire("essai/combien", filtre=visite.filtre)))
    yield Pied("Un porteur compte une fois.")
'''
DIT = '''"""Ce que dit la page d'essai."""


def phrase(lues) -> str:
    """« 12 actions. »"""
    return f"{int(lues['nb_actions'].iloc[0])} actions."
'''
QUESTION = "-- Combien d'actions répondent.\nselect count(*) as nb_actions from actions_filtrees($filtre)\n"
LIRE = """
from pages import plan
from pages.composants import telecommande
from pages.seance.ordre import NOMS_PAGES
from pages.serveur.apercu import noms_des_pages
from pages.serveur.page import chemins_des_pages
from pages.serveur.sans_ecran import saisir
from pathlib import Path
from tests.lecture import lire_la_page
vue = saisir("essai", {"annee": "2025"})
assert vue.phrase.endswith("actions.") and vue.regle, vue
lue = lire_la_page("essai", {})
assert lue.faute is None, lue.faute
assert any("actions." in str(e.heading.body) for e in lue.elements)
assert noms_des_pages()["essai"] == NOMS_PAGES["essai"] == "Essai"
assert "essai" in telecommande.ORDRE_PAGES and "/essai" in chemins_des_pages()
"""


def test_une_page_touche_son_fichier_son_sujet_ses_questions_et_le_plan(copie, base_demo):
    ecrire(copie, "pages/essai.py", PAGE)
    ecrire(copie, "pages/sujets/essai/__init__.py", "")
    ecrire(copie, "pages/sujets/essai/dit.py", DIT)
    ecrire(copie, "queries/essai/combien.sql", QUESTION)
    remplacer(
        copie,
        "pages/plan.py",
        "PAR_CODE = ",
        'PAGES += (Page("essai", "Essai", "home", question="Combien ?"),)\nPAR_CODE = ',
    )
    jouer(copie, base_demo, LIRE)


BLOC = '''

@dataclass(frozen=True, eq=False)
class Essai(Dessin):
    """Un dessin d'essai."""

    lignes: pd.DataFrame
'''


def test_un_dessin_touche_son_bloc_et_ses_rendus_et_un_essai_dit_ce_qui_manque(copie, base_demo):
    exhaustif = ("tests/pages/test_valeurs.py", "-k", "genre")
    with (copie / "pages/blocs/dessins.py").open("a", encoding="utf-8") as fichier:
        fichier.write(BLOC)
    remplacer(copie, "pages/blocs/__init__.py", "    Entonnoir,\n", "    Entonnoir,\n    Essai,\n")
    remplacer(copie, "pages/blocs/__init__.py", '    "Entonnoir",\n', '    "Entonnoir",\n    "Essai",\n')
    manque = essais(copie, base_demo, *exhaustif)
    assert manque.returncode == 1 and "Essai" in manque.stdout
    remplacer(copie, "pages/rendus/ecran/dessins.py", "    Entonnoir,\n", "    Entonnoir,\n    Essai,\n")
    remplacer(copie, "pages/rendus/ecran/dessins.py", "@montre(Barres,", "@montre(Essai, Barres,")
    for rendu, nom, rien in (
        ("traces", "tracer", 'return _trace(dessin, {"data": [], "layout": {}}, genre="Essai")'),
        ("neutre", "neutre", 'return Neutre("tableau")'),
    ):
        with (copie / f"pages/rendus/{rendu}.py").open("a", encoding="utf-8") as fichier:
            sorte = "blocs.Essai"
            fichier.write(
                f"\n\nfrom pages import blocs\n\n\n@{nom}.register\n"
                f"def _(dessin: {sorte}, grand: bool = False):\n    {rien}\n"
            )
    complet = essais(copie, base_demo, *exhaustif)
    assert complet.returncode == 0, complet.stdout[-3000:]
