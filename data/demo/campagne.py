"""La campagne en cours : les demandes déposées à l'automne 2026 pour l'exercice suivant, que nul n'a votées.

L'appel à projets va d'octobre à la mi-novembre, l'instruction commence : une partie des demandes est déjà
proposée, les conseils citoyens rendent leurs avis. Rien n'y est public.
"""

from math import ceil
from random import Random

from data.demo import financement, programmation
from data.demo.gouvernance import MOTIFS_AVIS, _instances
from data.demo.lexique import DERNIERE_ANNEE
from data.demo.lieux import Contrat
from data.demo.programmation import Action, Projet

EXERCICE = DERNIERE_ANNEE + 1
RECONDUITES, NOUVELLES = (22, 10, 8), (10, 5, 4)
"""Demandes de chaque contrat : celles qu'on redépose, et les premières."""
STATUTS, POIDS = ("déposée", "recevable", "en instruction"), (7, 8, 17)
AVIS_RENDU = 0.55
PAR_PILIER, D_UN_BLOC = ("etat", "epci"), ("communes", "caf", "bailleurs")


def actions(contrat: Contrat, passees: list[Action], graine: int) -> list[Action]:
    """Les demandes de la campagne, financées ; `passees` : toutes les actions du contrat, hors postes."""
    hasard = Random(f"{graine} campagne {contrat.contrat_id}")
    voulues = hasard.sample(_menes(passees), RECONDUITES[contrat.rang])
    pris = {(p.porteur.structure_id, p.modele["intitule"]) for p in voulues}
    for _ in range(NOUVELLES[contrat.rang]):
        neuf = programmation._naissance(contrat, EXERCICE, hasard, pris)
        pris.add((neuf.porteur.structure_id, neuf.modele["intitule"]))
        voulues.append(neuf)
    demandes: list[Action] = []
    for projet in hasard.sample(voulues, len(voulues)):
        reference = f"{contrat.prefixe}-{EXERCICE}-{len(demandes) + 1:03d}"
        statut = hasard.choices(STATUTS, POIDS)[0]
        demande = programmation._action(contrat, projet, EXERCICE, reference, hasard, statut)
        if demande:
            financement.financer(demande, contrat, hasard)
            demandes.append(demande)
    return demandes


def _menes(passees: list[Action]) -> list[Projet]:
    """Les projets menés cette année, dans l'ordre des références."""
    return [
        action.projet
        for action in passees
        if action.ligne["annee"] == DERNIERE_ANNEE
        and action.ligne["statut"] in ("retenue", "conventionnée", "réalisée")
    ]


def enveloppes(contrat: Contrat, demandes: list[Action], graine: int) -> list[dict]:
    """Ce que le comité aura à répartir : moins que ce qu'on lui demande, sinon il n'aurait rien à décider."""
    hasard = Random(f"{graine} campagne enveloppes {contrat.contrat_id}")
    sommes: dict[tuple[str, str | None], float] = {}
    for demande in demandes:
        for apport in demande.cofinancements:
            financeur = apport["financeur_id"]
            if apport["nature"] == "specifique" and financeur in (*PAR_PILIER, *D_UN_BLOC):
                cle = financeur, demande.ligne["pilier"] if financeur in PAR_PILIER else None
                sommes[cle] = sommes.get(cle, 0) + apport["demande_eur"]
    return [
        {
            "contrat_id": contrat.contrat_id,
            "annee": EXERCICE,
            "financeur_id": financeur,
            "pilier": pilier,
            "montant_eur": ceil(somme * hasard.uniform(0.62, 0.92) / 1000) * 1000,
        }
        for (financeur, pilier), somme in sorted(sommes.items(), key=lambda c: tuple(map(str, c[0])))
    ]


def avis(contrat: Contrat, demandes: list[Action], graine: int) -> list[dict]:
    """Les avis déjà rendus par les conseils citoyens des quartiers que touchent les demandes."""
    hasard = Random(f"{graine} campagne avis {contrat.contrat_id}")
    rangees = []
    for instance, lieu in _instances(contrat):
        for demande in demandes if lieu else []:
            if lieu not in demande.projet.lieux or hasard.random() > AVIS_RENDU:
                continue
            sens = hasard.choices(("favorable", "réservé", "défavorable"), (70, 22, 8))[0]
            rangees.append(
                {
                    "reference": demande.ligne["reference"],
                    "instance_id": instance["instance_id"],
                    "avis": sens,
                    "motif": hasard.choice(MOTIFS_AVIS[sens]),
                }
            )
    return rangees
