"""Les barres horizontales : qui reçoit quoi, et l'entonnoir du demandé au versé.

Le nom est au-dessus de sa barre et le montant à côté : rien n'est coupé, du téléphone à l'écran de
projection, alors qu'une colonne de noms mangerait la moitié d'un téléphone. L'axe vertical est en
pixels : un nom sur deux lignes prend deux lignes, et la hauteur est connue d'avance.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from pages.blocs import Barres
from pages.composants import couleurs as teintes
from pages.composants import formats, phrases
from pages.composants import graphiques_socle as socle

HAUTEUR_GRAND = 520
"""Place d'un graphique en projection : titre et chiffres tiennent avec lui sur l'écran."""


def figure(
    df: pd.DataFrame,
    valeur: str,
    libelle: str,
    code: str | None = None,
    choisi: str | Sequence[str] | None = None,
    grand: bool = False,
    format: str | Callable = "euros",
    part: bool = True,
    hauteur: int | None = None,
    couleurs: Mapping | None = None,
    n_max: int = 12,
    trie: bool = True,
    sommable: bool | None = None,
) -> tuple[dict, str]:
    """La figure d'un bloc Barres et sa note ; `data` est vide s'il n'y a rien à montrer.

    `df` peut avoir un `statut` : un secret se dit, il ne vaut pas zéro. `hauteur` : place disponible en
    pixels ; les plus petites barres se replient pour y tenir. KeyError si une colonne manque.
    """
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    place = socle.hauteur_figure(hauteur, 0, HAUTEUR_GRAND, grand)
    if place:
        n_max = min(n_max, max(2, place // (mesures.ligne + mesures.barre + mesures.ecart)))
    bloc = Barres(
        df,
        cle="",
        valeur=valeur,
        libelle=libelle,
        code=code,
        choisi=[choisi] if isinstance(choisi, str) else choisi or (),
        format=format,
        part=part,
        couleurs=couleurs,
        n_max=n_max,
        trie=trie,
        sommable=sommable,
    )
    lignes, choisie, note = preparer(bloc, roles, grand)
    return dessiner(lignes, roles, mesures, grand, gras=choisie), note


def preparer(bloc: Barres, roles: teintes.Roles, grand: bool = False) -> tuple[list[dict], bool, str]:
    """Les barres telles qu'on les montre (`code`, `nom`, `valeur` exacte, `texte`, `couleur`, `survol`), vrai
    si l'une est celle qu'on a choisie, et la note de ce qui n'y est pas."""
    lignes = _lignes(bloc.lignes, bloc.valeur, bloc.libelle, bloc.code, bloc.trie)
    # Une écriture qu'on nous passe peut être celle d'un taux, qui ne s'additionne jamais.
    sommable = bloc.format in ("euros", "entier") if bloc.sommable is None else bloc.sommable
    total = sum((ligne["valeur"] for ligne in lignes if ligne["valeur"] is not None), Decimal(0))
    avec_part = bloc.part and sommable and total > 0 and all((li["valeur"] or 0) >= 0 for li in lignes)
    codes = set(bloc.choisi)
    lignes, note = _replier(lignes, bloc.n_max, codes, sommable, grand)
    court, exact = socle.ecritures(bloc.format)
    choix = codes & {ligne["code"] for ligne in lignes}
    for rang, ligne in enumerate(lignes):
        if ligne["valeur"] is None:
            ligne["texte"] = ligne["absence"]
        else:
            ligne["texte"] = court(ligne["valeur"])
            if avec_part:
                ligne["texte"] += f" · {formats.pourcentage(ligne['valeur'] / total)}"
        ligne["fort"] = ligne["code"] in choix if choix else rang == 0
        ligne["couleur"] = (
            socle.teinte(ligne["code"], bloc.couleurs, roles)
            if bloc.couleurs is not None
            else (roles.accent if ligne["fort"] else roles.neutre)
        )
        ligne["motif"] = ""
        ligne["survol"] = _survol(lignes, rang, exact, total if avec_part else None)
    return lignes, bool(choix), note


def figure_entonnoir(demande: object, propose: object, accorde: object, verse: object, grand: bool) -> dict:
    """La figure d'un Entonnoir. La part est celle de l'étape d'avant : accordé / demandé, versé / accordé."""
    roles = teintes.roles(grand)
    lignes = etapes(demande, propose, accorde, verse, roles)
    return dessiner(lignes, roles, socle.taille(grand), grand, texte_au_nom=True)


def etapes(
    demande: object, propose: object, accorde: object, verse: object, roles: teintes.Roles
) -> list[dict]:
    """Les étapes connues, comme `preparer` les rend."""
    toutes = [
        ("Demandé", demande, None, "", roles.demande, ""),
        ("Proposé", propose, demande, "du demandé", roles.propose, "/"),
        ("Accordé", accorde, demande, "du demandé", roles.accorde, ""),
        ("Versé", verse, accorde, "de l'accordé", roles.verse, ""),
    ]
    lignes = []
    for nom, somme, base, de_quoi, couleur, motif in toutes:
        if formats.absent(somme):
            continue
        texte, valeur = formats.montant(somme), formats.decimal(somme)
        survol = f"<b>{nom}</b><br>{formats.montant(somme, exact=True)}"
        if not formats.absent(base) and base > 0:
            rapport = valeur / formats.decimal(base)
            texte += f" · {formats.pourcentage(rapport)} {de_quoi}"
            survol += f"<br>{formats.pourcentage(rapport, 1)} {de_quoi}"
        lignes.append(
            {
                "code": "",
                "nom": nom,
                "valeur": valeur,
                "texte": texte,
                "fort": False,
                "couleur": couleur,
                "motif": motif,
                "survol": survol,
                "contour": True,
            }
        )
    return lignes


def dessiner(
    lignes: list[dict],
    roles: teintes.Roles,
    mesures: socle.Taille,
    grand: bool,
    gras: bool = False,
    texte_au_nom: bool = False,
) -> dict:
    """Pose les barres : `y` en pixels depuis le haut, nom au-dessus, montant à droite.

    `texte_au_nom` : le montant suit le nom au lieu de la barre (textes longs).
    """
    haut, centres, annotations = 0, [], []
    for ligne in lignes:
        if texte_au_nom:
            nom = f"{socle.sur(ligne['nom'])}  <b>{ligne['texte']}</b>"
        else:
            nom = socle.replie(ligne["nom"], 80 if grand else 44)
        hauteur = socle.hauteur_texte(nom, mesures)
        annotations.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": haut + hauteur,
                "yref": "y",
                "yanchor": "bottom",
                "text": f"<b>{nom}</b>" if gras and ligne["fort"] else nom,
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "font": {"size": mesures.texte, "color": roles.texte},
            }
        )
        centre = haut + hauteur + mesures.barre / 2 + 2
        centres.append(centre)
        if ligne["valeur"] is None:
            annotations.append(
                {
                    "x": 0,
                    "xref": "x",
                    "xanchor": "left",
                    "y": centre,
                    "yref": "y",
                    "yanchor": "middle",
                    "text": ligne["texte"],
                    "showarrow": False,
                    "font": {"color": roles.discret},
                }
            )
        haut += hauteur + mesures.barre + mesures.ecart
    valeurs = [socle.nombre_ou_rien(ligne["valeur"]) for ligne in lignes]
    connues = [v for v in valeurs if v is not None]
    bas, fort = min([0.0, *connues]), max([0.0, *connues])
    # La place des montants est réservée en pixels : elle suffit quelle que soit la largeur.
    marge = 4 if texte_au_nom else max((mesures.largeur(li["texte"]) for li in lignes), default=0) + 6
    marque = {
        "type": "bar",
        "orientation": "h",
        "x": valeurs,
        "y": centres,
        "width": [mesures.barre] * len(lignes),
        "marker": {
            "color": [li["couleur"] for li in lignes],
            "line": {"width": [1 if li.get("contour") else 0 for li in lignes], "color": roles.accorde},
            "pattern": {
                "shape": [li["motif"] for li in lignes],
                "fgcolor": roles.fond,
                "size": 7,
                "solidity": 0.35,
            },
        },
        "text": None if texte_au_nom else [li["texte"] for li in lignes],
        "textposition": "none" if texte_au_nom else "outside",
        "textfont": {"size": mesures.texte, "color": roles.texte},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [[li["code"] or "", li["survol"]] for li in lignes],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    resume = " ; ".join(f"{li['nom']} : {li['texte']}" for li in lignes[:8])
    page = socle.mise_en_page(
        roles,
        mesures,
        max(haut, mesures.ligne),
        annotations=annotations,
        hovermode="y",
        hoverdistance=mesures.ligne + mesures.barre,
        margin={"l": marge if bas < 0 else 1, "r": marge, "t": 0, "b": 0, "pad": 0},
        xaxis={
            "visible": False,
            "fixedrange": True,
            "range": [bas, fort if fort > bas else bas + 1],
            "zeroline": False,
        },
        yaxis={"visible": False, "fixedrange": True, "range": [max(haut, 1), 0], "zeroline": False},
        # Le trait du zéro : d'où partent les barres.
        shapes=[
            {
                "type": "line",
                "x0": 0,
                "x1": 0,
                "xref": "x",
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": roles.bordure, "width": 1},
            }
        ],
        meta=resume + ("…" if len(lignes) > 8 else "."),
    )
    return {"data": [marque] if lignes else [], "layout": page}


def _lignes(df: pd.DataFrame, valeur: str, libelle: str, code: str | None, trie: bool) -> list[dict]:
    """Les barres : code, nom, valeur exacte (None si absente), de la plus forte à la plus faible."""
    codes = df[code] if code else [None] * len(df)
    statuts = df["statut"] if "statut" in df.columns else [None] * len(df)
    lignes = [
        {
            "code": None if formats.absent(c) else str(c),
            "nom": str(n),
            "valeur": None if formats.absent(v) or s == "secret" else formats.decimal(v),
            "absence": "secret statistique" if s == "secret" else formats.ABSENT,
        }
        for c, n, v, s in zip(codes, df[libelle], df[valeur], statuts, strict=True)
    ]
    if trie:
        lignes.sort(key=lambda ligne: (ligne["valeur"] is None, -(ligne["valeur"] or 0)))
    return lignes


def _replier(
    lignes: list[dict], n_max: int, choisis: set[str], sommable: bool, grand: bool = False
) -> tuple[list[dict], str]:
    """Au-delà de `n_max`, les dernières deviennent « Autres (n) » ; la choisie reste visible."""
    if len(lignes) <= n_max:
        return lignes, ""
    gardees = lignes[: n_max - 1]
    restes = lignes[n_max - 1 :]
    for ligne in [li for li in restes if li["code"] in choisis][: n_max - 1]:
        # La choisie prend la place de la plus petite des gardées qui ne l'est pas.
        sortie = next((li for li in reversed(gardees) if li["code"] not in choisis), None)
        if sortie is not None:
            gardees.remove(sortie)
            gardees.append(ligne)
            restes = [sortie, *(li for li in restes if li is not ligne)]
    if not sommable:
        # Le tableau n'est pas projeté.
        ou = "sur la page, sans projeter" if grand else "dans le tableau"
        return gardees, f"{phrases.accord(len(restes), 'autre')} {ou}."
    somme = sum((li["valeur"] for li in restes if li["valeur"] is not None), Decimal(0))
    autres = {"code": None, "nom": f"Autres ({formats.nombre(len(restes))})", "valeur": somme, "absence": ""}
    return [*gardees, autres], ""


def _survol(lignes: list[dict], rang: int, exact: Callable, total: Decimal | None) -> str:
    """Le montant exact, la part, et le voisin : ce que l'étiquette n'a pas la place de dire."""
    ligne = lignes[rang]
    texte = f"<b>{socle.replie(ligne['nom'], 40)}</b><br>"
    if ligne["valeur"] is None:
        return texte + ligne["absence"]
    texte += exact(ligne["valeur"])
    if total:
        texte += f" · {formats.pourcentage(ligne['valeur'] / total, 1)} du total"
    voisin = lignes[rang - 1] if rang else (lignes[1] if len(lignes) > 1 else None)
    if voisin is None or voisin["valeur"] is None:
        return texte
    mot = "Après" if rang else "Devant"
    return texte + f"<br>{mot} {socle.replie(voisin['nom'], 34)}{formats.FINE}: {exact(voisin['valeur'])}"
