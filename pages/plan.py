"""LA liste des pages : menu, télécommande, ordre du jour, glossaire, aperçu et essais en viennent.

Une page est un fichier de ce dossier, du nom de son adresse. Page de lecture, c'est une fonction `page` qui
dit ce qu'elle répond (pages/blocs) ; `atelier`, c'est une conversation, un script de Streamlit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

ACCUEIL = "synthese"
"""La page dont l'adresse est la racine du site."""


@dataclass(frozen=True)
class Page:
    """Une page : `code` est le nom de son fichier et son adresse.

    `mots` : ses mots du glossaire. `parametres` : ceux de son adresse qui ne sont qu'à elle et changent ce
    qu'elle dit. `projetee` : les flèches d'une projection y passent. `en_seance` : elle peut être un point de
    l'ordre du jour ; `ajoutable` : d'un clic. `filtree` : ses filtres se citent.
    """

    code: str
    nom: str
    icone: str
    rubrique: str = ""
    question: str = ""
    mots: tuple[str, ...] = ()
    parametres: tuple[str, ...] = ()
    atelier: bool = False
    projetee: bool = True
    en_seance: bool = True
    ajoutable: bool = True
    filtree: bool = True

    @property
    def valeur(self) -> bool:
        """Vrai d'une page de lecture : une fonction, dont la réponse est une valeur."""
        return not self.atelier


PAGES = (
    Page(
        "synthese",
        "Synthèse",
        "dashboard",
        question="Que fait le contrat de ville cette année ?",
        mots=("pilier", "accorde", "effet-levier", "cpo", "qpv", "adulte-relais"),
    ),
    Page(
        "carte",
        "Carte",
        "map",
        question="Où va l'argent, où sont les besoins ?",
        mots=("qpv", "qva", "zonage", "secret-statistique", "ventilation"),
        parametres=("mesure", "mesure2"),
    ),
    Page(
        "quartier",
        "Quartier",
        "location_city",
        question="Que se passe-t-il dans ce quartier ?",
        mots=("qpv", "zonage", "ventilation", "secret-statistique", "taux-de-pauvrete"),
    ),
    Page(
        "piliers",
        "Piliers",
        "category",
        "Programmation",
        question="À quoi sert l'argent ?",
        mots=("pilier", "thematique", "axe-transversal", "dispositif", "theme-national"),
        parametres=("lecture", "classe"),
    ),
    Page(
        "financeurs",
        "Financeurs",
        "payments",
        "Programmation",
        question="Qui paie, et pour quoi ?",
        mots=("credits-specifiques", "droit-commun", "enveloppe", "effet-levier", "autofinancement"),
        parametres=("image",),
    ),
    Page(
        "actions",
        "Actions",
        "list_alt",
        "Programmation",
        question="Quelles actions, et où les trouver ?",
        mots=("action", "porteur", "retenue", "conventionnee", "soldee"),
        parametres=("q",),
    ),
    Page(
        "action",
        "Fiche action",
        "description",
        "Programmation",
        question="Que fait cette action ?",
        mots=("reconduction", "cpo", "bilan", "avis", "beneficiaires"),
        parametres=("action", "q"),
        projetee=False,
        filtree=False,
    ),
    Page(
        "porteurs",
        "Porteurs",
        "groups",
        "Programmation",
        question="Qui agit dans les quartiers ?",
        mots=("porteur", "adulte-relais", "fonjep", "cout-theorique", "autofinancement"),
        parametres=("porteur",),
    ),
    Page(
        "indicateurs",
        "Indicateurs",
        "monitoring",
        "Résultats",
        question="Comment vit-on dans les quartiers ?",
        mots=("taux-de-pauvrete", "revenu-median", "ecart", "secret-statistique", "zonage"),
        parametres=("indicateur", "reference"),
    ),
    Page(
        "evaluation",
        "Évaluation",
        "flag",
        "Résultats",
        question="Est-ce que cela marche ?",
        mots=("objectif", "bilan", "beneficiaires", "point"),
        parametres=("lecture",),
    ),
    Page(
        "droit-commun",
        "Droit commun",
        "handshake",
        "Résultats",
        question="Qu'apporte le droit commun des partenaires ?",
        mots=("droit-commun", "engagement", "credits-specifiques", "non-mesure", "abattement-tfpb"),
        parametres=("etat",),
    ),
    Page(
        "copil",
        "Comité de pilotage",
        "co_present",
        "Piloter",
        mots=("copil", "instance", "programmation"),
        atelier=True,
        projetee=False,
        en_seance=False,
        ajoutable=False,
    ),
    Page(
        "instruction",
        "Instruction",
        "gavel",
        "Piloter",
        mots=("demande", "propose", "enveloppe", "avis", "ajournee", "instruction"),
        parametres=("q", "liste", "action"),
        atelier=True,
    ),
    Page(
        "gouvernance",
        "Gouvernance",
        "account_balance",
        "Piloter",
        question="Qui décide, et quand ?",
        mots=("copil", "cotech", "conseil-citoyen", "college", "avis"),
    ),
    Page(
        "territoires",
        "Territoires",
        "public",
        "Piloter",
        question="Comment se compare-t-on ?",
        mots=("theme-national", "programme-147", "cout-theorique", "qpv", "epci"),
        parametres=("mesure", "theme"),
    ),
    Page(
        "mise-a-jour",
        "Mettre à jour",
        "upload",
        "Piloter",
        atelier=True,
        projetee=False,
        en_seance=False,
        ajoutable=False,
    ),
    Page(
        "donnees",
        "Données",
        "database",
        "Comprendre",
        question="D'où viennent les chiffres, et que valent-ils ?",
        mots=("millesime", "anct", "insee", "zonage"),
        ajoutable=False,
        filtree=False,
    ),
    Page(
        "aide",
        "Aide",
        "help",
        "Comprendre",
        question="Comment lire ce tableau de bord ?",
        parametres=("section", "mot"),
        projetee=False,
        ajoutable=False,
        filtree=False,
    ),
)
PAR_CODE = {page.code: page for page in PAGES}


def nom(code: str) -> str:
    """Le nom d'une page, celui du menu ; KeyError si elle n'existe pas."""
    return PAR_CODE[code].nom


def adresse(code: str) -> str:
    """Ce que l'adresse dit de cette page : son code, ou rien pour l'accueil."""
    return "" if code == ACCUEIL else code


def de_l_adresse(chemin: str) -> str:
    """Le code de la page à cette adresse (« » pour l'accueil)."""
    return chemin or ACCUEIL


@cache
def fonction(code: str) -> Callable[[Any], Iterator[Any]]:
    """La fonction d'une page de lecture : d'une visite, ses blocs. KeyError si elle n'en est pas une.

    Le plan est sous tout le reste : il ne nomme ni la visite ni les blocs.
    """
    if not PAR_CODE[code].valeur:
        raise KeyError(code)
    return import_module(f"pages.{code}").page
