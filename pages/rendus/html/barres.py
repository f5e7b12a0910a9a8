"""Les barres comme l'écran les dessine : le nom au-dessus, la barre, sa valeur au bout.

En pixels, et aux mesures des graphiques de l'application (pages/composants/graphiques_socle.py) : quand elle
prend le relais, chaque barre est à sa place.
"""

import textwrap

from pages.composants.couleurs import CLAIR
from pages.composants.dessin_neutre import Dessin
from pages.composants.graphiques_socle import BUREAU, PROJECTION, Taille
from pages.documents.planches import Planche, etiquette

_SIGNES = {BUREAU: 44, PROJECTION: 80}
"""Au-delà, un nom se replie."""
_LIGNES_PROJETEES = 4
"""Ce qui tient sous les chiffres, au fond de la salle."""


def se_posent(dessin: Dessin) -> bool:
    """Vrai pour des barres couchées à une série : les autres dessins sont ceux du papier."""
    return dessin.genre == "barres" and len(dessin.series) == 1


def planche(dessin: Dessin, largeur: float, projection: bool = False) -> Planche:
    """La planche de ces barres, de cette largeur en pixels."""
    mesures = PROJECTION if projection else BUREAU
    (serie,) = dessin.series
    montrees = len(dessin.categories)
    if projection and montrees > _LIGNES_PROJETEES:
        montrees = _LIGNES_PROJETEES
    textes = [etiquette(dessin, serie, rang) for rang in range(montrees)]
    valeurs = [serie.valeurs[rang] for rang in range(montrees)]
    connues = [v for v in valeurs if v is not None]
    bas, haut = min([0.0, *connues]), max([0.0, *connues])
    marge = max((mesures.largeur(texte) for texte in textes), default=0) + 6
    # Une barre négative porte sa valeur à gauche.
    depart = float(marge if bas < 0 else 1)
    echelle = max(largeur - depart - marge, 20) / ((haut - bas) or 1)
    zero = depart - bas * echelle
    feuille = Planche(largeur)
    # Le trait du zéro d'abord : rien ne doit passer sur un nom.
    feuille.trait([(zero, 0), (zero, 0)], CLAIR.bordure, 1)
    y = 0.0
    for rang in range(montrees):
        y = _poser(feuille, mesures, y, dessin.categories[rang])
        long = (valeurs[rang] or 0) * echelle
        couleur = serie.couleurs[rang] if rang < len(serie.couleurs) else serie.couleur
        feuille.rectangle(zero + min(long, 0), y, abs(long), mesures.barre, couleur)
        x, cote = (zero + long - marge - 3, "droite") if long < 0 else (zero + long + 3, "gauche")
        feuille.texte(x, y, marge, mesures.barre, textes[rang], mesures.texte, CLAIR.texte, cote)
        y += mesures.barre + mesures.ecart
    feuille.formes[0]["p"][1] = (zero, y)
    if reste := len(dessin.categories) - montrees:
        feuille.texte(0, y, largeur, mesures.ligne, f"et {reste} de plus", mesures.texte, CLAIR.discret)
        y += mesures.ligne
    feuille.hauteur = max(y, mesures.ligne)
    return feuille


def _poser(feuille: Planche, mesures: Taille, y: float, nom: str) -> float:
    """Le nom, replié ; rend le haut de la barre."""
    lignes = textwrap.wrap(nom, _SIGNES[mesures], break_long_words=False, break_on_hyphens=False) or [""]
    for ligne in lignes:
        feuille.texte(2, y, feuille.largeur, mesures.ligne, ligne, mesures.texte, CLAIR.texte)
        y += mesures.ligne
    return y
