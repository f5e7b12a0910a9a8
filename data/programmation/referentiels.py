"""Ce que la base sait du contrat, et à quoi l'on compare le tableau."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from data.programmation.mots import Voisins, sac_de_nom, sac_de_quartier

USUELS = {
    "etat": ("État – politique de la ville (programme 147)", "État"),
    "ars": ("Agence régionale de santé", "État"),
    "region": ("Conseil régional", "Région"),
    "departement": ("Conseil départemental", "Département"),
    "epci": ("Intercommunalité", "EPCI"),
    "communes": ("Communes", "communes"),
    "caf": ("Caisse d'allocations familiales", "CAF"),
    "bailleurs": ("Bailleurs sociaux (abattement de taxe foncière)", "bailleurs"),
    "europe": ("Fonds européens (FSE+, FEDER)", "Europe"),
    "caisse-des-depots": ("Caisse des Dépôts – Banque des Territoires (CDC)", "autres"),
    "fondations": ("Fondations et mécénat", "autres"),
    "porteur": ("Autofinancement du porteur", "autres"),
    "autres": ("Autres financeurs", "autres"),
}
"""Les financeurs de tout contrat : ceux que la base n'a pas y entrent quand un tableau les nomme."""
_PLUSIEURS = ("État", "autres")
"""Catégories qui comptent d'ordinaire plusieurs financeurs."""


class ReferentielsAbsents(Exception):
    """La base ne connaît pas ce contrat ; le message est une phrase pour l'utilisateur."""


@dataclass(frozen=True)
class Pilier:
    """Un pilier (ou une thématique, dont `parent` est le pilier)."""

    id: str
    code: str
    nom: str
    debut: int = 0
    fin: int = 9999
    parent: str | None = None


@dataclass(frozen=True)
class Quartier:
    """Un quartier ; `generation` : « 2015 » ou « 2024 »."""

    id: str
    nom: str
    generation: str


@dataclass
class Referentiels:
    """Un contrat et ses référentiels. `passages` : (ancien code, nouveau code)."""

    contrat_id: str
    contrat: str
    debut: int
    fin: int
    epci: str = ""
    financeurs: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Code → (nom, catégorie)."""
    nouveaux: set[str] = field(default_factory=set)
    """Financeurs usuels, ou à créer, que la base n'a pas encore."""
    crees: set[tuple[str, str]] = field(default_factory=set)
    """(table, identifiant) de ce qu'une correspondance ajoute : piliers, thématiques, quartiers."""
    natures: dict[str, str] = field(default_factory=dict)
    """Code d'un financeur → sa nature, quand la base ne lui en connaît qu'une."""
    piliers: list[Pilier] = field(default_factory=list)
    thematiques: list[Pilier] = field(default_factory=list)
    quartiers: list[Quartier] = field(default_factory=list)
    passages: list[tuple[str, str]] = field(default_factory=list)
    structures: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Identifiant → (nom, SIRET)."""
    communes: dict[str, str] = field(default_factory=dict)
    """Code INSEE → nom."""
    classements: dict[str, str] = field(default_factory=dict)
    classes: list[Pilier] = field(default_factory=list)
    """`parent` : le classement."""
    themes: list[tuple[str, str, str]] = field(default_factory=list)
    """(code, nom, période) des thèmes de l'État."""

    @cached_property
    def structures_par_nom(self) -> dict[str, list[str]]:
        return _index((sac_de_nom(nom), ident) for ident, (nom, _) in self.structures.items())

    @cached_property
    def structures_par_siret(self) -> dict[str, str]:
        return {siret: ident for ident, (_, siret) in self.structures.items() if siret}

    @cached_property
    def voisins_structures(self) -> Voisins:
        return Voisins(self.structures_par_nom)

    @cached_property
    def quartiers_par_nom(self) -> dict[str, list[Quartier]]:
        return _index((sac_de_quartier(q.nom), q) for q in self.quartiers)

    @cached_property
    def voisins_quartiers(self) -> Voisins:
        return Voisins(self.quartiers_par_nom)

    @cached_property
    def quartiers_par_code(self) -> dict[str, Quartier]:
        return {q.id: q for q in self.quartiers}


def _index(paires: Iterable[tuple[Any, Any]]) -> dict:
    index: dict = {}
    for cle, valeur in paires:
        index.setdefault(cle, []).append(valeur)
    return index


def depuis_base(base: duckdb.DuckDBPyConnection, contrat_id: str | None = None) -> Referentiels:
    """Les référentiels d'un contrat, lus dans le catalogue courant de `base` (une base ou un atelier).

    Sans `contrat_id`, celui de l'unique contrat. Lève ReferentielsAbsents.
    """
    connus = [
        code for (code,) in base.execute("select distinct contrat_id from contrat order by 1").fetchall()
    ]
    if contrat_id is None and len(connus) == 1:
        contrat_id = connus[0]
    if contrat_id is None or contrat_id not in connus:
        liste = ", ".join(connus[:12]) + ("…" if len(connus) > 12 else "")
        if contrat_id is None:
            quoi = "Dites à quel contrat est ce tableau"
        else:
            quoi = f"Le contrat « {contrat_id} » n'est pas dans la base"
        raise ReferentielsAbsents(f"{quoi}. Contrats connus : {liste or 'aucun'}.")

    def lignes(requete: str, *valeurs: object) -> list[tuple]:
        return base.execute(requete, list(valeurs)).fetchall()

    nom, debut, fin, epci = lignes(
        "select nom, debut, fin, coalesce(epci_nom, '') from contrat where contrat_id = ?", contrat_id
    )[0]
    lus = Referentiels(contrat_id, nom, debut, fin, epci)
    lus.financeurs = {
        code: (nom, categorie)
        for code, nom, categorie in lignes(
            "select financeur_id, any_value(nom), any_value(categorie) from financeur "
            "group by 1 order by min(ordre), 1"
        )
    }
    categories = {categorie for _, categorie in lus.financeurs.values()}
    for code, (nom, categorie) in USUELS.items():
        if code not in lus.financeurs and (categorie not in categories or categorie in _PLUSIEURS):
            lus.financeurs[code] = (nom, categorie)
            lus.nouveaux.add(code)
    lus.natures = dict(
        lignes(
            "select financeur_id, min(nature) from financement group by 1 having count(distinct nature) = 1"
        )
    )
    lus.piliers = [
        Pilier(*ligne)
        for ligne in lignes(
            "select distinct pilier_id, code, nom, debut, fin from pilier where contrat_id = ? order by 1",
            contrat_id,
        )
    ]
    lus.thematiques = [
        Pilier(*ligne)
        for ligne in lignes(
            "select distinct thematique_id, thematique.code, thematique.nom, debut, fin, pilier_id "
            "from thematique join pilier using (pilier_id) where contrat_id = ? order by 1",
            contrat_id,
        )
    ]
    # Avant l'assemblage, une commune ou un quartier n'a pas encore son contrat : data/rattachement.py le dit.
    situes = bool(lignes("select 1 from duckdb_tables() where table_name = 'quartier_contrat'"))
    du_commune, du_quartier = ("commune_contrat", "quartier_contrat") if situes else ("commune", "quartier")
    lus.communes = dict(
        lignes(
            "select distinct commune_id, nom from commune where commune_id in "
            f"(select commune_id from {du_commune} where contrat_id = $1) order by 1",
            contrat_id,
        )
    )
    lus.quartiers = [
        Quartier(*ligne)
        for ligne in lignes(
            "with siens as (select quartier_id from quartier where contrat_id = $1 "
            f"union select quartier_id from {du_quartier} where contrat_id = $1) "
            "select distinct quartier_id, nom, generation from quartier "
            "where quartier_id in (from siens) or (contrat_id is null and quartier_id in "
            "(select ancien from passage_quartier where nouveau in (from siens))) order by 1",
            contrat_id,
        )
    ]
    lus.passages = lignes(
        "select ancien, nouveau from passage_quartier where ancien is not null order by all"
    )
    lus.structures = {
        ident: (nom, siret)
        for ident, nom, siret in lignes("select structure_id, nom, siret from structure order by 1")
    }
    lus.classements = dict(
        lignes("select classement_id, nom from classement where contrat_id = ? order by 1", contrat_id)
    )
    lus.classes = [
        Pilier(ident, code, nom, parent=parent)
        for ident, code, nom, parent in lignes(
            "select distinct classe_id, code, nom, classement_id from classe order by 1"
        )
        if parent in lus.classements
    ]
    lus.themes = lignes("select distinct code, nom, periode from theme_national order by all")
    return lus
