"""Le code que rien n'appelle : `python -m tests.code_mort` ; 1 s'il y en a.

Deux passes. vulture voit les méthodes, les champs et les imports, mais par leur seul nom : une fonction qui
s'appelle `financeurs` lui paraît vivante dès qu'une colonne porte ce nom. La seconde suit donc les imports :
un nom de premier niveau est vivant s'il est cité dans son module, hors de sa propre définition, ou par un
autre qui l'importe. Être cité par les seuls essais ne suffit pas, sauf à ce qui est dans tests/.
En retour, ce qu'un module cite d'un autre et qui n'y est pas est dit : on vient souvent de l'ôter.
"""

import ast
import sys
from collections.abc import Container, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from vulture import Vulture

RACINE = Path(__file__).parents[1]
DOSSIERS = ("data", "queries", "pages", "tests", ".ci")

PAR_LEUR_NOM = {
    "app.app": "uvicorn app:app",
    "data.commandes.*.AIDE": "data/commandes/__init__.py charge chaque module de son dossier",
    "data.commandes.*.arguments": "de même",
    "data.commandes.*.executer": "de même",
    "data.sources.*.lire": "data/sources/__init__.py charge chaque lecteur",
    "data.programmation.questions_*.repondre": "data/programmation/questions.py choisit le module",
    "tests.epreuves.*.EPREUVES": "tests/epreuves/table.py charge chaque module de son dossier",
    "tests.*.pytestmark": "pytest",
    "tests.bench.nue.app": "la page nue que sert le banc",
    "pages.*.page": "pages/plan.py charge la fonction de chaque page",
    "pages.rendus.ecran._INSCRITS": "des modules importés pour qu'ils s'inscrivent",
    "pages.serveur.messages.TUS": "ce qu'on tait, dit à côté de ce qu'on reçoit ; un essai exige tout",
    "pages.serveur.messages.OPERATIONS_TUES": "de même",
    "pages.serveur.messages.RETENUS": "de même",
}
"""Ce qui vit sans être importé par du code : module et nom, à jokers, et pourquoi."""
INSCRIVENT = ("fixture", "montre(", ".register")
"""Ce qui, dans un décorateur, dit que la fonction est rangée et qu'un autre l'appellera."""
PAR_UNE_BIBLIOTHEQUE = {
    "do_GET": "http.server appelle par le verbe",
    "do_PUT": "de même",
    "log_message": "http.server",
    "protocol_version": "http.server",
    "handle_starttag": "html.parser",
    "handle_endtag": "html.parser",
    "handle_data": "html.parser",
    "get_timestamp": "itsdangerous",
    "close_connection": "http.server",
    "render_broken_contract": "import-linter",
    "verbose": "import-linter",
    "default_js": "folium",
    "default_css": "folium",
    "suppress_warning": "un paramètre de Streamlit que remplace un essai",
    "tz": "datetime.now",
}
"""Méthodes, champs et paramètres dont le nom n'est pas de nous : qui les appelle."""


@dataclass(frozen=True)
class Mort:
    """Ce que rien n'appelle : où, quoi, et si les essais, eux, l'appellent."""

    fichier: str
    ligne: int
    nom: str
    essaye: bool = False

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne} : {self.nom}" + (
            " (que seuls des essais citent)" if self.essaye else ""
        )


@dataclass(frozen=True)
class Module:
    """Un module lu : ce qu'il définit au premier niveau (nom → ligne), les (module, nom) qu'il cite, et les
    mots qui y sont écrits entre guillemets : un `getattr` les lira peut-être. `sur` : les citations dont le
    nom local n'est rien d'autre qu'un import."""

    nom: str
    fichier: str
    definit: dict[str, int]
    importe: frozenset[str]
    sur: frozenset[tuple[str, str]]
    cite: frozenset[tuple[str, str]]
    mots: frozenset[str]
    fixtures: frozenset[str]


def lus(racine: Path) -> dict[str, Module]:
    """Tous les modules du dépôt, par leur nom à points."""
    chemins = [racine / "app.py", *(f for d in DOSSIERS for f in sorted((racine / d).rglob("*.py")))]
    arbres = {f: ast.parse(f.read_text(encoding="utf-8")) for f in chemins if f.exists()}
    noms = {f: _nom(f.relative_to(racine)) for f in arbres}
    connus = set(noms.values())
    return {noms[f]: _lu(noms[f], f, f.relative_to(racine), arbre, connus) for f, arbre in arbres.items()}


def nom_par_nom(modules: dict[str, Module]) -> list[Mort]:
    """Les noms de premier niveau que rien ne cite."""
    citent: dict[tuple[str, str], set[str]] = {}
    for module in modules.values():
        for cite in module.cite:
            citent.setdefault(cite, set()).add(module.nom)
    morts = []
    for module in modules.values():
        d_essai = _d_essai(module.nom)
        for nom, ligne in module.definit.items():
            par = citent.get((module.nom, nom), set())
            vivant = any(d_essai or not _d_essai(p) for p in par)
            if not (vivant or _excepte(module.nom, nom) or nom in module.fixtures):
                morts.append(Mort(module.fichier, ligne, nom, bool(par)))
    return morts


def dans_les_classes(racine: Path, modules: dict[str, Module]) -> list[Mort]:
    """Les méthodes, champs, paramètres et imports que vulture croit morts, et qu'aucun mot écrit ne nomme."""
    fixtures = {nom for m in modules.values() for nom in m.fixtures}
    morts = []
    # Le produit d'abord, sans les essais : ce qu'eux seuls citent est mort. Puis les essais, avec le reste.
    for essais in (False, True):
        vus = [m for m in modules.values() if essais or not _d_essai(m.nom)]
        textes = {m.fichier: (racine / m.fichier).read_text(encoding="utf-8") for m in vus}
        vivants = fixtures | {mot for m in vus for mot in m.mots}
        lecteur = Vulture(ignore_names=["test_*", "pytest_*", *PAR_UNE_BIBLIOTHEQUE])
        for fichier, texte in textes.items():
            lecteur.scan(texte, filename=Path(fichier))
        for trouve in lecteur.get_unused_code():
            fichier, nom = str(trouve.filename), str(trouve.name)
            module = _nom(Path(fichier))
            # Un attribut posé sur l'objet d'une bibliothèque (une cellule, une diapositive) est lu par elle.
            ligne = textes[fichier].splitlines()[trouve.first_lineno - 1]
            d_ailleurs = trouve.typ == "attribute" and f"self.{nom}" not in ligne
            if essais == _d_essai(module) and not (d_ailleurs or nom in vivants or _excepte(module, nom)):
                morts.append(Mort(fichier, trouve.first_lineno, nom))
    return morts


def introuvables(modules: dict[str, Module]) -> list[str]:
    """Ce qu'un module cite d'un autre, et qui n'y est pas : seul ce qui l'appelle le verrait, en tombant."""
    return [
        f"{module.fichier} cite {cite}.{nom}, qui n'existe pas"
        for module in modules.values()
        for cite, nom in sorted(module.sur)
        if (la := modules.get(cite)) and cite != module.nom and not nom.startswith("__")
        if nom not in la.definit and nom not in la.importe and f"{cite}.{nom}" not in modules
    ]


def exceptions_vaines(modules: dict[str, Module]) -> list[str]:
    """Les motifs de PAR_LEUR_NOM qui ne couvrent plus rien."""
    noms = [f"{m.nom}.{nom}" for m in modules.values() for nom in m.definit]
    return [motif for motif in PAR_LEUR_NOM if not any(fnmatchcase(nom, motif) for nom in noms)]


def _nom(chemin: Path) -> str:
    parties = chemin.with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


def _d_essai(module: str) -> bool:
    return module.split(".")[0] == "tests"


def _excepte(module: str, nom: str) -> bool:
    if nom.startswith("__") or (_d_essai(module) and nom.startswith(("test_", "pytest_", "Test"))):
        return True
    return any(fnmatchcase(f"{module}.{nom}", motif) for motif in PAR_LEUR_NOM)


def _lu(nom: str, chemin: Path, relatif: Path, arbre: ast.Module, connus: Container[str]) -> Module:
    paquet = nom.split(".") if chemin.name == "__init__.py" else nom.split(".")[:-1]
    locaux: dict[str, str] = {}
    cite: set[tuple[str, str]] = set()
    mots: set[str] = set()
    fixtures: set[str] = set()
    attributs: list[ast.Attribute] = []
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            for a in noeud.names:
                court = a.name if a.asname else a.name.split(".")[0]
                locaux[a.asname or court] = court
        elif isinstance(noeud, ast.ImportFrom):
            debut = paquet[: len(paquet) - noeud.level + 1] if noeud.level else []
            source = ".".join([*debut, *([noeud.module] if noeud.module else [])])
            locaux |= {a.asname or a.name: f"{source}.{a.name}" for a in noeud.names}
            cite |= {(source, a.name) for a in noeud.names}
        elif isinstance(noeud, ast.Attribute):
            attributs.append(noeud)
        elif isinstance(noeud, ast.Dict):
            cite.update(_renvois(noeud, connus))
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud.value.isidentifier():
            mots.add(noeud.value)
        elif isinstance(noeud, ast.FunctionDef) and _fixture(noeud):
            fixtures.add(noeud.name)
    # Un paramètre ou une variable du même nom qu'un module importé n'est pas ce module.
    lies = {n.arg for n in ast.walk(arbre) if isinstance(n, ast.arg)}
    lies |= {n.id for n in ast.walk(arbre) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    sur = set(cite)
    for noeud in attributs:
        cite.update(_citations(noeud, locaux))
        sur.update(_citations(noeud, {nom: vers for nom, vers in locaux.items() if nom not in lies}))
    for haut in arbre.body:
        # Une fonction qui ne s'appelle qu'elle-même est morte aussi.
        sien = haut.name if isinstance(haut, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None
        lus_la = (n.id for n in ast.walk(haut) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
        cite |= {(nom, cite_la) for cite_la in lus_la if cite_la != sien}
    definit = dict(_definis(arbre))
    return Module(
        nom,
        str(relatif),
        definit,
        frozenset(locaux),
        frozenset(sur),
        frozenset(cite),
        frozenset(mots),
        frozenset(fixtures),
    )


def _definis(arbre: ast.Module) -> Iterator[tuple[str, int]]:
    for noeud in arbre.body:
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield noeud.name, noeud.lineno
        cibles = noeud.targets if isinstance(noeud, ast.Assign) else ()
        for cible in (noeud.target,) if isinstance(noeud, ast.AnnAssign) else cibles:
            yield from ((n.id, noeud.lineno) for n in ast.walk(cible) if isinstance(n, ast.Name))


def _citations(noeud: ast.Attribute, locaux: dict[str, str]) -> Iterator[tuple[str, str]]:
    """« a.b.c », où a est importé : (a, b) et (a.b, c)."""
    suite, valeur = [noeud.attr], noeud.value
    while isinstance(valeur, ast.Attribute):
        suite.append(valeur.attr)
        valeur = valeur.value
    if isinstance(valeur, ast.Name) and valeur.id in locaux:
        entier = locaux[valeur.id].split(".") + suite[::-1]
        yield from ((".".join(entier[:i]), entier[i]) for i in range(1, len(entier)))


def _renvois(noeud: ast.Dict, connus: Container[str]) -> Iterator[tuple[str, str]]:
    """Une table « nom → module », comme data/enfant.FONCTIONS."""
    for cle, valeur in zip(noeud.keys, noeud.values, strict=True):
        if isinstance(cle, ast.Constant) and isinstance(valeur, ast.Constant) and valeur.value in connus:
            yield str(valeur.value), str(cle.value)


def _fixture(noeud: ast.FunctionDef) -> bool:
    """Vrai si un décorateur la range quelque part : pytest, un rendu ou un registre l'appellera."""
    decorateurs = [ast.unparse(decorateur) for decorateur in noeud.decorator_list]
    return any(mot in decorateur for decorateur in decorateurs for mot in INSCRIVENT)


def main(racine: Path = RACINE) -> int:
    """0 : rien de mort. 1 : quelque chose l'est, ou une exception ne couvre plus rien."""
    modules = lus(racine)
    trouves = {(m.fichier, m.ligne, m.nom): m for m in dans_les_classes(racine, modules)}
    trouves |= {(m.fichier, m.ligne, m.nom): m for m in nom_par_nom(modules)}
    for _, mort in sorted(trouves.items()):
        print(mort)
    perdus = introuvables(modules)
    for dit in perdus:
        print(dit)
    vaines = exceptions_vaines(modules)
    for motif in vaines:
        print(f"tests/code_mort.py : l'exception « {motif} » ne couvre plus rien.")
    return 1 if trouves or perdus or vaines else 0


if __name__ == "__main__":
    sys.exit(main())
