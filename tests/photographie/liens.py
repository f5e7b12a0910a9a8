"""Douze liens par page et par base, tirés des référentiels : les mêmes tant que la base est la même."""

from collections.abc import Iterable

from pages.seance.ordre import NOMS_PAGES
from pages.serveur.configuration import configuration
from queries import Filtre, lire

PAGES = tuple(NOMS_PAGES)
"""Les pages de lecture ; les autres (séance, mise à jour) sont des conversations."""
AGENT = {"is_logged_in": True, "email": "agent@photographie.example", "email_verified": True}
OUTRE_MER = ("971", "972", "973", "974", "975", "976", "977", "978")


def liens(page: str) -> dict[str, tuple[dict[str, str], dict[str, object]]]:
    """Nom du lien → ses paramètres d'adresse et l'identité de qui l'ouvre (vide : un visiteur)."""
    contrats = lire("referentiels/contrats")
    codes, publics = sorted(contrats["contrat_id"]), list(configuration().statuts_publics)
    outre_mer = sorted(contrats.loc[contrats["departement"].isin(OUTRE_MER), "contrat_id"])
    annees = sorted(int(a) for a in lire("referentiels/annees", contrats=codes[:1], statuts=publics)["annee"])
    premiere, derniere = (annees[0], annees[-1]) if annees else (2024, 2024)
    contrat = {"contrat": codes[0]} if codes else {}
    commun = contrat | {"annee": str(derniere)}
    propre = _propre(page, codes[:1])
    visiteur: dict[str, object] = {}
    piliers = lire("referentiels/piliers", contrats=codes[:1], debut=derniere, fin=derniere)["pilier_id"]
    quartiers = lire("referentiels/quartiers", contrats=codes[:1])["quartier_id"]
    financeurs = lire("referentiels/financeurs")["financeur_id"]
    return {
        "un contrat": (commun | propre, visiteur),
        "une année ancienne": (contrat | {"annee": str(premiere)} | propre, visiteur),
        "une période": (contrat | {"annee": f"{premiere}-{derniere}"} | propre, visiteur),
        "un pilier": (commun | _premier("pilier", piliers) | propre, visiteur),
        "un quartier": (commun | _premier("quartier", quartiers) | propre, visiteur),
        "un financeur": (commun | _premier("financeur", financeurs) | propre, visiteur),
        "tous les contrats": ({"contrat": "*", "annee": str(derniere)}, visiteur),
        "rien": (contrat | {"annee": "1990"} | propre, visiteur),
        "valeurs inconnues": (
            {"contrat": "INCONNU", "pilier": "inconnu", "financeur": "personne", "annee": "deux mille"},
            visiteur,
        ),
        "projection": (commun | propre | {"mode": "projection"}, visiteur),
        "un agent": (commun | propre, AGENT),
        "outre-mer": ({"contrat": (outre_mer or codes[-1:] or [""])[0]}, visiteur),
    }


def _propre(page: str, contrats: list[str]) -> dict[str, str]:
    """Ce qu'une fiche demande de plus : une action, la première que tous peuvent voir."""
    if page != "action":
        return {}
    filtre = Filtre(contrats=tuple(contrats), statuts=configuration().statuts_publics)
    vues = lire("actions/recherche", filtre=filtre, q=None, porteur=None, limite=None)
    return {"action": min(vues["action_id"])} if len(vues) else {}


def _premier(nom: str, codes: Iterable[object]) -> dict[str, str]:
    lus = list(map(str, codes))
    return {nom: lus[0]} if lus else {}
