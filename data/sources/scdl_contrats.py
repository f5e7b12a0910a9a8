"""À quel contrat, et à quels quartiers, se rattache une subvention ; rien n'est choisi au hasard.

Le contrat est celui de la recette, quel que soit l'attribuant. S'il y en a plusieurs, la ligne tranche : le
contrat ou le quartier qu'elle cite, l'intercommunalité ou la commune qui attribue, la commune du
bénéficiaire, le département. Si rien ne tranche, elle est refusée.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import duckdb

from data import vocabulaire
from data.lecture import Perimetre, Rejet, SourceIllisible
from data.ouverts import scdl
from data.programmation.mots import sac
from data.schema import sans_accents
from data.situation import situer
from data.sources.scdl_deja import repondre
from data.sources.scdl_fichier import Ligne
from data.sources.scdl_lignes import Lieu, Refus
from data.sources.tableaux import code_insee
from data.sources.territoires import (
    REGION_DU_DEPARTEMENT,
    communes_du_siren,
    departement_du_code,
    departement_du_contrat,
    departement_du_siren,
    est_quartier,
    zonage,
)

_CODE = re.compile(r"\b[Qq][NPnp][0-9A-Za-z]{6}\b")
_TEXTES = ("objet", "dispositif", "sousDispositif")
"""Colonnes du format où un code de quartier peut être cité."""
_SEPARATEURS = re.compile(r"[;,|/\n]+|\s+et\s+", re.IGNORECASE)
_LIEUX = {
    "contrat": re.compile(r"contrat|\bcv\b"),
    "quartier": re.compile(r"qpv|quartier|\bqp\b"),
    "postal": re.compile(r"postal|\bcp\b"),
    "commune": re.compile(r"commune|insee|\bville\b"),
    "departement": re.compile(r"departement|\bdept?\b"),
}
"""Ce que dit une colonne hors du format, selon son titre."""


@dataclass(frozen=True)
class Contrat:
    """`siren` : celui de l'intercommunalité, ou le code de la commune qui a son contrat."""

    code: str
    siren: str | None
    departement: str | None
    region: str | None


class Contrats:
    """Les contrats que décrivent les sources d'avant, et ceux de la recette (`candidats`)."""

    def __init__(self, deja: duckdb.DuckDBPyConnection, perimetre: Perimetre) -> None:
        """`deja` : l'atelier. Lève SourceIllisible s'il n'a aucun contrat du périmètre."""
        self._lues = {nom: repondre(deja, nom) for nom in ("commune", "quartier", "passage")}
        # Le même rattachement que la base aura : établissements du Grand Paris, intercommunalités partagées.
        situer(deja)
        self._situes = dict(deja.execute("from commune_contrat union all from quartier_contrat").fetchall())
        self.alias = dict(repondre(deja, "alias"))
        self.tous = {code: _contrat(code, *reste) for code, *reste in repondre(deja, "contrat")}
        if not self.tous:
            raise SourceIllisible("aucune source, avant celle-ci, ne décrit le contrat")
        voulus = {self.alias.get(code, code) for code in perimetre.contrats}
        restreint = bool(voulus or perimetre.departements or perimetre.regions)
        self.candidats = {
            c.code
            for c in self.tous.values()
            if not restreint
            or c.code in voulus
            or c.departement in perimetre.departements
            or c.region in perimetre.regions
        }
        if not self.candidats:
            raise SourceIllisible(
                "aucune source, avant celle-ci, ne décrit un contrat du périmètre de la recette"
            )

    def lieu(self, ligne: Ligne, siren: str | None) -> Lieu:
        """Où se rattache une ligne ; `siren` : celui de l'attribuant. Lève Refus."""
        lieux = _lieux(ligne)
        dits: list[Rejet] = []
        dit = self._dit(ligne, lieux)
        quartiers = self._quartiers(ligne, lieux, dit, dits)
        vises = self._vises(dit, quartiers)
        # Ce que la ligne cite d'un autre contrat que ceux de la recette est hors de son périmètre.
        restants = (vises & self.candidats or vises) if vises else self.candidats
        for indices in self._indices(ligne, lieux, siren):
            if len(restants) > 1:
                restants = restants & indices or restants
        if len(restants) > 1:
            liste = ", ".join(sorted(restants)[:6]) + ("…" if len(restants) > 6 else "")
            raise Refus(
                f"Plusieurs contrats sont possibles ({liste}) et rien ne tranche : ni l'attribuant, ni le "
                "bénéficiaire, ni un quartier cité. Ajoutez une colonne « contrat » ou « QPV ».",
                "idAttribuant",
            )
        (contrat,) = restants
        etrangers = self._de_siren.get(siren or "", set()) - {contrat}
        if etrangers and contrat not in self._de_siren[siren or ""]:
            autre = ", ".join(sorted(etrangers))
            motif = (
                f"L'attribuant est l'intercommunalité d'un autre contrat ({autre}) : rattachée à {contrat}."
            )
            dits.append(ligne.rejet(motif, "idAttribuant", bloquant=False))
        return Lieu(contrat, tuple(sorted(quartiers)), tuple(dits))

    def _vises(self, dit: set[str], quartiers: set[str]) -> set[str]:
        """Les contrats que la ligne désigne elle-même ; aucun si elle ne dit rien. Lève Refus."""
        des_quartiers = [possibles for code in quartiers if (possibles := self._de_quartier(code))]
        communs = set.intersection(*des_quartiers) if des_quartiers else set()
        if (des_quartiers and not communs) or (dit and communs and not dit & communs):
            raise Refus("La ligne cite plusieurs contrats, par leurs quartiers ou leur code.", "objet")
        return dit or communs

    def _dit(self, ligne: Ligne, lieux: Mapping[str, list[str]]) -> set[str]:
        """Le contrat qu'une colonne nomme par son code."""
        for colonne in lieux["contrat"]:
            code = ligne.valeurs[colonne].strip().upper()
            if re.fullmatch(r"C[NV]\w{3,8}", code):
                code = self.alias.get(code, code)
                if code not in self.tous:
                    raise Refus("Ce contrat n'est dans aucune source d'avant.", colonne)
                return {code}
        return set()

    def _indices(self, ligne: Ligne, lieux: Mapping[str, list[str]], siren: str | None) -> Iterable[set[str]]:
        """Ce qui peut trancher entre plusieurs contrats, du plus sûr au moins sûr."""
        yield self._de_siren.get(siren or "", set())
        yield set().union(*(self._de_commune(code) for code in communes_du_siren(siren or "")))
        for colonne in lieux["commune"]:
            texte = ligne.valeurs[colonne]
            codes = {code_insee(texte)} | self._communes_par_nom.get(sans_accents(texte), set())
            yield set().union(*(self._de_commune(code) for code in codes))
        departements = [ligne.valeurs[colonne].strip().upper() for colonne in lieux["departement"]]
        departements += [departement_du_code(ligne.valeurs[colonne]) for colonne in lieux["postal"]]
        departements += [departement_du_code(code_insee(ligne.valeurs[c])) for c in lieux["commune"]]
        departements.append(departement_du_siren(siren or ""))
        for departement in departements:
            voulu = departement.lstrip("0").zfill(2)
            yield {contrat.code for contrat in self.tous.values() if contrat.departement == voulu}

    def _quartiers(
        self, ligne: Ligne, lieux: Mapping[str, list[str]], dit: set[str], dits: list[Rejet]
    ) -> set[str]:
        """Les quartiers que la ligne cite, par leur code n'importe où, par leur nom dans leur colonne."""
        trouves: set[str] = set()
        for colonne in (*_TEXTES, *(c for c in ligne.valeurs if c not in scdl.NOMS)):
            texte = ligne.valeurs.get(colonne, "")
            codes = {code.upper() for code in _CODE.findall(texte) if est_quartier(code.upper())}
            for code in codes:
                trouves |= self._quartier(ligne, colonne, code, dits)
            if colonne in lieux["quartier"] and not codes:
                trouves |= self._nommes(ligne, colonne, dit or self.candidats, dits)
        return trouves

    def _quartier(self, ligne: Ligne, colonne: str, code: str, dits: list[Rejet]) -> set[str]:
        """Le quartier d'un code, ou son seul successeur. Lève Refus s'il est hors de la base."""
        if code in self._communes_du_quartier:
            return {code}
        suite = {c for c in self._passages[code] if c in self._communes_du_quartier}
        if len(suite) == 1:
            (nouveau,) = suite
            dits.append(ligne.rejet(f"Quartier {code}, lu {nouveau}.", colonne, bloquant=False))
            return suite
        if zonage(code) in {zonage(connu) for connu in self._communes_du_quartier if est_quartier(connu)}:
            dit = f"Le quartier {code} n'est dans aucune source d'avant : il est d'un autre contrat."
            raise Refus(dit, colonne)
        dit = f"Le quartier {code} n'est pas dans la base : la subvention vaut pour tout le contrat."
        dits.append(ligne.rejet(dit, colonne, bloquant=False))
        return set()

    def _nommes(self, ligne: Ligne, colonne: str, contrats: set[str], dits: list[Rejet]) -> set[str]:
        """Les quartiers d'une cellule qui les nomme ; ce qui n'est pas compris est dit."""
        texte = ligne.valeurs[colonne]
        if "contrat" in vocabulaire.presents("action.echelle", texte) or vocabulaire.chercher(
            "oui_non", texte
        ):
            return set()
        trouves: set[str] = set()
        for nom in [texte] if self._par_nom(texte, contrats) else _SEPARATEURS.split(texte):
            possibles = self._par_nom(nom, contrats)
            if len(possibles) != 1:
                dit = f"« {nom.strip()} » n'est pas un quartier connu : la subvention n'y est pas rattachée."
                dits.append(ligne.rejet(dit, colonne, bloquant=False))
            else:
                trouves |= possibles
        return trouves

    def _par_nom(self, nom: str, contrats: set[str]) -> set[str]:
        mots = re.sub(r"\b(qpv|quartiers?)\b", " ", nom, flags=re.IGNORECASE)
        memes = self._quartiers_par_nom.get(sac(mots), set())
        return {code for code in memes if self._de_quartier(code) & contrats} or memes

    def _de_quartier(self, code: str) -> set[str]:
        communes, contrat = self._communes_du_quartier[code]
        if contrat:
            return {contrat}
        if code in self._situes:
            return {self._situes[code]}
        possibles = set().union(*(self._de_commune(commune) for commune in communes))
        departement = code[2:5].removeprefix("0")
        return {c for c in possibles if self.tous[c].departement == departement} or possibles

    def _de_commune(self, code: str) -> set[str]:
        """Les contrats d'une commune : le sien, sinon ceux de son intercommunalité dans son département."""
        dits, epci = self._communes.get(code, (set(), None))
        propres = dits or self._de_siren.get(code, set())
        if propres or code in self._situes:
            return propres or {self._situes[code]}
        possibles = self._de_siren.get(epci or "", set())
        return {c for c in possibles if self.tous[c].departement == departement_du_code(code)} or possibles

    @cached_property
    def _de_siren(self) -> dict[str, set[str]]:
        """SIREN (ou code de commune) → contrats : deux contrats peuvent partager une intercommunalité."""
        par_siren = defaultdict(set)
        for contrat in self.tous.values():
            if contrat.siren:
                par_siren[contrat.siren].add(contrat.code)
        return dict(par_siren)

    @cached_property
    def _communes(self) -> dict[str, tuple[set[str], str | None]]:
        return {
            code: ({self.alias.get(c, c) for c in contrats or ()} & set(self.tous), epci)
            for code, _, contrats, epci in self._lues["commune"]
        }

    @cached_property
    def _communes_par_nom(self) -> dict[str, set[str]]:
        par_nom = defaultdict(set)
        for code, nom, *_ in self._lues["commune"]:
            par_nom[sans_accents(nom)].add(code)
        return par_nom

    @cached_property
    def _communes_du_quartier(self) -> dict[str, tuple[list[str], str | None]]:
        return {
            code: (communes or [], self.alias.get(contrat, contrat) if contrat else None)
            for code, _, communes, contrat in self._lues["quartier"]
        }

    @cached_property
    def _quartiers_par_nom(self) -> dict[str, set[str]]:
        par_nom = defaultdict(set)
        for code, nom, *_ in self._lues["quartier"]:
            par_nom[sac(nom)].add(code)
        return par_nom

    @cached_property
    def _passages(self) -> dict[str, set[str]]:
        suites = defaultdict(set)
        for ancien, nouveau in self._lues["passage"]:
            suites[ancien].add(nouveau)
            suites[nouveau].add(ancien)
        return suites


def _contrat(code: str, siren: str | None, departement: str | None, region: str | None) -> Contrat:
    departement = departement or departement_du_contrat(code)
    siren = re.sub(r"\s", "", siren) if siren else None
    return Contrat(code, siren, departement, region or REGION_DU_DEPARTEMENT.get(departement or ""))


def _lieux(ligne: Ligne) -> dict[str, list[str]]:
    """Genre de lieu → colonnes hors du format qui le disent, celles de l'attribuant exceptées."""
    lieux: dict[str, list[str]] = {genre: [] for genre in _LIEUX}
    for colonne in ligne.valeurs:
        if genre := _genre(colonne):
            lieux[genre].append(colonne)
    return lieux


@lru_cache(maxsize=1_000)
def _genre(colonne: str) -> str | None:
    plat = sans_accents(colonne)
    if colonne in scdl.NOMS or "attribuant" in plat:
        return None
    return next((genre for genre, reperes in _LIEUX.items() if reperes.search(plat)), None)
