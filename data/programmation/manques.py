"""Ce qu'un tableau dit et que le contrat n'a pas : une valeur inconnue, et ce qu'on crée pour elle."""

from dataclasses import dataclass, field

QUOI = ("pilier", "thematique", "financeur", "quartier")


@dataclass(frozen=True)
class Creation:
    """`quoi` : un de QUOI. `parent` : le nom du pilier d'une thématique. `categorie` : d'un financeur."""

    quoi: str
    nom: str
    code: str
    parent: str = ""
    categorie: str = ""


@dataclass
class Inconnu:
    """Une valeur que le contrat n'a pas : `sorte` pilier, thematique, statut ou quartier.

    `proposition` : la valeur de la base qui lui ressemble ; `parent` : le pilier d'une thématique.
    """

    sorte: str
    ecrit: str
    lignes: list[int] = field(default_factory=list)
    proposition: str = ""
    parent: str = ""
