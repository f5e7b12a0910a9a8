"""Suivre les tableaux de haut en bas : ligne d'action, de total, de section, ou rien."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter, range_boundaries

from data.fichiers.classeur import Cellule, Feuille, Ligne
from data.lecture import Avance
from data.programmation import jugement, totaux
from data.programmation.contexte import NOMBRES, Contexte, lire_montants
from data.programmation.disposition import Bloc
from data.programmation.jugement import IDENTITE
from data.programmation.ligne import LecteurLigne
from data.programmation.modele import Lecture
from data.programmation.mots import cle, rang
from data.programmation.quartiers import ValeurRefusee
from data.programmation.totaux import Cumuls

COURT = 80
"""Au-delà, un texte seul est une note, et non le début d'une action."""
PAS = 500
"""Lignes lues entre deux nouvelles de la progression."""


class Parcours:
    """Suit les tableaux, feuille après feuille, et remplit la lecture."""

    def __init__(self, contexte: Contexte, lecture: Lecture) -> None:
        self.c = contexte
        self.lecture = lecture
        self.cumuls = Cumuls()
        self.tous = [self.cumuls]
        self.fusions: dict[int, dict[int, tuple[int, int]]] = {}
        self.feuille: Feuille | None = None
        self.pilier_a_dire: ValeurRefusee | None = None
        self.largeurs: frozenset[int] = frozenset()
        self.lues = {x.numero for x in contexte.correspondance.colonnes if x.champ not in (None, "ignorer")}
        self.references: dict[tuple[int, str], tuple[str, int]] = {}

    def suivre(self, blocs: Sequence[Bloc], avance: Avance | None) -> None:
        nb, faites = sum(len(bloc.corps) for bloc in blocs), 0
        for bloc in blocs:
            if bloc.feuille is not self.feuille:
                self._feuille(bloc.feuille)
            self._titres(bloc, blocs[0])
            self.largeurs = bloc.largeurs()
            for ligne in bloc.corps:
                if not bloc.pourquoi:
                    self._une(ligne, bloc)
                faites += 1
                if avance and (faites % PAS == 0 or faites == nb):
                    avance(faites, nb)
        self.c.places, self.c.feuille = {}, ""
        self.lecture.totaux = totaux.rapprocher(self.c, self.tous)

    def _feuille(self, feuille: Feuille) -> None:
        """Une feuille commence : son nom dit le pilier, s'il correspond."""
        self.feuille = feuille
        self.fusions = _fusions_verticales(feuille)
        self.cumuls = Cumuls(feuille=feuille.nom)
        self.tous.append(self.cumuls)
        self.c.feuille, self.c.pilier_en_cours = feuille.nom, None
        self.c.porteurs.feuille = feuille.nom
        try:
            self.c.pilier_en_cours = self.c.piliers.lire(feuille.nom, self.c.annee).id
        except ValeurRefusee as refus:
            # Une feuille par pilier, et rien d'autre ne le dit : son nom est à créer, ou à rapprocher.
            self.pilier_a_dire = refus if self.c.plusieurs and "pilier" not in self.c.par_champ else None
            return
        self.pilier_a_dire = None
        if "pilier" not in self.c.par_champ:
            nom = self.c.piliers.lire(feuille.nom, self.c.annee).nom
            motif = f"la feuille « {feuille.nom} » : ses actions sont sous « {nom} »"
            self.c.dire("note", "section", motif)

    def _titres(self, bloc: Bloc, principal: Bloc) -> None:
        self.c.places = bloc.places
        if bloc.pourquoi:
            motif = f"{bloc.lignes} : un autre tableau, qui n'est pas lu : {bloc.pourquoi}"
            self.c.dire("avertissement", "tableau", motif)
            return
        if not bloc.premier:
            memes = bloc.noms == principal.noms
            motif = "les titres y sont répétés : ligne non lue"
            motif = (
                motif if memes else "d'autres titres y commencent : les lignes suivantes sont lues selon eux"
            )
            for numero in bloc.titres:
                self.c.dire("note", "titres", motif, ligne=numero)
        for colonne in sorted({*bloc.noms, *bloc.remplies()} - bloc.places.keys()):
            titre = f" (« {bloc.noms[colonne]} »)" if bloc.noms.get(colonne) else ""
            lettre = get_column_letter(colonne)
            motif = f"la colonne {lettre}{titre} n'est pas lue : la correspondance n'en dit rien"
            self.c.dire("avertissement", "colonne", motif, ligne=bloc.titres[-1])

    def _une(self, ligne: Ligne, bloc: Bloc) -> None:
        remplies = [c for c in ligne.cellules if c.valeur is not None or c.erreur]
        if not remplies:
            return
        placees = {bloc.places[c.colonne]: c for c in ligne.cellules if c.colonne in bloc.places}
        cellules_ligne = self._defusionner(ligne, bloc, dict(placees))
        if self._total(ligne, placees, remplies):
            return
        if len(remplies) == 1 and isinstance(remplies[0].valeur, str):
            self._texte_seul(remplies[0], coupee=bool(self.largeurs) and ligne.champs not in self.largeurs)
            return
        if not any(bloc.places.get(c.colonne) in self.lues for c in remplies):
            motif = "rien n'y est dans une colonne comprise : ligne non lue"
            self.c.dire("avertissement", "ligne", motif, ligne=ligne.numero)
            return
        self._action(ligne, bloc, cellules_ligne)

    def _total(self, ligne: Ligne, placees: dict[int, Cellule], remplies: list[Cellule]) -> bool:
        """Vrai si la ligne est un total, comparé, ou si l'on ne sait pas : elle est alors refusée."""
        if not any(jugement.en_parle(c) for c in remplies):
            return False
        avant = len(self.c.constats)
        montants = lire_montants(self.c, placees, muet=True)
        juge = jugement.juger(self.c, placees, remplies, montants, self.cumuls)
        if juge is None:
            del self.c.constats[avant:]
            return False
        if juge.douteuse:
            self.lecture.nb_lignes += 1
            motif = (
                f"« {juge.libelle} » : un total, ou une action ? Ses montants ne sont pas la somme de ce qui "
                "précède ; ôtez le mot « total » de l'intitulé, ou donnez un porteur à l'action"
            )
            self.c.dire("rejet", "total", motif, ligne=ligne.numero)
            self.cumuls.ajouter(ligne.numero, montants, entre=False)
            self._refusee(ligne.numero, placees)
            return True
        self._noter_le_total(ligne.numero, juge.libelle, montants.lus)
        return True

    def _noter_le_total(self, numero: int, libelle: str, montants: dict[int, Decimal]) -> None:
        nom = f"« {libelle} »" if libelle else "sans libellé, la somme de ce qui précède"
        motif = f"ligne de total ({nom}) : comparée, et non lue comme une action"
        self.c.dire("note", "total", motif, ligne=numero)
        self.cumuls.total(numero, libelle, montants)

    def _action(self, ligne: Ligne, bloc: Bloc, cellules_ligne: dict[int, Cellule]) -> None:
        montants = lire_montants(self.c, cellules_ligne)
        if not self._identite(cellules_ligne) and montants.lus:
            if totaux.est_total_muet(montants, self.cumuls):
                self._noter_le_total(ligne.numero, "", montants.lus)
                return
            self.lecture.nb_lignes += 1
            motif = "cette ligne a des montants mais pas d'intitulé ; est-ce un total ? Écrivez « Total »"
            self.c.dire("rejet", "intitule", motif, ligne=ligne.numero)
            self.cumuls.ajouter(ligne.numero, montants, entre=False)
            return
        self.lecture.nb_lignes += 1
        action = None
        repetee = self._fusion_d_action(ligne, bloc)
        if self.largeurs and ligne.champs not in self.largeurs:
            motif = (
                f"la ligne a {ligne.champs} champs, ses titres {bloc.champs} : un séparateur y manque ou y "
                "est de trop, ses montants ne sont peut-être pas dans leur colonne"
            )
            self.c.dire("rejet", "largeur", motif, ligne=ligne.numero)
        elif repetee:
            motif = f"l'action est fusionnée avec la ligne {repetee} : une action tient sur une seule ligne"
            self.c.dire("rejet", "fusion", motif, ligne=ligne.numero)
        else:
            self._dire_le_pilier(ligne.numero)
            action = LecteurLigne(self.c, ligne.numero, cellules_ligne).lire(montants)
        if action and action.reference_donnee and self._deja(action.annee, action.reference, ligne.numero):
            cellule = cellules_ligne[self.c.par_champ["reference"].numero]
            self.c.dire("rejet", "reference", self._motif_deja(action.annee, action.reference), cellule)
            action = None
        self.cumuls.ajouter(ligne.numero, montants, entre=action is not None)
        if action:
            self.lecture.actions.append(action)
            totaux.verifier_ligne(self.c, ligne.numero, action.annee, montants)
        else:
            self._refusee(ligne.numero, cellules_ligne)

    def _dire_le_pilier(self, numero: int) -> None:
        """Une action sous une feuille, ou une section, dont le contrat n'a pas le pilier."""
        if self.pilier_a_dire and self.c.pilier_en_cours is None and "pilier" not in self.c.par_champ:
            self.c.retenir("pilier", self.pilier_a_dire, numero)

    def _deja(self, annee: int, reference: str, numero: int) -> bool:
        ici = (self.c.feuille, numero)
        return self.references.setdefault((annee, cle(reference)), ici) != ici

    def _motif_deja(self, annee: int, reference: str) -> str:
        feuille, numero = self.references[annee, cle(reference)]
        ou = f" de la feuille « {feuille} »" if feuille != self.c.feuille else ""
        return f"cette référence est déjà celle de la ligne {numero}{ou}"

    def _refusee(self, numero: int, cellules_ligne: dict[int, Cellule]) -> None:
        reference, intitule = (self._texte(cellules_ligne, champ) for champ in ("reference", "intitule"))
        self.lecture.refusees.append((numero, reference, intitule))

    def _texte(self, ligne: dict[int, Cellule], champ: str) -> str:
        x = self.c.par_champ.get(champ)
        return ligne[x.numero].texte_affiche if x and x.numero in ligne else ""

    def _identite(self, ligne: dict[int, Cellule]) -> bool:
        """Vrai si la ligne dit quelque chose de l'action : son intitulé, son porteur, son statut…"""
        dites = (self.c.par_champ.get(champ) for champ in ("intitule", *IDENTITE))
        return any(x and (c := ligne.get(x.numero)) and (c.valeur is not None or c.erreur) for x in dites)

    def _texte_seul(self, cellule: Cellule, coupee: bool) -> None:
        """Un titre de section : le pilier de ce qui suit, ou un texte qu'on ne lit pas, en le disant.

        `coupee` : la ligne d'un CSV a moins de champs que ses titres. Sans pilier ni rang pour en faire une
        section, c'est peut-être le début d'une action dont le reste est perdu : elle est refusée.
        """
        texte = cellule.texte_affiche
        try:
            pilier = self.c.piliers.lire(texte, self.c.annee)
        except ValeurRefusee as refus:
            section = rang(texte) is not None
            if coupee and len(texte) <= COURT and not (section and " " in texte):
                self.lecture.nb_lignes += 1
                motif = "un texte seul, sur une ligne plus courte que ses titres : sa fin manque peut-être"
                self.c.dire("rejet", "largeur", motif, cellule)
                return
            # Un autre pilier commence, qu'on ne connaît pas : ce qui suit n'est plus sous le précédent.
            if section:
                self.c.pilier_en_cours, self.pilier_a_dire = None, refus
            motif = "un texte seul, sans montant ni porteur : ligne non lue"
            self.c.dire("avertissement", "ligne", motif, cellule)
            return
        self.c.pilier_en_cours = pilier.id
        motif = f"titre de section : les actions qui suivent, sans pilier écrit, sont sous « {pilier.nom} »"
        self.c.dire("note", "section", motif, ligne=cellule.ligne)

    def _defusionner(self, ligne: Ligne, bloc: Bloc, sortie: dict[int, Cellule]) -> dict[int, Cellule]:
        """Les cellules de la ligne ; un texte fusionné vaut pour toutes ses lignes, un montant une fois."""
        for colonne, (haut, _) in self.fusions.get(ligne.numero, {}).items():
            x = self.c.colonnes.get(bloc.places.get(colonne, 0))
            if x is None or haut == ligne.numero:
                continue
            origine = bloc.feuille.cellule(f"{get_column_letter(colonne)}{haut}")
            if origine.valeur is None:
                continue
            if x.champ in NOMBRES or x.champ == "parts":
                motif = f"montant fusionné : il ne compte qu'une fois, à la ligne {haut}"
                self.c.dire("avertissement", "fusion", motif, origine._replace(ligne=ligne.numero))
            else:
                sortie[x.numero] = origine._replace(ligne=ligne.numero)
        return sortie

    def _fusion_d_action(self, ligne: Ligne, bloc: Bloc) -> int | None:
        """La première ligne d'une fusion de l'intitulé ou de la référence, si ce n'est pas celle-ci."""
        fusions = self.fusions.get(ligne.numero, {})
        for champ in ("intitule", "reference"):
            x = self.c.par_champ.get(champ)
            fusion = next((f for n, f in fusions.items() if x and bloc.places.get(n) == x.numero), None)
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
