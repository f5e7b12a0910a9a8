"""Quelles feuilles d'un classeur sont des tableaux d'actions, et lesquelles on lit. Jamais en silence."""

from dataclasses import dataclass
from itertools import combinations

from data.fichiers.classeur import Classeur, Feuille
from data.programmation import entetes, indices
from data.programmation.entetes import Entetes
from data.programmation.modele import Colonne, Correspondance, CorrespondanceInvalide
from data.programmation.mots import cle, sac
from data.programmation.phrases import accord, enumerer
from data.programmation.referentiels import Referentiels
from data.programmation.titres import Lexique

PART_COMMUNE = 0.2
"""Part d'actions communes au-delà de laquelle deux feuilles disent sans doute la même chose."""
_ARGENT = ("montant", "total", "cout_total")


@dataclass(frozen=True)
class EtatFeuille:
    """Une feuille du classeur : lue, ou non et pourquoi (une proposition, sans majuscule ni point).

    `autre_annee` : elle n'est pas lue parce qu'elle parle d'une autre année.
    """

    nom: str
    lue: bool
    pourquoi: str = ""
    autre_annee: bool = False


@dataclass(frozen=True)
class Feuilles:
    """Ce qu'on fait des feuilles.

    `candidates` : celles qui ont des actions ; `proposees` : celles qu'on lit si rien d'autre n'est dit ;
    `a_demander`, et `raisons` : pourquoi c'est à l'utilisateur de choisir ; `etats` : toutes, dans l'ordre.
    """

    candidates: tuple[str, ...] = ()
    proposees: tuple[str, ...] = ()
    raisons: tuple[str, ...] = ()
    a_demander: bool = False
    etats: tuple[EtatFeuille, ...] = ()

    @property
    def non_lues(self) -> tuple[EtatFeuille, ...]:
        return tuple(e for e in self.etats if not e.lue)


@dataclass
class _Vue:
    """Une feuille regardée : ses titres, leur sens, ses actions."""

    feuille: Feuille
    haut: Entetes
    sens: dict[int, Colonne]
    compris: int
    annee: int | None

    def titres(self) -> set[str]:
        return {cle(t) for t in self.haut.titres.values() if t}

    def actions(self) -> set[tuple[str, str]]:
        par_champ = {c.champ: n for n, c in reversed(self.sens.items())}
        quoi = [par_champ.get(champ) for champ in ("intitule", "porteur")]
        trouvees = set()
        for ligne in self.feuille.lignes:
            if ligne.numero > self.haut.lignes[-1]:
                par_colonne = {c.colonne: c.texte_affiche for c in ligne.cellules}
                intitule, porteur = (sac(par_colonne.get(n or 0, "")) for n in quoi)
                if intitule and (porteur or quoi[1] is None):
                    trouvees.add((intitule, porteur))
        return trouvees


def choisir(
    classeur: Classeur,
    ref: Referentiels,
    nom: str | None = None,
    memoire: Correspondance | None = None,
    annee: int | None = None,
) -> tuple[list[Feuille], Feuilles]:
    """Les feuilles à lire, la principale d'abord, et ce qu'on dit de toutes.

    `nom` : la seule que veut l'utilisateur. Celles que `memoire` a retenues priment. Lève
    CorrespondanceInvalide si la feuille n'existe pas, ou si aucune n'a de titres compris.
    """
    if nom is not None and nom not in classeur.feuilles:
        connues = ", ".join(f"« {f} »" for f in classeur.feuilles)
        raise CorrespondanceInvalide(
            f"La feuille « {nom} » n'est pas dans {classeur.nom}, qui a : {connues}."
        )
    lexique = Lexique(ref)
    sues = {cle(c.titre): c for c in memoire.colonnes if c.titre} if memoire else {}
    vues = {f.nom: v for f in classeur.feuilles.values() if (v := _vue(f, lexique, sues)) is not None}
    candidates = {n: v for n, v in vues.items() if _d_actions(v)} or _repli(vues)
    if nom is not None:
        return [classeur.feuilles[nom]], _etats(
            classeur, vues, candidates, (nom,), "ce n'est pas la feuille demandée"
        )
    if not candidates:
        raise CorrespondanceInvalide(sans_titres(f"Aucune feuille de {classeur.nom} n'a"))
    retenues = tuple(f for f in memoire.feuilles if f in candidates) if memoire else ()
    if retenues:
        return _ordonnees(candidates, retenues), _etats(
            classeur, vues, candidates, retenues, "elle n'est pas parmi les feuilles choisies"
        )
    proposees, raisons, ailleurs = _proposer(candidates, annee or (memoire.annee if memoire else None))
    if memoire and memoire.feuille in proposees and raisons:
        proposees = (memoire.feuille,)
    etats = _etats(classeur, vues, candidates, proposees, "elle attend votre choix", ailleurs, tuple(raisons))
    return _ordonnees(candidates, proposees), etats


def titres_connus(memoire: Correspondance | None) -> set[str]:
    """Les titres d'une correspondance confirmée, comme entetes.trouver les attend."""
    return {cle(c.titre) for c in memoire.colonnes if c.titre} if memoire else set()


def sans_titres(quoi: str) -> str:
    return (
        f"{quoi} de ligne de titres comprise : il faut au moins deux titres connus, "
        "comme « Intitulé de l'action », « Porteur », « CAF accordé »."
    )


def _vue(feuille: Feuille, lexique: Lexique, sues: dict[str, Colonne]) -> _Vue | None:
    haut = entetes.trouver(feuille, sues)
    if haut is None:
        return None
    sens = {
        n: sues.get(cle(t)) or lexique.comprendre(t, haut.numeriques[n]) for n, t in haut.titres.items() if t
    }
    compris = sum(bool(c.champ) for c in sens.values())
    dits = indices.relever("", feuille, haut.lignes)
    return _Vue(feuille, haut, sens, compris, indices.annee_de(feuille.nom) or dits.annee)


def _d_actions(vue: _Vue) -> bool:
    champs = {c.champ for c in vue.sens.values()}
    return "intitule" in champs and not champs.isdisjoint(_ARGENT) and not vue.feuille.cachee


def _repli(vues: dict[str, _Vue]) -> dict[str, _Vue]:
    """Faute de mieux, la feuille dont on comprend le mieux les titres (les cachées en dernier)."""
    rangees = sorted(
        vues.values(), key=lambda v: (not v.feuille.cachee, v.compris, len(v.feuille.lignes)), reverse=True
    )
    return {v.feuille.nom: v for v in rangees[:1]}


def _proposer(
    candidates: dict[str, _Vue], annee: int | None
) -> tuple[tuple[str, ...], list[str], dict[str, int]]:
    """(feuilles à lire, pourquoi demander, celles d'une autre année)."""
    raisons: list[str] = []
    ailleurs: dict[str, int] = {}
    annees = {v.annee for v in candidates.values() if v.annee}
    if len(candidates) > 1 and annees - {annee}:
        voulue = annee if annee else max(annees) if len(annees) > 1 else None
        ecartees = {n: v.annee for n, v in candidates.items() if voulue and v.annee not in (None, voulue)}
        if 0 < len(ecartees) < len(candidates):
            ailleurs = {n: a for n, a in ecartees.items() if a}
            if annee is None:
                dites = ", ".join(f"« {n} » : {v.annee}" for n, v in candidates.items() if v.annee)
                raisons.append(f"Elles ne parlent pas de la même année ({dites}).")
    restantes = {n: v for n, v in candidates.items() if n not in ailleurs}
    proposees = tuple(restantes)
    communes = _communes(restantes) if len(restantes) > 1 else []
    if communes:
        raisons += communes
        # Un récapitulatif dit tout à lui seul : la feuille qui a le plus d'actions.
        proposees = (max(restantes, key=lambda n: len(restantes[n].actions())),)
    elif len({frozenset(v.titres()) for v in restantes.values()}) > 1:
        raisons.append("Elles n'ont pas toutes les mêmes titres de colonnes.")
    return proposees, raisons, ailleurs


def _communes(vues: dict[str, _Vue]) -> list[str]:
    dits = []
    actions = {n: v.actions() for n, v in vues.items()}
    for un, autre in combinations(vues, 2):
        nb = len(actions[un] & actions[autre])
        if nb and nb >= PART_COMMUNE * min(len(actions[un]), len(actions[autre])):
            combien = accord(nb, "action en commun", "actions en commun")
            dits.append(
                f"« {un} » et « {autre} » ont {combien} : les lire ensemble les compterait deux fois."
            )
    return dits


def _ordonnees(candidates: dict[str, _Vue], noms: tuple[str, ...]) -> list[Feuille]:
    """La principale est celle dont on comprend le plus de titres ; les autres dans l'ordre du classeur."""
    principale = max(noms, key=lambda n: candidates[n].compris)
    return [candidates[n].feuille for n in (principale, *(n for n in noms if n != principale))]


def _etats(
    classeur: Classeur,
    vues: dict[str, _Vue],
    candidates: dict[str, _Vue],
    lues: tuple[str, ...],
    sinon: str,
    ailleurs: dict[str, int] | None = None,
    raisons: tuple[str, ...] = (),
) -> Feuilles:
    etats = []
    for nom, feuille in classeur.feuilles.items():
        autre = (ailleurs or {}).get(nom)
        if nom in lues:
            pourquoi = ""
        elif not feuille.lignes:
            pourquoi = "elle est vide"
        elif autre:
            pourquoi = f"elle parle de {autre}"
        elif nom in candidates:
            pourquoi = sinon
        elif feuille.cachee:
            pourquoi = "elle est cachée"
        elif nom not in vues:
            pourquoi = "aucune ligne de titres n'y est comprise"
        else:
            pourquoi = _pourquoi_pas(vues[nom])
        etats.append(EtatFeuille(nom, nom in lues, pourquoi, bool(autre)))
    return Feuilles(tuple(candidates), lues, raisons, bool(raisons), tuple(etats))


def _pourquoi_pas(vue: _Vue) -> str:
    champs = {c.champ for c in vue.sens.values()}
    titres = enumerer((f"« {t} »" for t in vue.haut.titres.values() if t), 4)
    manque = "d'intitulé d'action" if "intitule" not in champs else "de montant"
    return f"elle n'a pas de colonne {manque} (titres : {titres})"
