"""Lire la feuille selon la correspondance : ligne d'action, de total, de section, de titres, ou rien."""

from decimal import Decimal

from openpyxl.utils import range_boundaries

from data.fichiers.classeur import Cellule, Feuille, Ligne
from data.lecture import Avance
from data.programmation import compte, constats, entetes, totaux
from data.programmation.contexte import NOMBRES, Contexte, lire_montants
from data.programmation.ligne import LecteurLigne
from data.programmation.modele import Correspondance, CorrespondanceInvalide, Lecture
from data.programmation.mots import cle
from data.programmation.phrases import accord, enumerer
from data.programmation.quartiers import ValeurRefusee
from data.programmation.referentiels import Referentiels
from data.programmation.totaux import IDENTITE, Cumuls
from data.schema import valeurs_admises
from data.sources import cellules

PAS = 500
"""Lignes lues entre deux nouvelles de la progression."""


def lire(
    feuille: Feuille,
    correspondance: Correspondance,
    referentiels: Referentiels,
    annee: int | None = None,
    avance: Avance | None = None,
) -> Lecture:
    """Les actions de la feuille, et tout ce qu'il faut en dire.

    `annee` : celle de l'import (à défaut, celle de la correspondance, sinon celle de chaque ligne). Une
    colonne non comprise n'est pas lue et fait un avertissement. Lève CorrespondanceInvalide si la
    correspondance ne peut pas servir (pas d'intitulé, pas d'année, financeur inconnu…).
    """
    annee = annee or correspondance.annee
    _verifier(correspondance, referentiels, annee)
    corps = [ligne for ligne in feuille.lignes if ligne.numero > max(correspondance.titres)]
    contexte = Contexte(referentiels, correspondance, annee, _signes(correspondance, corps))
    lecture = Lecture(correspondance, referentiels.contrat_id, lues=compte.lignes(contexte, corps))
    _annoncer(contexte, feuille, corps)
    _Parcours(contexte, feuille, lecture).suivre(corps, avance)
    lecture.structures = list(contexte.porteurs.neuves.values())
    constats.relever(contexte, lecture)
    lecture.constats = sorted(contexte.constats, key=lambda c: (c.ligne or 0, c.colonne or 0))
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


def _signes(correspondance: Correspondance, corps: list[Ligne]) -> dict[int, str | None]:
    """Le signe décimal de chaque colonne de montants : « 1.234 » se lit si la colonne le tranche."""
    montants = {c.numero for c in correspondance.colonnes if c.champ in ("montant", "total", "cout_total")}
    textes: dict[int, list[object]] = {numero: [] for numero in montants}
    for ligne in corps:
        for cellule in ligne.cellules:
            if cellule.colonne in montants and isinstance(cellule.valeur, str):
                textes[cellule.colonne].append(cellule.valeur)
    return {numero: cellules.signe_decimal(lus) for numero, lus in textes.items()}


def _annoncer(contexte: Contexte, feuille: Feuille, corps: list[Ligne]) -> None:
    """Ce qui vaut pour toute la feuille : colonnes non lues, lignes et colonnes cachées."""
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
    cachees = [ligne.numero for ligne in corps if ligne.cachee]
    if cachees:
        combien = accord(len(cachees), "ligne cachée est lue", "lignes cachées sont lues")
        contexte.dire("note", "cachee", f"{combien} comme les autres : {enumerer(cachees)}")
    lettres = [contexte.colonnes[n].lettre for n in feuille.colonnes_cachees if n in contexte.colonnes]
    if lettres:
        combien = accord(len(lettres), "colonne cachée est lue", "colonnes cachées sont lues")
        contexte.dire("note", "cachee", f"{combien} comme les autres : {enumerer(lettres)}")


class _Parcours:
    """Suit la feuille de haut en bas."""

    def __init__(self, contexte: Contexte, feuille: Feuille, lecture: Lecture) -> None:
        self.c = contexte
        self.feuille = feuille
        self.lecture = lecture
        self.cumuls = Cumuls()
        titres = {x.numero: x.titre for x in contexte.correspondance.colonnes}
        numeros = set(contexte.correspondance.titres)
        etages = [
            {c.colonne: c.valeur for c in ligne.cellules if isinstance(c.valeur, str)}
            for ligne in feuille.lignes
            if ligne.numero in numeros
        ]
        self.repetitions = entetes.Repetitions([titres, *etages])
        self.fusions = _fusions_verticales(feuille)
        self.lues = {x.numero for x in contexte.correspondance.colonnes if x.champ not in (None, "ignorer")}
        self.references: dict[tuple[int, str], int] = {}

    def suivre(self, corps: list[Ligne], avance: Avance | None) -> None:
        for rang, ligne in enumerate(corps, start=1):
            self._une(ligne)
            if avance and (rang % PAS == 0 or rang == len(corps)):
                avance(rang, len(corps))
        self.lecture.totaux = totaux.rapprocher(self.c, self.cumuls)

    def _une(self, ligne: Ligne) -> None:
        remplies = [c for c in ligne.cellules if c.valeur is not None or c.erreur]
        if not remplies:
            return
        if self.repetitions.reconnaitre(ligne):
            self.c.dire("note", "titres", "les titres y sont répétés : ligne non lue", ligne=ligne.numero)
            return
        cellules_ligne = self._defusionner(ligne)
        libelle = totaux.libelle_de_total(self.c, {c.colonne: c for c in ligne.cellules})
        if libelle is not None:
            montants = lire_montants(self.c, cellules_ligne, muet=True)
            self._total(ligne.numero, libelle, montants.lus)
            return
        if len(remplies) == 1 and isinstance(remplies[0].valeur, str):
            self._texte_seul(remplies[0])
            return
        if not any(c.colonne in self.lues for c in remplies):
            motif = "rien n'y est dans une colonne comprise : ligne non lue"
            self.c.dire("avertissement", "ligne", motif, ligne=ligne.numero)
            return
        self._action(ligne, cellules_ligne)

    def _action(self, ligne: Ligne, cellules_ligne: dict[int, Cellule]) -> None:
        montants = lire_montants(self.c, cellules_ligne)
        if not self._identite(cellules_ligne) and montants.lus:
            if totaux.est_total_muet(montants, self.cumuls):
                self._total(ligne.numero, "", montants.lus)
                return
            self.lecture.nb_lignes += 1
            motif = "cette ligne a des montants mais pas d'intitulé ; est-ce un total ? Écrivez « Total »"
            self.c.dire("rejet", "intitule", motif, ligne=ligne.numero)
            self.cumuls.ajouter(ligne.numero, montants, entre=False)
            return
        self.lecture.nb_lignes += 1
        action = None
        repetee = self._fusion_d_action(ligne)
        if repetee:
            motif = f"l'action est fusionnée avec la ligne {repetee} : une action tient sur une seule ligne"
            self.c.dire("rejet", "fusion", motif, ligne=ligne.numero)
        else:
            action = LecteurLigne(self.c, ligne.numero, cellules_ligne).lire(montants)
        if action and action.reference_donnee:
            premiere = self.references.setdefault((action.annee, cle(action.reference)), ligne.numero)
            if premiere != ligne.numero:
                cellule = cellules_ligne[self.c.par_champ["reference"].numero]
                motif = f"cette référence est déjà celle de la ligne {premiere}"
                self.c.dire("rejet", "reference", motif, cellule)
                action = None
        self.cumuls.ajouter(ligne.numero, montants, entre=action is not None)
        if action:
            self.lecture.actions.append(action)
            totaux.verifier_ligne(self.c, ligne.numero, action.annee, montants)
        else:
            dits = [self._texte(cellules_ligne, champ) for champ in ("reference", "intitule")]
            self.lecture.refusees.append((ligne.numero, *dits))

    def _texte(self, ligne: dict[int, Cellule], champ: str) -> str:
        x = self.c.par_champ.get(champ)
        return ligne[x.numero].texte_affiche if x and x.numero in ligne else ""

    def _identite(self, ligne: dict[int, Cellule]) -> bool:
        """Vrai si la ligne dit quelque chose de l'action : son intitulé, son porteur, son statut…"""
        dites = (self.c.par_champ.get(champ) for champ in ("intitule", *IDENTITE))
        return any(x and (c := ligne.get(x.numero)) and (c.valeur is not None or c.erreur) for x in dites)

    def _total(self, numero: int, libelle: str, montants: dict[int, Decimal]) -> None:
        nom = f"« {libelle} »" if libelle else "sans libellé, la somme de ce qui précède"
        motif = f"ligne de total ({nom}) : comparée, et non lue comme une action"
        self.c.dire("note", "total", motif, ligne=numero)
        self.cumuls.total(numero, libelle, montants)

    def _texte_seul(self, cellule: Cellule) -> None:
        """Un titre de section : le pilier de ce qui suit, ou un texte qu'on ne lit pas, en le disant."""
        try:
            pilier = self.c.piliers.lire(cellule.texte_affiche, self.c.annee)
        except ValeurRefusee:
            motif = "un texte seul, sans montant ni porteur : ligne non lue"
            self.c.dire("avertissement", "ligne", motif, cellule)
            return
        self.c.pilier_en_cours = pilier.id
        motif = f"titre de section : les actions qui suivent, sans pilier écrit, sont sous « {pilier.nom} »"
        self.c.dire("note", "section", motif, ligne=cellule.ligne)

    def _defusionner(self, ligne: Ligne) -> dict[int, Cellule]:
        """Les cellules de la ligne ; un texte fusionné vaut pour toutes ses lignes, un montant une fois."""
        sortie = {c.colonne: c for c in ligne.cellules}
        for colonne, (haut, _) in self.fusions.get(ligne.numero, {}).items():
            x = self.c.colonnes.get(colonne)
            if x is None or haut == ligne.numero:
                continue
            origine = self.feuille.cellule(f"{x.lettre}{haut}")
            if origine.valeur is None:
                continue
            if x.champ in NOMBRES or x.champ == "parts":
                motif = f"montant fusionné : il ne compte qu'une fois, à la ligne {haut}"
                self.c.dire("avertissement", "fusion", motif, origine._replace(ligne=ligne.numero))
            else:
                sortie[colonne] = origine._replace(ligne=ligne.numero)
        return sortie

    def _fusion_d_action(self, ligne: Ligne) -> int | None:
        """La première ligne d'une fusion de l'intitulé ou de la référence, si ce n'est pas celle-ci."""
        for champ in ("intitule", "reference"):
            x = self.c.par_champ.get(champ)
            fusion = self.fusions.get(ligne.numero, {}).get(x.numero) if x else None
            if fusion and fusion[0] != ligne.numero:
                return fusion[0]
        return None


def _fusions_verticales(feuille: Feuille) -> dict[int, dict[int, tuple[int, int]]]:
    """Ligne → colonne → (première ligne, dernière ligne), pour les fusions d'une seule colonne."""
    sortie: dict[int, dict[int, tuple[int, int]]] = {}
    derniere = feuille.lignes[-1].numero if feuille.lignes else 0
    for plage in feuille.fusions:
        gauche, haut, droite, bas = range_boundaries(plage)
        if gauche == droite and bas > haut:
            for numero in range(haut, min(bas, derniere) + 1):
                sortie.setdefault(numero, {})[gauche] = (haut, bas)
    return sortie
