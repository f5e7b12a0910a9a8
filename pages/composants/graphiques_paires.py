"""Deux barres par nom : ce qui était annoncé, ce qui est mesuré, et ce qu'on ne mesure pas."""

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

ABSENCE = "non mesuré"
LEGENDE = ("Annoncé et suivi", "Annoncé, non mesuré", "Mesuré")


def figure(
    df: pd.DataFrame,
    libelle: str,
    annonce: str,
    non_mesure: str,
    mesure: str,
    grand: bool = False,
    hauteur: int | None = None,
) -> tuple[dict, int]:
    """Pour chaque ligne de `df`, une barre annoncée (pleine ou hachurée) et une barre mesurée ; et le nombre
    de lignes qui n'y tiennent pas.

    `annonce` est le total annoncé, dont `non_mesure` est la part sans mesure ; `mesure` absente se dit.
    `hauteur` : place disponible en pixels ; les dernières lignes s'effacent pour y tenir.
    """
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    lignes = [
        {
            "nom": str(nom),
            "annonce": _euros(a),
            "non_mesure": _euros(n) or 0,
            "mesure": _euros(m),
        }
        for nom, a, n, m in zip(df[libelle], df[annonce], df[non_mesure], df[mesure], strict=True)
    ]
    barre = round(mesures.barre * (0.7 if grand else 0.8))
    # À la projection, la place manque en hauteur : le nom passe à gauche et les deux montants se suivent.
    tete = 0 if grand else mesures.ligne
    pas = max(tete + 2 * barre + mesures.ecart, mesures.ligne)
    tiennent = max(1, hauteur // pas) if hauteur else len(lignes)
    gardees, reste = lignes[:tiennent], max(0, len(lignes) - tiennent)
    noms = [socle.replie(ligne["nom"], 46, 1) for ligne in gardees]
    annotations, hauts, textes = [], [], []
    for rang, (nom, ligne) in enumerate(zip(noms, gardees, strict=True)):
        haut = rang * pas
        hauts.append((haut + tete + barre / 2, haut + tete + barre * 1.5))
        annotations.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "right" if grand else "left",
                "xshift": -12 if grand else 0,
                "y": haut + barre if grand else haut + tete,
                "yref": "y",
                "yanchor": "middle" if grand else "bottom",
                "text": nom,
                "showarrow": False,
                "borderpad": 0,
                "font": {"size": mesures.texte, "color": roles.texte},
            }
        )
        for x, y, texte in _montants(ligne, hauts[-1], grand):
            textes.append(texte)
            annotations.append(
                {
                    "x": x,
                    "xref": "x",
                    "xanchor": "left",
                    "xshift": 4,
                    "y": y,
                    "yref": "y",
                    "yanchor": "middle",
                    "text": texte,
                    "showarrow": False,
                    "borderpad": 0,
                    "font": {"size": mesures.texte if grand else 12, "color": roles.texte},
                }
            )
    marge = max((mesures.largeur(texte) for texte in textes), default=0) + 6
    gauche = max((mesures.largeur(nom) for nom in noms), default=0) + 12 if grand else 1
    series = (
        ([(ligne["annonce"] or 0) - ligne["non_mesure"] for ligne in gardees], 0, roles.propose, ""),
        ([ligne["non_mesure"] for ligne in gardees], 0, roles.demande, "/"),
        ([ligne["mesure"] for ligne in gardees], 1, roles.accorde, ""),
    )
    survols = [_survol(ligne) for ligne in gardees]
    marques = [
        {
            "type": "bar",
            "orientation": "h",
            "x": valeurs,
            "y": [h[etage] for h in hauts],
            "width": [barre - 1] * len(gardees),
            "marker": {
                "color": couleur,
                "line": {"width": 0},
                "pattern": {
                    "shape": motif,
                    "fgcolor": roles.discret,
                    "fillmode": "overlay",
                    "size": 7,
                    "solidity": 0.2,
                },
            },
            "customdata": survols,
            "hovertemplate": "%{customdata}<extra></extra>",
        }
        for valeurs, etage, couleur, motif in series
    ]
    fort = max([v for ligne in gardees for v in (ligne["annonce"], ligne["mesure"]) if v] or [1])
    page = socle.mise_en_page(
        roles,
        mesures,
        max(pas * len(gardees), mesures.ligne),
        annotations=annotations,
        barmode="stack",
        hovermode="closest",
        margin={"l": gauche, "r": marge, "t": 0, "b": 0, "pad": 0},
        xaxis={"visible": False, "fixedrange": True, "range": [0, fort], "zeroline": False},
        yaxis={"visible": False, "fixedrange": True, "range": [max(pas * len(gardees), 1), 0]},
        meta=" ; ".join(
            f"{ligne['nom']} : annoncé {_texte(ligne['annonce'], 'aucun montant')}, "
            f"mesuré {_texte(ligne['mesure'])}"
            for ligne in gardees[:8]
        )
        + ("…" if len(gardees) > 8 else "."),
    )
    return {"data": marques if gardees else [], "layout": page}, reste


def _montants(ligne: dict, hauts: tuple[float, float], grand: bool) -> list[tuple[float, float, str]]:
    """Ce qui s'écrit au bout des barres : un montant chacune, ou les deux à la suite en projection."""
    annonce, mesure = ligne["annonce"], ligne["mesure"]
    if not grand:
        return [
            (annonce or 0, hauts[0], _texte(annonce, "aucun montant annoncé")),
            (mesure or 0, hauts[1], _texte(mesure)),
        ]
    suite = ABSENCE if mesure is None else f"mesuré {_texte(mesure)}"
    return [(max(annonce or 0, mesure or 0), sum(hauts) / 2, f"{_texte(annonce, '—')} · {suite}")]


def _survol(ligne: dict) -> str:
    morceaux = [f"<b>{socle.replie(ligne['nom'], 40)}</b>"]
    if ligne["annonce"] is not None:
        morceaux.append(f"Annoncé{formats.FINE}: {formats.montant(ligne['annonce'], exact=True)}")
    if ligne["non_mesure"]:
        morceaux.append(f"dont non mesuré{formats.FINE}: {formats.montant(ligne['non_mesure'], exact=True)}")
    mesure = ABSENCE if ligne["mesure"] is None else formats.montant(ligne["mesure"], exact=True)
    morceaux.append(f"Mesuré{formats.FINE}: {mesure}")
    return "<br>".join(morceaux)


def _texte(valeur: float | None, absence: str = ABSENCE) -> str:
    return absence if valeur is None else formats.montant(valeur)


def _euros(valeur: object) -> float | None:
    return None if formats.absent(valeur) else float(valeur)
