"""La première feuille du classeur : comment le remplir, et ce que porte chaque onglet."""

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.modele.cellule import poser
from data.modele.colonnes import onglet
from data.rapport import accord

CONSIGNES = (
    "Une ligne par action dans « Programmation » ; une ligne par action et financeur dans « Financements ».",
    "Un titre suivi de * est obligatoire. Survolez un titre : sa définition, son unité, un exemple.",
    "Les lignes qui commencent par « Exemple : » ne sont pas lues : effacez-les ou laissez-les.",
    "Un choix « code · libellé » vaut son code. Les codes se définissent dans les onglets gris-bleu.",
    "Une case vide veut dire « on ne sait pas », jamais zéro. Écrivez 0 pour zéro.",
    "Montants : 1234,56 ou 1 234,56. Pas de « 1.234 », pas de « 12 k€ ».",
    "Dates : 12/03/2026. Oui ou non : oui, non, x, vrai, faux.",
    "Un onglet dont vous n'avez pas l'usage peut rester vide, ou être supprimé. Ne renommez pas les autres.",
    "Enregistrez en XLSX ou en ODS. Chaque cellule refusée sera dite : feuille, ligne, colonne et raison.",
)
ONGLETS = {
    "contrat": "le contrat lui-même",
    "communes": "les communes du territoire",
    "quartiers": "les quartiers prioritaires (QPV) et de veille active (QVA)",
    "passages": "ce que chaque quartier de 2015 est devenu en 2024",
    "piliers": "les piliers ou enjeux, et leurs thématiques",
    "classements": "les autres lectures des actions : axes, pôles, dispositifs",
    "financeurs": "qui paie",
    "structures": "porteurs, signataires et partenaires",
    "signataires": "qui a signé le contrat",
    "programmation": "les actions, une ligne par exercice",
    "financements": "qui finance quelle action, pour combien",
    "enveloppes": "ce que chaque financeur a à répartir",
    "indicateurs": "les indicateurs suivis",
    "mesures": "la valeur des indicateurs, par territoire et par année",
    "objectifs": "les cibles du contrat",
    "engagements": "ce à quoi les partenaires s'engagent, en droit commun",
    "instances": "comité de pilotage, comité technique, conseils citoyens",
    "membres": "qui y siège",
    "seances": "quand elles se réunissent",
    "decisions": "ce qu'elles décident",
    "avis": "ce que les conseils citoyens pensent des actions",
}
MANQUES_MONTRES = 20


def lisez_moi(feuille: Worksheet, lignes: dict[str, int], manques: list[str]) -> None:
    """Remplit l'accueil. `lignes` : par feuille ; `manques` : ce qui n'a pas tenu dans une cellule."""
    feuille.column_dimensions["A"].width = 24
    feuille.column_dimensions["B"].width = 90
    feuille.sheet_view.showGridLines = False
    rang = _titre(feuille, 1, "Classeur du contrat de ville", 16)
    for consigne in CONSIGNES:
        rang = _ligne(feuille, rang, "•", consigne)
    rang = _titre(feuille, rang + 1, "Les onglets", 13)
    for nom, role in ONGLETS.items():
        combien = lignes.get(nom, 0)
        suite = f" ({accord(combien, 'ligne déjà remplie', 'lignes déjà remplies')})"
        rang = _ligne(feuille, rang, onglet(nom), role + (suite if combien else ""))
        feuille.cell(rang - 1, 1).hyperlink = f"#'{onglet(nom)}'!A1"
    rang = _ligne(feuille, rang, "Listes", "les choix des listes déroulantes : à consulter, pas à remplir")
    if manques:
        rang = _titre(feuille, rang + 1, "Ce que ce classeur n'a pas pu porter", 13)
        for manque in manques[:MANQUES_MONTRES]:
            rang = _ligne(feuille, rang, "•", manque)
        if len(manques) > MANQUES_MONTRES:
            _ligne(
                feuille,
                rang,
                "•",
                f"et {accord(len(manques) - MANQUES_MONTRES, 'autre cellule', 'autres cellules')}",
            )


def _titre(feuille: Worksheet, rang: int, texte: str, taille: int) -> int:
    poser(feuille.cell(rang, 1), texte, "texte")
    feuille.cell(rang, 1).font = Font(bold=True, size=taille, color="1F4E5F")
    return rang + 1


def _ligne(feuille: Worksheet, rang: int, gauche: str, droite: str) -> int:
    poser(feuille.cell(rang, 1), gauche, "texte")
    poser(feuille.cell(rang, 2), droite, "texte")
    feuille.cell(rang, 1).alignment = Alignment(vertical="top", horizontal="right" if gauche == "•" else None)
    feuille.cell(rang, 2).alignment = Alignment(wrap_text=True, vertical="top")
    return rang + 1
