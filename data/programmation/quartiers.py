"""Les quartiers d'une cellule : codes, anciens codes, noms, plusieurs à la fois. Rien n'est deviné."""

import re
from dataclasses import dataclass, field

from data.programmation.mots import ETIQUETTES, cle, mots, sac, sac_de_quartier
from data.programmation.referentiels import Quartier, Referentiels

BASCULE = 2024
"""Première année des quartiers de 2024."""
_CODE = re.compile(r"\b(?:Q[PNV]|QVA)[0-9A-Z]{6}\b")
_FORTS = re.compile(r"[;|\n\r]+")
_FAIBLES = re.compile(r"\s*[,/+&]\s*|\s+et\s+", re.IGNORECASE)
_TIRETS = re.compile(r"\s+[-–]\s+")
_CONTRAT = frozenset(
    sac(texte)
    for texte in (
        "contrat",
        "contrat de ville",
        "ensemble du contrat",
        "tout le contrat",
        "échelle du contrat",
        "tous",
        "tous les quartiers",
        "tous quartiers",
        "ensemble des quartiers",
        "tous QPV",
        "tous les QPV",
        "ensemble des QPV",
        "tout le territoire",
        "ensemble du territoire",
        "intercommunal",
        "agglomération",
        "hors QPV",
        "transversal",
    )
)
"""Ce qui veut dire : à l'échelle du contrat."""


class ValeurRefusee(Exception):
    """Une valeur qui ne se comprend pas. `proposition` : la valeur de la base à confirmer.

    `inconnu` : ce que le contrat n'a pas et qu'on peut dire ou créer ; vide si la valeur est connue mais ne
    peut pas servir (un quartier sorti du zonage).
    """

    def __init__(self, motif: str, proposition: str = "", inconnu: str = "") -> None:
        super().__init__(motif)
        self.motif = motif
        self.proposition = proposition
        self.inconnu = inconnu
        self.autres: list[ValeurRefusee] = []
        """Les autres morceaux refusés de la même cellule."""


@dataclass
class Lieux:
    """Les codes des quartiers (aucun : tout le contrat) et ce qu'il faut en dire."""

    codes: list[str] = field(default_factory=list)
    contrat: bool = False
    avertissements: list[str] = field(default_factory=list)


class LecteurQuartiers:
    """Lit des cellules de quartiers ; `confirmes` : nom écrit → code, ou « contrat »."""

    def __init__(self, referentiels: Referentiels, confirmes: dict[str, str]) -> None:
        self.ref = referentiels
        self.confirmes = {cle(ecrit): code for ecrit, code in confirmes.items()}
        self._memoire: dict[tuple[str, str], Lieux] = {}

    def lire(self, texte: str, annee: int) -> Lieux:
        """Lève ValeurRefusee si un morceau de la cellule ne se comprend pas."""
        generation = "2024" if annee >= BASCULE else "2015"
        lu = self._memoire.get((texte, generation))
        if lu is None:
            lu = self._memoire[texte, generation] = self._lire(texte, generation)
        return lu

    def _lire(self, texte: str, generation: str) -> Lieux:
        lieux = Lieux()
        if self._contrat(texte):
            lieux.contrat = True
            return lieux
        morceaux = self._morceaux(texte)
        refus: list[ValeurRefusee] = []
        for morceau in morceaux:
            try:
                self._ajouter(morceau, generation, lieux, seul=len(morceaux) == 1)
            except ValeurRefusee as erreur:
                refus.append(erreur)
        if refus:
            refus[0].autres = refus[1:]
            raise refus[0]
        return lieux

    def _contrat(self, texte: str) -> bool:
        return self.confirmes.get(cle(texte)) == "contrat" or sac(texte) in _CONTRAT

    def _morceaux(self, texte: str) -> list[str]:
        """La cellule entière si c'est un nom, sinon ses morceaux, du plus fort séparateur au plus faible."""
        sortie = []
        for fort in (morceau.strip() for morceau in _FORTS.split(texte)):
            if not fort:
                continue
            sortie += [fort] if self._entier(fort) else self._couper(fort)
        return sortie

    def _entier(self, morceau: str) -> bool:
        """Vrai si le morceau dit un seul quartier : confirmé, nommé, ou un code et son nom."""
        codes = _CODE.findall(morceau.upper())
        if cle(morceau) in self.confirmes or self._par_nom(morceau):
            return True
        return len(codes) == 1 and self._accord(morceau, codes[0])

    def _couper(self, morceau: str) -> list[str]:
        faibles = [faible for faible in _FAIBLES.split(morceau) if faible.strip()]
        if len(faibles) > 1:
            return faibles
        # Un tiret sépare deux noms, ou un code de son nom.
        return [morceau] if _CODE.search(morceau.upper()) else _TIRETS.split(morceau)

    def _ajouter(self, morceau: str, generation: str, lieux: Lieux, seul: bool) -> None:
        morceau = morceau.strip(" .:–-()")
        codes = _CODE.findall(morceau.upper())
        if cle(morceau) in self.confirmes:
            codes = [self.confirmes[cle(morceau)]]
        elif len(codes) == 1 and not self._accord(morceau, codes[0]):
            nom = self.ref.quartiers_par_code[codes[0]].nom
            raise ValeurRefusee(f"le code {codes[0]} est celui de « {nom} », pas de ce nom")
        elif not codes:
            codes = [self._par_nom_exact(morceau, generation, seul)]
        for code in codes:
            try:
                traduit = self._traduire(code, generation, lieux)
            except ValeurRefusee as refus:
                # Un code seul et inconnu se crée avec le nom écrit à côté de lui.
                refus.inconnu = morceau if refus.inconnu and len(codes) == 1 else refus.inconnu
                raise
            if traduit in lieux.codes:
                raise ValeurRefusee(f"le quartier {traduit} y est écrit deux fois")
            lieux.codes.append(traduit)

    def _accord(self, morceau: str, code: str) -> bool:
        """Vrai si le nom écrit à côté d'un code, s'il y en a un, est le sien à une faute près."""
        reste = _CODE.sub(" ", morceau.upper())
        nom = set(mots(reste)) - ETIQUETTES
        connu = self.ref.quartiers_par_code.get(code)
        if not nom or connu is None or nom <= set(mots(connu.nom)):
            return True
        return sac_de_quartier(reste) in self.ref.voisins_quartiers.de(sac_de_quartier(connu.nom))

    def _par_nom(self, morceau: str) -> list[Quartier]:
        return self.ref.quartiers_par_nom.get(sac_de_quartier(morceau), [])

    def _par_nom_exact(self, morceau: str, generation: str, seul: bool) -> str:
        trouves = self._par_nom(morceau)
        voulus = [q for q in trouves if q.generation == generation] or trouves
        if len(voulus) == 1:
            return voulus[0].id
        if voulus:
            raise ValeurRefusee(f"plusieurs quartiers ont ce nom : {', '.join(q.id for q in voulus)}")
        raise self._inconnu(morceau, generation, seul)

    def _inconnu(self, morceau: str, generation: str, seul: bool) -> ValeurRefusee:
        utiles = {mot for mot in mots(morceau) if mot not in ETIQUETTES}
        proches = [
            q
            for nom in self.ref.voisins_quartiers.de(sac_de_quartier(morceau))
            for q in self.ref.quartiers_par_nom[nom]
        ] or [q for q in self.ref.quartiers if utiles and utiles <= set(mots(q.nom))]
        proches = [q for q in proches if q.generation == generation] or proches
        quoi = "ce n'est pas un quartier" if seul else f"« {morceau} » n'est pas un quartier"
        quoi += " du contrat"
        if len(proches) == 1:
            nom = f"« {proches[0].nom} » ({proches[0].id})"
            return ValeurRefusee(f"{quoi} ; peut-être {nom}, à confirmer", proches[0].id, morceau)
        return ValeurRefusee(quoi, inconnu=morceau)

    def _traduire(self, code: str, generation: str, lieux: Lieux) -> str:
        """Le code de la génération voulue ; un code de l'autre se traduit s'il n'a qu'un correspondant."""
        connu = self.ref.quartiers_par_code.get(code)
        if connu and connu.generation == generation:
            return code
        if generation == "2024":
            suite = [nouveau for ancien, nouveau in self.ref.passages if ancien == code]
        else:
            suite = [ancien for ancien, nouveau in self.ref.passages if nouveau == code]
        valables = sorted({c for c in suite if c in self.ref.quartiers_par_code})
        if len(valables) == 1:
            nom = self.ref.quartiers_par_code[valables[0]].nom
            quand = "ancien code" if generation == "2024" else "code de 2024"
            lieux.avertissements.append(f"{quand} {code}, lu {valables[0]} ({nom})")
            return valables[0]
        if valables:
            raise ValeurRefusee(
                f"le quartier {code} correspond à plusieurs quartiers de {generation} : "
                f"{', '.join(valables)} ; écrivez le bon"
            )
        if connu and generation == "2024":
            raise ValeurRefusee(f"le quartier {code} ({connu.nom}) est sorti du zonage en 2024")
        if connu:
            raise ValeurRefusee(f"le quartier {code} ({connu.nom}) n'existe que depuis 2024")
        raise ValeurRefusee(f"le code de quartier {code} n'est pas au contrat", inconnu=code)
