"""Une question posée à qui dépose un tableau, et les mots pour la dire."""

from dataclasses import dataclass

from data.programmation.manques import Creation
from data.programmation.referentiels import USUELS, Referentiels


@dataclass(frozen=True)
class Choix:
    """Une réponse possible : `valeur` pour le programme, `libelle` pour l'écran."""

    valeur: str
    libelle: str


@dataclass(frozen=True)
class Question:
    """Ce qu'il reste à demander d'un tableau.

    `cle` : stable d'une lecture à l'autre, tant que le fichier est le même. `sorte` : annee, feuilles, champ,
    unite, colonnes (plusieurs ensemble), colonne, statut, statuts, piliers, pilier, thematiques, quartiers,
    quartier, porteur. `details` : ce que la réponse engage, une ligne chacun. `proposee` : la valeur déjà
    choisie, None si l'on ne peut rien proposer sans deviner. `facultative` : on publie sans y répondre.
    `objet` : les colonnes (numéros), feuilles ou mots dont il s'agit ; `creations` : ce que « creer »
    créerait. `libre` : toute valeur du même genre est admise, et pas seulement les choix (une autre année).
    """

    cle: str
    sorte: str
    phrase: str
    details: tuple[str, ...] = ()
    choix: tuple[Choix, ...] = ()
    proposee: str | None = None
    facultative: bool = False
    objet: tuple[str, ...] = ()
    creations: tuple[Creation, ...] = ()
    libre: bool = False

    def libelle(self, valeur: str) -> str:
        """Une réponse en toutes lettres."""
        return next((c.libelle for c in self.choix if c.valeur == valeur), valeur)


OUI = Choix("oui", "Oui")
CORRIGER = Choix("corriger", "Je corrige")
CREER = "creer"

# Sujet, complément de « demander », et si le verbe est au pluriel.
_FINANCEURS = {
    "etat": ("l'État", "à l'État", False),
    "ars": ("l'ARS", "à l'ARS", False),
    "region": ("la Région", "à la Région", False),
    "departement": ("le Département", "au Département", False),
    "epci": ("l'intercommunalité", "à l'intercommunalité", False),
    "communes": ("la commune", "à la commune", False),
    "caf": ("la CAF", "à la CAF", False),
    "bailleurs": ("les bailleurs", "aux bailleurs", True),
    "europe": ("l'Europe", "à l'Europe", False),
    "caisse-des-depots": ("la Caisse des Dépôts", "à la Caisse des Dépôts", False),
    "fondations": ("les fondations", "aux fondations", True),
    "porteur": ("le porteur", "au porteur", False),
    "autres": ("les autres financeurs", "aux autres financeurs", True),
}
_CHACUN = {
    "demande": "ce qu'on demande à chaque financeur",
    "propose": "ce qui est proposé à chaque financeur",
    "accorde": "ce que chaque financeur accorde",
    "verse": "ce que chaque financeur a versé",
}


def apport(financeur_id: str | None, etape: str | None, ref: Referentiels) -> str:
    """« ce que le Département accorde », « ce qu'on demande aux bailleurs »."""
    nom = ref.financeurs.get(financeur_id or "", (financeur_id or "ce financeur", ""))[0]
    usuel = financeur_id in _FINANCEURS and financeur_id in USUELS
    qui, a_qui, pluriel = _FINANCEURS[financeur_id] if usuel else (f"« {nom} »", f"à « {nom} »", False)
    if etape == "demande":
        return f"ce qu'on demande {a_qui}"
    if etape == "propose":
        return f"ce qu'on propose {a_qui}"
    verbe = (
        ("ont versé" if pluriel else "a versé") if etape == "verse" else "accordent" if pluriel else "accorde"
    )
    return f"ce que {qui} {verbe}"


def apport_de_chacun(etape: str | None) -> str:
    """« ce que chaque financeur accorde »."""
    return _CHACUN[etape or "accorde"]
