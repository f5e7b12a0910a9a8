"""Les colonnes des tableaux d'actions et de porteurs."""

from pages.composants.tableaux import Colonne

_PREVUS = Colonne("Bénéficiaires prévus", aide="Personnes prévues ; sous 5, le nombre n'est pas montré")
_REELS = Colonne("Bénéficiaires réels", aide="Personnes touchées ; sous 5, le nombre n'est pas montré")
_DEMANDE = Colonne("Demandé", "euros", "Ce que le porteur a demandé")
_ACCORDE = Colonne("Accordé", "euros", "Ce que les financeurs ont décidé")
_VERSE = Colonne("Versé", "euros", "Ce qui est payé à ce jour")

TROUVEES = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "accorde_eur": _ACCORDE,
    "demande_eur": _DEMANDE,
    "statut": Colonne("Statut"),
    "quartiers": Colonne("Quartiers"),
    "pilier": Colonne("Pilier"),
    "financeurs": Colonne("Financeurs", aide="Du plus gros montant au plus petit"),
    "beneficiaires_prevus": _PREVUS,
    "beneficiaires_reels": _REELS,
}
FINANCEMENTS = {
    "financeur": Colonne("Financeur"),
    "nature": Colonne("Nature", aide="Crédits spécifiques de la politique de la ville, ou droit commun"),
    "demande_eur": _DEMANDE,
    "propose_eur": Colonne("Proposé", "euros", "Ce que l'instruction propose au comité de pilotage"),
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
QUARTIERS = {
    "quartier": Colonne("Quartier"),
    "type": Colonne("Type", aide="QPV : quartier prioritaire ; QVA : quartier de veille active"),
    "part": Colonne("Part de l'action", "pourcent"),
    "accorde_eur": Colonne("Accordé", "euros", "L'argent de l'action partagé selon la part"),
    "beneficiaires": _REELS,
}
HISTOIRE = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "statut": Colonne("Statut"),
    "demande_eur": _DEMANDE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
    "beneficiaires_prevus": _PREVUS,
    "beneficiaires_reels": _REELS,
}
PORTEURS = {
    "porteur": Colonne("Porteur"),
    "categorie": Colonne("Catégorie"),
    "nb_actions": Colonne("Actions", "entier"),
    "nb_postes": Colonne("dont postes", "entier", "Postes aidés, comptés à leur coût théorique"),
    "montant_eur": Colonne(
        "Montant", "euros", "Le montant choisi dans les filtres ; un euro compte une fois"
    ),
    "nb_financeurs": Colonne("Financeurs", "entier", "Hors autofinancement et hors postes"),
    "premier_financeur": Colonne("Premier financeur", aide="Hors autofinancement et hors postes"),
    "part_premier": Colonne(
        "Sa part", "pourcent", "Dans l'argent du contrat, hors autofinancement et hors postes"
    ),
}
MOUVEMENTS = {
    "porteur": Colonne("Porteur"),
    "categorie": Colonne("Catégorie"),
    "situation": Colonne("Situation", aide="Par rapport à l'année d'avant"),
    "nb_avant": Colonne("Actions, un an avant", "entier"),
    "nb_actions": Colonne("Actions", "entier"),
    "avant_eur": Colonne("Montant, un an avant", "euros"),
    "montant_eur": Colonne("Montant", "euros"),
}
ANNEES_PORTEUR = {
    "annee": Colonne("Année", "annee"),
    "nb_actions": Colonne("Actions", "entier"),
    "demande_eur": _DEMANDE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
FINANCEURS_PORTEUR = {
    "financeur": Colonne("Financeur"),
    "nature": Colonne("Nature"),
    "nb_actions": Colonne("Actions", "entier"),
    "demande_eur": _DEMANDE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
