"""Les mêmes versions demain : tout ce qui est installé est épinglé, et rien de ce qui l'est n'est autre."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import versions

PYPROJECT = versions.PYPROJECT.read_text(encoding="utf-8")
EPINGLEES = [Requirement(contrainte) for contrainte in versions.epinglees(PYPROJECT)]
ICI = {canonicalize_name(e.name): e for e in EPINGLEES if e.marker is None or e.marker.evaluate()}


def demandees() -> dict[str, str]:
    """Nom → version installée, de tout ce que pyproject demande, de proche en proche, sur cette machine."""
    lu = tomllib.loads(PYPROJECT)
    a_voir = [*lu["project"]["dependencies"], *(d for g in lu["dependency-groups"].values() for d in g)]
    vues: dict[str, str] = {}
    faites: set[tuple[str, frozenset]] = set()
    a_faire = [Requirement(texte) for texte in a_voir]
    while a_faire:
        une = a_faire.pop()
        nom, options = canonicalize_name(une.name), frozenset(une.extras)
        if (nom, options) in faites:
            continue
        faites.add((nom, options))
        installee = distribution(une.name)
        vues[nom] = installee.version
        for texte in installee.requires or ():
            suite = Requirement(texte)
            juste = suite.marker is None or any(suite.marker.evaluate({"extra": e}) for e in ("", *options))
            if juste:
                a_faire.append(suite)
    return vues


def test_chaque_dependance_transitive_est_epinglee_a_la_version_installee():
    try:
        installees = demandees()
    except PackageNotFoundError as manque:
        pytest.fail(f"l'environnement n'a pas {manque} : lancez « uv sync »")
    manquent = sorted(installees.keys() - ICI.keys())
    assert not manquent, f"non épinglées : {manquent} (uv run python -m tests.versions --garder)"
    autres = [
        f"{n} {v} au lieu de {ICI[n].specifier}" for n, v in installees.items() if v not in ICI[n].specifier
    ]
    assert not autres
    assert len(installees) > 80


def test_la_section_ne_dit_que_des_noms_et_des_versions_exactes():
    for contrainte in versions.epinglees(PYPROJECT):
        assert versions._EPINGLE.fullmatch(contrainte), contrainte
    uv = PYPROJECT[PYPROJECT.index("[tool.uv]") :]
    uv = uv[: uv.index("\n[", 1)]
    assert "://" not in uv and "index" not in uv
    assert not re.search(r"\[\[?tool\.uv\.", PYPROJECT)


def test_la_section_se_reecrit_sans_toucher_au_reste():
    sans = versions._SECTION.sub("", PYPROJECT)
    assert "constraint" not in sans
    contraintes = versions.epinglees(PYPROJECT)
    assert versions.avec(PYPROJECT, contraintes) == PYPROJECT
    assert versions.epinglees(versions.avec(sans, contraintes)) == contraintes
    une = versions.avec(PYPROJECT, ("a==1", "b==2 ; python_full_version < '3.12'"))
    assert versions.epinglees(une) == ("a==1", "b==2 ; python_full_version < '3.12'")
    assert versions._SECTION.sub("", une) == sans


def test_une_resolution_neuve_rend_les_memes_versions(monkeypatch):
    # Sans réseau : les essais n'en ont pas ; le cache de l'installation suffit d'ordinaire.
    monkeypatch.setenv("UV_OFFLINE", "1")
    try:
        assert versions.resolues(PYPROJECT, garder=True) == versions.epinglees(PYPROJECT)
    except versions.ResolutionImpossible as erreur:
        pytest.skip(f"uv ne résout pas sans réseau : {erreur}")


def test_des_essais_qui_echouent_remettent_les_anciennes_versions(monkeypatch, tmp_path, capsys):
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(PYPROJECT, encoding="utf-8")
    monkeypatch.setattr(versions, "PYPROJECT", pyproject)
    monkeypatch.setattr(versions, "resolues", lambda _, garder: ("a==1",))
    for code, reste in ((1, PYPROJECT), (0, versions.avec(PYPROJECT, ("a==1",)))):
        rendu = type("Fini", (), {"returncode": code})()
        monkeypatch.setattr(versions.subprocess, "run", lambda *_, rendu=rendu, **__: rendu)
        assert versions.main([]) == code
        assert pyproject.read_text(encoding="utf-8") == reste
    assert "+ a==1" in capsys.readouterr().out
