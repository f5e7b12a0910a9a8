"""Les organismes de la démonstration : porteurs de chaque contrat, partenaires communs, signataires."""

from dataclasses import dataclass
from functools import cache

from data.demo.lexique import lignes
from data.demo.lieux import CONTRATS, Contrat, identifiant


@dataclass(frozen=True)
class Porteur:
    """Un organisme qui mène des actions ; `genre` dit lesquelles (voir domaines.csv)."""

    structure_id: str
    nom: str
    genre: str
    categorie: str
    commune: str


@cache
def porteurs(contrat: Contrat) -> list[Porteur]:
    """Organismes du contrat, dans l'ordre de leur liste ; les contrats voisins ont des noms plus communs."""
    siege = next(ligne["nom"] for ligne in lignes("communes") if ligne["contrat"] == str(contrat.rang))
    rangees = []
    for ligne in lignes("porteurs" if contrat.rang == 0 else "porteurs_voisins"):
        nom = ligne["nom"].format(lieu=contrat.lieu, epci=contrat.epci_nom).replace("de Ysaudre", "d'Ysaudre")
        ville = "Lysemont" if "Lysemont" in nom or "lysemont" in nom else siege
        rangees.append(Porteur(identifiant(nom), nom, ligne["genre"], ligne["categorie"], ville))
    return rangees


def feuille_structures() -> list[dict]:
    """Tous les organismes. Pas de SIRET : un numéro valide pourrait être celui d'un organisme réel."""
    locaux = [
        {"structure_id": p.structure_id, "nom": p.nom, "categorie": p.categorie, "commune": p.commune}
        for contrat in CONTRATS
        for p in porteurs(contrat)
    ]
    communs = [
        {
            "structure_id": ligne["code"],
            "nom": ligne["nom"],
            "categorie": ligne["categorie"],
            "commune": "Aurenne",
        }
        for ligne in lignes("partenaires")
    ]
    return locaux + communs


def feuille_signataires() -> list[dict]:
    """L'État et l'intercommunalité coprésident ; communes, bailleurs et partenaires signent."""
    rangees = []
    for contrat in CONTRATS:
        for ligne in lignes("partenaires"):
            rangees.append((contrat.contrat_id, ligne["code"], ligne["role"]))
        for p in porteurs(contrat):
            if p.genre == "collectivite":
                role = (
                    "coprésidente du comité de pilotage"
                    if p.nom == contrat.epci_nom
                    else "commune signataire"
                )
                rangees.append((contrat.contrat_id, p.structure_id, role))
            elif p.genre == "bailleur":
                rangees.append((contrat.contrat_id, p.structure_id, "bailleur signataire"))
    return [dict(zip(("contrat_id", "structure_id", "role"), ligne, strict=True)) for ligne in rangees]
