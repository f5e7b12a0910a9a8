"""À quel contrat est un poste de l'État, quand le fichier en cite plusieurs, ou un ancien code.

Un poste compte une fois, en nombre comme en euros. Ses codes sont d'abord traduits (anciens codes), puis un
seul contrat est retenu : celui du département du poste, à défaut le premier code. La fiche du poste dit
lequel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.rapport import euros
from data.sources.territoires import departement_du_contrat
from queries import macros

SQL = Path(__file__).with_suffix(".sql")
LISTE = "Listé par l'ANCT aux contrats"
"""Début de la description d'un poste listé dans plusieurs contrats ; dispositifs.sql (queries) le lit."""

COUTS = {"adultes-relais": Decimal("22810.61"), "fonjep": Decimal("7164.00")}
"""Coût d'un poste en 2024 (ANCT), à citer ; ce qu'on admet : macro cout_hors_ligne (queries/macros.sql)."""
SINGULIERS = {"adultes-relais": "un adulte-relais", "fonjep": "un poste Fonjep"}


@dataclass(frozen=True)
class Choix:
    """Le contrat d'un poste, et les `candidats` entre lesquels il a fallu choisir (un seul : aucun choix)."""

    contrat_id: str
    candidats: tuple[str, ...]
    par_departement: bool = False
    anciens: dict[str, str] = field(default_factory=dict)
    """Anciens codes suivis : ancien → nouveau."""
    inconnus: tuple[str, ...] = ()
    """Codes cités avec un autre, dont la base n'a pas le contrat."""


def choisir(
    codes: Iterable[str],
    departement: str | None,
    contrats: Mapping[str, str | None],
    anciens: Mapping[str, Iterable[str]],
) -> Choix | None:
    """Le contrat d'un poste ; None si aucun de ses codes n'est connu.

    `contrats` : code → département. `anciens` : ancien code → contrats qui l'ont remplacé. Rien ici ne dépend
    de l'ordre des codes.
    """
    suivis: dict[str, str] = {}
    candidats: set[str] = set()
    inconnus = []
    for code in sorted(set(codes)):
        trouves = {code} & contrats.keys() or set(anciens.get(code, ())) & contrats.keys()
        if not trouves:
            inconnus.append(code)
        elif trouves != {code}:
            suivis[code] = " ou ".join(sorted(trouves))
        candidats |= trouves
    if not candidats:
        return None
    siens = {code for code in candidats if departement and contrats[code] == departement}
    choisi = min(siens or candidats)
    return Choix(choisi, tuple(sorted(candidats)), len(siens) == 1, suivis, tuple(inconnus))


def description(choix: Choix, departement: str | None) -> str | None:
    """Ce que dit la fiche d'un poste listé dans plusieurs contrats ; None s'il ne l'est pas."""
    if len(choix.candidats) < 2:
        return None
    *debut, fin = choix.candidats
    if choix.par_departement:
        pourquoi = f"celui du département du poste ({departement})"
    else:
        pourquoi = "dont le code vient le premier : le département du poste ne départage pas"
    contrats = f"{', '.join(debut)} et {fin}"
    return f"{LISTE} {contrats} : il compte une fois, au contrat {choix.contrat_id}, {pourquoi}."


def rattacher(atelier: Any) -> None:
    """Donne à chaque poste de l'atelier son contrat, et à ce contrat le classement des dispositifs."""
    base = atelier.base
    postes = base.execute(
        "select source_id, action_id, codes, departement, _feuille, _ligne from poste order by rowid"
    ).fetchall()
    if not postes:
        return
    contrats = {
        code: departement or departement_du_contrat(code)
        for code, departement in base.execute(
            "select contrat_id, min(departement) from contrat where contrat_id is not null group by 1"
        ).fetchall()
    }
    anciens: dict[str, set[str]] = {}
    for ancien, nouveau in base.execute("select ancien, nouveau from alias_contrat").fetchall():
        anciens.setdefault(ancien, set()).add(nouveau)
    # Deux fichiers peuvent lister le même poste : il n'a qu'un contrat, quel que soit leur ordre.
    codes: dict[str, set[str]] = {}
    departements: dict[str, str | None] = {}
    for _, action, siens, departement, _, _ in postes:
        codes.setdefault(action, set()).update(siens)
        departements[action] = min(filter(None, (departements.get(action), departement)), default=None)
    choisis, dits = [], []
    for source, action, siens, _, feuille, ligne in postes:
        choix = choisir(codes[action], departements[action], contrats, anciens)
        if choix is None:
            continue
        choisis.append((source, action, choix.contrat_id, description(choix, departements[action])))
        for code, nouveau in choix.anciens.items():
            if code in siens:
                dits.append((source, feuille, ligne, "contrat_id", code, f"ancien code, lu comme {nouveau}"))
        for code in set(siens) & set(choix.inconnus):
            motif = f"ce contrat n'est pas dans les sources : le poste est lu au contrat {choix.contrat_id}"
            dits.append((source, feuille, ligne, "contrat_id", code, motif))
    dits += _hors_ligne(base)
    _ecrire(base, choisis, dits)


def _hors_ligne(base: Any) -> list[tuple]:
    """Les postes dont le coût n'est pas celui de leur dispositif : l'adulte-relais au prix d'un Fonjep…"""
    # L'atelier n'a pas toutes nos tables : seulement les calculs.
    macros.poser_le_temps(base, avec_tables=False)
    couts = base.execute(
        "select poste.source_id, poste._feuille, poste._ligne, action.reference, poste.dispositif, "
        "financement.accorde_eur, median(financement.accorde_eur) over (partition by poste.source_id) "
        "from poste join action using (source_id, action_id) join financement using (source_id, action_id) "
        "qualify financement.accorde_eur <> 0 and cout_hors_ligne(poste.dispositif, financement.accorde_eur) "
        "order by poste.rowid"
    ).fetchall()
    dits = []
    for source, feuille, ligne, numero, dispositif, cout, mediane in couts:
        motif = (
            f"ce n'est pas le coût d'{SINGULIERS[dispositif]} ({euros(COUTS[dispositif])} en 2024) ; "
            f"médiane du fichier : {euros(Decimal(mediane))}"
        )
        dits.append((source, feuille, ligne, "montant", f"{numero} : {euros(cout)}", motif))
    return dits


def _ecrire(base: Any, choisis: list[tuple], dits: list[tuple]) -> None:
    base.register("choisi", _table(choisis, "source_id", "action_id", "contrat_id", "description"))
    base.register("dit", _table(dits, "source_id", "_feuille", "_ligne", "colonne", "valeur", "motif"))
    base.execute(SQL.read_text(encoding="utf-8"))
    base.unregister("choisi")
    base.unregister("dit")


def _table(lignes: list[tuple], *colonnes: str) -> pa.Table:
    valeurs = zip(*lignes, strict=True) if lignes else [()] * len(colonnes)
    return pa.table({nom: pa.array(list(v)) for nom, v in zip(colonnes, valeurs, strict=True)})
