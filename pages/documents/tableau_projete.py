"""Le tableau d'une diapositive : ses premières lignes et colonnes, et le compte de celles qui manquent.

Dans une salle, nul ne lit plus de huit lignes : le dossier donne le tableau entier.
"""

from __future__ import annotations

from pptx.slide import Slide
from pptx.util import Inches, Pt

from pages.composants import formats, phrases
from pages.documents import formes
from pages.documents.grilles import Grille

LIGNES, COLONNES = 8, 6
"""Ce qu'une salle lit d'un tableau projeté."""
_LIGNE, _SIGNE = 23.0, 6.4
"""La hauteur d'une ligne de tableau et la largeur d'un signe de 12 points, comptées larges."""


def poser(diapositive: Slide, lue: Grille, cadre: formes.Cadre) -> None:
    """Les premières lignes et colonnes qui tiennent ; ce qui manque est compté."""
    gauche, haut, largeur, hauteur = cadre
    montrees, largeurs = _colonnes_qui_tiennent(lue, largeur / 12700)
    lignes, places = [], [_LIGNE]
    reste = hauteur / 12700 - 24 - 20 - _LIGNE
    for ligne in lue.lignes[:LIGNES]:
        # Un texte trop long ferait déborder la ligne : le dossier le donne en entier.
        ecrite = tuple(formats.court(ligne[j], 90) for j in montrees)
        signes = [max(1, int((large - 10) / _SIGNE)) for large in largeurs]
        replis = max(-(-len(c) // n) for c, n in zip(ecrite, signes, strict=True))
        place = _LIGNE + 15 * (replis - 1)
        if place > reste:
            break
        reste -= place
        lignes.append(ecrite)
        places.append(place)
    if not lignes:
        return
    formes.ecrire(diapositive.shapes, (gauche, haut, largeur, Inches(0.3)), lue.titre, 14, formes.DISCRET)
    entetes, nombres = tuple(lue.entetes[j] for j in montrees), tuple(lue.nombres[j] for j in montrees)
    zone = (gauche, haut + Inches(0.34), largeur, Pt(sum(places)))
    formes.tableau(diapositive, entetes, tuple(lignes), nombres, largeurs, places, zone, 12, lue.titre)
    manques = [
        phrases.accord(n, *mots)
        for n, mots in (
            (len(lue.lignes) - len(lignes), ("autre ligne", "autres lignes")),
            (len(lue.entetes) - len(montrees), ("autre colonne", "autres colonnes")),
        )
        if n > 0
    ]
    if manques:
        mots = f"… {phrases.liste(manques)} dans le dossier"
        zone = (gauche, haut + hauteur - Inches(0.3), largeur, Inches(0.3))
        formes.ecrire(diapositive.shapes, zone, mots, 12, formes.DISCRET)


def _colonnes_qui_tiennent(lue: Grille, place: float) -> tuple[list[int], list[float]]:
    """Les rangs des colonnes montrées et leurs largeurs, en points : aucun mot ni nombre n'y est coupé."""
    montrees, minimums, souhaits = [], [], []
    for rang, titre in enumerate(lue.entetes):
        cellules = [formats.court(ligne[rang], 90) for ligne in lue.lignes[:LIGNES]]
        mot = max((len(m) for c in [*cellules, titre] for m in c.split()), default=1)
        plein = max((len(c) for c in [*cellules, titre]), default=1)
        voulu = (plein if lue.nombres[rang] else max(mot, min(plein, 18))) * _SIGNE + 12
        if len(montrees) < COLONNES and sum(minimums) + voulu <= place:
            montrees.append(rang)
            minimums.append(voulu)
            souhaits.append(max(plein * _SIGNE + 12 - voulu, 0.0))
    if not montrees:
        return [0], [place]
    jeu, total = place - sum(minimums), sum(souhaits)
    ajouts = [jeu * s / total if total else jeu / len(montrees) for s in souhaits]
    return montrees, [m + a for m, a in zip(minimums, ajouts, strict=True)]
