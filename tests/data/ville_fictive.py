"""Le tableau d'une ville qui n'a que lui, comme celui d'une cheffe de projet, et ce qu'il dit vraiment.

Titres sur deux étages et fusionnés, sections, sous-totaux, montants écrits de cinq façons, quartiers par nom,
par code ou ensemble, statuts à expliquer, colonne de notes sans titre, feuille de bilan. Le vrai (hors du
dépôt), s'il est là, est dans CAS.
"""

import io
import json
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

CAS = Path(__file__).parents[3] / "shared" / "cas" / "ville"
NOM = "Programmation_CDV_2026.xlsx"
FINANCEURS = ("etat", "epci", "communes", "departement", "region", "caf", "bailleurs", "autres")
"""Le code que prend chaque colonne de financeur, dans l'ordre du tableau."""
_TITRES = (
    "N°",
    "Axe du contrat",
    "Nom de l'action",
    "Porteur de projet",
    "QPV concerné(s)",
    "Coût total TTC",
    "Crédits Etat (BOP 147)",
    "AGGLO",
    "Ville de Valmont",
    "CD 41",
    "Région CVL",
    "CAF 41",
    "Bailleurs (abatt. TFPB)",
    "Autres (fondations, FSE…)",
    "TOTAL financements",
    "Avis COPIL",
    None,
)
_AXES = ("Axe 1 – Emploi", "Axe 2 – Cadre de vie", "Axe 3 – Cohésion sociale")
_QUARTIERS = (
    "Les Tanneries",
    "Les Tanneries + La Plaine",
    "QN04190N",
    "QN04190N ; QN04191N",
    "Tous QPV",
    "QN04190N Les Tanneries\nQN04191N La Plaine",
)
_AVIS = (
    "Favorable",
    "Favorable",
    "Favorable sous réserve du bilan",
    "En attente de pièces",
    "Ajourné",
    "Défavorable",
)


def ville() -> tuple[str, bytes, dict]:
    """(nom du fichier, contenu, ce qu'il dit) : le cas partagé s'il est là, sinon une ville fabriquée."""
    if (CAS / NOM).is_file():
        return NOM, (CAS / NOM).read_bytes(), json.loads((CAS / "attendu.json").read_text(encoding="utf-8"))
    return NOM, *fabriquer()


def fabriquer() -> tuple[bytes, dict]:
    """Une ville imaginaire, et ce qu'il faut y lire (même forme que attendu.json)."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Prog 2026"
    large = len(_TITRES)
    for texte in ("CONTRAT DE VILLE DE VALMONT", "Programmation 2026 – COPIL du 12 mars 2026", None):
        feuille.append([texte])
    feuille.append(["Action", *[None] * 5, "Financements accordés"])
    feuille.append(_TITRES)
    actions: list[dict] = []
    for rang, axe in enumerate(_AXES):
        feuille.append([axe.upper()])
        feuille.merge_cells(
            start_row=feuille.max_row, start_column=1, end_row=feuille.max_row, end_column=large
        )
        debut = len(actions)
        for i in range(6):
            actions.append(_action(len(actions) + 1, i, rang, feuille.max_row + 1))
            feuille.append(_ligne(actions[-1]))
        feuille.append(_total(f"Sous-total Axe {rang + 1}", actions[debut:]))
    feuille.append(_total("TOTAL GÉNÉRAL", actions))
    feuille.append([])
    feuille.append(["NB : les crédits CAF sont donnés sous réserve du vote de la commission d'avril."])
    feuille.merge_cells("A1:P1")
    feuille.merge_cells("A4:F4")
    feuille.merge_cells("G4:N4")
    bilan = classeur.create_sheet("Bilan")
    for ligne in (["Bilan par axe – 2026"], [], ["Axe", "Nb actions", "Montant total"]):
        bilan.append(ligne)
    for axe in _AXES:
        siennes = [a for a in actions if a["axe"] == axe]
        bilan.append([axe, len(siennes), float(sum(_somme(a) for a in siennes))])
    flux = io.BytesIO()
    classeur.save(flux)
    par_financeur = [sum(Decimal(a["fin"][k] or 0) for a in actions) for k in range(len(FINANCEURS))]
    totaux = [*par_financeur, sum(par_financeur)]
    return flux.getvalue(), {
        "actions": actions,
        "tot": [str(t) for t in totaux],
        "cout": str(sum(Decimal(a["cout"]) for a in actions)),
    }


def _action(num: int, i: int, rang: int, ligne: int) -> dict:
    montants: list[str | None] = [f"{1000 * num + 0.33 * i:.2f}", f"{500 * num}"]
    montants += [f"{250 * num + 0.5}" if (num + k) % 3 == 0 else None for k in range(6)]
    return {
        "ligne": ligne,
        "num": num,
        "nom": f"Action imaginaire {num}",
        "axe": _AXES[rang],
        "cout": f"{10_000 * num + 0.5}",
        "fin": montants,
        "avis": _AVIS[i],
        "qpv": _QUARTIERS[i],
    }


def _somme(action: dict) -> Decimal:
    return sum((Decimal(m or 0) for m in action["fin"]), Decimal(0))


def _ligne(a: dict) -> list:
    """Les montants comme on les écrit : nombre, texte français, avec €, vide, tiret, zéro."""
    vides = (None, "-", "0", "")
    montants = []
    for k, montant in enumerate(a["fin"]):
        francais = f"{Decimal(montant or 0):,.2f}".replace(",", "\u00a0").replace(".", ",")
        ecrits = (float(montant or 0), francais, f"{francais} €")
        montants.append(vides[(a["num"] + k) % 4] if montant is None else ecrits[(a["num"] + k) % 3])
    note = "vu avec la sous-préfète" if a["num"] % 5 == 0 else None
    porteur = f"Association {a['num'] % 7}"
    return [
        a["num"],
        a["axe"],
        a["nom"],
        porteur,
        a["qpv"],
        float(a["cout"]),
        *montants,
        float(_somme(a)),
        a["avis"],
        note,
    ]


def _total(titre: str, actions: list[dict]) -> list:
    sommes = [float(sum(Decimal(a["fin"][k] or 0) for a in actions)) for k in range(len(FINANCEURS))]
    return [
        titre,
        *[None] * 4,
        float(sum(Decimal(a["cout"]) for a in actions)),
        *sommes,
        float(sum(_somme(a) for a in actions)),
    ]


def dit(base, attendu: dict) -> tuple[dict, dict]:
    """(ce que dit la base, ce qu'il fallait) : par intitulé, le coût et les accordés de chaque financeur.

    Égaux dans les deux sens : ni action ni euro de plus, ni de moins.
    """
    lus: dict[str, dict[str, object]] = {
        nom: {"cout": cout}
        for nom, cout in base.execute("select intitule, cout_total_eur from action").fetchall()
    }
    for nom, financeur, euros in base.execute(
        "select intitule, financeur_id, sum(accorde_eur) from financement join action using (action_id) "
        "group by all having sum(accorde_eur) <> 0"
    ).fetchall():
        lus[nom][financeur] = euros
    voulus = {
        a["nom"]: {"cout": Decimal(a["cout"])}
        | {f: Decimal(m) for f, m in zip(FINANCEURS, a["fin"], strict=True) if m and Decimal(m)}
        for a in attendu["actions"]
    }
    return lus, voulus
