"""Ce qu'une base met dans un classeur : ses lignes, feuille par feuille, et ses listes de choix."""

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.acces import EchecConstruction, lue
from data.modele.colonnes import SEPARATEUR

DOSSIER = Path(__file__).parent
REFERENTIELS = (
    "contrat",
    "communes",
    "quartiers",
    "passages",
    "piliers",
    "classements",
    "financeurs",
    "structures",
    "indicateurs",
    "instances",
)
"""Feuilles que les autres citent : un modèle tiré d'une base les porte déjà remplies."""


class ModeleImpossible(Exception):
    """Le classeur ne peut pas être écrit ; le message est une phrase à montrer."""


class Contenu:
    """Ce qu'une base ouverte dit d'un contrat (ou de tous)."""

    def __init__(
        self, base: duckdb.DuckDBPyConnection, contrat: str | None, statuts: Sequence[str] | None
    ) -> None:
        """`base` : ce qu'on peut montrer (voir `ouvrir`) ; `statuts` : à qui (None : tout, petits effectifs
        compris). Lève ModeleImpossible."""
        self.base = base
        self.parametres = {"contrats": [contrat] if contrat else None}
        self.discret = statuts is not None
        connus = [code for (code,) in base.execute("select contrat_id from contrat order by 1").fetchall()]
        if contrat and contrat not in connus:
            raise ModeleImpossible(
                f"Le contrat « {contrat} » n'est pas dans la base "
                f"({', '.join(connus[:10]) or 'elle est vide'})."
            )
        base.execute(
            "create or replace temp macro reference(action_id, contrat_id) as "
            "if(starts_with(action_id, contrat_id || '-'), substr(action_id, length(contrat_id) + 2), "
            "action_id)"
        )
        base.execute(
            "create or replace temp table montrees as select action_id, contrat_id from action "
            "where $contrats is null or list_contains($contrats, contrat_id)",
            self.parametres,
        )
        doublon = base.execute(
            "select reference(action_id, contrat_id) as lue from montrees group by lue having count(*) > 1"
        ).fetchone()
        if doublon:
            raise ModeleImpossible(
                f"Deux contrats ont une action « {doublon[0]} » : "
                "écrivez un classeur par contrat (--contrat)."
            )

    def lignes(self, feuille: str) -> tuple[list[str], list[tuple]]:
        """Les colonnes et les lignes d'une feuille."""
        lues = self._executer(_requetes("contenu.sql")[feuille])
        noms = [colonne[0] for colonne in lues.description]
        rangs = {rang for rang, nom in enumerate(noms) if nom.startswith("beneficiaires")}
        if not self.discret or not rangs:
            return noms, lues.fetchall()
        return noms, [
            tuple(_discret(v) if rang in rangs else v for rang, v in enumerate(ligne))
            for ligne in lues.fetchall()
        ]

    def listes(self) -> dict[str, list[tuple[str, str]]]:
        """Référentiel → (code, libellé) à choisir."""
        return {nom: self._executer(sql).fetchall() for nom, sql in _requetes("listes.sql").items()}

    def _executer(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.base.execute(sql, self.parametres if "$contrats" in sql else None)
        except duckdb.Error as erreur:
            raise ModeleImpossible(
                "Cette base a été construite pour une autre version de ce programme : reconstruisez-la."
            ) from erreur


@contextmanager
def ouvrir(chemin: Path, contrat: str | None, statuts: Sequence[str] | None) -> Generator[Contenu]:
    """La base au `chemin`, lue seulement. Lève ModeleImpossible si elle manque ou ne se lit pas."""
    try:
        with lue(chemin, statuts=statuts) as base:
            yield Contenu(base, contrat, statuts)
    except EchecConstruction as erreur:
        raise ModeleImpossible(str(erreur)) from erreur


def _discret(valeur: object) -> object:
    """Un effectif de 1 à 4 désignerait des personnes : il ne sort pas, ni la liste qui en contient un."""
    nombres = valeur if isinstance(valeur, list) else [valeur]
    return None if any(nb is not None and 0 < nb < 5 for nb in nombres) else valeur


def choix(code: str, libelle: str | None) -> str:
    """« code · libellé », sur une ligne."""
    propre = " ".join((libelle or "").split())
    return f"{code}{SEPARATEUR}{propre}" if propre and propre != code else code


def _requetes(fichier: str) -> dict[str, str]:
    texte = (DOSSIER / fichier).read_text(encoding="utf-8")
    morceaux = re.split(r"^-- (\w+)\n", texte, flags=re.MULTILINE)
    return {n: sql.strip().rstrip(";") for n, sql in zip(morceaux[1::2], morceaux[2::2], strict=True)}
