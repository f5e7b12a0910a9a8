"""Écrire un tableau de programmation large d'après une base : celui qu'on remplit, puis qu'on rend."""

from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from data.fichiers.sortie import enregistrer, nom_de_feuille, poser
from data.programmation.modele import ETAPES

TITRES = (
    "Référence",
    "Intitulé de l'action",
    "Description",
    "Objectifs",
    "Porteur",
    "SIRET",
    "Pilier",
    "Thématique",
    "Thème P147",
    "Statut",
    "Reconduction",
    "CPO",
    "Référence N-1",
    "Quartiers",
    "Répartition",
    "Coût total",
    "Bénéficiaires prévus",
    "Bénéficiaires réels",
    "Bilan reçu",
)
_NATURES = {"specifique": "", "droit_commun": " droit commun", "autofinancement": ""}
_SECTIONS = {"fonctionnement": "", "investissement": " investissement"}
_FORMAT = '#,##0.00 "€"'

_ACTIONS = """
    select a.reference, a.intitule, a.description, a.objectifs, structure.nom, structure.siret, pilier.nom,
        thematique.nom, a.theme_national, a.statut, a.reconduction, a.pluriannuelle, avant.reference,
        list(aq.quartier_id order by aq.part desc, aq.quartier_id) filter (aq.quartier_id is not null),
        list(aq.part order by aq.part desc, aq.quartier_id) filter (aq.quartier_id is not null),
        a.cout_total_eur, a.beneficiaires_prevus, a.beneficiaires_reels, a.bilan_recu, a.action_id
    from action as a
    left join structure using (structure_id)
    left join pilier on a.pilier_id = pilier.pilier_id
    left join thematique on a.thematique_id = thematique.thematique_id
    left join action as avant on a.action_precedente = avant.action_id
    left join action_quartier as aq on a.action_id = aq.action_id
    where a.contrat_id = $contrat and a.annee = $annee
    group by all
    order by a.reference, a.action_id
"""
_FINANCEMENTS = """
    select f.action_id, f.financeur_id, f.nature, f.section,
        f.demande_eur, f.propose_eur, f.accorde_eur, f.verse_eur, financeur.nom, financeur.ordre
    from financement as f
    join action using (action_id)
    join financeur using (financeur_id)
    where action.contrat_id = $contrat and action.annee = $annee
    order by financeur.ordre, f.nature desc, f.section, f.action_id
"""


def tableau(base: duckdb.DuckDBPyConnection, contrat_id: str, annee: int) -> tuple[list[str], list[list]]:
    """(titres, lignes) : une ligne par action, une colonne par financeur, nature, section et étape."""
    quoi = {"contrat": contrat_id, "annee": annee}
    financements = base.execute(_FINANCEMENTS, quoi).fetchall()
    colonnes: dict[tuple, str] = {}
    montants: dict[tuple, object] = {}
    for action_id, code, nature, section, *etapes, nom, _ in financements:
        for etape, montant in zip(ETAPES, etapes, strict=True):
            if montant is not None:
                cle = (code, nature, section, etape)
                suite = f"{_NATURES[nature]}{_SECTIONS[section]}"
                colonnes[cle] = f"{nom}{suite} {ETAPES[etape]}"
                montants[action_id, cle] = montant
    rangs = {code: rang for rang, code in enumerate(dict.fromkeys(f[1] for f in financements))}
    # Groupées par financeur, dans l'ordre des étapes : comme on les lit.
    cles = sorted(colonnes, key=lambda c: (rangs[c[0]], c[1] != "specifique", c[2], list(ETAPES).index(c[3])))
    lignes = []
    for *champs, action_id in base.execute(_ACTIONS, quoi).fetchall():
        champs[13] = " ; ".join(champs[13]) if champs[13] else "Ensemble du contrat"
        parts = champs[14] or []
        champs[14] = (
            " ; ".join(f"{part:.9g}".replace(".", ",") for part in parts) if len(set(parts)) > 1 else None
        )
        lignes.append(
            [_lisible(champ) for champ in champs] + [montants.get((action_id, cle)) for cle in cles]
        )
    return [*TITRES, *(colonnes[cle] for cle in cles)], lignes


def _lisible(valeur: object) -> object:
    return ("oui" if valeur else "non") if isinstance(valeur, bool) else valeur


def ecrire_xlsx(titres: list[str], lignes: list[list], chemin: Path, nom: str = "Programmation") -> None:
    """Un XLSX d'une feuille : titres, lignes, total des colonnes de montants (en valeurs)."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = nom_de_feuille(nom)
    for colonne, titre in enumerate(titres, start=1):
        poser(feuille.cell(1, colonne), titre)
    for rang, ligne in enumerate(lignes, start=2):
        for colonne, valeur in enumerate(ligne, start=1):
            poser(feuille.cell(rang, colonne), valeur, None if isinstance(valeur, int) else _FORMAT)
    total: list = ["Total", *[None] * (len(titres) - 1)]
    for colonne in range(len(TITRES), len(titres)):
        total[colonne] = sum(ligne[colonne] for ligne in lignes if ligne[colonne] is not None)
    for colonne, valeur in enumerate(total, start=1):
        poser(feuille.cell(len(lignes) + 2, colonne), valeur)
    for cellule in (*feuille[1], *feuille[feuille.max_row]):
        cellule.font = Font(bold=True)
    for cellule in feuille[1]:
        cellule.fill = PatternFill("solid", fgColor="FFE8EDF3")
    for colonne in range(1, len(titres) + 1):
        feuille.column_dimensions[get_column_letter(colonne)].width = 18
    feuille.freeze_panes = "C2"
    enregistrer(classeur, chemin)
