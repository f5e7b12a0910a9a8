"""L'examen d'un tableau avant publication : tout ce qu'on peut en dire, en un objet, un texte et un JSON."""

from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from data.fichiers.classeur import Classeur
from data.lecture import Avance
from data.programmation import comparaison, correspondance, creations, indices, lecture, referentiels
from data.programmation import feuilles as feuilles_du_classeur
from data.programmation.comparaison import Difference
from data.programmation.feuilles import Feuilles
from data.programmation.indices import Indices
from data.programmation.modele import Constat, Correspondance, Lecture
from data.programmation.mots import cle
from data.programmation.phrases import enumerer
from data.programmation.question import Question
from data.programmation.referentiels import Referentiels


@dataclass
class Examen:
    """Un tableau lu et comparé à la base. `version` : celle de la base comparée, None s'il n'y en a pas.

    `reponses` : celles qu'on a données aux questions du tableau ; `restantes` : celles qui attendent.
    """

    classeur: str
    referentiels: Referentiels
    correspondance: Correspondance
    lecture: Lecture
    difference: Difference
    version: str | None = None
    indices: Indices = field(default_factory=Indices)
    feuilles: Feuilles = field(default_factory=Feuilles)
    reponses: tuple[tuple[Question, str], ...] = ()
    restantes: tuple[Question, ...] = ()

    @property
    def a_confirmer(self) -> bool:
        """Vrai si le sens d'une colonne n'est pas sûr : rien n'est à publier avant."""
        return bool(self.correspondance.a_confirmer)


@dataclass
class Lu:
    """Un tableau lu, avant toute comparaison."""

    referentiels: Referentiels
    correspondance: Correspondance
    lecture: Lecture
    indices: Indices = field(default_factory=Indices)
    feuilles: Feuilles = field(default_factory=Feuilles)


def lire(
    classeur: Classeur,
    ref: Referentiels,
    *,
    annee: int | None = None,
    memoire: Correspondance | None = None,
    feuille: str | None = None,
    statut: str | None = None,
    tolerant: bool = False,
    avance: Avance | None = None,
) -> Lu:
    """Choisit la feuille, propose la correspondance et lit. Ce qui est donné prime sur `memoire`.

    `tolerant` : ce qui manque (année, statut…) est à demander (voir questions.py) ; la lecture se fait comme
    si la réponse proposée était donnée, pour montrer ce qu'on a compris. Sinon, lève CorrespondanceInvalide,
    dont le message est une phrase.
    """
    avec = creations.appliquer(ref, memoire, annee) if memoire else ref
    choisies, etats = feuilles_du_classeur.choisir(classeur, avec, feuille, memoire, annee)
    proposee = correspondance.proposer(choisies[0], avec, memoire, choisies[1:])
    proposee = replace(proposee, annee=annee or proposee.annee, statut=statut or proposee.statut)
    titres = {c.numero: c.titre for c in proposee.colonnes}
    dits = indices.relever(classeur.nom, choisies[0], proposee.titres, titres, choisies[1:])
    essai = _comme_proposee(proposee, avec, dits) if tolerant else proposee
    complete = {"intitule", "montant"} <= {c.champ for c in essai.colonnes}
    lue = Lecture(proposee, ref.contrat_id)
    if complete or not tolerant:
        lue = lecture.lire(choisies, essai, avec, avance=avance)
    lue.correspondance = proposee
    lue.ailleurs = _mots_ailleurs(classeur, etats)
    _dire_les_feuilles(lue, etats)
    return Lu(avec, proposee, lue, dits, etats)


def _mots_ailleurs(classeur: Classeur, etats: Feuilles) -> frozenset[str]:
    """Tous les textes des feuilles non lues : une action qu'ils nomment n'est pas retirée de la base."""
    return frozenset(
        cle(c.valeur)
        for etat in etats.non_lues
        if not etat.autre_annee
        for ligne in classeur.feuilles[etat.nom].lignes
        for c in ligne.cellules
        if isinstance(c.valeur, str)
    )


def _dire_les_feuilles(lue: Lecture, etats: Feuilles) -> None:
    """Chaque feuille du classeur : lue, ou pourquoi non. Une feuille qui a des actions mérite un regard."""
    constats = []
    if len(etats.etats) > 1:
        noms = enumerer(f"« {e.nom} »" for e in etats.etats if e.lue)
        nb = sum(e.lue for e in etats.etats)
        motif = f"la feuille {noms} est lue" if nb == 1 else f"{nb} feuilles sont lues ensemble : {noms}"
        constats.append(Constat("note", "feuille", motif))
    for etat in etats.non_lues:
        gravite = "avertissement" if etat.nom in etats.candidates else "note"
        constats.append(
            Constat(gravite, "feuille", f"la feuille « {etat.nom} » n'est pas lue : {etat.pourquoi}")
        )
    lue.constats = [*constats, *lue.constats]


def _comme_proposee(c: Correspondance, ref: Referentiels, dits: Indices) -> Correspondance:
    """La correspondance où ce qui manque a sa réponse la plus probable : pour lire, jamais pour publier."""
    champs = {x.champ for x in c.colonnes}
    annee = c.annee if c.annee or "annee" in champs else dits.annee or ref.fin
    accorde = any(x.champ == "montant" and x.etape == "accorde" for x in c.colonnes)
    statut = c.statut if c.statut or "statut" in champs else "retenue" if accorde else "déposée"
    return replace(c, annee=annee, statut=statut)


def examiner(
    classeur: Classeur,
    base: duckdb.DuckDBPyConnection,
    contrat_id: str | None = None,
    annee: int | None = None,
    *,
    memoire: Correspondance | None = None,
    **options: Any,
) -> Examen:
    """Lit un tableau et le compare à la base publiée. `options` : celles de `lire`.

    Lève CorrespondanceInvalide ou ReferentielsAbsents, dont le message est une phrase.
    """
    ref = referentiels.depuis_base(base, contrat_id or (memoire.contrat_id if memoire else None))
    lu = lire(classeur, ref, annee=annee, memoire=memoire, **options)
    return comparer(classeur, lu, base)


def comparer(classeur: Classeur, lu: Lu, base: duckdb.DuckDBPyConnection) -> Examen:
    """L'examen d'un tableau déjà lu."""
    version = base.execute("select version_id from version order by publiee_le desc limit 1").fetchall()
    difference = comparaison.comparer(lu.lecture, lu.referentiels, base)
    servie = version[0][0] if version else None
    return Examen(
        classeur.nom,
        lu.referentiels,
        lu.correspondance,
        lu.lecture,
        difference,
        servie,
        lu.indices,
        lu.feuilles,
    )
