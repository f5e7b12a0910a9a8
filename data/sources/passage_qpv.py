"""Le passage des quartiers de 2015 à ceux de 2024 : une ligne par quartier de 2024, jusqu'à n anciens.

Une fusion cite plusieurs anciens sur une ligne, une scission répète un ancien sur plusieurs lignes, un
quartier sorti n'a pas de nouveau code.
"""

import re
from pathlib import Path

from data import vocabulaire
from data.lecture import Avance, Lecture, Rejet
from data.sources.tableaux import lire_tableau, table
from data.sources.territoires import est_quartier
from data.vocabulaire import MotInconnu


def lire(chemin: Path, avance: Avance) -> Lecture:
    """`passage_quartier`, et le nom de chaque quartier de 2015 et de 2024 (communes : liste vide)."""
    tableau = lire_tableau(chemin, "la correspondance des quartiers de 2015 et de 2024", "qp2024", "statut")
    anciennes = sorted(c for c in tableau.entetes if re.fullmatch(r"qp2015(_\d+)?", c))
    lecture = tableau.lecture()
    passages: dict[tuple[str | None, str | None], tuple] = {}
    quartiers: dict[str, tuple] = {}
    for feuille, numero, valeurs in tableau.lignes:
        nouveau = valeurs.get("qp2024")
        anciens = {valeurs[c]: valeurs.get(f"label_{c}") for c in anciennes if valeurs.get(c)}
        try:
            statut = vocabulaire.reconnaitre("passage_quartier.statut", valeurs.get("statut") or "")
        except MotInconnu as erreur:
            lecture.rejets.append(Rejet(f"{erreur}.", feuille, numero, "statut", valeurs.get("statut")))
            continue
        motif = _refus(nouveau, list(anciens), statut)
        liens = [(ancien, nouveau) for ancien in anciens] or [(None, nouveau)]
        if not motif and all(lien in passages for lien in liens):
            motif = "Ce passage figure déjà plus haut dans le fichier."
        if motif:
            code = nouveau or next(iter(anciens), None)
            lecture.rejets.append(Rejet(motif, feuille, numero, "qp2024", code))
            continue
        passages.update({lien: (*lien, statut, feuille, numero) for lien in liens if lien not in passages})
        for ancien, nom in anciens.items():
            quartiers.setdefault(ancien, (ancien, nom or ancien, "QPV", "2015", [], feuille, numero))
        if nouveau:
            nom = valeurs.get("label_qp2024") or nouveau
            quartiers.setdefault(nouveau, (nouveau, nom, "QPV", "2024", [], feuille, numero))
        lecture.nb_retenues += 1
    avance(len(tableau.lignes), len(tableau.lignes))
    colonnes = ("quartier_id", "nom", "type", "generation", "communes", "_feuille", "_ligne")
    lecture.tables["quartier"] = table(quartiers.values(), *colonnes)
    colonnes = ("ancien", "nouveau", "statut", "_feuille", "_ligne")
    lecture.tables["passage_quartier"] = table(passages.values(), *colonnes)
    return lecture


def _refus(nouveau: str | None, anciens: list[str], statut: str) -> str | None:
    if nouveau and not (est_quartier(nouveau) and nouveau.startswith("QN")):
        return "Le nouveau code n'est pas celui d'un quartier de 2024 (QN04101M)."
    if not all(est_quartier(a) and a.startswith("QP") for a in anciens):
        return "L'ancien code n'est pas celui d'un quartier de 2015 (QP041001)."
    if not nouveau and not anciens:
        return "La ligne ne cite aucun quartier."
    if statut == "sorti" and nouveau:
        return "Un quartier sorti ne peut pas avoir de code de 2024."
    if statut in ("identique", "modifié") and not (nouveau and anciens):
        return "Un quartier inchangé ou modifié doit avoir un code de 2015 et un code de 2024."
    return None
