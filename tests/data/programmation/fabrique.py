"""Des tableaux d'actions que les essais déforment : mélangés, découpés, totalisés, sans changer ce qu'ils
disent."""

import io
from decimal import Decimal
from random import Random

from openpyxl import Workbook

PILIERS = ("Emploi et insertion", "Cadre de vie")
QUARTIERS = ("QN00101I", "QN00102M", "QN00103N", "Ensemble du contrat")
NOMS = ("Atelier", "Fête", "Chantier", "Sport total")
FINANCEURS = ("État P147 accordé", "CAF accordé", "Département accordé")
TITRES = ("Référence", "Intitulé de l'action", "Porteur", "Pilier", "Quartiers", "Statut", *FINANCEURS)


def actions(hasard: Random, nb: int) -> list[dict[str, object]]:
    """`nb` actions différentes : titre → valeur. Des montants à deux décimales, parfois vides."""
    sortie = []
    for rang in range(1, nb + 1):
        action: dict[str, object] = {
            "Référence": f"R{rang:03}",
            "Intitulé de l'action": f"{hasard.choice(NOMS)} n° {rang}",
            "Porteur": f"Association {hasard.choice('ABCDEF')}{rang}",
            "Pilier": hasard.choice(PILIERS),
            "Quartiers": hasard.choice(QUARTIERS),
            "Statut": "retenue",
        }
        for titre in FINANCEURS:
            if hasard.random() < 0.8:
                action[titre] = hasard.randrange(100, 9_000_000) / 100
        sortie.append(action)
    return sortie


def somme(lues: list[dict[str, object]], titre: str) -> Decimal:
    """La somme d'une colonne, en centimes exacts."""
    return sum((Decimal(str(a[titre])) for a in lues if a.get(titre) is not None), Decimal(0))


def ligne(action: dict[str, object], titres: tuple[str, ...]) -> list[object]:
    return [action.get(titre) for titre in titres]


def xlsx(feuilles: dict[str, list[list[object]]], fusions: dict[str, list[str]] | None = None) -> bytes:
    """Un classeur : nom de feuille → lignes (une ligne vide y est une liste vide)."""
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        page = classeur.create_sheet(nom)
        for numero, valeurs in enumerate(lignes, start=1):
            for colonne, valeur in enumerate(valeurs, start=1):
                page.cell(numero, colonne).value = valeur
        for plage in (fusions or {}).get(nom, ()):
            page.merge_cells(plage)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def par_financeur(lecture) -> dict[str, Decimal]:
    """Ce que la lecture donne à chaque financeur (euros accordés)."""
    sommes: dict[str, Decimal] = {}
    for _, f in lecture.financements:
        sommes[f.financeur_id] = sommes.get(f.financeur_id, Decimal(0)) + (f.accorde or Decimal(0))
    return sommes


def attendu(lues: list[dict[str, object]]) -> dict[str, Decimal]:
    """Ce que devraient donner ces actions, par financeur de la base d'essai."""
    codes = zip(("etat", "caf", "departement"), FINANCEURS, strict=True)
    return {code: total for code, titre in codes if (total := somme(lues, titre))}
