"""Le classeur de démonstration : toutes les feuilles, toujours les mêmes pour une même graine.

Chaque sujet tire son hasard d'une chaîne (`Random("graine sujet contrat")`) : enrichir l'un ne déplace pas
les autres, et rien ne dépend de PYTHONHASHSEED.
"""

import csv
import io
from datetime import date
from pathlib import Path
from random import Random

from data.demo import campagne, financement, gouvernance, indicateurs, lieux, porteurs, postes, programmation
from data.demo.lexique import (
    CLASSEMENTS,
    DERNIERE_ANNEE,
    FINANCEURS,
    PILIERS_2015,
    PREMIERE_ANNEE,
    RUPTURE,
    thematiques,
)
from data.demo.lexique import ENJEUX as ENJEUX_2024
from data.demo.lieux import CONTRATS
from data.feuilles import FEUILLES

GRAINE = 2026
FIN_CONTRAT = 2030
Classeur = dict[str, list[dict]]


def _piliers(contrat: lieux.Contrat) -> list[dict]:
    """Trois piliers légaux jusqu'en 2023, puis les enjeux que le contrat s'est donnés."""
    rangees = []
    blocs = [(PREMIERE_ANNEE, RUPTURE - 1, {c: (nom, themes) for c, (nom, themes) in PILIERS_2015.items()})]
    enjeux = ENJEUX_2024[contrat.rang]
    blocs.append((RUPTURE, FIN_CONTRAT, {c: (enjeux[c][0], t) for c, t in thematiques(contrat.rang).items()}))
    ordre = 0
    for debut, fin, piliers in blocs:
        for code, (nom, themes) in piliers.items():
            ordre += 1
            for theme, libelle in themes.items():
                rangees.append(
                    {
                        "contrat_id": contrat.contrat_id,
                        "pilier_code": code,
                        "pilier": nom,
                        "ordre": ordre,
                        "debut": debut,
                        "fin": fin,
                        "thematique_code": theme,
                        "thematique": libelle,
                    }
                )
    return rangees


def _classements(contrat: lieux.Contrat) -> list[dict]:
    """Les pôles ne sont qu'au premier contrat ; les autres lectures sont communes."""
    return [
        {
            "contrat_id": contrat.contrat_id,
            "classement": nom,
            "multiple": multiple,
            "classe_code": code,
            "classe": libelle,
            "ordre": ordre,
        }
        for nom, (multiple, classes) in CLASSEMENTS.items()
        if multiple or contrat.rang == 0
        for ordre, (code, libelle) in enumerate(classes.items(), 1)
    ]


def classeur(graine: int = GRAINE) -> Classeur:
    """Feuille → lignes (dictionnaires dont les clés sont celles de data/feuilles.py)."""
    feuilles: Classeur = {nom: [] for nom in FEUILLES}
    feuilles["contrat"] = lieux.feuille_contrats()
    feuilles["communes"] = lieux.feuille_communes()
    feuilles["quartiers"] = lieux.feuille_quartiers()
    feuilles["passages"] = lieux.feuille_passages()
    feuilles["structures"] = porteurs.feuille_structures()
    feuilles["signataires"] = porteurs.feuille_signataires()
    feuilles["financeurs"] = [
        {"financeur_id": code, "nom": nom, "categorie": categorie, "ordre": ordre}
        for ordre, (code, nom, categorie) in enumerate(FINANCEURS, 1)
    ]
    feuilles["indicateurs"] = indicateurs.feuille_indicateurs()
    feuilles["mesures"] = indicateurs.feuille_mesures(graine)
    feuilles["engagements"] = gouvernance.feuille_engagements()
    feuilles["objectifs"] = gouvernance.feuille_objectifs(graine)
    for contrat in CONTRATS:
        feuilles["piliers"] += _piliers(contrat)
        feuilles["classements"] += _classements(contrat)
        actions = programmation.actions(contrat, graine)
        hasard = Random(f"{graine} financement {contrat.contrat_id}")
        for action in actions:
            financement.financer(action, contrat, hasard)
        feuilles["enveloppes"] += financement.enveloppes(contrat, actions, graine)
        for nom, rangees in gouvernance.instances(contrat, actions, graine).items():
            feuilles[nom] += rangees
        demandes = campagne.actions(contrat, actions, graine)
        feuilles["enveloppes"] += campagne.enveloppes(contrat, demandes, graine)
        feuilles["avis"] += campagne.avis(contrat, demandes, graine)
        actions += demandes
        actions += postes.actions(contrat, graine)
        actions.sort(key=lambda action: action.ligne["reference"])
        feuilles["programmation"] += [action.ligne for action in actions]
        feuilles["financements"] += [f for action in actions for f in action.cofinancements]
    return feuilles


def _texte(valeur: object, genre: str) -> str:
    """Une cellule, écrite comme data/feuilles.py le dit."""
    if valeur is None or valeur == "":
        return ""
    if genre == "booleen":
        return "oui" if valeur else "non"
    if genre == "liste" and isinstance(valeur, list | tuple):
        return ",".join(f"{v:g}" if isinstance(v, float) else str(v) for v in valeur)
    if genre == "montant":
        return f"{valeur:.2f}".removesuffix(".00")
    if genre == "nombre":
        return f"{valeur:.6f}".rstrip("0").rstrip(".")
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def en_csv(feuille: str, lignes: list[dict]) -> str:
    """Le contenu du fichier CSV d'une feuille (`;`, fins de ligne Unix)."""
    colonnes = FEUILLES[feuille]
    inconnues = {cle for ligne in lignes for cle in ligne} - set(colonnes)
    if inconnues:
        raise KeyError(f"Feuille {feuille} : colonnes inconnues {sorted(inconnues)}")
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\n")
    plume.writerow(colonnes)
    for ligne in lignes:
        plume.writerow([_texte(ligne.get(nom), genre.rstrip("!")) for nom, genre in colonnes.items()])
    return tampon.getvalue()


def ecrire(dossier: Path, graine: int = GRAINE) -> dict[str, int]:
    """Écrit une feuille par fichier dans `dossier` (créé au besoin) ; rend le nombre de lignes de chacune."""
    dossier.mkdir(parents=True, exist_ok=True)
    feuilles = classeur(graine)
    for nom, lignes in feuilles.items():
        (dossier / f"{nom}.csv").write_bytes(en_csv(nom, lignes).encode("utf-8"))
    return {nom: len(lignes) for nom, lignes in feuilles.items()}


__all__ = ["DERNIERE_ANNEE", "GRAINE", "classeur", "ecrire", "en_csv"]
