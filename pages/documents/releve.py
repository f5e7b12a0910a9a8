"""Le relevé de décisions d'une séance : ce qui a été décidé, action par action, et les totaux."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from pages.composants import formats, phrases
from pages.documents.blocs import Ecrit
from pages.documents.grilles import Grille
from pages.documents.matiere import Matiere, texte
from pages.seance.ordre import DECISIONS, Decision
from queries import lire

_ENTETES = ("Action", "Porteur", "Demandé", "Proposé", "Décision", "Décidé", "Motif")
_NOMBRES = (False, False, True, True, False, True, False)
_PLURIELS = {"validée": "validées", "modifiée": "modifiées", "ajournée": "ajournées", "rejetée": "rejetées"}


def ecrire(matiere: Matiere, statuts: Sequence[str]) -> Ecrit:
    """Le relevé : l'ordre du jour, puis les décisions par pilier.

    Une action que `statuts` ne permet pas de voir est comptée, jamais nommée.
    """
    ecrit = Ecrit(
        f"Relevé de décisions{formats.FINE}: {matiere.titre}",
        matiere.collectivite,
        [*matiere.contrats[:3], f"Établi le {formats.jour(matiere.le)}"],
        matiere.fictif,
    )
    ecrit.titrer("Présents et excusés")
    ecrit.a_completer("la liste des présents, des excusés et des pouvoirs, et le nom de qui préside.")
    ecrit.titrer("Ordre du jour")
    _points(ecrit, matiere)
    ecrit.titrer("Décisions")
    _decisions(ecrit, matiere.seance.decisions, statuts)
    ecrit.titrer("Signature")
    ecrit.a_completer("le lieu, la date, le nom et la qualité de qui signe.")
    ecrit.noter(" ; ".join(matiere.bases))
    return ecrit


def _points(ecrit: Ecrit, matiere: Matiere) -> None:
    if not matiere.sections:
        ecrit.dire("L'ordre du jour est vide.")
    for section in matiere.sections:
        ecrit.titrer(f"{section.rang}. {section.titre}", 2)
        ecrit.dire(section.phrase)
        ecrit.dire(texte(section.point.note))


def _decisions(ecrit: Ecrit, decisions: Sequence[Decision], statuts: Sequence[str]) -> None:
    if not decisions:
        ecrit.dire("Aucune décision notée.")
        return
    noms = [d.action_id for d in decisions]
    actions = lire("rapport/actions_decidees", actions=noms, statuts=list(statuts))
    par_action = {d.action_id: d for d in decisions}
    comptes = [(nom, sum(d.decision == nom for d in decisions)) for nom in DECISIONS]
    sens = [phrases.accord(nb, nom, _PLURIELS[nom]) for nom, nb in comptes if nb]
    notees = phrases.accord(len(decisions), "décision notée", "décisions notées")
    ecrit.dire(f"{notees}{formats.FINE}: {phrases.liste(sens)}.")
    ecrit.noter("Montants en crédits spécifiques de la politique de la ville ; un euro compte une fois.")
    plusieurs = actions["contrat"].nunique() > 1
    for (contrat, pilier), lignes in actions.groupby(["contrat", "pilier"], sort=False):
        titre = f"{contrat} · {pilier}" if plusieurs else str(pilier)
        ecrit.montrer(_grille(texte(titre), lignes, par_action))
    if len(actions):
        ecrit.montrer(_totaux(actions, par_action))
    cachees = len(decisions) - len(actions)
    if cachees:
        mots = phrases.accord(cachees, "décision porte", "décisions portent")
        ecrit.noter(
            f"{mots} sur une action que cette base ne contient pas, ou que votre accès ne montre "
            f"pas{formats.FINE}: connectez-vous comme agent pour un relevé complet."
        )


def _grille(titre: str, actions: pd.DataFrame, decisions: dict[str, Decision]) -> Grille:
    lignes = []
    for action in actions.to_dict("records"):
        decision = decisions[action["action_id"]]
        lignes.append(
            (
                texte(action["intitule"]),
                formats.ABSENT if formats.absent(action["porteur"]) else texte(action["porteur"]),
                formats.montant(action["demande_eur"], exact=True),
                formats.montant(action["propose_eur"], exact=True),
                decision.decision,
                _somme_ecrite(decide(decision, action)),
                texte(decision.motif),
            )
        )
    return Grille(titre, _ENTETES, tuple(lignes), _NOMBRES)


def decide(decision: Decision, action: dict) -> Decimal | None:
    """Le montant décidé, en euros, selon la règle de l'instruction (queries/instruction/demandes.sql).

    Validée : le montant noté, sinon le proposé, sinon le demandé. Modifiée : le montant noté. Rejetée : 0.
    Ajournée, ou sans montant connu : None.
    """
    if decision.decision == "rejetée":
        return Decimal(0)
    if decision.decision == "ajournée":
        return None
    connus = [decision.montant_eur]
    if decision.decision == "validée":
        connus += [action["propose_eur"], action["demande_eur"]]
    return next((formats.decimal(m) for m in connus if not formats.absent(m)), None)


def _totaux(actions: pd.DataFrame, decisions: dict[str, Decision]) -> Grille:
    """Par pilier et en tout : les actions, le demandé, le proposé, le décidé ; l'inconnu n'est pas zéro."""
    lignes = []
    groupes = [(str(p), g) for p, g in actions.groupby("pilier", sort=False)]
    for nom, groupe in [*groupes, ("Total", actions)]:
        decides = [decide(decisions[a["action_id"]], a) for a in groupe.to_dict("records")]
        sommes = [_somme(groupe["demande_eur"]), _somme(groupe["propose_eur"]), _somme(decides)]
        lignes.append((texte(nom), formats.nombre(len(groupe)), *map(_somme_ecrite, sommes)))
    entetes = ("Pilier", "Actions", "Demandé", "Proposé", "Décidé")
    return Grille("Totaux", entetes, tuple(lignes), (False, True, True, True, True))


def _somme(valeurs: object) -> Decimal | None:
    connues = [formats.decimal(v) for v in valeurs if not formats.absent(v)]
    return sum(connues, Decimal(0)) if connues else None


def _somme_ecrite(somme: Decimal | None) -> str:
    return "—" if somme is None else formats.montant(somme, exact=True)
