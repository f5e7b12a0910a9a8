"""Les petits multiples : un quartier par case, la même échelle partout, la référence en tirets.

Une seule figure : autant de cases par rang que l'écran en accepte. Un fil (périmètre suivi dans le
temps) est un trait ; deux fils ne se joignent jamais. Le secret est une croix sous l'échelle.
"""

import math
from collections.abc import Sequence

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats, phrases
from pages.composants import graphiques_reperes as reperes
from pages.composants import graphiques_socle as socle

_LARGEUR_CASE = 250
"""Largeur voulue d'une case au bureau, en pixels."""
_NON_TRACES = ("secret", "manquante")


def figure(
    df: pd.DataFrame,
    x: str,
    y: str,
    case: str,
    code: str,
    fil: str,
    reference: str | None = None,
    nom_reference: str = "",
    statut: str = "statut",
    unite: str = "%",
    choisi: str | None = None,
    grand: bool = False,
    hauteur: int | None = None,
) -> tuple[dict, str]:
    """La figure et sa note : une case par `code`, dans l'ordre reçu ; `data` est vide si rien n'est diffusé
    ni secret.

    Args:
        df: une ligne par case, fil et année ; `x` : l'année (vide si la case n'a rien), `y` : la
            valeur dans son unité, `reference` : la valeur comparée, la même année.
        case: colonne du nom de la case ; `fil` : ce qui se relie d'un trait.
        nom_reference: ce que sont les tirets, pour la légende.
    """
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    cases = cases_de(df, x, y, case, code, fil, reference, statut)
    points = [p for c in cases for p in c["points"]]
    connus = [v for p in points for v in (p["valeur"], p["reference"]) if v is not None]
    annees = sorted({p["annee"] for p in points})
    if not connus and not any(p["statut"] == "secret" for p in points):
        return {"data": [], "layout": {}}, ""
    largeur = socle.largeur_figure(grand)
    noms = {c["code"]: socle.replie(c["nom"], *((24, 1) if grand else (30, 2))) for c in cases}
    titre_h = max(socle.hauteur_texte(nom, mesures) for nom in noms.values()) + 4
    case_h = titre_h + round(mesures.ligne * (3.5 if grand else 9))
    rangs_max = max(1, hauteur // case_h) if hauteur else 8
    par_rang = min(len(cases), max(2, largeur // (mesures.texte * 12 if grand else _LARGEUR_CASE)))
    if len(cases) <= rangs_max * par_rang:
        # Des rangs égaux : neuf cases font cinq et quatre plutôt que huit et une.
        par_rang = math.ceil(len(cases) / math.ceil(len(cases) / par_rang))
    montrees = cases[: rangs_max * par_rang]
    rangs = math.ceil(len(montrees) / par_rang)
    total = hauteur or rangs * case_h
    bas, haut, pas = reperes.echelle(connus)
    # Trois graduations suffisent dans une case : le zéro, le milieu, le haut.
    pas *= 2 if haut - bas >= pas * 4 else 1
    bas = math.floor(bas / pas + 1e-9) * pas
    gradue = reperes.graduations(bas, haut, pas, unite)
    secrets = any(p["statut"] == "secret" for c in montrees for p in c["points"])
    plancher = bas - (haut - bas) * 0.14 if secrets else bas
    gauche = max(mesures.largeur(t) for t in gradue["ticktext"])
    # Entre deux cases, la place de la dernière valeur, écrite au bout du trait.
    bout = max([mesures.largeur(reperes.court(v, unite)) for v in connus], default=0) + mesures.point
    ecart = bout / (largeur - gauche)
    page = socle.mise_en_page(
        roles,
        mesures,
        total,
        annotations=[],
        margin={"l": gauche, "r": bout, "t": 0, "b": mesures.ligne + 6, "pad": 0},
        hovermode="closest",
    )
    trace = total - mesures.ligne - 6
    marques = []
    for rang, la_case in enumerate(montrees):
        n = "" if rang == 0 else str(rang + 1)
        colonne, ligne = rang % par_rang, rang // par_rang
        large = (1 - ecart * (par_rang - 1)) / par_rang
        x0 = colonne * (large + ecart)
        sommet = 1 - ligne / rangs
        # Au mur, les années ne s'écrivent que sous la dernière case de chaque colonne.
        dessous = grand and rang + par_rang < len(montrees)
        pied = 8 if dessous else mesures.ligne + 6
        base = 1 - (ligne + 1) / rangs + (pied / trace if ligne < rangs - 1 else 0)
        page[f"xaxis{n}"] = _axe_annees(annees, roles, mesures, f"y{n}") | {
            "domain": [x0, x0 + large],
            "showticklabels": not dessous,
        }
        page[f"yaxis{n}"] = {
            "fixedrange": True,
            "anchor": f"x{n}",
            "range": [plancher, haut],
            "zeroline": False,
            **gradue,
            "domain": [base, sommet - titre_h / trace],
            "gridcolor": roles.bordure,
            "showticklabels": colonne == 0,
            "tickfont": {"color": roles.discret, "size": mesures.texte},
        }
        nom = noms[la_case["code"]]
        page["annotations"].append(
            {
                "x": x0,
                "xref": "paper",
                "xanchor": "left",
                "y": sommet - titre_h / trace,
                "yref": "paper",
                "yanchor": "bottom",
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "text": f"<b>{nom}</b>" if la_case["code"] == choisi else nom,
                "font": {"size": mesures.texte, "color": roles.texte},
            }
        )
        marques += _marques(la_case, n, plancher, bas, unite, nom_reference, roles, mesures)
        page["annotations"].append(_fin(la_case, n, annees, (bas, haut), unite, roles, mesures))
    page["meta"] = _resume(montrees, unite)
    return {"data": marques, "layout": page}, _reste(len(cases) - len(montrees), grand)


def _reste(nb: int, grand: bool) -> str:
    """Les quartiers que la place ne permet pas de montrer."""
    ou = "sur la page, sans projeter" if grand else "dans le tableau"
    return f"{phrases.accord(nb, 'autre quartier', 'autres quartiers')} {ou}." if nb else ""


def legende(
    spec: dict, df: pd.DataFrame, code: str, fil: str, nom_reference: str, note: str, grand: bool
) -> str:
    """Ce que veulent dire les traits, les tirets et les croix qu'on voit vraiment."""
    traces = {marque["meta"] for marque in spec["data"]}
    signes = ["trait plein : le quartier" + ("" if grand else " (interrompu si rien n'est publié)")]
    if "reference" in traces:
        signes.append(f"tirets : {nom_reference or 'la référence'}")
    if "secret" in traces:
        signes.append("croix : secret statistique")
    if (df[fil].notna() & (df[fil] != df[code])).any():
        signes.append("gris : l'ancien périmètre" + ("" if grand else ", qui ne se compare pas au nouveau"))
    return f"{phrases.phrase(' ; '.join(signes))} {note}".strip()


def cases_de(
    df: pd.DataFrame, x: str, y: str, case: str, code: str, fil: str, reference: str | None, statut: str
) -> list[dict]:
    """Les cases dans l'ordre reçu, et leurs points ; un secret n'a pas de valeur."""
    cases: dict[str, dict] = {}
    comparees = df[reference] if reference else [None] * len(df)
    colonnes = (df[code], df[case], df[fil], df[x], df[y], comparees, df[statut])
    for le_code, nom, le_fil, annee, valeur, comparee, etat in zip(*colonnes, strict=True):
        la_case = cases.setdefault(str(le_code), {"code": str(le_code), "nom": str(nom), "points": []})
        if formats.absent(annee):
            continue
        la_case["points"].append(
            {
                "fil": str(le_fil),
                "annee": int(annee),
                "statut": str(etat),
                "valeur": None if etat in _NON_TRACES else socle.nombre_ou_rien(valeur),
                "reference": socle.nombre_ou_rien(comparee),
            }
        )
    return list(cases.values())


def _marques(
    la_case: dict,
    n: str,
    plancher: float,
    bas: float,
    unite: str,
    nom_reference: str,
    roles: teintes.Roles,
    mesures: socle.Taille,
) -> list[dict]:
    """La référence en tirets, puis chaque fil, puis les croix du secret."""
    points, axes = la_case["points"], {"xaxis": f"x{n}", "yaxis": f"y{n}"}
    commun = {
        "type": "scatter",
        "cliponaxis": False,
        "connectgaps": False,
        **axes,
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    marques = []
    comparees = {p["annee"]: p["reference"] for p in points if p["reference"] is not None}
    if comparees:
        annees = sorted(comparees)
        marques.append(
            commun
            | {
                "mode": "lines",
                "meta": "reference",
                "x": annees,
                "y": [comparees[a] for a in annees],
                "line": {"color": roles.discret, "width": max(1, mesures.trait - 1), "dash": "dash"},
                "customdata": [
                    [
                        la_case["code"],
                        f"{socle.sur(nom_reference)}, {a}{formats.FINE}: "
                        f"{socle.sur(formats.indicateur(comparees[a], unite))}",
                    ]
                    for a in annees
                ],
            }
        )
    for fil in dict.fromkeys(p["fil"] for p in points):
        suite = [p for p in points if p["fil"] == fil]
        couleur = roles.accent if fil == la_case["code"] else roles.neutre
        marques.append(
            commun
            | {
                "mode": "lines+markers",
                "meta": "fil",
                "x": [p["annee"] for p in suite],
                "y": [p["valeur"] for p in suite],
                "line": {"color": couleur, "width": mesures.trait + 1},
                "marker": {
                    "size": mesures.point - 1,
                    "line": {"color": couleur, "width": max(1, mesures.trait // 2)},
                    "color": [roles.fond if p["statut"] == "estimée" else couleur for p in suite],
                },
                "customdata": [[la_case["code"], _survol(la_case, p, unite)] for p in suite],
            }
        )
    secrets = [p for p in points if p["statut"] == "secret"]
    if secrets:
        marques.append(
            commun
            | {
                "mode": "markers",
                "meta": "secret",
                "x": [p["annee"] for p in secrets],
                "y": [(plancher + bas) / 2] * len(secrets),
                "marker": {
                    "symbol": "x-thin",
                    "size": mesures.point + 1,
                    "color": roles.discret,
                    "line": {"width": max(1, mesures.trait - 1), "color": roles.discret},
                },
                "customdata": [[la_case["code"], _survol(la_case, p, unite)] for p in secrets],
            }
        )
    return marques


def _survol(la_case: dict, point: dict, unite: str) -> str:
    mesure = socle.sur(formats.indicateur(point["valeur"], unite, point["statut"]))
    return f"{socle.sur(la_case['nom'])}, {point['annee']}{formats.FINE}: <b>{mesure}</b>"


def fin(la_case: dict, annees: Sequence[int], unite: str) -> tuple[dict | None, str, str]:
    """Le dernier point connu d'une case, sa valeur écrite et son année si ce n'est pas la dernière ; None, et
    ce qui l'empêche, si rien n'est connu."""
    connus = [p for p in la_case["points"] if p["valeur"] is not None]
    if not connus:
        secret = any(p["statut"] == "secret" for p in la_case["points"])
        return None, "secret statistique" if secret else "rien de publié", ""
    dernier = max(connus, key=lambda p: (p["annee"], p["fil"] == la_case["code"]))
    suite = f"en {dernier['annee']}" if dernier["annee"] != annees[-1] else ""
    return dernier, reperes.court(dernier["valeur"], unite), suite


def _fin(
    la_case: dict,
    n: str,
    annees: Sequence[int],
    bornes: tuple[float, float],
    unite: str,
    roles: teintes.Roles,
    mesures: socle.Taille,
) -> dict:
    """La dernière valeur, au bout de son trait ; ou ce qui l'empêche, au milieu de la case."""
    commun = {"xref": f"x{n}", "yref": f"y{n}", "showarrow": False, "borderpad": 0}
    dernier, ecrit, suite = fin(la_case, annees, unite)
    if dernier is None:
        return commun | {
            "x": (annees[0] + annees[-1]) / 2,
            "y": sum(bornes) / 2,
            "text": ecrit,
            "font": {"size": mesures.texte, "color": roles.discret},
        }
    texte = f"<b>{ecrit}</b>" + (f"<br>{suite}" if suite else "")
    return commun | {
        "x": dernier["annee"],
        "y": dernier["valeur"],
        "xanchor": "left",
        "xshift": mesures.point,
        "yanchor": "middle",
        "align": "left",
        "text": texte,
        "font": {"size": mesures.texte, "color": roles.texte},
    }


def _axe_annees(annees: list[int], roles: teintes.Roles, mesures: socle.Taille, y: str) -> dict:
    """La première et la dernière année : dans une case étroite, rien de plus n'est lisible."""
    bouts = [annees[0], annees[-1]] if len(annees) > 1 else annees
    marge = max(0.4, (annees[-1] - annees[0]) * 0.06)
    return {
        "fixedrange": True,
        "anchor": y,
        "tickvals": bouts,
        "ticktext": [str(a) for a in bouts],
        "tickangle": 0,
        "range": [annees[0] - marge, annees[-1] + marge],
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": roles.discret, "size": mesures.texte},
    }


def _resume(cases: Sequence[dict], unite: str) -> str:
    """La dernière valeur de chaque case, pour qui ne voit pas la figure."""
    fins = []
    for la_case in cases[:12]:
        connus = [p for p in la_case["points"] if p["valeur"] is not None]
        fins += [(la_case["nom"], max(connus, key=lambda p: p["annee"]))] if connus else []
    morceaux = [f"{nom} : {reperes.court(p['valeur'], unite)} en {p['annee']}" for nom, p in fins]
    return formats.typographie(" ; ".join(morceaux) + "." if morceaux else "Rien n'est publié.")
