"""Prévu et réel, l'un dans l'autre : la barre claire est ce qu'on attendait, la foncée ce qui est venu.

Ce qu'on ne sait pas est écrit à côté : une barre courte parce que des bilans manquent ne doit pas
passer pour un échec.
"""

from collections.abc import Mapping

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import ecran, formats
from pages.composants import graphiques_socle as socle


def figure(df: pd.DataFrame) -> dict:
    """La figure d'une ligne par groupe (voir le bloc `Prevus`) ; `data` est vide s'il n'y a aucune ligne."""
    if df.empty:
        return {"data": [], "layout": {}}
    roles, mesures = teintes.roles(), socle.BUREAU
    haut, centres, annotations, mots = 0, [], [], []
    for ligne in df.to_dict("records"):
        nom, texte = socle.replie(ligne["nom"], _signes(mesures)), en_mots(ligne)
        mots.append(f"{ligne['nom']} : {texte}")
        hauteur = socle.hauteur_texte(nom, mesures)
        suite = socle.replie(texte, _signes(mesures))
        commun = {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "yref": "y",
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
        }
        annotations.append(
            commun
            | {
                "y": haut + hauteur,
                "yanchor": "bottom",
                "text": f"<b>{nom}</b>",
                "font": {"size": mesures.texte, "color": roles.texte},
            }
        )
        centres.append(haut + hauteur + mesures.barre / 2 + 3)
        # Rien à tracer, rien à sauter : la phrase vient sous le nom.
        haut += hauteur + (0 if formats.absent(ligne["reels"]) else mesures.barre + 5)
        annotations.append(
            commun
            | {
                "y": haut,
                "yanchor": "top",
                "text": suite,
                "font": {"size": mesures.texte, "color": roles.discret},
            }
        )
        haut += socle.hauteur_texte(suite, mesures) + mesures.ecart
    barre = {"type": "bar", "orientation": "h", "y": centres, "hoverinfo": "skip", "cliponaxis": False}
    prevus, reels = (
        [socle.nombre_ou_rien(v) for v in df[nom].to_numpy(dtype="float64", na_value=float("nan"))]
        for nom in ("prevus", "reels")
    )
    page = socle.mise_en_page(
        roles,
        mesures,
        haut,
        annotations=annotations,
        barmode="overlay",
        meta=" ; ".join(mots[:12]) + ".",
        xaxis={
            "visible": False,
            "fixedrange": True,
            "zeroline": False,
            "range": [0, max([1.0, *(v for v in (*prevus, *reels) if v is not None)])],
        },
        yaxis={"visible": False, "fixedrange": True, "range": [haut, 0], "zeroline": False},
    )
    marques = [
        barre
        | {
            "name": "Prévues",
            "x": prevus,
            "width": [mesures.barre] * len(df),
            "marker": {"color": roles.demande, "line": {"width": 1, "color": roles.accorde}},
        },
        barre
        | {
            "name": "Venues",
            "x": reels,
            "width": [mesures.barre / 2] * len(df),
            "marker": {"color": roles.accorde},
        },
    ]
    return {"data": marques, "layout": page}


def en_mots(ligne: Mapping) -> str:
    """« 1 879 venues pour 2 024 prévues ; nous ne savons pas pour 9 actions sur 41 »."""
    morceaux = []
    if not formats.absent(ligne["reels"]):
        morceaux.append(
            f"{formats.nombre(ligne['reels'])} venues pour {formats.nombre(ligne['prevus'])} prévues"
        )
    if ligne["nb_petites"]:
        morceaux.append("moins de 5 dans certaines actions, non comptées")
    if ligne["nb_inconnues"]:
        morceaux.append(
            f"nous ne savons pas pour {formats.nombre(ligne['nb_inconnues'])} sur "
            f"{formats.nombre(ligne['nb_actions'])}"
        )
    return formats.typographie(" ; ".join(morceaux))


def _signes(mesures: socle.Taille) -> int:
    """Les signes d'une demi-page, ou d'un téléphone."""
    lues = ecran.dimensions()
    largeur = min(560, (lues[0] if lues else 1280) - 40)
    return int(largeur / mesures.texte / 0.5)
