"""La programmation : des projets naissent, sont reconduits ou écartés ; chaque année en fait des actions."""

from dataclasses import dataclass, field
from random import Random

from data.demo import histoire
from data.demo.lexique import (
    ABREGES,
    DERNIERE_ANNEE,
    DOMAINES,
    PREMIERE_ANNEE,
    RUPTURE,
    Domaine,
    enjeu,
    lignes,
)
from data.demo.lieux import QUARTIERS, Contrat, Quartier
from data.demo.porteurs import Porteur, porteurs

MODELES: dict[str, list[dict[str, str]]] = {}
OBJECTIFS: dict[str, list[str]] = {}
for _ligne in lignes("projets"):
    MODELES.setdefault(_ligne["domaine"], []).append(_ligne)
for _ligne in lignes("objectifs"):
    OBJECTIFS.setdefault(_ligne["domaine"], []).append(_ligne["objectif"])

ABANDON = ("refusée", "annulée", "réorientée")
"""Statuts après lesquels un projet n'est pas redéposé (l'ajourné l'est)."""


@dataclass
class Projet:
    """Ce qu'un porteur redépose d'année en année ; `lieux` vide : tout le contrat."""

    domaine: Domaine
    modele: dict[str, str]
    porteur: Porteur
    lieux: tuple[Quartier, ...]
    parts: tuple[float, ...]
    objectif: str
    taille: float
    public: int
    ages: tuple[str, ...]
    axes: tuple[str, ...]
    section: str
    precedente: str | None = None
    cpo_jusqu_a: int = 0
    annees: int = 0


@dataclass
class Action:
    """Une demande d'un exercice : sa ligne de la feuille `programmation`, et de quoi la financer."""

    ligne: dict
    projet: Projet
    cofinancements: list[dict] = field(default_factory=list)


def _lieux(contrat: Contrat, domaine: Domaine, annee: int, hasard: Random) -> tuple[Quartier, ...]:
    """Quartiers touchés, dans l'ordre des codes ; vide à l'échelle du contrat."""
    if hasard.random() < domaine.contrat * 0.5:
        return ()
    candidats = [q for q in QUARTIERS if q.contrat == contrat.rang]
    choisis: list[Quartier] = []
    for _ in range(hasard.choices((1, 2, 3, 4), (62, 20, 12, 6))[0]):
        restants = [q for q in candidats if q not in choisis]
        poids = [histoire.attention(q, annee) for q in restants]
        if sum(poids):
            choisis.append(hasard.choices(restants, poids)[0])
    return tuple(sorted(choisis, key=lambda q: q.rang))


def _parts(nombre: int, hasard: Random) -> tuple[float, ...]:
    """Parts explicites (somme 1) pour une action sur quatre, sinon vide : parts égales."""
    if nombre < 2 or hasard.random() > 0.28:
        return ()
    tailles = {2: ((0.6, 0.4), (0.7, 0.3), (0.75, 0.25)), 3: ((0.5, 0.3, 0.2), (0.6, 0.2, 0.2))}
    return hasard.choice(tailles.get(nombre, ((0.4, 0.3, 0.2, 0.1), (0.4, 0.2, 0.2, 0.2))))


def _naissance(contrat: Contrat, annee: int, hasard: Random, pris: set) -> Projet:
    """Un projet neuf ; `pris` : couples (porteur, titre) déjà en cours, qu'on évite."""
    while True:
        domaine = hasard.choices(
            DOMAINES, [d.poids * histoire.poids_famille(d.famille, annee) for d in DOMAINES]
        )[0]
        modele = hasard.choice(MODELES[domaine.code])
        porteur = hasard.choice([p for p in porteurs(contrat) if p.genre in domaine.genres])
        if (porteur.structure_id, modele["intitule"]) not in pris:
            break
    lieux = _lieux(contrat, domaine, annee, hasard)
    taille = domaine.taille * contrat.budget * hasard.lognormvariate(0.28, 0.5)
    public = hasard.randint(*domaine.public) * (1 if lieux else 1.6)
    investit = domaine.code in ("cadre", "transition") and hasard.random() < 0.16
    return Projet(
        domaine,
        modele,
        porteur,
        lieux,
        _parts(len(lieux), hasard),
        hasard.choice(OBJECTIFS[domaine.code]),
        taille * (1 if lieux else 1.5) * (0.85 + 0.15 * len(lieux)),
        int(public),
        tuple(
            sorted(hasard.sample(domaine.ages, hasard.randint(1, len(domaine.ages))), key=domaine.ages.index)
        ),
        tuple(axe for axe, chance in domaine.axes.items() if hasard.random() < chance),
        "investissement" if investit else "fonctionnement",
    )


def _statut(projet: Projet, annee: int, hasard: Random) -> str:
    """Statut vu de novembre 2026 ; un projet neuf est plus souvent écarté qu'un projet reconduit."""
    ecarte = 1.0 if projet.annees else 1.4 if annee == PREMIERE_ANNEE else 2.6
    ecarte *= 0 if projet.cpo_jusqu_a >= annee else 1
    annulee = 0.13 if annee == 2020 else 0.018
    issue = hasard.random()
    for statut, chance in (
        ("refusée", 0.05 * ecarte),
        ("ajournée", 0.018 * ecarte),
        ("réorientée", 0.009 * ecarte),
        ("annulée", annulee),
    ):
        if issue < chance:
            return statut
        issue -= chance
    if annee == DERNIERE_ANNEE:
        attente = ("déposée", "recevable", "en instruction", "retenue", "conventionnée", "réalisée")
        return hasard.choices(attente, (3, 3, 6, 20, 56, 12))[0]
    if annee == DERNIERE_ANNEE - 1:
        return hasard.choices(("conventionnée", "réalisée", "soldée"), (22, 62, 16))[0]
    soldee = 0.78 if annee == DERNIERE_ANNEE - 2 else 0.95
    return "soldée" if hasard.random() < soldee else "réalisée"


def _classes(contrat: Contrat, projet: Projet) -> tuple[str, ...]:
    """Classes de l'action, abrégées ; les pôles n'existent que dans le premier contrat."""
    codes = [("axes", axe) for axe in projet.axes]
    codes += [("pole", projet.domaine.pole)] if contrat.rang == 0 else []
    codes += [("age", age) for age in projet.ages]
    codes += [("dispositif", projet.modele["dispositif"])] if projet.modele["dispositif"] else []
    return tuple(f"{ABREGES[classement]}:{code}" for classement, code in codes)


def _publics(projet: Projet, lieux: tuple, parts: tuple, annee: int, statut: str, hasard: Random) -> dict:
    """Bénéficiaires prévus, puis réels et par quartier si le bilan est reçu."""
    prevus = max(6, round(projet.public * hasard.uniform(0.85, 1.2)))
    prevus = round(prevus, -1) if prevus > 60 else prevus
    menee = statut in ("soldée", "réalisée", "conventionnée")
    recu = menee and hasard.random() < histoire.chance_bilan(annee)
    if not recu:
        return {"beneficiaires_prevus": prevus, "bilan_recu": False}
    reels = max(3, round(prevus * hasard.gauss(0.58 if annee == 2020 else 0.96, 0.17)))
    detail: tuple[int, ...] = ()
    if lieux and hasard.random() < 0.7:
        poids = parts or tuple(1 / len(lieux) for _ in lieux)
        detail = tuple(int(reels * part) for part in poids[:-1])
        detail += (reels - sum(detail),)
    return {
        "beneficiaires_prevus": prevus,
        "beneficiaires_reels": reels,
        "bilan_recu": True,
        "beneficiaires_quartiers": detail,
    }


def _action(
    contrat: Contrat, projet: Projet, annee: int, reference: str, hasard: Random, statut: str | None = None
) -> Action | None:
    """L'action d'un projet cette année-là ; None s'il n'a plus de quartier (le quartier oublié).

    `statut` : s'il est déjà connu (la campagne en cours), sinon tiré.
    """
    lieux, parts = projet.lieux, projet.parts
    if lieux:
        lieux = tuple(q for q in lieux if histoire.attention(q, annee) > 0)
        parts = parts if len(lieux) == len(projet.lieux) else ()
        if not lieux:
            return None
    generation = "2015" if annee < RUPTURE else "2024"
    domaine, statut = projet.domaine, statut or _statut(projet, annee, hasard)
    pilier, thematique = enjeu(domaine, annee, contrat.rang)
    intitule = projet.modele["intitule"]
    ligne = {
        "reference": reference,
        "contrat_id": contrat.contrat_id,
        "annee": annee,
        "intitule": f"{intitule} – {lieux[0].nom}" if len(lieux) == 1 else intitule,
        "description": projet.modele["description"],
        "objectifs": projet.objectif,
        "structure_id": projet.porteur.structure_id,
        "pilier": pilier,
        "thematique": thematique,
        "theme_national": domaine.national[annee >= RUPTURE],
        "statut": statut,
        "reconduction": projet.precedente is not None,
        "pluriannuelle": projet.cpo_jusqu_a >= annee,
        "reference_precedente": projet.precedente,
        "quartiers": tuple(q.code_en(generation) for q in lieux),
        "parts": parts,
        "classes": _classes(contrat, projet),
        "commune_id": lieux[0].communes[0] if lieux else None,
        **_publics(projet, lieux, parts, annee, statut, hasard),
    }
    projet.precedente = reference if statut not in (*ABANDON, "ajournée") else None
    projet.annees += 1
    return Action(ligne, projet)


def _conventionner(actifs: list[Projet], annee: int, hasard: Random) -> None:
    """Signe des conventions de trois ans jusqu'à la part visée : les plus gros projets reconduits d'abord."""
    manque = round(histoire.part_cpo(annee) * len(actifs)) - sum(p.cpo_jusqu_a >= annee for p in actifs)
    possibles = [p for p in actifs if p.cpo_jusqu_a < annee and p.annees]
    possibles.sort(key=lambda p: -p.taille * hasard.uniform(0.5, 1.5))
    for projet in possibles[: max(0, manque)]:
        projet.cpo_jusqu_a = annee + 2


def actions(contrat: Contrat, graine: int) -> list[Action]:
    """Toutes les actions d'un contrat hors postes, dans l'ordre des références."""
    hasard = Random(f"{graine} programmation {contrat.contrat_id}")
    actifs: list[Projet] = []
    rangees: list[Action] = []
    for annee in range(PREMIERE_ANNEE, DERNIERE_ANNEE + 1):
        actifs = [
            p
            for p in actifs
            if p.cpo_jusqu_a >= annee or hasard.random() < histoire.reconduit(p.domaine.famille, annee)
        ]
        debut, fin = contrat.volume
        vise = round(debut + (fin - debut) * histoire.avance(annee) + hasard.uniform(-3, 3))
        pris = {(p.porteur.structure_id, p.modele["intitule"]) for p in actifs}
        while len(actifs) < vise:
            projet = _naissance(contrat, annee, hasard, pris)
            pris.add((projet.porteur.structure_id, projet.modele["intitule"]))
            actifs.append(projet)
        _conventionner(actifs, annee, hasard)
        annuelles = []
        for projet in hasard.sample(actifs, len(actifs)):
            reference = f"{contrat.prefixe}-{annee}-{len(annuelles) + 1:03d}"
            action = _action(contrat, projet, annee, reference, hasard)
            if action:
                annuelles.append(action)
        ecartes = {id(a.projet) for a in annuelles if a.ligne["statut"] in ABANDON}
        actifs = [p for p in actifs if id(p) not in ecartes]
        rangees += annuelles
    return rangees
