"""Les mêmes versions demain : épingler chaque dépendance, transitives comprises, dans pyproject.toml.

    uv run python -m tests.versions              # prend les plus récentes qu'il admet, puis les essaie
    uv run python -m tests.versions --garder     # garde celles qui sont épinglées, ajoute ce qui manque
    uv run python -m tests.versions --auditer    # demande seulement si l'une a une faille connue

La section `[tool.uv] constraint-dependencies` est réécrite d'une résolution neuve, faite à côté : elle ne dit
aucune adresse de registre. Si les essais échouent, pyproject.toml redevient ce qu'il était.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

RACINE = Path(__file__).parents[1]
PYPROJECT = RACINE / "pyproject.toml"
_SECTION = re.compile(r"^constraint-dependencies = \[\n(?:    .*\n)*\]\n", re.MULTILINE)
_EPINGLE = re.compile(r"(?P<nom>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][A-Za-z0-9.+!-]*)(?P<reste> ; [^#]+)?")


class ResolutionImpossible(Exception):
    """uv n'a pas résolu ces dépendances ; le message est le sien."""


def epinglees(pyproject: str) -> tuple[str, ...]:
    """Les contraintes de ce pyproject : « nom==version », et leur marqueur s'il y en a un."""
    return tuple(tomllib.loads(pyproject)["tool"]["uv"].get("constraint-dependencies", ()))


def resolues(pyproject: str, garder: bool) -> tuple[str, ...]:
    """Ce que uv résout pour tout Python et toute plateforme que pyproject admet.

    `garder` : les contraintes déjà là tiennent. Lève ResolutionImpossible.
    """
    with tempfile.TemporaryDirectory(prefix="versions-") as ici:
        texte = pyproject if garder else _SECTION.sub("", pyproject)
        (Path(ici) / "pyproject.toml").write_text(texte, encoding="utf-8")
        (Path(ici) / "README.md").touch()
        _uv(ici, "lock", "--quiet")
        dit = _uv(
            ici,
            "export",
            "--frozen",
            "--quiet",
            "--all-groups",
            "--format",
            "requirements.txt",
            "--no-hashes",
            "--no-annotate",
            "--no-header",
            "--no-emit-project",
        )
    lignes = [ligne.strip() for ligne in dit.splitlines() if ligne.strip()]
    if etranges := [ligne for ligne in lignes if not _EPINGLE.fullmatch(ligne)]:
        raise ResolutionImpossible(f"Des dépendances n'ont pas de version : {', '.join(etranges)}")
    return tuple(lignes)


def avec(pyproject: str, contraintes: tuple[str, ...]) -> str:
    """Ce pyproject, sa section de contraintes remplacée (ou ajoutée à la fin de [tool.uv])."""
    lignes = "".join(f'    "{c}",\n' for c in (c.replace('"', "'") for c in contraintes))
    section = f"constraint-dependencies = [\n{lignes}]\n"
    if _SECTION.search(pyproject):
        return _SECTION.sub(lambda _: section, pyproject)
    return re.sub(r"(?m)^(\[tool\.uv\]\n(?:[^\[\n].*\n)*)", lambda m: m[1] + section, pyproject, count=1)


def auditer(contraintes: tuple[str, ...]) -> int:
    """Passe pip-audit, s'il atteint l'un de ses deux services. 0 : rien. 1 : une faille. 2 : muets."""
    with tempfile.TemporaryDirectory(prefix="audit-") as ici:
        liste = Path(ici) / "liste.txt"
        # Une seule version de chaque : pip-audit refuse les autres.
        liste.write_text("\n".join({c.partition("==")[0]: c for c in contraintes}.values()), encoding="utf-8")
        for service in ("pypi", "osv"):
            fini = subprocess.run(
                [
                    _executable(),
                    "tool",
                    "run",
                    "pip-audit",
                    "-s",
                    service,
                    "-r",
                    str(liste),
                    "--no-deps",
                    "--disable-pip",
                    "--progress-spinner",
                    "off",
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            dit = fini.stdout + fini.stderr
            if "could not be audited" not in dit and "Error" not in dit:
                print(f"Service {service} :\n{dit.strip()}")
                return int(fini.returncode != 0)
            print(f"Service {service} : ne répond pas, ou ne connaît pas ces paquets.", file=sys.stderr)
    return 2


def _executable() -> str:
    uv = shutil.which("uv")
    if uv is None:
        raise ResolutionImpossible("uv n'est pas installé : « pip install uv ».")
    return uv


def _uv(dossier: str, *mots: str) -> str:
    fini = subprocess.run([_executable(), *mots], cwd=dossier, capture_output=True, text=True, check=False)
    if fini.returncode:
        raise ResolutionImpossible(fini.stderr.strip())
    return fini.stdout


def main(mots: list[str] | None = None) -> int:
    """0 : épinglé, et les essais passent. 1 : rien n'est changé."""
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    analyseur.add_argument("--garder", action="store_true", help="garder ce qui est épinglé")
    analyseur.add_argument("--auditer", action="store_true", help="chercher les failles connues, c'est tout")
    analyseur.add_argument("--sans-essais", action="store_true", help="ne pas lancer les essais ensuite")
    choix = analyseur.parse_args(mots)
    ancien = PYPROJECT.read_text(encoding="utf-8")
    try:
        if choix.auditer:
            return auditer(epinglees(ancien))
        neuf = avec(ancien, resolues(ancien, choix.garder))
    except ResolutionImpossible as erreur:
        print(erreur, file=sys.stderr)
        return 1
    avant, apres = set(epinglees(ancien)), set(epinglees(neuf))
    for contrainte in sorted(avant ^ apres):
        print(f"{'+' if contrainte in apres else '-'} {contrainte}")
    PYPROJECT.write_text(neuf, encoding="utf-8")
    if choix.sans_essais:
        return 0
    if subprocess.run([_executable(), "run", "pytest"], cwd=RACINE, check=False).returncode:
        PYPROJECT.write_text(ancien, encoding="utf-8")
        print("Les essais échouent : pyproject.toml est remis comme il était.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
