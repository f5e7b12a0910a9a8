"""Ce qu'une page dit en mots et en chiffres."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pages.blocs.base import Bloc
from pages.blocs.choix import Choix
from pages.blocs.tableaux import Sources
from queries import Filtre


@dataclass(frozen=True, eq=False)
class Constat(Bloc):
    """La phrase qui répond à la question de la page ; `reserve` : ce qui manque à l'exercice, ou l'empêche
    d'être comparé."""

    phrase: str
    reserve: str = ""


@dataclass(frozen=True)
class Chiffre:
    """Une carte : `cle` en fait l'élément `chiffre-<cle>`, `suite` dit le changement ou la portée.

    `lignes` (« 52 mesures ») et `sources` : ce qui est derrière, si la carte le sait mieux que le registre
    des formules.
    """

    cle: str
    nom: str
    valeur: str
    suite: str = ""
    aide: str = ""
    lignes: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Chiffres(Bloc):
    """Les chiffres-clés, en une ligne. `filtre` : celui des lignes qui sont derrière, si ce n'est pas celui
    de la page."""

    chiffres: Sequence[Chiffre]
    filtre: Filtre | None = None


@dataclass(frozen=True, eq=False)
class Titre(Bloc):
    """Le titre d'une partie de la page ; `choix` : ceux qui ne changent qu'elle, à sa droite."""

    texte: str
    choix: tuple[Choix, ...] = ()


@dataclass(frozen=True, eq=False)
class Note(Bloc):
    """Une phrase en petit, sous ce qu'elle précise ; `riche` : déjà du Markdown, données échappées.

    `texte` : la phrase, ou la fonction qui la dit au moment de montrer ; vide, rien ne se montre.
    """

    texte: str | Callable[[], str]
    riche: bool = False


@dataclass(frozen=True, eq=False)
class Texte(Bloc):
    """Des paragraphes, en Markdown dont les données sont échappées."""

    texte: str


@dataclass(frozen=True, eq=False)
class Mentions(Bloc):
    """Ce qu'on sait d'une chose : un nom et sa valeur par ligne."""

    lignes: Sequence[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Portee(Bloc):
    """Ce qu'on regarde, sur une ligne, là où les autres pages projetées disent leurs filtres."""

    texte: str


@dataclass(frozen=True, eq=False)
class Information(Bloc):
    """Ce qui manque, ou ce qu'on peut faire ; `riche` : déjà du Markdown, données échappées."""

    texte: str
    icone: str = "info"
    riche: bool = False


@dataclass(frozen=True, eq=False)
class Puces(Bloc):
    """Des choses à savoir, une par ligne, en Markdown dont les données sont échappées."""

    textes: Sequence[str]


@dataclass(frozen=True, eq=False)
class Lien(Bloc):
    """Un lien vers une page, sous ces paramètres (voir `Visite.lien`)."""

    page: str
    libelle: str
    icone: str = "arrow_forward"
    parametres: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Bouton(Bloc):
    """Un bouton qui change des paramètres de l'adresse ; None les retire. `discret` : sans cadre."""

    libelle: str
    pose: Mapping[str, str | None]
    cle: str = ""
    icone: str = ""
    discret: bool = False


@dataclass(frozen=True, eq=False)
class Fil(Bloc):
    """Par où l'on est descendu, et ce qu'on regarde (`ici`) : chaque étape du dessus est un clic."""

    etapes: Sequence[Bouton]
    ici: str


@dataclass(frozen=True, eq=False)
class Rien(Bloc):
    """Il n'y a rien à montrer, et ce qu'on peut faire ; la page finit là.

    `proposition` : une phrase ; avec `efface` ou `pose`, le libellé du bouton qui retire les filtres, puis
    change ces paramètres de l'adresse (None les retire).
    """

    message: str
    proposition: str = ""
    efface: bool = False
    pose: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def dit(self) -> str:
        """Le message, et ce qu'on peut faire si aucun bouton ne le dit."""
        bouton = self.efface or self.pose
        return self.message if bouton or not self.proposition else f"{self.message} {self.proposition}"


@dataclass(frozen=True, eq=False)
class Pied(Bloc):
    """La règle des chiffres de la page, et leurs sources."""

    regle: str
    sources: Sources = ()
