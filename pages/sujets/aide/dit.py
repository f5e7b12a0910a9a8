"""Aide : ses rubriques, ses textes remplis par la configuration, les étapes de la visite de dix minutes."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from pages.composants import formats, glossaire, phrases
from pages.composants.formats import typographie
from pages.composants.referentiel import est_fictif
from pages.serveur import adresses
from pages.serveur.configuration import FONDS, Configuration, configuration
from pages.serveur.fond import fond_de_carte
from queries import Filtre

TEXTES = Path(__file__).parents[2] / "textes"
RUBRIQUES = {
    "visite": "Visite de dix minutes",
    "lire": "Lire une page",
    "glossaire": "Glossaire",
    "methode": "Règles des chiffres",
    "accessibilite": "Accessibilité",
    "mentions": "Mentions légales",
}
_RGAA = "au référentiel général d'amélioration de l'accessibilité (RGAA)"
_FICTIF = "**Le territoire montré ici est imaginaire** : aucun de ses chiffres ne décrit un lieu réel."
_REEL = (
    "Les contours et les indicateurs publics viennent de l'Agence nationale de la cohésion des territoires "
    "et de l'INSEE. Les données propres au contrat sont publiées sous la responsabilité de l'éditeur."
)
_ETATS = {
    "non auditée": "**Non conforme, faute d'audit.** Ce site n'a pas été audité : rien ne permet d'affirmer "
    f"qu'il répond {_RGAA} ; il est donc déclaré non conforme.",
    "non conforme": f"Ce site est **non conforme** {_RGAA}.",
    "partielle": f"Ce site est **partiellement conforme** {_RGAA}, à cause des défauts relevés par l'audit.",
    "totale": f"Ce site est **totalement conforme** {_RGAA}.",
}


def constat(section: str) -> str:
    """La phrase qui ouvre la rubrique."""
    reglages = configuration()
    etats = {
        "non auditée": "Ce site n'a pas été audité : il est déclaré non conforme au RGAA.",
        "non conforme": "Ce site est déclaré non conforme au RGAA.",
        "partielle": "Ce site est déclaré partiellement conforme au RGAA.",
        "totale": "Ce site est déclaré totalement conforme au RGAA.",
    }
    nb_vues, nb_mots = formats.nombre(len(etapes())), formats.nombre(len(glossaire.mots()))
    phrase = {
        "visite": f"{nb_vues} vues, une minute chacune : qui paie quoi, où, et avec quel résultat.",
        "lire": "Chaque page pose une question, y répond en une phrase, puis dit d'où vient le chiffre.",
        "glossaire": f"{nb_mots} mots du contrat de ville, une phrase chacun.",
        "methode": "Un euro compte une fois, aucun taux n'est moyenné, le secret se dit.",
        "accessibilite": etats[reglages.conformite_rgaa],
        "mentions": "Qui publie ce site, qui l'héberge, et ce qu'il fait de vos données.",
    }
    return typographie(phrase[section])


def texte(section: str, filtre: Filtre) -> str:
    """Le texte d'une rubrique, rempli par la configuration ; ce qui manque se dit « à compléter »."""
    brut = (TEXTES / f"{section}.md").read_text(encoding="utf-8")
    return brut.format_map(valeurs(configuration(), fictif=est_fictif(filtre), fond=fond_de_carte()))


def parties(brut: str) -> list[tuple[str, str]]:
    """Les parties « ### Titre » d'un texte : (titre, corps)."""
    morceaux = brut.split("### ")[1:]
    return [(m.partition("\n")[0].strip(), m.partition("\n")[2].strip()) for m in morceaux]


def valeurs(reglages: Configuration, fictif: bool = False, fond: str = "aucun") -> dict[str, str]:
    """Ce que la configuration met dans les textes."""
    contact = reglages.contact or reglages.contact_accessibilite
    return {
        "collectivite": phrases.markdown(reglages.collectivite),
        "adresse": f" ({reglages.adresse_publique})" if reglages.adresse_publique else "",
        "editeur": _ou_a_completer(reglages, "editeur"),
        "directeur_publication": _ou_a_completer(reglages, "directeur_publication"),
        "hebergeur": _ou_a_completer(reglages, "hebergeur"),
        "delegue_donnees": _ou_a_completer(reglages, "delegue_donnees"),
        "contact": _joindre(contact) if contact else a_completer("contact"),
        "contact_accessibilite": _joindre(reglages.contact_accessibilite or reglages.contact)
        if contact
        else a_completer("contact_accessibilite"),
        "etat": _ETATS[reglages.conformite_rgaa],
        "resultats": _resultats(reglages),
        "declaration": f"Cette déclaration a été établie le {_jour(reglages.declaration_rgaa_le)}."
        if reglages.declaration_rgaa_le
        else f"Cette déclaration n'est pas datée : {a_completer('declaration_rgaa_le')}.",
        "schema": f"Son schéma pluriannuel d'accessibilité est publié : {reglages.schema_accessibilite}."
        if reglages.schema_accessibilite
        else f"Son schéma pluriannuel d'accessibilité : {a_completer('schema_accessibilite')}.",
        "statuts": _statuts(reglages),
        "origine": _FICTIF if fictif else _REEL,
        "fond": _fond(fond),
    }


def a_completer(cle: str) -> str:
    """« à compléter (clé `editeur` de la configuration) »."""
    return f"*à compléter* (clé `{cle}` de la configuration)"


@lru_cache(maxsize=1)
def etapes() -> tuple[Mapping, ...]:
    """Les étapes de la visite, dans l'ordre (pages/textes/visite.toml)."""
    return tuple(tomllib.loads((TEXTES / "visite.toml").read_text(encoding="utf-8"))["etape"])


def _ou_a_completer(reglages: Configuration, cle: str) -> str:
    valeur = getattr(reglages, cle)
    return phrases.markdown(valeur) if valeur else a_completer(cle)


def _joindre(contact: str) -> str:
    """Un contact ; l'adresse électronique seule est un lien, exprès : on doit pouvoir écrire d'un clic."""
    ecrit = phrases.markdown(contact)
    return f"[{ecrit}](mailto:{quote(contact, safe='@')})" if adresses.lire(contact) else ecrit


def _resultats(reglages: Configuration) -> str:
    if not reglages.audit_rgaa_le:
        return "Aucun audit de conformité n'a été mené."
    par = f" par {phrases.markdown(reglages.audit_rgaa_par)}" if reglages.audit_rgaa_par else ""
    debut = f"L'audit mené{par} le {_jour(reglages.audit_rgaa_le)}"
    if not reglages.audit_rgaa_taux:
        return f"{debut} n'a pas publié de taux : {a_completer('audit_rgaa_taux')}."
    return f"{debut} révèle que **{reglages.audit_rgaa_taux} %** des critères du RGAA sont respectés."


def _statuts(reglages: Configuration) -> str:
    visibles = phrases.liste([f"« {s} »" for s in reglages.statuts_publics])
    return (
        f"Ce site montre les actions de statut {visibles}. Les autres n'apparaissent dans aucune page, aucun "
        "lien, aucun fichier ; seuls les effectifs de la page Données les comptent."
    )


def _fond(fond: str) -> str:
    if not FONDS.get(fond):
        return "Il n'envoie rien à un tiers."
    return f"Seul le fond de carte vient d'ailleurs : {FONDS[fond]} reçoit votre adresse réseau."


def _jour(iso: str) -> str:
    return formats.jour(date.fromisoformat(iso))
