"""Une ligne du tableau devient une action, ou dit cellule par cellule pourquoi elle n'en devient pas une."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import TypeVar

from data.fichiers.classeur import Cellule
from data.programmation import valeurs
from data.programmation.contexte import ENTIERS, Contexte, Montants
from data.programmation.modele import Action, Colonne, Financement
from data.programmation.mots import sac
from data.programmation.porteurs import lire_siret
from data.programmation.quartiers import ValeurRefusee
from data.programmation.referentiels import Pilier
from data.sources import cellules

_Lue = TypeVar("_Lue")
_SORTES = {"quartiers": "quartier"}
"""Champ → sorte de valeur inconnue, quand leur nom diffère."""


class LecteurLigne:
    """Lit une ligne : `ligne` est colonne → cellule, fusions déjà défaites."""

    def __init__(self, contexte: Contexte, numero: int, ligne: dict[int, Cellule]) -> None:
        self.c = contexte
        self.numero = numero
        self.ligne = ligne
        self.refusee = False

    def cellule(self, champ: str) -> Cellule | None:
        """La cellule remplie d'un champ ; une erreur de formule y est un rejet."""
        colonne = self.c.par_champ.get(champ)
        return self._remplie(colonne) if colonne else None

    def _remplie(self, colonne: Colonne) -> Cellule | None:
        cellule = self.ligne.get(colonne.numero)
        if cellule is None or (cellule.valeur is None and not cellule.erreur):
            return None
        if cellule.erreur and cellule.valeur is None:
            self._refuser(colonne.champ or "", cellule.erreur, cellule)
            return None
        return cellule

    def texte(self, champ: str) -> str:
        cellule = self.cellule(champ)
        return " ".join(cellule.texte_affiche.split()) if cellule else ""

    def _refuser(self, code: str, motif: str, cellule: Cellule | None = None, proposition: str = "") -> None:
        self.refusee = True
        self.c.dire("rejet", code, motif, cellule, ligne=self.numero, proposition=proposition)

    def _avertir(self, code: str, motif: str, cellule: Cellule | None = None) -> None:
        self.c.dire("avertissement", code, motif, cellule, ligne=self.numero)

    def _lu(
        self, champ: str, lire: Callable[[Cellule], _Lue], *, code: str = "", parent: str = ""
    ) -> _Lue | None:
        """La valeur d'un champ par la fonction donnée ; None si la cellule est vide ou refusée."""
        cellule = self.cellule(champ)
        if cellule is None:
            return None
        try:
            return lire(cellule)
        except (ValeurRefusee, cellules.CelluleInvalide) as erreur:
            proposition = getattr(erreur, "proposition", "")
            if isinstance(erreur, ValeurRefusee):
                self.c.retenir(_SORTES.get(champ, champ), erreur, self.numero, parent)
            self._refuser(code or champ, str(erreur), cellule, proposition)
            return None

    def lire(self, montants: Montants) -> Action | None:
        """L'action, ou None si une cellule la refuse (les constats disent lesquelles)."""
        self.refusee = bool(montants.illisibles)
        annee = self._annee()
        intitule = self.texte("intitule")
        if not intitule and not self.refusee:
            self._refuser("intitule", "l'intitulé de l'action manque")
        elif _est_un_nombre(self.cellule("intitule")):
            self._refuser("intitule", "l'intitulé d'une action n'est pas un nombre", self.cellule("intitule"))
        statut = self._statut()
        structure_id = self._porteur()
        pilier_id, thematique_id = self._pilier(annee)
        quartiers, parts = self._quartiers(annee)
        champs = self._champs(annee)
        classes = self._classes()
        if self.refusee or annee is None or statut is None:
            return None
        reference = self.texte("reference")
        action = Action(
            self.numero,
            annee,
            reference,
            intitule,
            statut,
            bool(reference),
            structure_id,
            pilier_id,
            thematique_id,
            quartiers,
            parts,
            classes,
            champs,
            self._financements(montants, annee),
            self.c.feuille,
        )
        if not reference:
            cle = "|".join((sac(intitule), structure_id or "", *sorted(quartiers)))
            action.reference = f"{annee}-{sha256(cle.encode()).hexdigest()[:8]}"
        return action

    def _annee(self) -> int | None:
        if "annee" in self.c.par_champ and self.cellule("annee"):
            annee = self._lu("annee", lambda c: valeurs.lire_annee(c.valeur))
            if annee is not None and self.c.annee is not None and annee != self.c.annee:
                motif = f"cette ligne est de {annee} ; l'import porte sur {self.c.annee}"
                self._refuser("annee", motif, self.cellule("annee"))
                return None
            return annee
        if self.c.annee is None and not self.refusee:
            self._refuser("annee", "l'année manque, et l'import n'en donne pas")
        return self.c.annee

    def _statut(self) -> str | None:
        confirmes = self.c.correspondance.statuts
        statut = self._lu("statut", lambda c: valeurs.lire_statut(c.texte_affiche, confirmes), code="statuts")
        if statut is None and not self.cellule("statut"):
            statut = self.c.correspondance.statut
            if statut is None:
                self._refuser("statut", "le statut de l'action manque")
        return statut

    def _porteur(self) -> str | None:
        cellule, siret = self.cellule("siret"), None
        if cellule:
            siret, dit = lire_siret(cellule.valeur)
            if dit:
                self._avertir("siret", dit, cellule)
        nom = self.texte("porteur")
        ident, dits = self.c.porteurs.trouver(nom, siret, self.numero)
        for dit in dits:
            self._avertir("porteurs", dit, self.cellule("porteur"))
        if ident is None:
            self._avertir("porteur", "l'action n'a pas de porteur")
        return ident

    def _pilier(self, annee: int | None) -> tuple[str | None, str | None]:
        pilier = self._lu("pilier", lambda c: self.c.piliers.lire(c.texte_affiche, annee), code="piliers")
        ident = pilier.id if pilier else None
        if ident is None and not self.cellule("pilier"):
            ident = self.c.pilier_en_cours
            debut, fin = self.c.periodes.get(ident or "", (0, 9999))
            ident = ident if annee is None or debut <= annee <= fin else None

        def thematique(cellule: Cellule) -> Pilier:
            return self.c.thematiques.lire(cellule.texte_affiche, annee, ident)

        if ident is None and self.cellule("pilier"):
            return None, None
        lue = self._lu("thematique", thematique, code="piliers", parent=ident or "")
        if lue is None:
            if ident is None and not self.cellule("thematique"):
                self._avertir("pilier", "l'action n'est sous aucun pilier")
            return ident, None
        return lue.parent, lue.id

    def _quartiers(self, annee: int | None) -> tuple[list[str], list[float]]:
        cellule = self.cellule("quartiers")
        if annee is None:
            return [], []
        if cellule is None:
            if "quartiers" in self.c.par_champ and not self.refusee:
                self._avertir("quartier", "l'action n'a pas de quartier : lue à l'échelle du contrat")
            return [], []
        lieux = self._lu("quartiers", lambda c: self.c.quartiers.lire(c.texte_affiche, annee))
        if lieux is None:
            return [], []
        for dit in lieux.avertissements:
            self._avertir("quartier", dit, cellule)
        codes = list(lieux.codes)
        if not codes:
            return [], []
        parts = self._lu("parts", lambda c: valeurs.lire_parts(c.texte_affiche, len(codes)))
        return codes, parts or [1 / len(codes)] * len(codes)

    def _champs(self, annee: int | None) -> dict[str, object]:
        champs: dict[str, object] = {}
        for champ in ("description", "objectifs", "reference_precedente"):
            champs[champ] = self.texte(champ) or None
        for champ in ("reconduction", "pluriannuelle", "bilan_recu"):
            champs[champ] = self._lu(champ, lambda c, champ=champ: valeurs.lire_drapeau(c.valeur, champ))
        for champ in ENTIERS:
            champs[champ] = self._lu(champ, _effectif)
        if colonne := self.c.par_champ.get("cout_total"):
            champs["cout_total_eur"] = self._lu("cout_total", lambda c: self.c.montant(c, colonne))
        else:
            champs["cout_total_eur"] = None
        themes = partial(self.c.themes.lire, annee=annee or 0)
        champs["theme_national"] = self._facultatif("theme_national", themes, "ce thème de l'État")
        communes = partial(valeurs.lire_commune, referentiels=self.c.referentiels)
        champs["commune_id"] = self._facultatif("commune", communes, "cette commune")
        return champs

    def _facultatif(self, champ: str, lire: Callable, quoi: str) -> str | None:
        """Une information dont l'action se passe : inconnue, elle n'est pas retenue, et on le dit."""
        cellule = self.cellule(champ)
        if cellule is None:
            return None
        lue = lire(cellule.texte_affiche)
        if lue is None:
            self._avertir(champ, f"{quoi} n'est pas dans la base : valeur non retenue", cellule)
        return lue

    def _classes(self) -> list[str]:
        lues: dict[str, None] = {}
        for colonne in self.c.classements:
            cellule = self._remplie(colonne)
            for texte in cellules.lire_liste(cellule.texte_affiche) if cellule else ():
                try:
                    lues[self.c.classes.lire(texte, None, colonne.classement_id).id] = None
                except ValeurRefusee as erreur:
                    self._avertir("classement", f"« {texte} » n'est pas retenu : {erreur.motif}", cellule)
        return list(lues)

    def _financements(self, montants: Montants, annee: int) -> list[Financement]:
        sommes: dict[tuple, dict[str, Decimal]] = {}
        for colonne in self.c.financieres:
            if colonne.champ != "montant" or colonne.financeur_id is None:
                continue
            if colonne.numero in montants.lus and colonne.annee_visee(annee) == annee:
                cle = (colonne.financeur_id, colonne.nature, colonne.section)
                etapes = sommes.setdefault(cle, {})
                etape = colonne.etape or "accorde"
                etapes[etape] = etapes.get(etape, Decimal(0)) + montants.lus[colonne.numero]
        # Des zéros partout disent « ce financeur n'est pas de cette action ».
        return [Financement(*cle, **etapes) for cle, etapes in sommes.items() if any(etapes.values())]


def _effectif(cellule: Cellule) -> int | None:
    lu = cellules.lire_entier(cellule.valeur)
    if lu is not None and lu < 0:
        raise ValeurRefusee("un nombre de personnes ne peut pas être négatif")
    return lu


def _est_un_nombre(cellule: Cellule | None) -> bool:
    """Un montant ou un compte dans la colonne des intitulés : la ligne est décalée, ou d'un autre tableau."""
    if cellule is None or not isinstance(cellule.valeur, str):
        return cellule is not None and isinstance(cellule.valeur, Decimal)
    try:
        cellules.decimal(cellule.valeur)
    except cellules.CelluleInvalide:
        return False
    return True
