"""Un filtre en mots, et le nom de chacun de ses champs."""

from pages.composants import liens
from pages.composants.referentiel import NOMS_MONTANTS, Referentiel
from queries import Filtre

NOMS = {
    "contrat": "Contrat",
    "annee": "Année",
    "pilier": "Pilier",
    "thematique": "Thématique",
    "quartier": "Quartier",
    "financeur": "Financeur",
    "nature": "Nature des crédits",
    "statut": "Statut",
    "montant": "Montant",
}


def en_mots(filtre: Filtre, choix: Referentiel) -> str:
    """Le filtre en une ligne : « Val d'Aurore · 2024 · Pilier : Emploi · Montant accordé »."""
    morceaux = [", ".join(choix.contrats.get(c, c) for c in filtre.contrats) or "Tous les contrats"]
    morceaux.append(annees_en_mots(filtre.annees))
    for nom, champ in liens.LISTES.items():
        codes = getattr(filtre, champ)
        if nom != "contrat" and codes:
            morceaux.append(f"{NOMS[nom]} : " + ", ".join(getattr(choix, champ).get(c, c) for c in codes))
    morceaux.append(f"Montant {NOMS_MONTANTS[filtre.montant].lower()}")
    return " · ".join(morceaux)


def annees_en_mots(annees: tuple[int, int] | None) -> str:
    """« 2024 », « 2020–2024 » ou « toutes les années »."""
    if annees is None:
        return "toutes les années"
    return str(annees[0]) if annees[0] == annees[1] else f"{annees[0]}–{annees[1]}"
