"""Ce que tous les graphiques partagent : tailles, titre, légende, clic, textes sûrs.

Une figure est un dictionnaire : construire les objets de Plotly coûterait dix fois plus, et les
tests vérifient que chacun est une figure valide. Le titre et la légende sont du texte de la page :
ils se replient sur un téléphone, ce que le SVG ne sait pas faire.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial

import streamlit as st
from plotly.basedatatypes import BaseFigure

from pages.composants import couleurs, ecran, formats, inerte
from pages.composants.style import CORPS_PROJETE

POLICE = '"Source Sans", "Source Sans Pro", sans-serif'
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "responsive": True,
}
"""Ni barre d'outils, ni zoom : rien qui déplace un graphique par mégarde, rien d'anglais."""
TRANSPARENT = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Taille:
    """Les mesures d'un graphique, en pixels."""

    texte: int
    ligne: int
    barre: int
    ecart: int
    trait: int
    point: int

    def largeur(self, texte: str) -> int:
        """La place que prend `texte`, comptée large : un libellé coupé ne se rattrape pas."""
        return round(max((len(ligne) for ligne in texte.split("<br>")), default=0) * self.texte * 0.56) + 6


BUREAU = Taille(texte=14, ligne=19, barre=16, ecart=13, trait=2, point=7)
PROJECTION = Taille(texte=CORPS_PROJETE, ligne=42, barre=22, ecart=14, trait=5, point=14)


def taille(grand: bool) -> Taille:
    """Les mesures du bureau, ou de la projection : écrites pour 1080 lignes, et en proportion."""
    if not grand:
        return BUREAU
    facteur = ecran.echelle()
    return Taille(**{nom: max(1, round(valeur * facteur)) for nom, valeur in asdict(PROJECTION).items()})


def hauteur_figure(voulue: int | None, bureau: int, projection: int, grand: bool) -> int:
    """La hauteur d'une figure, en pixels : celle qu'on demande, sinon celle du bureau ou de l'écran."""
    if voulue:
        return voulue
    return round(projection * ecran.echelle()) if grand else bureau


def largeur_figure(grand: bool) -> int:
    """La largeur, en pixels, dont dispose une figure de toute la page."""
    lues = ecran.dimensions()
    return round((lues[0] if lues else 1920) * 0.96) if grand else min(1200, (lues[0] if lues else 1280) - 40)


class Figure(BaseFigure):
    """Une figure déjà écrite : Streamlit la prend telle quelle, sans la revalider à chaque passage."""

    def __init__(self, spec: dict) -> None:
        # Pas de super().__init__() : il reconstruirait toute la figure.
        object.__setattr__(self, "_spec", spec)

    def to_dict(self) -> dict:
        return self._spec


def ecritures(format: str | Callable[[object], str]) -> tuple[Callable, Callable]:
    """Les écritures courte (sur la marque) et exacte (au survol) d'une valeur.

    `format` : « euros », « pourcent » (fraction de 0 à 1), « entier », « nombre », une fonction,
    ou l'unité d'un indicateur (« % », « € par an »). Une valeur absente s'écrit « n. d. ».
    """
    if callable(format):
        return (_sans_balise(format),) * 2
    connus = {
        "euros": (formats.montant, partial(formats.montant, exact=True)),
        "pourcent": (formats.pourcentage, partial(formats.pourcentage, decimales=1)),
        "entier": (formats.nombre, formats.nombre),
        "nombre": (partial(formats.nombre, decimales=1), partial(formats.nombre, decimales=2)),
    }
    if format in connus:
        return connus[format]
    return (_sans_balise(partial(formats.indicateur, unite=format)),) * 2


def _sans_balise(ecrire: Callable[[object], str]) -> Callable[[object], str]:
    """La même écriture, inerte : une unité vient d'un fichier. « < 1 % » n'est pas une balise."""

    def ecrit(x: object) -> str:
        texte = inerte.texte(ecrire(x))
        return inerte.plotly(texte) if re.search(r"<[a-z/!?]|&[a-z#]", texte, re.IGNORECASE) else texte

    return ecrit


def nombre_ou_rien(x: object) -> float | None:
    """La valeur pour le tracé ; None si elle manque : jamais zéro à la place."""
    return None if formats.absent(x) else float(x)


def sur(texte: object) -> str:
    """`texte` sans balise active (Plotly lit un peu de HTML), typographié."""
    return inerte.plotly(formats.typographie(str(texte)))


def attribut(texte: object) -> str:
    """`texte` pour un attribut HTML."""
    return inerte.html(formats.typographie(str(texte)))


def replie(texte: object, largeur: int, lignes_max: int | None = None) -> str:
    """`texte` en lignes de `largeur` signes, coupé aux espaces ; sûr pour Plotly.

    `lignes_max` : au-delà, « … » (le survol dit le nom entier).
    """
    lignes = textwrap.wrap(
        formats.typographie(str(texte)),
        largeur,
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=lignes_max,
        placeholder="…",
    )
    return "<br>".join(inerte.plotly(ligne) for ligne in lignes)


def hauteur_texte(texte: str, mesures: Taille) -> int:
    """La hauteur d'un texte replié, en pixels."""
    return (texte.count("<br>") + 1) * mesures.ligne


def teinte(code: object, choix: Mapping, roles: couleurs.Roles) -> str:
    """La couleur d'un code : `choix` donne son rang dans le référentiel, ou sa couleur."""
    valeur = choix.get(code)
    if valeur is None:
        return roles.neutre
    if isinstance(valeur, str):
        return valeur
    return roles.palette[(int(valeur) - 1) % len(roles.palette)]


def mise_en_page(roles: couleurs.Roles, mesures: Taille, hauteur: int, **autres: object) -> dict:
    """La mise en page commune : fond de la page, police, survol lisible, aucun glissement."""
    return {
        "height": hauteur,
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "font": {"family": POLICE, "size": mesures.texte, "color": roles.texte},
        "separators": "," + formats.FINE,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": roles.surface,
            "bordercolor": roles.bordure,
            "font": {"family": POLICE, "size": mesures.texte, "color": roles.texte},
            "align": "left",
            "namelength": -1,
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        **autres,
    }


def titres(titre: str, sous_titre: str, grand: bool = False) -> None:
    """Le constat, puis ce qui est mesuré : un seul bloc, serré, dont le gris se lit (AA ; AAA en grand)."""
    roles = couleurs.roles(grand)
    morceaux = []
    if titre:
        morceaux.append(
            f'<h3 style="margin:0;padding:0;font-size:1.125rem;font-weight:600;line-height:1.3;'
            f'color:{roles.texte}">{sur(titre)}</h3>'
        )
    if sous_titre:
        morceaux.append(paragraphe(sous_titre, roles, grand))
    if morceaux:
        st.html("".join(morceaux))


def paragraphe(texte: str, roles: couleurs.Roles, grand: bool) -> str:
    """Un texte secondaire : sous-titre ou note ; CORPS_PROJETE en projection."""
    corps = "1rem" if grand else ".875rem"
    return f'<p style="margin:0;font-size:{corps};line-height:1.35;color:{roles.discret}">{sur(texte)}</p>'


def note(texte: str, grand: bool = False) -> None:
    """Une note sous le graphique, ou ce qu'on en dit quand il n'y a rien à tracer."""
    st.html(paragraphe(texte, couleurs.roles(grand), grand))


def legende(entrees: Iterable[tuple[str, str]], roles: couleurs.Roles, grand: bool = False) -> None:
    """Les couleurs et leurs noms, sur autant de lignes qu'il en faut."""
    # Une bordure s'imprime ; un fond coloré, non.
    morceaux = [
        '<span style="display:inline-flex;align-items:center;gap:.4em">'
        f'<span aria-hidden="true" style="border:.42em solid {teinte_}"></span>{sur(nom)}</span>'
        for nom, teinte_ in entrees
    ]
    corps = "1rem" if grand else ".875rem"
    st.html(
        f'<div style="display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:{corps};line-height:1.3;'
        f'color:{roles.texte}">{"".join(morceaux)}</div>'
    )


def code_clique(cle: str) -> str:
    """Le code de la marque qu'on vient de cliquer ; vide pour un clic qui ne vise rien (« Autres »,
    désélection) : ce n'est pas un choix."""
    selection = (st.session_state.get(cle) or {}).get("selection") or {}
    for point in selection.get("points") or []:
        donnees = point.get("customdata")
        code = donnees[0] if isinstance(donnees, list | tuple) and donnees else donnees
        if code not in (None, ""):
            return str(code)
    return ""
