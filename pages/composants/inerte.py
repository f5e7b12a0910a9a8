"""Une donnée montrée reste une donnée : une fonction par destination, ici et nulle part ailleurs.

- `texte` : ce qui s'affiche tel quel (choix d'une liste, cellule d'un tableau, texte de remplacement, titre
  d'un onglet) ;
- `markdown`, `gras`, `paragraphes` : tout ce que Streamlit lit comme du Markdown (titres, étiquettes, aides,
  légendes, messages, valeurs des cartes, colonnes d'aide) ;
- `html` : du HTML, du SVG, un attribut ;
- `plotly` : les textes d'un graphique, que Plotly lit comme un HTML réduit et un gabarit.

Les fichiers qu'on emporte ont les leurs dans data/fichiers/sortie.py. tests/inerte/ tient la liste de ce que
Streamlit transforme, l'essaie dans un navigateur, et échoue si une page emploie une donnée sans elles.
"""

import html as _html
import re

from data.fichiers.invisibles import INVISIBLES

_SEPARATEUR = ":small[]"
"""Une directive vide : rien à l'écran, mais le texte en devient deux pour les extensions de Streamlit.

Elles relisent chaque texte après coup, quand les barres obliques de protection n'y sont plus : une adresse,
un courriel, « :streamlit: », « -> » y renaîtraient.
"""

# Ce qui change de ligne ou de colonne : une espace le dit.
_BLANCS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
_LIGNES = re.compile("\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]")

_SIGNES = re.compile(r"[\\`*_\[\]<>#$~|]|&(?=[#A-Za-z])|:(?=[^\s\d])|(?<=:material)/")
# En tête de ligne seulement : une liste, un titre souligné, un nombre suivi d'un point.
_EN_TETE = re.compile(r"(?:[-+=]|\d+[.)])")
_SUSPECT = re.compile(r"[\\`*_\[\]<>#$~|&:@]|^[-+=\d]|-[->]|www\.", re.IGNORECASE)
"""Le reste n'a rien que `markdown` changerait."""
# Ce que les extensions de Streamlit reconnaissent dans un texte déjà lu, et où le couper en deux.
_COUPES = re.compile(
    r"(?i:(?<=www)(?=\.)|(?<=http)(?=://)|(?<=https)(?=://))"
    r"|(?<=[\w.+-]@)(?=[\w-])|(?<=:)(?=[\w+-]+:)"
    r"|(?<=-)(?=[->])|(?<=<)(?=[-=])|(?<=>)(?==)|(?<=~)(?==)"
)


def texte(donnee: object) -> str:
    """Une donnée sur une ligne, sans rien d'invisible : ni contrôle, ni sens de lecture forcé."""
    return INVISIBLES.sub("", _BLANCS.sub(" ", str(donnee)))


def markdown(donnee: object) -> str:
    """Une donnée que Streamlit montrera telle quelle, où que soit son Markdown (phrase, titre, étiquette).

    Ni lien, ni liste, ni titre, ni code, ni formule, ni icône, ni couleur n'en naît. À n'appliquer qu'une
    fois : les barres obliques de la première se verraient.
    """
    # Les espaces du bord gêneraient le gras qui l'entoure, et quatre en tête feraient un bloc de code.
    net = texte(donnee).strip()
    if not _SUSPECT.search(net):
        return net
    coupes = {c.start() for c in _COUPES.finditer(net)}
    tete = _EN_TETE.match(net)
    proteges = {s.start() for s in _SIGNES.finditer(net)} | ({tete.end() - 1} if tete else set())
    # Une directive ne se lit pas après deux points qui seraient les siens.
    proteges |= {c - 1 for c in coupes if net[c - 1] == ":"}
    return "".join(
        (_SEPARATEUR if i in coupes else "") + ("\\" if i in proteges else "") + signe
        for i, signe in enumerate(net)
    )


def gras(donnee: object) -> str:
    """Une donnée en gras, dans du Markdown ; vide, elle n'y laisse pas ses étoiles."""
    net = markdown(donnee)
    return f"**{net}**" if net else ""


def paragraphes(donnee: object) -> str:
    """Un texte long en Markdown : ses lignes restent des lignes, et rien d'autre n'y est lu."""
    return "  \n".join(markdown(ligne) for ligne in _LIGNES.split(str(donnee))).strip()


def html(donnee: object) -> str:
    """Une donnée dans du HTML ou du SVG, entre deux balises ou dans un attribut entre guillemets."""
    return _html.escape(texte(donnee), quote=True)


def plotly(donnee: object) -> str:
    """Une donnée dans un graphique : ni balise, ni entité, ni variable de gabarit (« %{x} ») n'en naît."""
    return _html.escape(texte(donnee), quote=False)
