"""Ce que chaque table cite d'une autre, et la phrase à dire quand la cible manque."""

from typing import NamedTuple


class Reference(NamedTuple):
    """`colonne` doit se trouver dans `table`.`cle` (si elle n'est pas vide)."""

    colonne: str
    table: str
    cle: str
    motif: str


class Verification(NamedTuple):
    """`condition` est le SQL qui reconnaît une ligne fautive."""

    colonne: str
    condition: str
    motif: str


CONTRAT = Reference("contrat_id", "contrat", "contrat_id", "ce contrat n'existe pas")
ACTION = Reference("action_id", "action", "action_id", "l'action n'existe pas, ou a été refusée")
STRUCTURE = Reference("structure_id", "structure", "structure_id", "cette structure n'existe pas")
FINANCEUR = Reference("financeur_id", "financeur", "financeur_id", "ce financeur n'existe pas")
QUARTIER = Reference("quartier_id", "quartier", "quartier_id", "ce quartier n'existe pas")
PILIER = Reference("pilier_id", "pilier", "pilier_id", "ce pilier n'est pas au contrat")
INDICATEUR = Reference("indicateur_id", "indicateur", "indicateur_id", "cet indicateur n'existe pas")
INSTANCE = Reference("instance_id", "instance", "instance_id", "cette instance n'existe pas")

REFERENCES: dict[str, tuple[Reference, ...]] = {
    "signataire": (CONTRAT, STRUCTURE),
    "pilier": (CONTRAT,),
    "thematique": (PILIER,),
    "classement": (CONTRAT,),
    "classe": (Reference("classement_id", "classement", "classement_id", "ce classement n'existe pas"),),
    "quartier": (CONTRAT,),
    "commune": (CONTRAT,),
    "action": (
        CONTRAT,
        STRUCTURE,
        PILIER,
        Reference(
            "thematique_id", "thematique", "thematique_id", "cette thématique n'est pas sous ce pilier"
        ),
    ),
    "action_quartier": (ACTION, QUARTIER),
    "action_classe": (
        ACTION,
        Reference("classe_id", "classe", "classe_id", "cette classe n'est dans aucun classement du contrat"),
    ),
    "financement": (ACTION, FINANCEUR),
    "enveloppe": (CONTRAT, FINANCEUR, PILIER),
    "mesure": (INDICATEUR,),
    "objectif": (CONTRAT, PILIER, INDICATEUR, QUARTIER),
    "engagement": (CONTRAT, STRUCTURE),
    "instance": (CONTRAT, QUARTIER),
    "membre": (INSTANCE,),
    "seance": (INSTANCE,),
    "decision": (Reference("seance_id", "seance", "seance_id", "cette séance n'existe pas"), ACTION),
    "avis": (ACTION, INSTANCE),
}

VERIFICATIONS: dict[str, tuple[Verification, ...]] = {
    "action": (
        Verification(
            "pilier_id",
            "exists (select 1 from pilier where pilier.pilier_id = action.pilier_id "
            "and action.annee not between pilier.debut and pilier.fin)",
            "ce pilier n'est pas au contrat cette année-là",
        ),
    ),
}
