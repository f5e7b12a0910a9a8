"""Des subventions d'un fichier aux actions de la base : identifiants, doubles, lignes d'une même action.

Un identifiant ne dépend ni de l'ordre des lignes ni de leur découpage en fichiers : il vient de ce que la
subvention est, son année comprise. Deux lignes semblables en tout sont un double ; deux subventions d'un
même financeur à une même action s'additionnent, et c'est dit.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

from data.lecture import Rejet
from data.sources.scdl_lignes import Lieu, Subvention

_Cle = TypeVar("_Cle", bound=Hashable)
RANGS = (
    "soldée",
    "réalisée",
    "conventionnée",
    "retenue",
    "en instruction",
    "recevable",
    "déposée",
    "ajournée",
    "réorientée",
    "annulée",
    "refusée",
)
"""Du plus avancé au moins : le statut d'une action est celui de sa subvention la plus avancée."""


@dataclass(frozen=True)
class Situee:
    """Une subvention et son lieu ; `action_id` vide tant qu'il n'est pas attribué."""

    dite: Subvention
    lieu: Lieu
    financeur: str
    action_id: str = ""

    @property
    def cle(self) -> tuple[str, str, str, str]:
        return self.action_id, self.financeur, self.dite.nature, self.dite.section

    @property
    def ordre(self) -> tuple:
        """Le rang dans une action : ne dépend que du contenu."""
        return RANGS.index(self.dite.statut), self.dite.contenu


@dataclass(frozen=True)
class Financement:
    """Ce qu'un financeur apporte à une action : la somme de `lignes`, en euros."""

    lignes: tuple[Situee, ...]
    demande: Decimal | None
    accorde: Decimal | None


def ranger(lues: Iterable[Situee]) -> tuple[dict[str, list[Situee]], list[Financement], list[Rejet]]:
    """(action → ses lignes, financements, rejets). Une ligne refusée a son rejet bloquant."""
    rejets: list[Rejet] = []
    gardees = _nommer(_sans_doubles(list(lues), rejets), rejets)
    actions = _par(gardees, lambda s: s.action_id)
    for action, lignes in list(actions.items()):
        if len({s.lieu.contrat for s in lignes}) > 1:
            rejets += _tous(
                lignes, "idCofinancement", "Les lignes de cette action sont de plusieurs contrats"
            )
            del actions[action]
    for lignes in actions.values():
        if len({s.dite.beneficiaire[0] for s in lignes}) > 1:
            motif = "Les lignes de cette action nomment plusieurs bénéficiaires : un seul est son porteur"
            rejets += _tous(lignes, "nomBeneficiaire", motif, bloquant=False)
    financements = []
    restantes = [s for lignes in actions.values() for s in lignes]
    for memes in _par(restantes, lambda s: s.cle).values():
        gardees, refus = _une_fois(memes)
        rejets += refus
        if len(gardees) > 1:
            motif = "Ce financeur a plusieurs subventions pour cette action : elles sont additionnées"
            rejets += _tous(gardees, "idSubvention", motif, bloquant=False)
        if gardees:
            demandes = [s.dite.demande for s in gardees if s.dite.demande is not None]
            accordes = [s.dite.accorde for s in gardees if s.dite.accorde is not None]
            financements.append(
                Financement(
                    tuple(sorted(gardees, key=lambda s: s.dite.ligne.numero)),
                    sum(demandes, Decimal(0)) if demandes else None,
                    sum(accordes, Decimal(0)) if accordes else None,
                )
            )
    restees = {id(s) for f in financements for s in f.lignes}
    finales = {a: [s for s in lignes if id(s) in restees] for a, lignes in actions.items()}
    return (
        {a: sorted(lignes, key=lambda s: s.ordre) for a, lignes in finales.items() if lignes},
        financements,
        rejets,
    )


def _sans_doubles(lues: list[Situee], rejets: list[Rejet]) -> list[Situee]:
    """Sans les lignes semblables en tout à une autre : rien ne dit qu'elles soient deux subventions."""
    gardees = []
    for memes in _par(lues, lambda s: s.dite.contenu).values():
        premiere, *autres = sorted(memes, key=lambda s: (s.dite.ligne.feuille, s.dite.ligne.numero))
        gardees.append(premiere)
        motif = (
            "Ligne identique à une autre : elle n'est comptée qu'une fois. Si ce sont deux subventions, "
            "donnez à chacune son idSubvention."
        )
        ou = f"comme la ligne {premiere.dite.ligne.numero}"
        rejets += [replace(s.dite.ligne.rejet(motif, "idSubvention"), valeur=ou) for s in autres]
    return gardees


def _nommer(lignes: list[Situee], rejets: list[Rejet]) -> list[Situee]:
    """Chaque ligne avec l'identifiant de son action."""
    nommees = [replace(s, action_id=nom) for s in lignes if (nom := _identifiant(s))]
    sans_nom = _par((s for s in lignes if not _identifiant(s)), lambda s: s.dite.identite)
    for identite, memes in sans_nom.items():
        empreinte = _empreinte(identite)
        for s in memes:
            # Semblables sauf en un détail (un numéro de mandat…) : ce détail les distingue.
            suffixe = f"-{_empreinte(s.dite.contenu)[:6]}" if len(memes) > 1 else ""
            nom = f"{s.dite.attribuant[0]}-{s.dite.annee}-{empreinte}{suffixe}"
            nommees.append(replace(s, action_id=nom))
        if len(memes) > 1:
            motif = "Même financeur, bénéficiaire, objet, montant et date qu'une autre ligne : comptée à part"
            rejets += _tous(memes, "objet", motif, bloquant=False)
    return nommees


def _identifiant(situee: Situee) -> str:
    """L'identifiant que donne le fichier, propre à l'année et, pour une subvention, à l'attribuant."""
    dite = situee.dite
    if projet := dite.valeur("idCofinancement"):
        return f"{projet}-{dite.annee}"
    if subvention := dite.valeur("idSubvention"):
        return f"{dite.attribuant[0]}-{dite.annee}-{subvention}"
    return ""


def _une_fois(lignes: list[Situee]) -> tuple[list[Situee], list[Rejet]]:
    """Sans les lignes qu'un même idSubvention décrit de deux façons : rien ne dit laquelle compte."""
    gardees, rejets = [], []
    for numero, memes in _par(lignes, lambda s: s.dite.valeur("idSubvention")).items():
        if numero is not None and len(memes) > 1:
            motif = "Cette subvention est décrite de plusieurs façons, sans que rien dise laquelle compte"
            rejets += _tous(memes, "idSubvention", motif)
        else:
            gardees += memes
    return gardees, rejets


def _tous(lignes: list[Situee], colonne: str, motif: str, bloquant: bool = True) -> list[Rejet]:
    """Le même rejet pour chaque ligne, qui cite les autres."""
    numeros = sorted(s.dite.ligne.numero for s in lignes)
    rejets = []
    for s in sorted(lignes, key=lambda s: s.dite.ligne.numero):
        autres = ", ".join(str(n) for n in numeros if n != s.dite.ligne.numero)
        # Les numéros à part : un même motif se compte une fois dans le rapport.
        ou = f"avec la ligne {autres}" if len(numeros) == 2 else f"avec les lignes {autres}"
        rejets.append(replace(s.dite.ligne.rejet(f"{motif}.", colonne, bloquant), valeur=ou[:200]))
    return rejets


def _par(lignes: Iterable[Situee], cle: Callable[[Situee], _Cle]) -> dict[_Cle, list[Situee]]:
    groupes = defaultdict(list)
    for ligne in lignes:
        groupes[cle(ligne)].append(ligne)
    return dict(groupes)


def _empreinte(contenu: object) -> str:
    return sha256(repr(contenu).encode()).hexdigest()[:16]
