"""Ce que les sources d'avant ont dit, et qu'un fichier de subventions ne doit pas compter deux fois."""

import re
from functools import cache
from pathlib import Path

import duckdb

from data.lecture import Rejet
from data.sources.scdl_actions import Financement
from data.sources.scdl_lignes import Subvention, cle_de_nom

_CATEGORIES = {"21": "communes", "22": "Département", "23": "Région", "24": "EPCI"}
"""Les deux premiers chiffres du SIREN d'une collectivité."""


def repondre(deja: duckdb.DuckDBPyConnection, nom: str) -> list[tuple]:
    """Les lignes que rend une question de scdl_deja.sql dans l'atelier."""
    return deja.execute(_questions()[nom]).fetchall()


@cache
def _questions() -> dict[str, str]:
    texte = Path(__file__).with_name("scdl_deja.sql").read_text(encoding="utf-8")
    morceaux = re.split(r"^-- (\w+)\n", texte, flags=re.MULTILINE)
    return {
        nom: question.strip().rstrip(";")
        for nom, question in zip(morceaux[1::2], morceaux[2::2], strict=True)
    }


class Connus:
    """Ce que les sources d'avant disent des financeurs, des structures et des actions."""

    def __init__(self, deja: duckdb.DuckDBPyConnection) -> None:
        self._sirens = {siren for _, siren, *_ in repondre(deja, "contrat")}
        self._financeurs = {
            cle_de_nom(nom): (code, categorie) for code, nom, categorie in repondre(deja, "financeur")
        }
        self.structures = dict(repondre(deja, "structure"))
        self.actions = {action: (annee, contrat) for action, annee, contrat in repondre(deja, "action")}
        financements = repondre(deja, "financement")
        self._cles = {tuple(cle) for *cle, _, _ in financements}
        self._montants = {(cle[1], annee, accorde) for *cle, annee, accorde in financements if accorde}

    def financeur(self, dite: Subvention) -> str:
        """Le code du financeur de ce nom, celui d'une source d'avant s'il y est."""
        nom = cle_de_nom(dite.ligne.valeurs["nomAttribuant"])
        return self._financeurs.get(nom, (nom, ""))[0]

    def categorie(self, dite: Subvention) -> str:
        siren = dite.attribuant[1] or ""
        connue = self._financeurs.get(cle_de_nom(dite.ligne.valeurs["nomAttribuant"]), ("", ""))[1]
        return connue or ("EPCI" if siren in self._sirens else _CATEGORIES.get(siren[:2], "autres"))

    def refus(self, financement: Financement) -> str:
        """Pourquoi ce financement ne s'ajoute pas à ce que les sources d'avant ont dit ; vide sinon."""
        premiere = financement.lignes[0]
        if premiere.cle in self._cles:
            return (
                "Cette subvention est déjà dans un fichier d'avant : elle n'est pas comptée une seconde fois."
            )
        annee, contrat = self.actions.get(premiere.action_id, (premiere.dite.annee, premiere.lieu.contrat))
        if (annee, contrat) != (premiere.dite.annee, premiere.lieu.contrat):
            return "Un fichier d'avant décrit cette action dans un autre contrat."
        return ""

    def dits(self, financement: Financement) -> list[Rejet]:
        """Ce qui est peut-être compté deux fois, sous une autre référence."""
        motif = (
            "Une source d'avant dit déjà, cette année, un même montant accordé par ce financeur : vérifiez "
            "que cette subvention n'y est pas."
        )
        return [
            s.dite.ligne.rejet(motif, "montant", bloquant=False)
            for s in financement.lignes
            if (s.financeur, s.dite.annee, s.dite.accorde) in self._montants
        ]
