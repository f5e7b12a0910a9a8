"""Qui porte l'action : SIRET vérifié, nom rapproché des porteurs connus, deux écritures d'un même nom."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from data.programmation.modele import Structure
from data.programmation.mots import Voisins, cle, sac_de_nom
from data.programmation.referentiels import Referentiels
from data.schema import sans_accents


def lire_siret(valeur: object) -> tuple[str | None, str | None]:
    """(SIRET valable ou None, ce qu'il faut en dire ou None). Un SIRET faux n'est jamais retenu."""
    ecrit = f"{valeur:f}".removesuffix(".0") if isinstance(valeur, Decimal) else str(valeur)
    nu = re.sub(r"[\s.\u00a0\u202f\u2009-]", "", ecrit)
    if re.search(r"\d[eE]\+?\d", nu) or re.fullmatch(r"\d+,\d+E.*", nu, re.IGNORECASE):
        return None, "le tableur a abrégé ce SIRET et en a perdu des chiffres : il n'est pas retenu"
    if not re.fullmatch(r"[0-9]+", nu):
        return None, "ce n'est pas un SIRET (14 chiffres) : il n'est pas retenu"
    if len(nu) == 14 and stdnum_siret.is_valid(nu):
        return nu, None
    if len(nu) in (12, 13) and stdnum_siret.is_valid(nu.zfill(14)):
        return nu.zfill(14), f"il manquait un zéro en tête : lu {nu.zfill(14)}"
    if len(nu) == 9 and stdnum_siren.is_valid(nu):
        return None, "c'est un SIREN (9 chiffres) et non un SIRET (14) : il n'est pas retenu"
    if len(nu) != 14:
        return None, f"un SIRET a 14 chiffres, celui-ci {len(nu)} : il n'est pas retenu"
    return None, "la clé de contrôle de ce SIRET est fausse : il n'est pas retenu"


@dataclass
class _Vu:
    """Un porteur lu : sa première écriture et la ligne où elle est."""

    structure_id: str
    ecrit: str
    ligne: int
    feuille: str = ""
    autres: set[str] = field(default_factory=set)


class Porteurs:
    """Les porteurs d'un tableau. `confirmes` : nom écrit → identifiant ou nom d'un porteur connu."""

    def __init__(self, referentiels: Referentiels, confirmes: dict[str, str]) -> None:
        self.ref = referentiels
        self.confirmes = {cle(ecrit): voulu for ecrit, voulu in confirmes.items()}
        self.neuves: dict[str, Structure] = {}
        self._vus: dict[str, _Vu] = {}
        self.feuille = ""
        """Celle qu'on est en train de lire."""

    def trouver(self, nom: str, siret: str | None, ligne: int) -> tuple[str | None, list[str]]:
        """(identifiant du porteur ou None, avertissements)."""
        nom = " ".join(nom.split())
        voulu = self.confirmes.get(cle(nom))
        if voulu in self.ref.structures:
            return voulu, []
        nom = voulu or nom
        if not nom:
            return self._par_siret(siret), []
        sac = sac_de_nom(nom)
        vu = self._vus.get(f"{sac} {siret or ''}") or (self._vus.get(sac) if not siret else None)
        if vu:
            return vu.structure_id, self._autre_ecriture(vu, nom)
        ident, dits = self._nouveau(nom, sac, siret)
        self._vus[f"{sac} {siret}" if siret else sac] = _Vu(ident, nom, ligne, self.feuille)
        if siret:
            premier = self._vus.setdefault(sac, _Vu(ident, nom, ligne, self.feuille))
            if premier.ecrit != nom:
                dits += self._autre_ecriture(premier, nom)
        return ident, dits

    def _autre_ecriture(self, vu: _Vu, nom: str) -> list[str]:
        if nom == vu.ecrit or nom in vu.autres:
            return []
        vu.autres.add(nom)
        ou = f" de la feuille « {vu.feuille} »" if vu.feuille != self.feuille else ""
        return [f"ce porteur est écrit « {vu.ecrit} » à la ligne {vu.ligne}{ou} : lus comme un seul"]

    def _par_siret(self, siret: str | None) -> str | None:
        if siret is None:
            return None
        if siret not in self.ref.structures_par_siret:
            self.neuves.setdefault(siret, Structure(siret, f"Structure {siret}", siret))
        return self.ref.structures_par_siret.get(siret, siret)

    def _nouveau(self, nom: str, sac: str, siret: str | None) -> tuple[str, list[str]]:
        connus = self.ref.structures_par_nom.get(sac, [])
        if siret:
            ident = self.ref.structures_par_siret.get(siret)
            if ident:
                nom_connu = self.ref.structures[ident][0]
                if sac_de_nom(nom_connu) != sac:
                    return ident, [f"ce SIRET est celui de « {nom_connu} », lu comme tel"]
                return ident, []
            sans_siret = [c for c in connus if self.ref.structures[c][1] is None]
            if len(sans_siret) == 1:
                return sans_siret[0], []
            self.neuves[siret] = Structure(siret, nom, siret)
            return siret, []
        if connus:
            dits = [f"plusieurs porteurs de la base ont ce nom : lu {connus[0]}"] if len(connus) > 1 else []
            return connus[0], dits
        # Un nom d'une écriture sans lettres latines n'aurait pas de clé : son texte en tient lieu.
        ident = f"nom-{sans_accents(nom) or nom}"
        self.neuves[ident] = Structure(ident, nom)
        return ident, []

    def ressemblances(self) -> list[tuple[str, int, str, str, str]]:
        """Les porteurs presque homonymes : (feuille, ligne, nom écrit, à quoi il ressemble, proposition).

        Deux noms qui n'ont pas les mêmes nombres (« École 1 », « École 2 ») ne se ressemblent pas, ni deux
        noms dont l'utilisateur a dit qu'ils sont deux.
        """
        neufs = {sac: vu for sac, vu in self._vus.items() if vu.structure_id in self.neuves}
        noms = {sac_de_nom(vu.ecrit): vu for vu in neufs.values()}
        voisins = Voisins(noms)
        trouves = []
        rangs = {sac: rang for rang, sac in enumerate(noms)}
        for sac, vu in noms.items():
            if cle(vu.ecrit) in self.confirmes:
                continue
            proches = [noms[v] for v in voisins.de(sac) if rangs[v] < rangs[sac] and _memes_nombres(v, sac)]
            bases = [
                i
                for v in self.ref.voisins_structures.de(sac)
                if _memes_nombres(v, sac)
                for i in self.ref.structures_par_nom[v]
            ]
            if bases:
                connu = self.ref.structures[bases[0]][0]
                trouves.append((vu.feuille, vu.ligne, vu.ecrit, f"« {connu} », déjà dans la base", bases[0]))
            elif proches:
                autre = proches[0]
                ou = f"feuille « {autre.feuille} », " if autre.feuille != vu.feuille else ""
                quoi = f"« {autre.ecrit} » ({ou}ligne {autre.ligne})"
                trouves.append((vu.feuille, vu.ligne, vu.ecrit, quoi, autre.ecrit))
        return sorted(trouves, key=lambda t: t[:2])


def _memes_nombres(un: str, autre: str) -> bool:
    return sorted(re.findall(r"\d+", un)) == sorted(re.findall(r"\d+", autre))
