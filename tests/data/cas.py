"""Essayer un petit fichier qui va mal comme le ferait une cheffe de projet : sa commande, et ce qui en sort.

Les fichiers sont dans tests/data/cas, ce qui est juste dans cas_attendus.py.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

import duckdb

from data.construction import batir
from tests.data.mutations import lancer

DOSSIER = Path(__file__).parent / "cas"
RECETTE = 'nom = "{nom}"\n[[source]]\ntype = "classeur"\nfichier = "00_classeur_temoin"\n'
TEMOIN = Decimal(10_000)
"""Ce que le classeur témoin accorde : les recettes des sources l'ont pour contrat."""


@dataclass
class Resultat:
    """Ce qu'une commande a donné : son code, ce qu'elle a dit, la base publiée s'il y en a une."""

    code: int
    dit: str
    base: Path | None = None
    examen: dict = field(default_factory=dict)

    def demander(self, requete: str) -> list[tuple]:
        assert self.base is not None, self.dit
        with duckdb.connect(str(self.base), read_only=True) as connexion:
            return connexion.execute(requete).fetchall()

    @cached_property
    def accorde(self) -> Decimal:
        """Euros accordés dans la base, ou par le tableau examiné."""
        if self.examen:
            return Decimal(str(self.examen["difference"]["totaux"]["accorde"]["apres"]))
        return self.demander("select coalesce(sum(accorde_eur), 0) from financement")[0][0]

    @cached_property
    def nb_actions(self) -> int:
        if self.examen:
            return self.examen["lignes"]["retenues"]
        return self.demander("select count(*) from action")[0][0]

    def nomme(self, *morceaux: str) -> bool:
        """Vrai si la sortie dit chacun de ces morceaux (expressions)."""
        return all(re.search(morceau, self.dit) for morceau in morceaux)


Juste = Callable[[Resultat], bool]


@dataclass(frozen=True)
class Cas:
    """Un fichier, sa faute, la commande qui le lit, et ce qui est juste : en mots, et vérifié."""

    fichier: str
    faute: str
    attendu: str
    juste: Juste
    options: tuple[str, ...] = ()


def publie(euros: int | str, actions: int | None = None, *noms: str) -> Juste:
    """Ces euros accordés, autant d'actions, et ces noms de structures, exactement ; code 0."""

    def juste(r: Resultat) -> bool:
        bon = r.code == 0 and r.accorde == Decimal(euros) and actions in (None, r.nb_actions)
        connus = {nom for (nom,) in r.demander("select nom from structure")} if noms else set()
        return bon and set(noms) <= connus

    return juste


def refuse(*morceaux: str) -> Juste:
    """Rien n'est publié, et la phrase dit ces morceaux."""
    return lambda r: r.code in (1, 2) and r.base is None and r.nomme(*morceaux)


def annonce(juste: Juste, *morceaux: str) -> Juste:
    """Le résultat est juste, et ces morceaux sont dits."""
    return lambda r: juste(r) and r.nomme(*morceaux)


def essayer(cas: Cas, ici: Path) -> Resultat:
    """Lance la commande de ce cas, dans le dossier temporaire `ici`."""
    if cas.fichier[0] in "34":
        return _tableau(cas, ici)
    base = ici / "b.duckdb"
    recette = DOSSIER / cas.fichier
    if recette.suffix != ".toml":
        recette = ici / "recette.toml"
        genre = (
            {"1": "scdl", "5": "qpv-anct"}[cas.fichier[0]] if "relais" not in cas.fichier else "postes-anct"
        )
        source = f'[[source]]\ntype = "{genre}"\nfichier = "{cas.fichier}"\n'
        recette.write_text(RECETTE.format(nom=cas.fichier) + source, encoding="utf-8")
    mots = ["construire", str(recette), "--dossier", str((DOSSIER / cas.fichier).parent), "--base", str(base)]
    code, dit = lancer(mots)
    publiee = base if base.exists() else None
    if publiee:
        with duckdb.connect(str(base), read_only=True) as connexion:
            dit += "\n".join(str(ligne) for ligne in connexion.execute("from rejet").fetchall())
    return Resultat(code, dit, publiee)


def _tableau(cas: Cas, ici: Path) -> Resultat:
    base = ici / "b.duckdb"
    shutil.copy(fictive(), base)
    options = [*cas.options, str(ici / "c.xlsx")] if "--corrige" in cas.options else list(cas.options)
    mots = ["programmation", str(DOSSIER / cas.fichier), "--contrat", "CN00001I", "--annee", "2026"]
    code, dit = lancer([*mots, "--base", str(base), "--json", *options])
    examen = next((json.loads(x) for x in dit.splitlines() if x.startswith("{")), {})
    return Resultat(code, dit, None, examen)


@cache
def fictive() -> Path:
    """La base de la région fictive, faite une fois par processus."""
    chemin = Path(tempfile.mkdtemp(prefix="cas-")) / "fictive.duckdb"
    batir("demo", chemin, silencieux=True)
    return chemin
