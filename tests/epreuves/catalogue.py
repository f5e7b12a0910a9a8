"""Les mêmes chiffres d'un fichier et d'un dossier de Parquet, à des paramètres tirés au hasard."""

import os
import random
import re
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from data import catalogues
from data.schema import valeurs_admises
from queries import Filtre, lire
from queries.filtre import MONTANTS
from queries.porte import DOSSIER
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import base_fictive

QUESTIONS = tuple(sorted(str(f.relative_to(DOSSIER).with_suffix("")) for f in DOSSIER.glob("*/*.sql")))
_LISTES = ("contrats", "statuts", "actions")


class Tirage:
    """Les paramètres d'une question, tirés de ce que contient la base."""

    def __init__(self, base: Path, graine: int) -> None:
        self.hasard = random.Random(graine)
        with duckdb.connect(str(base), read_only=True) as connexion:

            def valeurs(requete: str) -> list:
                return sorted(v for (v,) in connexion.execute(requete).fetchall() if v is not None)

            self.connus = {
                "contrats": valeurs("select contrat_id from contrat"),
                "statuts": valeurs("select distinct statut from action"),
                "actions": valeurs("select action_id from action using sample 200 rows (reservoir, 7)"),
                "annees": valeurs("select distinct annee from action"),
                "piliers": [*valeurs("select pilier_id from pilier"), "aucun"],
                "thematiques": valeurs("select thematique_id from thematique"),
                "quartiers": [*valeurs("select quartier_id from quartier"), "ensemble"],
                "financeurs": valeurs("select financeur_id from financeur"),
                "indicateur": valeurs("select indicateur_id from indicateur"),
                "porteur": valeurs(
                    "select distinct structure_id from action using sample 200 rows (reservoir, 7)"
                ),
                "classement": valeurs("select classement_id from classement"),
                "classe": valeurs("select classe_id from classe"),
            }
        self.connus |= {
            "action": self.connus["actions"],
            "contrat": self.connus["contrats"],
            "annee": self.connus["annees"],
            "debut": self.connus["annees"],
            "fin": self.connus["annees"],
            "quartier": self.connus["quartiers"],
            "structure": self.connus["porteur"],
            "generation": ["2015", "2024"],
            "reference": ["commune", "epci", "region", "france"],
            "limite": [5, 100],
            "par": ["contrat", "pilier"],
            "q": ["a", "école", "100 %"],
            "etat": ["tenu"],
            "le": [pd.Timestamp("2025-06-01").date()],
        }

    def parametres(self, question: str) -> dict[str, object]:
        texte = re.sub(r"--.*", "", (DOSSIER / f"{question}.sql").read_text(encoding="utf-8"))
        return {nom: self._un(nom) for nom in sorted(set(re.findall(r"\$(\w+)", texte)))}

    def _un(self, nom: str) -> object:
        if nom == "filtre":
            return self._filtre()
        connus = self.connus.get(nom)
        if not connus or self.hasard.random() < 0.2:
            return None
        return self._plusieurs(nom) if nom in _LISTES else self.hasard.choice(connus)

    def _plusieurs(self, nom: str) -> list:
        connus = self.connus[nom]
        return self.hasard.sample(connus, min(len(connus), self.hasard.randint(1, 5)))

    def _filtre(self) -> Filtre:
        choix: dict[str, object] = {"montant": self.hasard.choice(MONTANTS)}
        for nom in ("contrats", "piliers", "thematiques", "quartiers", "financeurs", "statuts"):
            if self.connus[nom] and self.hasard.random() < 0.25:
                choix[nom] = tuple(self._plusieurs(nom))
        if self.hasard.random() < 0.2:
            choix["natures"] = (self.hasard.choice(valeurs_admises("financement", "nature")),)
        if self.hasard.random() < 0.5:
            choix["annees"] = tuple(sorted(self.hasard.choices(self.connus["annees"], k=2)))
        return Filtre(**choix)  # type: ignore[arg-type]


def reponses(base: Path, questions: list[tuple[str, dict[str, object]]]) -> list[object]:
    """Ce que `base` répond à chacune ; le nom de l'erreur pour un paramètre que la question n'admet pas."""
    os.environ["CONTRAT_BASE"] = str(base)
    rendues: list[object] = []
    for question, parametres in questions:
        try:
            rendues.append(lire(question, **parametres))
        except (duckdb.ConversionException, duckdb.BinderException) as erreur:
            rendues.append(type(erreur).__name__)
    return rendues


def difference(une: object, autre: object) -> str:
    """Vide pour les mêmes lignes, aux mêmes types, dans le même ordre ; sinon ce qui diffère."""
    if not isinstance(une, pd.DataFrame) or not isinstance(autre, pd.DataFrame):
        return "" if isinstance(une, str) and isinstance(autre, str) and une == autre else f"{une} ; {autre}"
    try:
        pd.testing.assert_frame_equal(une, autre)
    except AssertionError as erreur:
        return str(erreur)[:300]
    return ""


def comparer(graine: int, fois: int) -> Resultat:
    """`fois` questions, tirées tour à tour, posées au fichier et à son dossier de Parquet."""
    avant = os.environ.get("CONTRAT_BASE")
    try:
        with tempfile.TemporaryDirectory(prefix="catalogue-") as ici:
            fichier = base_fictive(Path(ici) / "b.duckdb")
            catalogues.ecrire(fichier, Path(ici) / "b", "essai")
            fautes = ecarts(fichier, Path(ici) / "b", graine, fois)
    finally:
        os.environ.pop("CONTRAT_BASE", None)
        if avant:
            os.environ["CONTRAT_BASE"] = avant
    return Resultat(fois, tuple(fautes)[:20])


def ecarts(fichier: Path, dossier: Path, graine: int, fois: int) -> list[str]:
    """Les questions auxquelles le fichier et le dossier ne répondent pas de même."""
    tirage = Tirage(fichier, graine)
    noms = [QUESTIONS[(graine + rang) % len(QUESTIONS)] for rang in range(fois)]
    posees = [(nom, tirage.parametres(nom)) for nom in noms]
    paires = zip(posees, reponses(fichier, posees), reponses(dossier, posees), strict=True)
    return [f"{nom} {avec} : {dit}" for (nom, avec), une, autre in paires if (dit := difference(une, autre))]


EPREUVES = [
    Epreuve("Répliques", "mêmes lignes d'un fichier et d'un dossier de Parquet", fois=2000, lancer=comparer)
]
