"""Le vocabulaire de la démonstration : domaines d'action, piliers, classements, financeurs.

Les libellés longs (projets, objectifs, porteurs) sont dans les CSV voisins, modifiables sans Python.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

DOSSIER = Path(__file__).parent
PREMIERE_ANNEE, DERNIERE_ANNEE, RUPTURE = 2015, 2026, 2024
"""Exercices décrits ; RUPTURE est la première année de la nouvelle génération de contrats."""

FINANCEURS = [
    ("etat", "État – politique de la ville (programme 147)", "État"),
    ("etat-droit-commun", "État – autres ministères (emploi, culture, éducation)", "État"),
    ("ars", "Agence régionale de santé", "État"),
    ("region", "Conseil régional", "Région"),
    ("departement", "Conseil départemental", "Département"),
    ("epci", "Intercommunalité", "EPCI"),
    ("communes", "Communes", "communes"),
    ("caf", "Caisse d'allocations familiales", "CAF"),
    ("bailleurs", "Bailleurs sociaux (abattement de taxe foncière)", "bailleurs"),
    ("europe", "Fonds européens (FSE+, FEDER)", "Europe"),
    ("fondations", "Fondations et mécénat", "autres"),
    ("porteur", "Autofinancement du porteur", "autres"),
]


@dataclass(frozen=True)
class Domaine:
    """Un domaine d'action : où il se range dans chaque nomenclature, qui le porte, qui le paie.

    `taille` est le montant accordé médian (euros) ; `poids` la fréquence relative des projets ;
    `apports` la part attendue de chaque cofinanceur, `(financeur, nature) → chance`.
    """

    code: str
    famille: str
    ancien: str
    nouveau: str
    national: tuple[str, str]
    pole: str
    genres: tuple[str, ...]
    ages: tuple[str, ...]
    axes: dict[str, float]
    apports: dict[tuple[str, str], float]
    taille: int
    public: tuple[int, int]
    poids: float
    contrat: float


def lignes(nom: str) -> list[dict[str, str]]:
    """Lignes d'un CSV voisin (`projets`, `objectifs`, `porteurs`)."""
    with (DOSSIER / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def _chances(texte: str) -> dict[str, float]:
    """Lit `nom:chance nom:chance`."""
    return {nom: float(chance) for nom, chance in (mot.rsplit(":", 1) for mot in texte.split())}


def _domaines() -> list[Domaine]:
    """Lit domaines.csv ; dans `apports`, `region/s` dit crédits spécifiques et `region/d` droit commun."""
    natures = {"s": "specifique", "d": "droit_commun"}
    lus = []
    for ligne in lignes("domaines"):
        apports = {}
        for nom, chance in _chances(ligne["apports"]).items():
            financeur, nature = nom.split("/")
            apports[financeur, natures[nature]] = chance
        lus.append(
            Domaine(
                code=ligne["code"],
                famille=ligne["famille"],
                ancien=ligne["ancien"],
                nouveau=ligne["nouveau"],
                national=(ligne["national_2020"], ligne["national_2024"]),
                pole=ligne["pole"],
                genres=tuple(ligne["genres"].split()),
                ages=tuple(ligne["ages"].split()),
                axes=_chances(ligne["axes"]),
                apports=apports,
                taille=int(ligne["taille_eur"]),
                public=(int(ligne["public_min"]), int(ligne["public_max"])),
                poids=float(ligne["poids"]),
                contrat=float(ligne["contrat"]),
            )
        )
    return lus


DOMAINES = _domaines()

PILIERS_2015 = {
    "CS": (
        "Cohésion sociale",
        {
            "EDU": "Réussite éducative et parentalité",
            "SAN": "Santé et accès aux droits",
            "JEU": "Jeunesse et sport",
            "CUL": "Culture",
            "LIE": "Lien social, langue et égalité",
        },
    ),
    "CV": (
        "Cadre de vie et renouvellement urbain",
        {
            "CDV": "Qualité du cadre de vie",
            "TRQ": "Tranquillité publique",
            "PAR": "Participation et pilotage",
        },
    ),
    "DE": (
        "Développement économique et emploi",
        {"EMP": "Emploi et insertion", "ECO": "Création d'activité", "MOB": "Mobilité vers l'emploi"},
    ),
}

# Un jeu d'enjeux par contrat de base : « familles » dit quels domaines l'enjeu regroupe. Le premier contrat a
# la même découpe que les thématiques 2024 du tableau ci-dessus (E1/…, E2/…).
ENJEUX = [
    {
        "E1": ("Grandir et réussir dans son quartier", "J"),
        "E2": ("Travailler et entreprendre", "E"),
        "E3": ("Vivre en bonne santé et accéder à ses droits", "S"),
        "E4": ("Habiter un quartier apaisé et en transition", "C"),
        "E5": ("Faire société : culture, sport et participation", "V"),
    },
    {
        "M1": ("Émanciper par l'éducation et l'emploi", "JE"),
        "M2": ("Prendre soin et ouvrir les droits", "S"),
        "M3": ("Faire vivre les quartiers", "CV"),
    },
    {
        "Y1": ("Emploi d'abord", "E"),
        "Y2": ("Une jeunesse confiante", "J"),
        "Y3": ("Santé, droits et proximité", "S"),
        "Y4": ("Cadre de vie et vie sociale", "CV"),
    },
]
THEMATIQUES_2024 = {
    "SCO": "Soutien à la scolarité",
    "CIT": "Cité éducative",
    "PAR": "Parentalité",
    "JEU": "Jeunesse",
    "ACC": "Accompagnement vers l'emploi",
    "INS": "Chantiers et insertion",
    "CRE": "Création d'activité",
    "LAN": "Apprentissage du français",
    "MOB": "Mobilité",
    "SAN": "Santé",
    "DRO": "Accès aux droits",
    "NUM": "Inclusion numérique",
    "DIS": "Égalité et lutte contre les discriminations",
    "CDV": "Gestion de proximité",
    "MED": "Médiation et tranquillité",
    "TRA": "Transition et alimentation",
    "CUL": "Culture",
    "SPO": "Sport",
    "LIE": "Lien social",
    "VIE": "Vie associative et pilotage",
}

CLASSEMENTS = {
    "Axes transversaux": (
        True,
        {
            "jeunesse": "Jeunesse",
            "femmes-hommes": "Égalité femmes-hommes",
            "discriminations": "Lutte contre les discriminations",
            "numerique": "Fracture numérique",
            "mobilite": "Mobilité",
        },
    ),
    "Pôles": (
        False,
        {
            "eco": "Pôle emploi et économie",
            "education": "Pôle éducation et jeunesse",
            "sante": "Pôle santé et droits",
            "cadre": "Pôle cadre de vie",
            "culture": "Pôle culture et sport",
            "citoyennete": "Pôle citoyenneté et lien social",
        },
    ),
    "Parcours de vie": (
        True,
        {
            "0-5": "Petite enfance (0-5 ans)",
            "6-10": "Enfance (6-10 ans)",
            "11-15": "Adolescence (11-15 ans)",
            "16-25": "Jeunes (16-25 ans)",
            "26-59": "Adultes (26-59 ans)",
            "60-plus": "Aînés (60 ans et plus)",
        },
    ),
    "Dispositifs": (
        True,
        {
            "pre": "Programme de réussite éducative",
            "cite-educative": "Cité éducative",
            "vvv": "Ville vie vacances",
            "quartiers-ete": "Quartiers d'été",
            "fph": "Fonds de participation des habitants",
            "gusp": "Gestion urbaine de proximité",
            "chantiers-educatifs": "Chantiers éducatifs",
            "adultes-relais": "Adultes-relais",
            "fonjep": "Postes Fonjep",
        },
    ),
}
ABREGES = {
    "axes": "axes-transversaux",
    "pole": "poles",
    "age": "parcours-de-vie",
    "dispositif": "dispositifs",
}


def enjeu(domaine: Domaine, annee: int, modele: int) -> tuple[str, str]:
    """Pilier et thématique (codes) d'un domaine, une année, dans le contrat de base n° `modele` (0 à 2)."""
    if annee < RUPTURE:
        pilier, _, thematique = domaine.ancien.partition("/")
        return pilier, thematique
    code = next(code for code, (_, familles) in ENJEUX[modele].items() if domaine.famille in familles)
    theme = domaine.nouveau.split("/")[1]
    # Deux thématiques de même code (parentalité, participation) ne peuvent cohabiter dans un même enjeu.
    return code, "HAB" if domaine.code == "participation" else theme


def thematiques(modele: int) -> dict[str, dict[str, str]]:
    """Enjeux 2024–2030 du contrat n° `modele` : code de l'enjeu → (code → nom de thématique)."""
    rangees: dict[str, dict[str, str]] = {code: {} for code in ENJEUX[modele]}
    for domaine in DOMAINES:
        pilier, theme = enjeu(domaine, RUPTURE, modele)
        rangees[pilier][theme] = THEMATIQUES_2024.get(theme, "Participation des habitants")
    return rangees
