"""Le code mort : trouvé où qu'il soit, quel que soit son nom ; et rien de vivant n'est pris pour lui."""

from pathlib import Path

import pytest

from tests import code_mort

MORTS = {
    "un homonyme vivant ailleurs": (
        {
            "data/a.py": "def nom():\n    return 1\n",
            "data/b.py": "def nom():\n    return 2\n",
            "app.py": "from data.a import nom\nnom()\n",
        },
        {"data/b.py : nom"},
    ),
    "une colonne du même nom": (
        {"data/a.py": "def nom():\n    return {'nom': 1}['nom']\n"},
        {"data/a.py : nom"},
    ),
    "elle ne s'appelle qu'elle-même": (
        {"data/a.py": "def nom(n):\n    return nom(n - 1)\n"},
        {"data/a.py : nom"},
    ),
    "seuls les essais la citent": (
        {
            "pages/a.py": "NOM = 1\n",
            "tests/test_a.py": "from pages import a\n\n\ndef test_a():\n    assert a.NOM\n",
        },
        {"pages/a.py : NOM"},
    ),
    "elle n'est que dans __all__": (
        {"queries/a.py": "def nom():\n    return 1\n\n\n__all__ = ['nom']\n"},
        {"queries/a.py : nom"},
    ),
    "une méthode": (
        {"data/a.py": "class C:\n    def perdue(self):\n        return 1\n\n\nprint(C())\n"},
        {"data/a.py : perdue"},
    ),
    "un champ": (
        {"data/a.py": "class C:\n    perdu: int = 0\n\n\nprint(C())\n"},
        {"data/a.py : perdu"},
    ),
    "un attribut à soi": (
        {"data/a.py": "class C:\n    def __init__(self):\n        self.perdu = 1\n\n\nprint(C())\n"},
        {"data/a.py : perdu"},
    ),
    "un essai qui a perdu son aide": (
        {"tests/aide.py": "def perdue():\n    return 1\n"},
        {"tests/aide.py : perdue"},
    ),
}
VIVANTS = {
    "citée par le module importé sous un autre nom": {
        "data/a.py": "def nom():\n    return 1\n",
        "app.py": "from data import a as autre\nautre.nom()\n",
    },
    "citée d'un import relatif": {
        "data/p/__init__.py": "",
        "data/p/a.py": "def nom():\n    return 1\n",
        "data/p/b.py": "from . import a\nfrom .a import nom\nprint(a, nom())\n",
    },
    "rangée dans une table nom → module": {
        "data/a.py": "def nom():\n    return 1\n",
        "data/b.py": "print({'nom': 'data.a'})\n",
    },
    "lue par son nom": {
        "data/a.py": "class C:\n    def nom(self):\n        return 1\n\n\nprint(getattr(C(), 'nom'))\n",
    },
    "une commande": {"data/commandes/x.py": "AIDE = ''\n\n\ndef executer(choix):\n    return choix\n"},
    "une fixture": {
        "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef base():\n    return 1\n",
        "tests/test_a.py": "def test_a(base):\n    assert 1\n",
    },
    "un attribut de bibliothèque": {
        "data/a.py": "import x\ncellule = x.y()\ncellule.largeur = 3\nprint(cellule)\n"
    },
}


def trouves(racine: Path, fichiers: dict[str, str]) -> set[str]:
    for nom, texte in fichiers.items():
        (racine / nom).parent.mkdir(parents=True, exist_ok=True)
        (racine / nom).write_text(texte, encoding="utf-8")
    modules = code_mort.lus(racine)
    morts = [*code_mort.nom_par_nom(modules), *code_mort.dans_les_classes(racine, modules)]
    return {f"{mort.fichier} : {mort.nom}" for mort in morts}


@pytest.mark.parametrize("cas", MORTS)
def test_ce_qui_est_mort_est_trouve(cas, tmp_path):
    fichiers, attendus = MORTS[cas]
    assert trouves(tmp_path, fichiers) == attendus


@pytest.mark.parametrize("cas", VIVANTS)
def test_ce_qui_vit_ne_l_est_pas(cas, tmp_path):
    assert trouves(tmp_path, VIVANTS[cas]) == set()


def test_une_exception_qui_ne_couvre_plus_rien_se_dit(tmp_path, capsys):
    (tmp_path / "app.py").write_text("app = 1\n", encoding="utf-8")
    assert code_mort.main(tmp_path) == 1
    dit = capsys.readouterr().out
    assert "data.sources.*.lire" in dit and "app.app" not in dit


@pytest.mark.parametrize(
    ("cite", "perdu"),
    [
        ("from data import a\na.ote()\n", True),
        ("from data.a import ote\n", True),
        ("import data.a\ndata.a.ote()\n", True),
        ("from data import a\na.nom()\n", False),
        ("from data import a\na.Path()\n", False),
        ("from data import p\nprint(p.b, p.__name__)\n", False),
    ],
)
def test_un_essai_qui_cite_ce_qui_n_existe_plus_est_dit(cite, perdu, tmp_path):
    ecrits = {
        "data/a.py": "from pathlib import Path\n\n\ndef nom():\n    return Path()\n",
        "data/p/__init__.py": "",
        "data/p/b.py": "",
        "tests/test_a.py": cite,
    }
    trouves(tmp_path, ecrits)
    dits = code_mort.introuvables(code_mort.lus(tmp_path))
    assert bool(dits) == perdu and all("tests/test_a.py" in dit and "ote" in dit for dit in dits)
