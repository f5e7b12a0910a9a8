"""Lire un tableau question après question, et montrer ce qu'on en comprend avant de publier.

`Cadre` : face à quoi le tableau se lit, la base servie ou une base de départ. Le reste suit
data/programmation/questions.py. Rien ici ne connaît l'écran.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from data import mise_a_jour
from data.acces import lue
from data.fichier_depose import Depot
from data.fichiers.classeur import ouvrir_octets
from data.identite import version_servie
from data.mise_a_jour import Etape, Verification
from data.programmation import depart, examen, questions, referentiels
from data.programmation.correspondance import ecrire_toml, lire_toml, sues
from data.programmation.depart import ContratDeDepart, DepartInvalide
from data.programmation.examen import Lu
from data.programmation.modele import Action, Correspondance, CorrespondanceInvalide
from data.programmation.referentiels import Referentiels

CARTES = 3
PASSES, LIGNES_MAX = 3, 5000
"""Ce qu'un aperçu a le droit de coûter : au-delà, il s'en tient à ce qui est déjà répondu."""
_ETAPES = ("accorde", "propose", "demande", "verse")
"""La première dont le tableau a un montant est celle qu'on montre."""


@dataclass(frozen=True)
class Cadre:
    """`contrat` : un code de la base servie, ou le contrat qu'on commence. `base` : celle où l'on lit."""

    contrat: str | ContratDeDepart
    base: Path
    referentiels: Referentiels
    nom: str

    @property
    def commence(self) -> bool:
        return isinstance(self.contrat, ContratDeDepart)


@dataclass(frozen=True)
class Carte:
    """Une action comme on la verra. `montants` : (financeur, euros)."""

    intitule: str
    porteur: str
    pilier: str
    statut: str
    quartiers: tuple[str, ...]
    montants: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Total:
    """Un financeur, en euros : ce qui entre, ce que portent les lignes refusées, ce qu'annonce le fichier."""

    nom: str
    lu: Decimal
    refuse: Decimal = Decimal(0)
    fichier: Decimal | None = None

    @property
    def accord(self) -> bool | None:
        return None if self.fichier is None else self.fichier == self.lu + self.refuse


@dataclass(frozen=True)
class Apercu:
    """Ce que le tableau dira. `etape` : celle des montants montrés."""

    nb_actions: int
    nb_refusees: int
    etape: str
    somme: Decimal
    cartes: tuple[Carte, ...] = ()
    totaux: tuple[Total, ...] = field(default=())


def fictive(base: Path) -> bool:
    """Vrai si la base servie n'a que des contrats imaginaires. Lève EchecConstruction."""
    with lue(base, base.name) as connexion:
        ((nb, fictifs),) = connexion.execute(
            "select count(*), count(*) filter (where fictif) from contrat"
        ).fetchall()
    return nb == fictifs


def cadre(
    contrat: str | ContratDeDepart, base: Path, travail: Path, sources: Sequence[dict[str, str]] = ()
) -> Cadre:
    """Face à quoi lire : la base servie, ou, pour un contrat qu'on commence, une base de départ.

    `sources` : ce que la recette du serveur sait déjà de ce territoire. Lève DepartInvalide, SourceIllisible,
    EchecConstruction ou ReferentielsAbsents.
    """
    if isinstance(contrat, ContratDeDepart):
        if not fictive(base):
            raise DepartInvalide(
                "La base en service n'est plus la base fictive : choisissez un de ses contrats."
            )
        lieu, code = travail / "depart.duckdb", contrat.code
        lieu.unlink(missing_ok=True)
        # Un contrat hors de la liste officielle n'a rien à y prendre.
        depart.base_de_depart(contrat, lieu, sources if contrat.contrat_id else ())
        base = lieu
    else:
        code = contrat
    with lue(base, base.name) as connexion:
        lus = referentiels.depuis_base(connexion, code)
    return Cadre(contrat, base, lus, lus.contrat)


def lire(depot: Depot, face: Cadre, reponses: Correspondance | None) -> Lu:
    """Ce qu'on comprend du tableau avec ces réponses. Lève CorrespondanceInvalide ou SourceIllisible."""
    classeur = ouvrir_octets(depot.contenu, depot.nom)
    return examen.lire(classeur, face.referentiels, memoire=reponses and sues(reponses), tolerant=True)


def comme_proposee(depot: Depot, face: Cadre, lu: Lu) -> Lu:
    """Le tableau tel qu'il serait lu si l'on gardait toutes les réponses proposées : à montrer seulement.

    Créer un pilier peut amener une question de plus : on répond PASSES fois au plus. Lève SourceIllisible ou
    CorrespondanceInvalide.
    """
    for _ in range(PASSES):
        reponses = questions.proposees(lu.correspondance, questions.questions(lu))
        if reponses == lu.correspondance or lu.lecture.nb_lignes > LIGNES_MAX:
            break
        lu = lire(depot, face, reponses)
    return lu


def verifier(lu: Lu, depot: Depot, face: Cadre, servie: Path, travail: Path, *, etape: Etape) -> Verification:
    """La base que donnerait ce tableau, construite à côté. Lève ce que lève `examiner_tableau`."""
    etape("lecture des lignes")
    lue = mise_a_jour.examiner_tableau(
        depot, face.base, face.referentiels.contrat_id, memoire=lu.correspondance
    )
    v = mise_a_jour.verifier_tableau(lue, depot, face.base, travail, etape)
    if face.commence:
        # La base de départ n'est qu'un appui : c'est la base fictive que la publication remplace.
        v.version, v.remplace = version_servie(servie), True
        if not fictive(servie):
            v.blocages.append(
                "La base en service n'est plus la base fictive : choisissez un de ses contrats."
            )
    return v


def en_texte(reponses: Correspondance | None) -> str:
    """Les réponses données, à garder dans un brouillon."""
    return ecrire_toml(sues(reponses)) if reponses else ""


def depuis_texte(texte: str) -> Correspondance | None:
    """Les réponses d'un brouillon ; None si une autre version du programme les a écrites."""
    try:
        return lire_toml(texte) if texte else None
    except CorrespondanceInvalide:
        return None


def apercu(lu: Lu) -> Apercu:
    """Trois actions, et les totaux à côté de ceux du fichier."""
    actions, ref = lu.lecture.actions, lu.referentiels
    etape = next((e for e in _ETAPES if any(a.somme(e) for a in actions)), "accorde")
    sommes: dict[str, tuple[Decimal, Decimal, Decimal | None]] = {}
    for t in lu.lecture.totaux:
        if t.importable and (t.colonne.etape or "accorde") == etape:
            nom = _financeur(t.colonne.financeur_id or "", ref)
            lus, refuse, dit = sommes.get(nom, (Decimal(0), Decimal(0), Decimal(0)))
            fichier = None if dit is None or t.fichier is None else dit + t.fichier
            sommes[nom] = (lus + t.importe, refuse + t.refuse, fichier)
    return Apercu(
        len(actions),
        len(lu.lecture.refusees),
        etape,
        sum((a.somme(etape) for a in actions), Decimal(0)),
        tuple(_carte(a, lu, etape) for a in _exemples(actions)),
        tuple(Total(nom, *valeurs) for nom, valeurs in sommes.items()),
    )


def _exemples(actions: list[Action]) -> list[Action]:
    """Les plus parlantes : plusieurs financeurs, plusieurs quartiers, un pilier différent chacune."""
    riches = sorted(actions, key=lambda a: (-len(a.financements), -len(a.quartiers), a.ligne))
    premieres = list({a.pilier_id: a for a in reversed(riches)}.values())
    choisies = sorted(premieres, key=riches.index)[:CARTES]
    choisies += [a for a in riches if a not in choisies][: CARTES - len(choisies)]
    return sorted(choisies, key=lambda a: a.ligne)


def _carte(action: Action, lu: Lu, etape: str) -> Carte:
    ref = lu.referentiels
    structures = {s.structure_id: s.nom for s in lu.lecture.structures}
    porteur = (
        structures.get(action.structure_id or "")
        or ref.structures.get(action.structure_id or "", ("", None))[0]
    )
    sommes: dict[str, Decimal] = {}
    for f in action.financements:
        if getattr(f, etape):
            nom = _financeur(f.financeur_id, ref)
            sommes[nom] = sommes.get(nom, Decimal(0)) + getattr(f, etape)
    return Carte(
        action.intitule,
        porteur,
        next((p.nom for p in ref.piliers if p.id == action.pilier_id), ""),
        action.statut,
        tuple(ref.quartiers_par_code[q].nom if q in ref.quartiers_par_code else q for q in action.quartiers),
        tuple(sommes.items()),
    )


def _financeur(code: str, ref: Referentiels) -> str:
    return ref.financeurs.get(code, (code, ""))[0]


__all__ = [
    "Apercu",
    "Cadre",
    "Carte",
    "ContratDeDepart",
    "DepartInvalide",
    "Total",
    "apercu",
    "cadre",
    "depuis_texte",
    "en_texte",
    "fictive",
    "lire",
    "verifier",
]
