"""Lire des feuilles selon la correspondance : ce qu'elle exige, leurs tableaux, ce qu'on en dit."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from data.fichiers.classeur import Feuille, Ligne
from data.lecture import Avance
from data.programmation import compte, constats, entetes, totaux
from data.programmation.contexte import Contexte
from data.programmation.disposition import Bloc, d_actions, decouper, placer
from data.programmation.modele import UNITES, Correspondance, CorrespondanceInvalide, Lecture
from data.programmation.mots import cle
from data.programmation.parcours import Parcours
from data.programmation.phrases import accord, enumerer
from data.programmation.referentiels import Referentiels
from data.programmation.titres import Lexique
from data.schema import valeurs_admises
from data.sources import cellules


def lire(
    feuilles: Feuille | Sequence[Feuille],
    correspondance: Correspondance,
    referentiels: Referentiels,
    annee: int | None = None,
    avance: Avance | None = None,
) -> Lecture:
    """Les actions de la feuille (ou des feuilles, la principale d'abord), et tout ce qu'il faut en dire.

    `annee` : celle de l'import (à défaut, celle de la correspondance, sinon celle de chaque ligne). Une
    colonne non comprise n'est pas lue et fait un avertissement. Lève CorrespondanceInvalide si la
    correspondance ne peut pas servir (pas d'intitulé, pas d'année, financeur inconnu…).
    """
    annee = annee or correspondance.annee
    _verifier(correspondance, referentiels, annee)
    toutes = [feuilles] if isinstance(feuilles, Feuille) else list(feuilles)
    blocs = _blocs(toutes, correspondance, referentiels)
    contexte = Contexte(referentiels, correspondance, annee, _signes(correspondance, blocs))
    contexte.plusieurs = len(toutes) > 1
    lecture = Lecture(correspondance, referentiels.contrat_id, lues=compte.lignes(contexte, blocs))
    _annoncer(contexte, toutes, blocs)
    Parcours(contexte, lecture).suivre(blocs, avance)
    lecture.structures = list(contexte.porteurs.neuves.values())
    lecture.inconnus = list(contexte.inconnus.values())
    constats.relever(contexte, lecture)
    rangs = {feuille.nom: rang for rang, feuille in enumerate(toutes)}
    ordre = lambda c: (rangs.get(c.feuille, 0) if c.ligne else -1, c.ligne or 0, c.colonne or 0)  # noqa: E731
    lecture.constats = sorted(contexte.constats, key=ordre)
    return lecture


def _verifier(correspondance: Correspondance, referentiels: Referentiels, annee: int | None) -> None:
    champs = {c.champ for c in correspondance.colonnes}
    for champ, quoi in (("intitule", "l'intitulé des actions"), ("montant", "un montant d'un financeur")):
        if champ not in champs:
            raise CorrespondanceInvalide(f"Aucune colonne ne donne {quoi} : complétez la correspondance.")
    if annee is None and "annee" not in champs:
        raise CorrespondanceInvalide("Aucune colonne ne dit l'année : donnez celle de l'import.")
    statuts = valeurs_admises("action", "statut")
    if "statut" not in champs and correspondance.statut is None:
        raise CorrespondanceInvalide(
            "Aucune colonne ne dit le statut des actions : donnez celui qui vaut pour toutes "
            f"({', '.join(statuts)})."
        )
    for statut in {correspondance.statut, *correspondance.statuts.values()} - {None}:
        if statut not in statuts:
            raise CorrespondanceInvalide(
                f"« {statut} » n'est pas un statut. Statuts de la base : {', '.join(statuts)}."
            )
    codes = {*referentiels.quartiers_par_code, "contrat"}
    for ecrit, code in correspondance.quartiers.items():
        if code not in codes:
            raise CorrespondanceInvalide(f"« {ecrit} » : le quartier « {code} » n'est pas au contrat.")
    for colonne in correspondance.colonnes:
        financeur = colonne.financeur_id
        if colonne.champ == "montant" and financeur not in {None, *referentiels.financeurs}:
            connus = ", ".join(referentiels.financeurs) or "aucun"
            raise CorrespondanceInvalide(
                f"Colonne « {colonne.titre} » : le financeur « {financeur} » n'existe pas. Connus : {connus}."
            )
        if colonne.champ == "montant" and financeur is None and not (colonne.decalage or colonne.annee):
            raise CorrespondanceInvalide(f"Colonne « {colonne.titre} » : elle ne dit pas quel financeur.")
        if colonne.champ == "classement" and colonne.classement_id not in referentiels.classements:
            raise CorrespondanceInvalide(
                f"Colonne « {colonne.titre} » : le contrat n'a pas ce classement ({colonne.classement_id})."
            )


def _blocs(feuilles: list[Feuille], correspondance: Correspondance, ref: Referentiels) -> list[Bloc]:
    """Les tableaux des feuilles, chaque colonne à sa place ; le premier a les titres retenus."""
    principale = feuilles[0]
    lignes = [ligne for ligne in principale.lignes if ligne.numero in correspondance.titres]
    composes = entetes.composer(lignes, entetes.fusions_de(principale, lignes))
    haut = entetes.Entetes(correspondance.titres, composes, {})
    blocs = decouper(principale, haut)
    connus = {cle(c.titre) for c in correspondance.colonnes if c.titre}
    for autre in feuilles[1:]:
        trouves = entetes.trouver(autre, connus)
        blocs += decouper(autre, trouves) if trouves else []
    placer(blocs, correspondance.colonnes, Lexique(ref))
    champs = {c.numero: c.champ for c in correspondance.colonnes}
    for bloc in blocs[1:]:
        siens = {champs[n] for n in bloc.places.values()}
        if not d_actions(siens, bloc.noms == blocs[0].noms):
            bloc.pourquoi = "ses titres ne sont pas ceux d'un tableau d'actions"
    return blocs


def _signes(correspondance: Correspondance, blocs: list[Bloc]) -> dict[int, str | None]:
    """Le signe décimal de chaque colonne de montants : « 1.234 » se lit si la colonne le tranche."""
    montants = {c.numero for c in correspondance.colonnes if c.champ in ("montant", "total", "cout_total")}
    textes: dict[int, list[cellules.Valeur]] = {numero: [] for numero in montants}
    for bloc in blocs:
        for ligne in bloc.corps:
            for cellule in ligne.cellules:
                numero = bloc.places.get(cellule.colonne)
                if numero in montants and isinstance(cellule.valeur, str):
                    textes[numero].append(cellule.valeur)
    return {numero: cellules.signe_decimal(lus) for numero, lus in textes.items()}


def _a_des_nombres(ligne: Ligne) -> bool:
    return sum(isinstance(c.valeur, Decimal) for c in ligne.cellules) > 1


def _annoncer(contexte: Contexte, feuilles: list[Feuille], blocs: list[Bloc]) -> None:
    """Ce qui vaut pour toute une feuille : colonnes non lues, lignes et colonnes cachées, unité."""
    for unite in {contexte.correspondance.unite, *(c.unite for c in contexte.financieres)} - {None, "euros"}:
        if unite in UNITES:
            quoi = f"les montants sont lus en {unite} d'euros"
            contexte.dire("note", "unite", quoi)
    for colonne in contexte.correspondance.colonnes:
        if colonne.champ in (None, "hors_base"):
            gravite = "avertissement" if colonne.champ is None else "note"
            titre = f"« {colonne.titre} »" if colonne.titre else "sans titre"
            if colonne.champ is None:
                pourquoi = colonne.explication or "titre non compris"
                motif = f"la colonne {colonne.lettre} ({titre}) n'est pas lue : {pourquoi}"
            else:
                motif = f"la colonne {colonne.lettre} ({titre}) n'est pas gardée : la base n'a pas sa place"
            contexte.dire(gravite, "colonne", motif)
        elif colonne.champ == "montant" and contexte.annee and not totaux.importable(contexte, colonne):
            quand = colonne.annee_visee(contexte.annee)
            motif = f"la colonne {colonne.lettre} (« {colonne.titre} ») parle de {quand} : non importée"
            contexte.dire("note", "colonne", motif)
    for bloc in blocs:
        if bloc.premier:
            dessus = [
                x.numero for x in bloc.feuille.lignes if x.numero < bloc.titres[0] and _a_des_nombres(x)
            ]
            if dessus:
                combien = accord(len(dessus), "ligne de nombres", "lignes de nombres")
                motif = f"{combien} au-dessus des titres, non lues : {enumerer(dessus)}"
                motif = motif if len(dessus) > 1 else motif.replace("lues", "lue")
                contexte.dire("note", "tableau", motif, feuille=bloc.feuille.nom)
    for feuille in feuilles:
        corps = [ligne for b in blocs if b.feuille is feuille for ligne in b.corps]
        cachees = [ligne.numero for ligne in corps if ligne.cachee]
        if cachees:
            combien = accord(len(cachees), "ligne cachée est lue", "lignes cachées sont lues")
            motif = f"{combien} comme les autres : {enumerer(cachees)}"
            contexte.dire("note", "cachee", motif, feuille=feuille.nom)
        lues = {n for b in blocs if b.feuille is feuille for n in b.places}
        lettres = [get_column_letter(n) for n in feuille.colonnes_cachees if n in lues]
        if lettres:
            combien = accord(len(lettres), "colonne cachée est lue", "colonnes cachées sont lues")
            motif = f"{combien} comme les autres : {enumerer(lettres)}"
            contexte.dire("note", "cachee", motif, feuille=feuille.nom)
