"""Ce qu'une colonne d'un tableau de programmation peut dire : champs, étapes, natures, sections, unités."""

ETAPES = {"demande": "demandé", "propose": "proposé", "accorde": "accordé", "verse": "versé"}
NATURES = ("specifique", "droit_commun", "autofinancement")
SECTIONS = ("fonctionnement", "investissement")
CHAMPS = {
    "reference": "la référence de l'action",
    "reference_precedente": "la référence de l'action de l'an dernier",
    "annee": "l'année (exercice)",
    "intitule": "l'intitulé de l'action",
    "description": "la description",
    "objectifs": "les objectifs",
    "porteur": "le porteur",
    "siret": "le SIRET du porteur",
    "pilier": "le pilier",
    "thematique": "la thématique",
    "theme_national": "le thème de l'État (programme 147)",
    "classement": "un autre classement (axe transversal, dispositif…)",
    "statut": "le statut",
    "reconduction": "nouvelle action ou reconduction",
    "pluriannuelle": "ponctuelle ou pluriannuelle (CPO)",
    "quartiers": "les quartiers",
    "parts": "la part de chaque quartier",
    "commune": "la commune",
    "cout_total": "le coût total de l'action",
    "beneficiaires_prevus": "le nombre de bénéficiaires prévus",
    "beneficiaires_reels": "le nombre de bénéficiaires réels",
    "bilan_recu": "le bilan reçu",
    "montant": "un montant d'un financeur",
    "total": "un total de financeurs, à comparer",
    "hors_base": "une information que la base ne garde pas",
    "ignorer": "une colonne à ne pas lire",
}
"""Champ → ce qu'il veut dire, en français."""

DEGRES = ("confirmée", "certaine", "probable", "possible", "inconnue")
"""Du plus sûr au moins sûr. Les deux premiers se passent de confirmation."""
UNITES = {"euros": 1, "milliers": 1_000, "millions": 1_000_000}
"""Unité des montants → ce qu'elle vaut en euros."""
PAR_COLONNE = "colonnes"
"""L'unité du tableau quand chaque colonne a la sienne."""
