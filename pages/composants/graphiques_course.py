"""La course d'un objectif : de son départ, à gauche, à sa cible, à droite ; aujourd'hui est un point.

Chaque objectif a son unité : ce qui se compare est le chemin parcouru, de 0 (départ) à 1 (cible). Ce
qu'on ne sait pas est un trait pointillé, gris, et le dit ; rien n'y est placé au hasard.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats, phrases
from pages.composants import graphiques_reperes as reperes
from pages.composants import graphiques_socle as socle

ETATS = {
    "atteint": "la cible est atteinte",
    "approche": "on s'en approche",
    "stable": "rien n'a bougé",
    "eloigne": "on s'en éloigne",
    "inconnu": "nous ne savons pas",
}
RAISONS = {
    "sans indicateur": "aucune mesure n'est rattachée à cet objectif",
    "sans mesure": "rien n'est publié sur ce territoire",
    "rien depuis": "rien de publié depuis le départ",
    "secret": "le secret statistique le couvre",
    "sans départ": "la valeur de départ manque",
}
_BORNES = (-0.3, 1.0)
"""Ce qu'on trace du chemin : au-delà, le point reste au bord et le texte dit la valeur."""


def figure(df: pd.DataFrame, grand: bool = False, hauteur: int | None = None) -> tuple[dict, str]:
    """Une piste par objectif, sous le nom de son groupe, et ce qu'elle ne montre pas ; `data` est vide sans
    objectif.

    Args:
        df: lignes de `evaluation/objectifs` (objectif, groupe, depart, depart_annee, aujourdhui, annee,
            cible, echeance, avancement, etat, raison, unite), dans l'ordre voulu.
        hauteur: place disponible en projection ; les objectifs dont on sait quelque chose passent d'abord.
    """
    if df.empty:
        return {"data": [], "layout": {}}, ""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    pistes = [piste_de(ligne) for ligne in df.to_dict("records")]
    if grand:
        # Au mur, d'abord ce qu'on sait ; le reste est compté dessous.
        pistes.sort(key=lambda p: p["etat"] == "inconnu")
    largeur = socle.largeur_figure(grand)
    etroit = largeur < 700
    signes = max(24, int(largeur / mesures.texte / 0.5))
    haut, gardees, groupe = 0.0, [], None
    for piste in pistes:
        piste["dit"], piste["nom"] = piste["nom"], socle.replie(piste["nom"], signes, lignes_max=2)
        avant = haut
        if not grand and piste["groupe"] != groupe:
            entete = f"{piste['groupe']} · {piste['compte']}"
            piste["entete"] = f"<b>{socle.replie(entete, int(signes * 0.9), lignes_max=2)}</b>"
            haut += mesures.ligne * (1.4 if groupe is not None else 0.4)
            haut += socle.hauteur_texte(piste["entete"], mesures)
            piste["haut_entete"] = haut - mesures.ligne * 0.3
        piste["haut_nom"] = haut + socle.hauteur_texte(piste["nom"], mesures)
        piste["y"] = piste["haut_nom"] + mesures.ligne * 0.8
        if etroit:
            # Sur un téléphone, la piste est trop courte pour porter ses mots : ils vont dessous.
            piste["mots_longs"] = socle.replie(piste["mots"], signes)
            bas = piste["y"] + mesures.ligne * 1.4 + socle.hauteur_texte(piste["mots_longs"], mesures)
        else:
            bas = piste["y"] + mesures.ligne * (1.4 if grand else 1.7)
        if hauteur and gardees and bas > hauteur:
            haut = avant
            break
        haut, groupe = bas, piste["groupe"]
        gardees.append(piste)
    gauche = max(mesures.largeur(_nu(p["depart"])) for p in gardees) + mesures.point
    droite = max(mesures.largeur(_nu(p["cible"])) for p in gardees) + mesures.point * 2
    recule = min([0.0, *(_place(p) for p in gardees if p["avancement"] is not None)])
    page = socle.mise_en_page(
        roles,
        mesures,
        round(haut),
        annotations=[],
        shapes=[],
        hovermode="closest",
        margin={"l": gauche, "r": droite, "t": 0, "b": 0, "pad": 0},
        xaxis={"visible": False, "fixedrange": True, "range": [recule - 0.02, 1.02], "zeroline": False},
        yaxis={"visible": False, "fixedrange": True, "range": [haut, 0], "zeroline": False},
    )
    for piste in gardees:
        _ecrire(piste, page, gauche, recule, roles, mesures)
    page["meta"] = _resume(pistes)
    return {"data": _marques(gardees, roles, mesures), "layout": page}, _note(pistes[len(gardees) :])


def piste_de(ligne: Mapping) -> dict:
    """Un objectif en mots : départ, aujourd'hui, cible, état."""
    unite, sue = ligne["unite"], ligne["etat"] != "inconnu"
    depart = "départ inconnu"
    if not formats.absent(ligne["depart"]):
        depart = f"<b>{reperes.court(ligne['depart'], unite)}</b>"
        if not formats.absent(ligne["depart_annee"]):
            depart += f"<br>en {int(ligne['depart_annee'])}"
    aujourdhui = ""
    if not formats.absent(ligne["aujourdhui"]):
        aujourdhui = f"{reperes.court(ligne['aujourdhui'], unite)} en {int(ligne['annee'])}"
    mots = f"{aujourdhui}, {ETATS[ligne['etat']]}" if sue else ETATS["inconnu"]
    if not sue:
        mots += f"{formats.FINE}: {aujourdhui + ', ' if aujourdhui else ''}{RAISONS[ligne['raison']]}"
    return {
        "nom": str(ligne["objectif"]),
        "groupe": str(ligne["groupe"]),
        "etat": ligne["etat"],
        "compte": f"{int(ligne['nb_sus_groupe'])} sur {phrases.accord(ligne['nb_groupe'], 'connu')}",
        "depart": depart,
        "cible": f"<b>{reperes.court(ligne['cible'], unite)}</b><br>en {int(ligne['echeance'])}",
        "avancement": socle.nombre_ou_rien(ligne["avancement"]) if sue else None,
        "mots": mots,
    }


def _place(piste: dict) -> float:
    """Où poser le point : l'avancement, retenu aux bords."""
    return min(_BORNES[1], max(_BORNES[0], piste["avancement"]))


def _ecrire(
    piste: dict, page: dict, gauche: int, recule: float, roles: teintes.Roles, mesures: socle.Taille
) -> None:
    """Le groupe, le nom, les deux bouts, ce qu'il en est, et la piste elle-même."""
    commun = {"showarrow": False, "borderpad": 0, "yref": "y"}
    encre = {"size": mesures.texte, "color": roles.texte}
    pale = {"size": mesures.texte, "color": roles.discret}
    if "entete" in piste:
        page["annotations"].append(
            commun
            | {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": -gauche,
                "align": "left",
                "y": piste["haut_entete"],
                "yanchor": "bottom",
                "text": piste["entete"],
                "font": encre,
            }
        )
    page["annotations"] += [
        commun
        | {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": -gauche,
            "y": piste["haut_nom"],
            "yanchor": "bottom",
            "align": "left",
            "text": piste["nom"],
            "font": encre,
        },
        commun
        | {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": -gauche,
            "y": piste["y"],
            "yanchor": "middle",
            "align": "left",
            "text": piste["depart"],
            "font": pale,
        },
        commun
        | {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": mesures.point * 2,
            "y": piste["y"],
            "yanchor": "middle",
            "align": "left",
            "text": piste["cible"],
            "font": encre,
        },
    ]
    sue = piste["avancement"] is not None
    place = _place(piste) if sue else 0.5
    cote = "left" if place < 0.25 else "right" if place > 0.75 else "center"
    if "mots_longs" in piste:
        page["annotations"].append(
            commun
            | {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": -gauche,
                "align": "left",
                "y": piste["y"] + mesures.ligne,
                "yanchor": "top",
                "text": f"<b>{piste['mots_longs']}</b>" if sue else piste["mots_longs"],
                "font": encre if sue else pale,
            }
        )
    else:
        page["annotations"].append(
            commun
            | {
                "x": place if cote != "left" else max(place, recule),
                "xref": "x",
                "xanchor": cote,
                "y": piste["y"] + mesures.point * 0.5 + 2,
                "yanchor": "top",
                "text": f"<b>{piste['mots']}</b>" if sue else piste["mots"],
                "font": encre if sue else pale,
            }
        )
    trait = {"type": "line", "xref": "x", "yref": "y", "y0": piste["y"], "y1": piste["y"], "layer": "below"}
    page["shapes"].append(
        trait
        | {
            "x0": 0,
            "x1": 1,
            "line": {
                "color": roles.neutre if not sue else roles.bordure,
                "width": mesures.trait * (1 if not sue else 2),
                "dash": "solid" if sue else "dot",
            },
        }
    )
    if sue and place != 0:
        couleur = roles.alerte if piste["etat"] == "eloigne" else roles.accent
        page["shapes"].append(
            trait | {"x0": 0, "x1": place, "line": {"color": couleur, "width": mesures.trait * 2}}
        )


def _marques(pistes: Sequence[dict], roles: teintes.Roles, mesures: socle.Taille) -> list[dict]:
    """Le départ (rond vide), la cible (losange), aujourd'hui (point plein)."""
    sues = [p for p in pistes if p["avancement"] is not None]

    def marque(nom: str, lesquelles: Sequence[dict], x: list[float], points: dict) -> dict:
        return {
            "type": "scatter",
            "mode": "markers",
            "name": nom,
            "cliponaxis": False,
            "x": x,
            "y": [p["y"] for p in lesquelles],
            "marker": {"size": mesures.point + 4, "opacity": 1, **points},
            "customdata": [[f"{p['nom']}<br>{p['mots']}"] for p in lesquelles],
            "hovertemplate": "%{customdata[0]}<extra></extra>",
        }

    bord = {"color": roles.discret, "width": max(1, mesures.trait)}
    return [
        marque("Départ", pistes, [0.0] * len(pistes), {"color": roles.fond, "line": bord}),
        marque("Cible", pistes, [1.0] * len(pistes), {"color": roles.texte, "symbol": "diamond"}),
        marque(
            "Aujourd'hui",
            sues,
            [_place(p) for p in sues],
            {
                "color": [roles.alerte if p["etat"] == "eloigne" else roles.accent for p in sues],
                "size": mesures.point + 6,
            },
        ),
    ]


def _nu(texte: str) -> str:
    """Le texte sans le gras, dont les balises ne prennent pas de place."""
    return texte.replace("<b>", "").replace("</b>", "")


def _note(restes: Sequence[dict]) -> str:
    """Ce que l'écran n'a pas la place de montrer, compté par état."""
    if not restes:
        return ""
    inconnus = sum(p["etat"] == "inconnu" for p in restes)
    sus = len(restes) - inconnus
    morceaux = []
    if inconnus:
        morceaux.append(
            f"pour {phrases.accord(inconnus, 'autre objectif', 'autres objectifs')}, nous ne savons pas"
        )
    if sus:
        morceaux.append(f"{phrases.accord(sus, 'autre objectif est', 'autres objectifs sont')} sur la page")
    return phrases.phrase(" ; ".join(morceaux))


def _resume(pistes: Sequence[dict]) -> str:
    textes = [f"{p.get('dit', p['nom'])} : {p['mots']}" for p in pistes[:12]]
    return formats.typographie(" ; ".join(textes) + ".")
