"""Les lignes d'un fichier de postes, réunies en postes : un poste compte une fois, même listé plusieurs fois.

C'est le même poste si le numéro, l'année, le montant et la structure sont les mêmes, quel que soit le
contrat : l'ANCT liste un poste à chaque contrat de l'intercommunalité, ou sous l'ancien et le nouveau code
d'un contrat. Un autre montant ou une autre structure, c'est une autre période du poste : elle compte à part,
et se signale.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from data.lecture import Rejet
from data.schema import sans_accents
from data.sources.nombres import CelluleInvalide, ambigu, decimal
from data.sources.tableaux import entier
from data.sources.territoires import est_departement

NUMERO_ADULTE_RELAIS = re.compile(r"\d{2}\w\d{2}RT?\d+")
CENTIME = Decimal("0.01")
MONTANT_MAX = Decimal("1e12")
_CODE = re.compile(r"CN(?:\d{3}|02[AB])\d{2}[A-Z]|CV\d{3}", re.IGNORECASE)
DOUBLE = "Exact double d'une ligne précédente."
AUTRE_CONTRAT = "Poste déjà lu, listé ici sous un autre code de contrat : il compte une fois."
AUTRE_MONTANT = "Poste déjà lu, à un autre coût : il compte une fois, au coût le plus courant du fichier."
AUTRE_PRECISION = "Poste déjà lu, avec d'autres précisions : il compte une fois."


@dataclass(frozen=True)
class Ligne:
    """Une ligne lisible. `codes` : les contrats qu'elle cite, tels qu'écrits s'ils n'en ont pas la forme."""

    feuille: str | None
    ligne: int
    rang: int
    """Son ordre dans le fichier, toutes feuilles réunies."""
    numero: str
    annee: int
    montant: Decimal
    code_cv: str
    codes: tuple[str, ...]
    departement: str | None
    siret: str | None
    nom: str | None
    contenu: tuple
    """Tout ce qu'elle dit, pour reconnaître un exact double."""
    jetons: frozenset[str]
    """Ce qui désigne la structure : son SIREN (un poste passe d'un établissement à l'autre), son nom."""


class Poste:
    """Les lignes d'un même poste, dans l'ordre de leur contenu : celui du fichier n'y change rien.

    `montant` : celui de ses lignes, s'il y en a plusieurs. `premiere` : la première de ce montant, qui entre
    dans la base ; les autres la répètent. `repete` : vrai si le même numéro, la même année, a une autre
    structure ou un autre montant. `structure_id` : None si aucune ligne ne nomme la structure.
    """

    def __init__(self, lignes: list[Ligne], montant: Decimal) -> None:
        if len(lignes) > 1:
            lignes = sorted(lignes, key=lambda lu: (lu.contenu, lu.rang))
        premiere = min((lu for lu in lignes if lu.montant == montant), key=lambda lu: lu.rang)
        self.lignes, self.premiere = lignes, premiere
        self.repete = False
        self.rang, self.feuille, self.ligne = premiere.rang, premiere.feuille, premiere.ligne
        self.numero, self.annee, self.montant = premiere.numero, premiere.annee, montant
        fiches = [fiche for lu in lignes if (fiche := structure(lu))]
        self.structure_id = min(fiches, key=lambda f: (f[1] is None, f))[0] if fiches else None

    @property
    def contrat(self) -> str:
        """Le contrat en attendant que data/postes.py choisisse parmi `codes`."""
        return min(ligne.code_cv for ligne in self.lignes)

    @property
    def codes(self) -> list[str]:
        return sorted({code for ligne in self.lignes for code in ligne.codes})

    @property
    def departement_dit(self) -> str | None:
        return min((ligne.departement for ligne in self.lignes if ligne.departement), default=None)

    @property
    def departement(self) -> str | None:
        """Celui que dit le fichier, à défaut celui que porte le numéro d'un adulte-relais (« 091 » 16R…)."""
        if self.departement_dit or not NUMERO_ADULTE_RELAIS.fullmatch(self.numero):
            return self.departement_dit
        porte = self.numero[:3].removeprefix("0")
        return porte if est_departement(porte) else None

    def action_id(self, dispositif: str) -> str:
        """Un identifiant qui ne dépend ni de l'ordre du fichier ni du contrat choisi."""
        base = f"{dispositif}-{self.numero}-{self.annee}"
        if not self.repete:
            return base
        qui = min((jeton for ligne in self.lignes for jeton in ligne.jetons), default="")
        return f"{base}-{sha256(f'{qui}|{self.montant}'.encode()).hexdigest()[:8]}"


def lire_ligne(feuille: str | None, ligne: int, rang: int, fiche: dict[str, Any]) -> Ligne | str:
    """La ligne, ou le motif qui la refuse."""
    textes = {nom: str(valeur).strip() for nom, valeur in fiche.items() if valeur is not None}
    numero, code_cv = "".join(textes.get("id_poste", "").upper().split()), textes.get("code_cv")
    if not numero:
        return "Le poste n'a pas de numéro."
    if not code_cv:
        return "Le poste n'est rattaché à aucun contrat de ville (code_cv vide)."
    try:
        annee = entier(textes.get("annee", ""))
    except ValueError:
        annee = 0
    if not 2000 <= annee <= 2100:
        return "L'année du poste est illisible."
    montant = _montant(fiche.get("montant"))
    if isinstance(montant, str):
        return montant
    siret, nom = _structure(textes.get("code_tiers"), textes.get("raison_sociale"))
    contenu = {**textes, "id_poste": numero, "annee": str(annee), "montant": str(montant)}
    return Ligne(
        feuille,
        ligne,
        rang,
        numero,
        annee,
        montant,
        code_cv,
        codes_de_contrat(code_cv),
        _departement(textes.get("insee_dep")),
        siret,
        nom,
        tuple(sorted(contenu.items())),
        frozenset(jeton for jeton in ((siret or "")[:9], sans_accents(nom or "")) if jeton),
    )


def codes_de_contrat(texte: str) -> tuple[str, ...]:
    """Les codes d'une cellule : « CN07801ICN07802I » en tient deux. Tel qu'écrit s'il y reste autre chose."""
    lus = _CODE.findall(texte)
    if not lus or re.search(r"\w", _CODE.sub("", texte)):
        return (texte,)
    return tuple(sorted({code.upper() for code in lus}))


def reunir(lignes: list[Ligne], entiers: bool, rejets: list[Rejet]) -> list[Poste]:
    """Les postes, dans l'ordre de leur première ligne ; les lignes qui en répètent un vont dans `rejets`.

    `entiers` : le dispositif ne compte que des années entières (adultes-relais). Deux montants y sont une
    faute, non deux périodes : le poste garde le plus courant du fichier.
    """
    groupes: dict[tuple, list[Ligne]] = {}
    for ligne in lignes:
        periode = None if entiers else ligne.montant
        groupes.setdefault((ligne.numero, ligne.annee, periode), []).append(ligne)
    courants = Counter(ligne.montant for ligne in lignes)
    postes = [
        Poste(grappe, max((lu.montant for lu in grappe), key=lambda montant: (courants[montant], montant)))
        for groupe in groupes.values()
        for grappe in _par_structure(groupe)
    ]
    nombres = Counter((poste.numero, poste.annee) for poste in postes)
    for poste in postes:
        poste.repete = nombres[poste.numero, poste.annee] > 1
    rejets += [
        Rejet(motif, lu.feuille, lu.ligne, "id_poste", lu.numero) for motif, lu in _repetitions(postes)
    ]
    return sorted(postes, key=lambda poste: poste.rang)


def structures(postes: list[Poste]) -> Iterator[tuple[str, str | None, str]]:
    """(structure_id, siret, nom) : le nom le plus écrit, le premier dans l'alphabet à égalité."""
    noms: dict[tuple[str, str | None], Counter] = {}
    for poste in postes:
        for ligne in poste.lignes:
            if fiche := structure(ligne):
                noms.setdefault(fiche[:2], Counter())[fiche[2]] += 1
    gardes = {poste.structure_id for poste in postes}
    for (ident, siret), ecrits in noms.items():
        if ident in gardes:
            yield ident, siret, min(ecrits, key=lambda nom: (-ecrits[nom], nom))


def structure(ligne: Ligne) -> tuple[str, str | None, str] | None:
    """(structure_id, siret, nom) ; None si la ligne ne la nomme pas."""
    if ligne.siret:
        return ligne.siret, ligne.siret, ligne.nom or f"Structure {ligne.siret}"
    cle = sans_accents(ligne.nom or "")
    return (f"nom-{cle}", None, ligne.nom or "") if cle else None


def _par_structure(lignes: list[Ligne]) -> list[list[Ligne]]:
    """Les lignes par structure ; celles qui n'en nomment pas rejoignent la seule qui est nommée."""
    if len(lignes) == 1:
        return [lignes]
    grappes: list[tuple[frozenset[str], list[Ligne]]] = []
    for ligne in lignes:
        proches = [g for g in grappes if g[0] & ligne.jetons]
        grappes = [g for g in grappes if g not in proches]
        jetons = ligne.jetons.union(*(g[0] for g in proches))
        if ligne.jetons:
            grappes.append((jetons, [*(lu for g in proches for lu in g[1]), ligne]))
    anonymes = [ligne for ligne in lignes if not ligne.jetons]
    if anonymes and len(grappes) == 1:
        grappes[0][1].extend(anonymes)
    elif anonymes:
        grappes.append((frozenset(), anonymes))
    return [lues for _, lues in grappes]


def _repetitions(postes: list[Poste]) -> Iterator[tuple[str, Ligne]]:
    """(motif, ligne) de chaque ligne qui répète un poste déjà lu."""
    for poste in postes:
        vus: list[Ligne] = []
        for ligne in sorted(poste.lignes, key=lambda lu: (lu is not poste.premiere, lu.rang)):
            if vus and ligne.montant != poste.montant:
                yield AUTRE_MONTANT, ligne
            elif any(ligne.contenu == vu.contenu for vu in vus):
                yield DOUBLE, ligne
            elif vus:
                yield (
                    AUTRE_PRECISION
                    if set(ligne.codes) <= {c for v in vus for c in v.codes}
                    else AUTRE_CONTRAT,
                    ligne,
                )
            vus.append(ligne)


def cout_ecrit(brut: Any) -> Decimal | None:
    """Le coût d'une cellule ; None si elle est vide. Lève ValueError si elle ne se lit pas."""
    if brut is None or brut == "":
        return None
    lu = _montant(brut)
    if isinstance(lu, str):
        raise ValueError(lu)
    return lu


@lru_cache(maxsize=4096)
def _montant(brut: Any) -> Decimal | str:
    """Des euros au centime, ou le motif qui les refuse. Un nombre de JSON n'a jamais de milliers séparés."""
    if isinstance(brut, str) and (lu := ambigu(brut)):
        return f"Le montant du poste a deux sens : {lu[1]} {lu[3]} €, ou {lu[1]},{lu[3]} € ?"
    texte = "" if brut is None else str(brut)
    try:
        lue = decimal(texte)
    except CelluleInvalide:
        lue = None
    if lue is None or "%" in texte or isinstance(brut, bool) or abs(lue) >= MONTANT_MAX:
        return "Le montant du poste n'est pas un nombre."
    montant = lue.quantize(CENTIME, ROUND_HALF_UP)
    return montant if montant >= 0 else "Le montant du poste est négatif."


def _departement(brut: str | None) -> str | None:
    """« 1 » et « 001 » sont « 01 » : un tableur perd les zéros, l'ANCT en ajoute."""
    if not brut:
        return None
    code = brut.upper().removeprefix("0") if len(brut) == 3 else brut.upper().zfill(2)
    return code if est_departement(code) else None


def _structure(tiers: str | None, nom: str | None) -> tuple[str | None, str | None]:
    """(siret, nom) ; certaines années, `code_tiers` porte un nom et non un SIRET."""
    chiffres = re.sub(r"\s", "", tiers or "")
    siret = chiffres if re.fullmatch(r"\d{14}", chiffres) else None
    return siret, nom or (tiers if tiers and not siret else None)
