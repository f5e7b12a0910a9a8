"""L'histoire que racontent les données : ce qu'un lecteur attentif doit pouvoir retrouver.

- L'emploi domine depuis 2024 : plus de projets, plus gros, mieux reconduits.
- La Région se retire : moins de crédits en 2021, plus rien à partir de 2022.
- La Cité du Moulin-Neuf est oubliée en 2021 : aucune action ne la touche.
- Les Hauts d'Aurenne décrochent, avec peu d'actions jusqu'à ce qu'on s'en aperçoive (2025).
- La Tannerie – Beaugrain s'améliore, portée par un effort constant.
- Le levier monte : chaque euro de la politique de la ville en attire de plus en plus d'autres.
- Les conventions pluriannuelles montent jusqu'à près de la moitié des crédits de l'État.
- 2020 : actions annulées et publics moins nombreux. Les bilans rentrent de mieux en mieux.
"""

from data.demo.lexique import DERNIERE_ANNEE, PREMIERE_ANNEE, RUPTURE
from data.demo.lieux import Quartier

OUBLIE, ANNEE_OUBLI = "QN00007I", 2021
DECROCHE, ANNEE_SURSAUT = "QN00003I", 2025
RETRAIT_REGION = 2022


def avance(annee: int) -> float:
    """De 0 la première année à 1 la dernière."""
    return (annee - PREMIERE_ANNEE) / (DERNIERE_ANNEE - PREMIERE_ANNEE)


def attention(lieu: Quartier, annee: int) -> float:
    """Poids d'un quartier dans le choix de ceux qu'une action touche."""
    if lieu.code == OUBLIE and annee == ANNEE_OUBLI:
        return 0.0
    if lieu.code == DECROCHE and annee >= ANNEE_SURSAUT:
        return 2.2
    if lieu.type == "QVA" and annee >= RUPTURE:
        return 0.25
    if lieu.type_2015 == "QVA" and annee < RUPTURE:
        return 0.2
    return lieu.attention


def poids_famille(famille: str, annee: int) -> float:
    """Envie de projets d'une famille de domaines (E emploi, J jeunesse, S santé, V vie sociale, C cadre)."""
    if annee < RUPTURE:
        return 0.75 if famille == "E" else 1.0
    return {"E": 2.0, "J": 0.9, "V": 0.75, "C": 0.85, "S": 1.0}[famille]


def reconduit(famille: str, annee: int) -> float:
    """Chance qu'un projet soit redéposé l'année `annee`."""
    if annee == RUPTURE:
        return {"E": 0.9, "J": 0.68, "V": 0.58, "C": 0.62, "S": 0.7}[famille]
    return {"E": 0.86, "J": 0.8, "V": 0.7, "C": 0.78, "S": 0.8}[famille]


def ampleur(famille: str, annee: int) -> float:
    """Coefficient des montants : presque stables, emploi mieux doté depuis 2024."""
    return (0.98 - 0.05 * avance(annee)) * (1.22 if famille == "E" and annee >= RUPTURE else 1)


def part_etat(annee: int) -> float:
    """Part attendue des crédits de la politique de la ville dans ce que paient les financeurs."""
    return 0.5 - 0.17 * avance(annee)


def part_cpo(annee: int) -> float:
    """Part des actions en convention pluriannuelle visée cette année-là."""
    return 0.02 + 0.1 * avance(annee) + (0.09 * (annee - RUPTURE + 1) if annee >= RUPTURE else 0)


def chance_bilan(annee: int) -> float:
    """Chance qu'un bilan soit reçu ; ceux de l'an dernier rentrent encore, ceux de l'année sont à venir."""
    if annee == DERNIERE_ANNEE:
        return 0.0
    if annee == DERNIERE_ANNEE - 1:
        return 0.78
    return 0.5 + 0.5 * avance(annee)
