"""L'argent des actions : qui est sollicité, combien il accorde, combien il a versé."""

from math import ceil
from random import Random

from data.demo import histoire
from data.demo.lexique import DERNIERE_ANNEE
from data.demo.lieux import Contrat
from data.demo.programmation import Action

ECARTEE = ("refusée", "réorientée", "annulée")
AMPLEUR = {"region": 2.0, "ars": 1.6, "europe": 2.5, "bailleurs": 1.2}
"""Ces financeurs-là viennent rarement pour peu."""


def rond(montant: float, hasard: Random) -> int:
    """Arrondi comme un comité arrondit : à la centaine, à 500 € au-dessus de 8 000 € ; au moins 300 €."""
    pas = 500 if montant > 8000 and hasard.random() < 0.6 else 100
    return max(300, round(montant / pas) * pas)


def _apports(action: Action, contrat: Contrat, hasard: Random) -> dict[tuple[str, str], float]:
    """(financeur, nature) → poids, hors État politique de la ville et autofinancement."""
    annee, domaine = action.ligne["annee"], action.projet.domaine
    poids = {}
    if hasard.random() < 0.84:
        poids["epci", "specifique"] = hasard.uniform(0.7, 1.2)
    if hasard.random() < 0.62:
        poids["communes", "specifique"] = hasard.uniform(0.5, 1.0)
    for (financeur, nature), chance in ({("region", "specifique"): 0.0} | domaine.apports).items():
        if financeur == "region":
            chance = max(2 * chance, 0.2)
            chance *= (
                0 if annee >= histoire.RETRAIT_REGION else 0.4 if annee == histoire.RETRAIT_REGION - 1 else 1
            )
        if hasard.random() < chance * (0.72 + 0.5 * histoire.avance(annee)):
            poids[financeur, nature] = hasard.uniform(0.5, 1.1) * AMPLEUR.get(financeur, 1)
    return poids or {("epci", "specifique"): 1.0}


def _montants(vise: float, statut: str, annee: int, negocie: bool, hasard: Random) -> tuple:
    """Demandé, proposé, accordé, versé (euros ou None) d'une ligne dont le comité accorderait `vise`."""
    accorde = float(rond(vise, hasard))
    if hasard.random() < 0.04:
        accorde += hasard.choice((0.5, 37.5, 42.8, 66.67, 12.25))
    demande = accorde if hasard.random() < 0.42 else float(rond(accorde * hasard.uniform(1.05, 1.6), hasard))
    demande = max(demande, accorde)
    propose = (
        accorde
        if not negocie or hasard.random() < 0.8
        else min(demande, accorde + hasard.choice((-200, 300, 500)))
    )
    propose = max(0.0, propose)
    if statut in ("déposée", "recevable", "ajournée"):
        return demande, None, None, None
    if statut == "en instruction":
        return demande, propose, None, None
    if statut in ECARTEE:
        return demande, propose if statut == "annulée" else 0.0, 0.0, None if statut != "annulée" else 0.0
    if statut == "retenue":
        return demande, propose, accorde, 0.0
    if statut == "conventionnée":
        avance = (
            hasard.choice((0.0, 0.5, 0.5, 0.6, 0.7))
            if annee == DERNIERE_ANNEE
            else hasard.choice((0.5, 0.6, 0.7, 0.8))
        )
        return demande, propose, accorde, round(accorde * avance, 2)
    if statut == "réalisée":
        return demande, propose, accorde, round(accorde * hasard.choice((0.5, 0.7, 0.75, 0.8, 1.0)), 2)
    # Soldée : le bilan montre parfois une dépense moindre, le solde n'est alors pas dû.
    verse = accorde if hasard.random() < 0.9 else round(accorde * hasard.uniform(0.55, 0.97), 2)
    return demande, propose, accorde, verse


def financer(action: Action, contrat: Contrat, hasard: Random) -> None:
    """Remplit les cofinancements de l'action et son coût total."""
    ligne, projet = action.ligne, action.projet
    annee, statut, section = ligne["annee"], ligne["statut"], projet.section
    total = projet.taille * histoire.ampleur(projet.domaine.famille, annee) * hasard.uniform(0.92, 1.08)
    etat = histoire.part_etat(annee) * hasard.uniform(0.75, 1.25)
    apports = _apports(action, contrat, hasard)
    somme = sum(apports.values())
    parts = {("etat", "specifique"): etat}
    parts |= {cle: (1 - etat) * poids / somme for cle, poids in apports.items()}
    seul = hasard.random()
    if seul < 0.1:
        # Une action sur dix tient à un seul financeur : s'il se retire, elle s'arrête.
        parts = {("etat" if seul < 0.07 else "epci", "specifique"): 1.0}
    for (financeur, nature), part in parts.items():
        action.cofinancements.append(
            _ligne(ligne, financeur, nature, section, _montants(total * part, statut, annee, True, hasard))
        )
    if hasard.random() < 0.86:
        propre = _montants(total * hasard.uniform(0.06, 0.22), statut, annee, False, hasard)
        # Le porteur met ce qu'il dit mettre : rien à négocier ni à verser, sauf si l'action ne se fait pas.
        accorde = propre[0] if propre[2] else propre[2]
        verse = propre[0] if statut == "soldée" else propre[3]
        propre = (propre[0], propre[1] and propre[0], accorde, verse)
        action.cofinancements.append(_ligne(ligne, "porteur", "autofinancement", section, propre))
    demande = sum(f["demande_eur"] for f in action.cofinancements)
    reste = rond(demande * hasard.uniform(0.03, 0.25), hasard) if hasard.random() < 0.55 else 0
    ligne["cout_total_eur"] = demande + reste


def _ligne(ligne: dict, financeur: str, nature: str, section: str, montants: tuple) -> dict:
    """Une ligne de la feuille `financements`."""
    noms = ("demande_eur", "propose_eur", "accorde_eur", "verse_eur")
    return {
        "reference": ligne["reference"],
        "financeur_id": financeur,
        "nature": nature,
        "section": section,
        **dict(zip(noms, montants, strict=True)),
    }


def enveloppes(contrat: Contrat, actions: list[Action], graine: int) -> list[dict]:
    """Ce que le comité peut répartir : par pilier pour l'État et l'intercommunalité, d'un bloc sinon.

    Crédits spécifiques, hors postes (le comité n'en décide pas). Le plus souvent un peu plus que l'accordé ;
    l'année en cours, il reste de quoi décider.
    """
    hasard = Random(f"{graine} enveloppes {contrat.contrat_id}")
    cumuls: dict[tuple, float] = {}
    for action in actions:
        for financement in action.cofinancements:
            financeur = financement["financeur_id"]
            specifique = financement["nature"] == "specifique"
            if specifique and financeur in ("etat", "epci", "communes", "caf", "bailleurs"):
                pilier = action.ligne["pilier"] if financeur in ("etat", "epci") else None
                cle = action.ligne["annee"], financeur, pilier
                cumuls[cle] = cumuls.get(cle, 0) + (financement["accorde_eur"] or 0)
    rangees = []
    for (annee, financeur, pilier), accorde in sorted(cumuls.items(), key=lambda c: tuple(map(str, c[0]))):
        marge = hasard.uniform(1.06, 1.14) if annee == DERNIERE_ANNEE else hasard.uniform(1.0, 1.07)
        # De temps en temps, un comité dépasse ce qu'il avait à répartir.
        marge = 0.96 if hasard.random() < 0.03 else marge
        rangees.append(
            {
                "contrat_id": contrat.contrat_id,
                "annee": annee,
                "financeur_id": financeur,
                "pilier": pilier,
                "montant_eur": max(1000, ceil(accorde * marge / 1000) * 1000),
            }
        )
    return rangees
