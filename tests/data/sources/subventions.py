"""Écrire un fichier de subventions comme les gens en ont, et le lire dans un atelier minuscule."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
from openpyxl import Workbook

from data.assemblage import Atelier
from data.lecture import Lecture, Perimetre
from data.sources.scdl import lire

TITRES = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "descriptionConditionsVersement",
    "datesPeriodeVersement",
    "idServiceInstructeur",
    "notificationUE",
    "pourcentageSubvention",
    "exerciceBudgetaire",
    "statutLabel",
)
SIRET = "99999990700002"
"""Celui de l'agglomération imaginaire ; 999999907 est son SIREN."""


def ligne(rang: int, montant: object = None, **autres: object) -> dict[str, object]:
    """La subvention « Atelier 1 » : 10 000 € en 2025, attribuée ; et ainsi de suite."""
    return {
        "nomAttribuant": "Agglo d'essai",
        "idAttribuant": SIRET,
        "dateConvention": "2025-03-14",
        "referenceDecision": f"D{rang}",
        "nomBeneficiaire": f"Association {rang}",
        "idBeneficiaire": "88888880700003",
        "objet": f"Atelier {rang}",
        "montant": 10000 * rang if montant is None else montant,
        "nature": "aide en numéraire",
        "conditionsVersement": "unique",
        "descriptionConditionsVersement": "en une fois",
        "datesPeriodeVersement": "2025-04-01",
        "idServiceInstructeur": "SI1",
        "notificationUE": "non",
        "pourcentageSubvention": 1,
        "exerciceBudgetaire": 2025,
        "statutLabel": "attribuée",
        **autres,
    }


QUATRE = tuple(ligne(rang) for rang in (1, 2, 3, 4))


def titres(lignes: Iterable[dict]) -> list[str]:
    return list(dict.fromkeys([*TITRES, *(titre for une in lignes for titre in une)]))


def csv(lignes: Iterable[dict], separateur: str = ";") -> str:
    lignes = list(lignes)
    noms = titres(lignes)
    rangs = [noms, *([une.get(nom, "") for nom in noms] for une in lignes)]
    return "".join(separateur.join(map(str, rang)) + "\n" for rang in rangs)


def ecrire(chemin: Path, lignes: Iterable[dict]) -> Path:
    chemin.write_text(csv(lignes), encoding="utf-8")
    return chemin


def xlsx(chemin: Path, lignes: Iterable[dict], avant: str | None = None) -> Path:
    """Un classeur ; `avant` : le texte d'une première feuille qui n'est pas celle des données."""
    lignes = list(lignes)
    noms = titres(lignes)
    classeur = Workbook()
    page = classeur.active
    if avant:
        page.title = "Lisez-moi"
        page.append([avant])
        page = classeur.create_sheet("Données")
    page.append(noms)
    for une in lignes:
        page.append([une.get(nom) for nom in noms])
    classeur.save(chemin)
    return chemin


def atelier(
    *contrats: tuple, communes: Iterable[tuple] = (), quartiers: Iterable[tuple] = ()
) -> duckdb.DuckDBPyConnection:
    """Un atelier : contrats (code, SIREN, département), communes (code, nom, SIREN), quartiers (code, nom,
    communes)."""
    base = Atelier(duckdb.connect()).base
    for rang, contrat in enumerate(contrats or [("C1", "999999907", "00")]):
        base.execute(
            "insert into contrat (contrat_id, epci_siren, departement, _rang) values (?, ?, ?, ?)",
            [*contrat, rang],
        )
    for rang, commune in enumerate(communes):
        base.execute(
            "insert into commune (commune_id, nom, epci_siren, _rang) values (?, ?, ?, ?)", [*commune, rang]
        )
    for rang, quartier in enumerate(quartiers):
        base.execute(
            "insert into quartier (quartier_id, nom, communes, _rang) values (?, ?, ?, ?)", [*quartier, rang]
        )
    return base


def lu(
    chemin: Path, deja: duckdb.DuckDBPyConnection | None = None, perimetre: Perimetre | None = None
) -> Lecture:
    """La lecture, dont chaque ligne a un sort et un seul."""
    lecture = lire(chemin, lambda *_: None, deja or atelier(), perimetre)
    refusees = {(r.feuille, r.ligne) for r in lecture.rejets if r.bloquant}
    assert lecture.nb_lignes == lecture.nb_retenues + len(refusees)
    return lecture


def somme(lecture: Lecture, colonne: str = "accorde_eur") -> object:
    return sum(m for m in lecture.tables["financement"][colonne] if m is not None)


def motifs(lecture: Lecture, bloquant: bool = True) -> list[str]:
    return [r.motif for r in lecture.rejets if r.bloquant == bloquant]
