"""Des copies d'une base dont l'ordre des lignes sur le disque est battu, et ce qu'on leur demande."""

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from queries import Filtre, visible
from queries.porte import DOSSIER, _lier

RACINE = Path(__file__).parents[2]
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
Demande = tuple[str, tuple[tuple[str, object], ...]]


def battre(modele: Path, cible: Path, graine: int, pareil: bool = False) -> Path:
    """Copie `modele`, chaque table dans un autre ordre ; `pareil` : tous les noms et montants égaux.

    Des égalités partout : seule une clé unique, au bout d'un « order by », y départage encore.
    """
    with duckdb.connect(str(cible)) as base:
        base.execute((RACINE / "data" / "schema.sql").read_text(encoding="utf-8"))
        base.execute(f"attach '{modele}' as modele (read_only)")
        tables = [
            t
            for (t,) in base.execute(
                """select table_name from duckdb_tables()
            where database_name = current_database() order by table_oid"""
            ).fetchall()
        ]
        for table in tables:
            colonnes = base.execute(f"describe {table}").fetchall()
            lues = ", ".join(_colonne(table, c[0], c[1]) if pareil else f'"{c[0]}"' for c in colonnes)
            base.execute(
                f"""insert into {table} select {lues} from modele.{table}
                order by hash(rowid + {graine}::bigint)"""
            )
        base.execute("detach modele")
    return cible


def _colonne(table: str, nom: str, genre: str) -> str:
    """La colonne, rendue pareille sur toutes les lignes si c'est un nom, un montant ou un effectif."""
    if nom in (
        "nom",
        "intitule",
        "motif",
        "objet",
        "pour_quoi",
        "epci_nom",
        "ordre_du_jour",
        "feuille",
        "colonne",
    ):
        return "'Pareil'" if (table, nom) not in UNIQUES else nom
    if nom.endswith("_eur"):
        return f"if({nom} is null, null, 100)::{genre}"
    if nom in (
        "ordre",
        "ligne",
        "population",
        "beneficiaires",
        "beneficiaires_prevus",
        "beneficiaires_reels",
    ):
        return f"if({nom} is null, null, 10)::{genre}"
    if genre == "DATE":
        return f"if({nom} is null, null, date '2026-01-01')"
    if table == "mesure" and nom == "valeur":
        return "if(valeur is null, null, 20)"
    return f'"{nom}"'


UNIQUES = {("controle", "nom"), ("version", "nom")}
"""Des noms qui sont des clés."""


class Lecteur:
    """Pose des questions à une base, hors de la porte : le nombre de fils de DuckDB se choisit."""

    def __init__(self, base: Path, fils: int, statuts: tuple[str, ...] | None = None) -> None:
        self.base = base
        self.lien = duckdb.connect(":memory:", config={"threads": fils})
        # Sans quoi un ordre oublié passerait pour un ordre voulu.
        self.lien.execute(f"attach '{base}' as base (read_only); set preserve_insertion_order=false")
        visible.installer(self.lien, "vu", statuts)

    def repondre(self, demande: Demande) -> list[tuple]:
        question, figes = demande
        texte = (DOSSIER / f"{question}.sql").read_text(encoding="utf-8")
        return self.lien.sql(texte, params={nom: _lier(valeur) for nom, valeur in figes}).fetchall()


def demandes(question: str, valeurs: dict[str, Iterable]) -> list[Demande]:
    """Des façons de poser une question : sans rien choisir, puis une valeur de chaque paramètre à la fois."""
    texte = (DOSSIER / f"{question}.sql").read_text(encoding="utf-8")
    noms = sorted(set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", texte))))
    rien = {nom: Filtre() if nom == "filtre" else None for nom in noms}
    posees = [rien, *(rien | {nom: v} for nom in noms for v in valeurs.get(nom, ()))]
    return [(question, tuple(sorted(p.items()))) for p in posees]


def ecart(une: list, autre: list) -> str:
    """Le premier endroit où deux réponses diffèrent ; vide si elles sont égales."""
    for rang, (a, b) in enumerate(zip(une, autre, strict=False)):
        if a != b:
            return f"ligne {rang} sur {len(une)} :\n{a!r:.600}\n{b!r:.600}"
    return "" if len(une) == len(autre) else f"{len(une)} lignes, puis {len(autre)}"


VALEURS: dict[str, Iterable] = {
    "par": ("pilier", "annee", "quartier"),
    "generation": ("2015", "2024"),
    "q": ("emploi",),
    "limite": (7,),
    "quartier": ("QN00001I",),
    "etat": ("tenu",),
    "reserve": (True, False),
}
DANS_L_ORDRE_DU_FICHIER = ("instruction/feuille_decisions",)
"""Ce que le disque ordonne exprès : les lignes de la feuille, dans l'ordre où elle les avait."""
