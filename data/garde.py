"""La garde : une publication qui perdrait beaucoup de ce que la base servie contient s'arrête et demande.

On compare la base à venir à celle qui est servie, contrat par contrat et année par année, et non deux
fichiers : un classeur tronqué, un périmètre oublié ou une colonne mal lue se voient alors de la même façon.
Une base qui finit sans action, quand ses fichiers en portaient, s'arrête aussi.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from data.moteur import seule
from data.rapport import ETAPES, accord, euros, nombre

SEUIL = Decimal("0.20")
"""Part des actions ou des euros d'un contrat et d'une année qu'on peut perdre sans que ce soit dit."""
CITEES = 8
"""Pertes nommées dans un message ; les autres y sont comptées."""


@dataclass(frozen=True)
class Perte:
    """Ce qu'un contrat perdrait une année. `mesures` : ce qui baisse → (avant, après), en toutes lettres."""

    contrat: str
    annee: int
    mesures: dict[str, tuple[str, str]]

    def phrase(self) -> str:
        """« Val d'Essai, 2024 : actions 12 → 3 ; accordé 6 800,51 € → 800,50 € »."""
        dites = " ; ".join(f"{quoi} {avant} → {apres}" for quoi, (avant, apres) in self.mesures.items())
        return f"{self.contrat}, {self.annee} : {dites}"


@dataclass(frozen=True)
class Alerte:
    """Ce qui arrête une publication tant qu'on n'a pas dit « malgré tout » ; fausse s'il n'y a rien à dire.

    `vides` : les sources dont la base n'a aucune action, alors qu'elles en lisaient (nom → lignes).
    """

    pertes: tuple[Perte, ...] = ()
    vides: tuple[tuple[str, int], ...] = ()
    refus: tuple[str, ...] = ()
    """Les premières lignes refusées d'une base qui n'a plus d'action : ce qu'il faut corriger."""

    def __bool__(self) -> bool:
        return bool(self.pertes or self.vides)

    def phrases(self, limite: int = CITEES) -> list[str]:
        """Une phrase par perte, dans l'ordre des contrats et des années."""
        dites = [
            f"la base n'aurait aucune action, alors que « {nom} » en lit {nombre(nb)}"
            for nom, nb in self.vides
        ]
        dites += [perte.phrase() for perte in self.pertes]
        reste = len(dites) - limite
        return dites[:limite] + ([f"et {accord(reste, 'autre perte', 'autres pertes')}"] if reste > 0 else [])

    def resume(self) -> str:
        """« Val d'Essai, 2024 : actions 12 → 3, et 4 autres pertes »."""
        return ", ".join(self.phrases(1))

    def message(self) -> str:
        """La phrase qui arrête une commande."""
        quoi = (
            "plus de 20 % des actions ou des euros de la base servie disparaîtraient"
            if self.pertes
            else "il ne resterait aucune action"
        )
        dites = "\n".join(f"    {phrase}" for phrase in (*self.phrases(), *self.refus))
        return f"Rien n'est publié : {quoi}.\n{dites}\nSi c'est voulu, recommencez avec --malgre-tout."


_TOTAUX = """
    with argent as (
        select action_id, {sommes} from {base}.financement group by action_id
    )
    select contrat_id, annee, count(*) as actions, {totaux}
    from {base}.action left join argent using (action_id)
    group by contrat_id, annee
"""


def alerte(servie: Path | None, neuve: Path) -> Alerte:
    """Ce que publier `neuve` à la place de `servie` (None : pas de base servie) perdrait.

    La fiction n'est pas gardée contre le vrai : un contrat fictif peut disparaître d'une base qui n'en a plus
    aucun. Une base servie illisible n'est comparée à rien. Lève duckdb.Error si `neuve` ne se lit pas.
    """
    with duckdb.connect(":memory:", config={"threads": 2}) as base:
        _attacher(base, neuve, "apres")
        vides = _vides(base)
        refus = _premiers_refus(base) if vides else ()
        try:
            if servie is None or not servie.is_file():
                return Alerte((), vides, refus)
            _attacher(base, servie, "avant")
            return Alerte(tuple(_pertes(base)), vides, refus)
        except duckdb.Error:
            # Ce qu'on ne sait plus lire ne peut pas empêcher de le remplacer.
            return Alerte((), vides, refus)


def _premiers_refus(base: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """« refusé : contrat, ligne 2 : la ligne a 15 cellules au lieu de 14 »."""
    lignes = base.execute(
        "select feuille, ligne, motif from apres.rejet where bloquant and ligne is not null "
        "order by source_id, feuille, ligne, motif limit ?",
        [CITEES],
    ).fetchall()
    return tuple(
        f"refusé : {feuille + ', ' if feuille else ''}ligne {ligne} : {motif}"
        for feuille, ligne, motif in lignes
    )


def _attacher(base: duckdb.DuckDBPyConnection, chemin: Path, nom: str) -> None:
    litteral = str(chemin).replace("'", "''")
    base.execute(f"attach '{litteral}' as {nom} (read_only)")


def _vides(base: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    if seule(base.execute("select exists (from apres.action)"))[0]:
        return ()
    lignes = base.execute("select resume from apres.version order by publiee_le desc limit 1").fetchone()
    sources = json.loads(lignes[0]).get("sources", []) if lignes else []
    return tuple((s["nom"], s["lignes_d_action"]) for s in sources if s.get("lignes_d_action"))


def _pertes(base: duckdb.DuckDBPyConnection) -> list[Perte]:
    sommes = ", ".join(f"sum({etape}_eur) as {etape}" for etape in ETAPES)
    totaux = ", ".join(f"coalesce(sum({etape}), 0)::decimal(18, 2) as {etape}" for etape in ETAPES)
    mesures = ["actions", *ETAPES]
    paires = ", ".join(f"a.{m}, coalesce(b.{m}, 0)" for m in mesures)
    lignes = base.execute(
        f"with a as ({_TOTAUX.format(base='avant', sommes=sommes, totaux=totaux)}), "
        f"b as ({_TOTAUX.format(base='apres', sommes=sommes, totaux=totaux)}) "
        f"select coalesce(contrat.nom, a.contrat_id), a.annee, {paires} from a "
        "left join b using (contrat_id, annee) left join avant.contrat using (contrat_id) "
        "where not (coalesce(contrat.fictif, false) "
        "and not exists (select 1 from apres.contrat as c where c.fictif)) order by 1, 2, a.contrat_id"
    ).fetchall()
    pertes = []
    for nom, annee, *valeurs in lignes:
        baisses = {}
        for mesure, avant, apres in zip(mesures, valeurs[::2], valeurs[1::2], strict=True):
            if avant - apres > SEUIL * avant:
                dit = nombre if mesure == "actions" else euros
                baisses[ETAPES.get(mesure, mesure)] = (dit(avant), dit(apres))
        if baisses:
            pertes.append(Perte(nom, annee, baisses))
    return pertes
