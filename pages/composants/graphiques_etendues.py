"""Du plus bas au plus haut : une étendue par ligne, quand une moyenne n'aurait pas de sens."""

from collections.abc import Callable, Sequence

import pandas as pd

from pages.blocs import Etendues
from pages.composants import couleurs as teintes
from pages.composants import formats, phrases
from pages.composants import graphiques_socle as socle


def figure(
    df: pd.DataFrame,
    *,
    bas: str,
    haut: str,
    libelle: str,
    code: str,
    ecrire: Callable[[object, object], str],
    choisis: Sequence[str] = (),
    n_max: int = 12,
) -> tuple[dict, str]:
    """Un trait du plus bas au plus haut par ligne, un point quand ils se confondent ; et sa note.

    `df` : une ligne par trait, dans l'ordre voulu ; les lignes sans valeur sont écartées et comptées.
    `ecrire` met l'étendue en mots ; `choisis` : codes mis en avant, toujours montrés. `data` est vide s'il
    n'y a rien à montrer. KeyError si une colonne manque.
    """
    roles, mesures = teintes.roles(), socle.taille(False)
    connues = df.dropna(subset=[bas, haut])
    montrees_ = _gardees(connues, code, choisis, n_max)
    pas = mesures.ligne + mesures.barre + mesures.ecart
    traces, annotations, resume = [], [], []
    for rang, ligne in enumerate(montrees_.to_dict("records")):
        fort = ligne[code] in choisis
        teinte = roles.accent if fort else roles.neutre
        texte = ecrire(ligne[bas], ligne[haut])
        nom = socle.sur(ligne[libelle])
        y = rang * pas + mesures.ligne + mesures.barre / 2 + 2
        annotations.append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": rang * pas + mesures.ligne,
                "yref": "y",
                "yanchor": "bottom",
                "showarrow": False,
                "borderpad": 0,
                "align": "left",
                "text": f"<b>{nom}</b>  <b>{texte}</b>" if fort else f"{nom}  <b>{texte}</b>",
                "font": {"size": mesures.texte, "color": roles.texte},
            }
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [float(ligne[bas]), float(ligne[haut])],
                "y": [y, y],
                "line": {"color": teinte, "width": 6},
                "showlegend": False,
                "marker": {"color": teinte, "size": 12},
                "cliponaxis": False,
                "hovertemplate": f"<b>{nom}</b><br>{texte}<extra></extra>",
            }
        )
        resume.append(f"{ligne[libelle]} : {texte}")
    hauteur = len(montrees_) * pas
    sommet = max((float(v) for v in connues[haut]), default=1.0)
    page = socle.mise_en_page(
        roles,
        mesures,
        max(hauteur, mesures.ligne),
        annotations=annotations,
        hovermode="closest",
        margin={"l": 7, "r": 7, "t": 0, "b": 0, "pad": 0},
        xaxis={"visible": False, "fixedrange": True, "range": [0, sommet or 1.0], "zeroline": False},
        yaxis={"visible": False, "fixedrange": True, "range": [max(hauteur, 1), 0], "zeroline": False},
        # Le trait du zéro : un taux de 40 % est au milieu de 80 %, non au bord.
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
        meta=" ; ".join(resume[:8]) + ("…" if len(resume) > 8 else "."),
    )
    notes = []
    if len(connues) > len(montrees_):
        notes.append(f"{phrases.accord(len(connues) - len(montrees_), 'autre')} dans le tableau")
    if len(df) > len(connues):
        notes.append(f"{phrases.accord(len(df) - len(connues), 'ligne')} sans valeur publiée")
    note = formats.typographie(phrases.phrase(" ; ".join(notes))) if notes else ""
    return {"data": traces, "layout": page}, note


def montrees(bloc: Etendues) -> pd.DataFrame:
    """Les lignes qu'on dessine : les choisies, puis les premières."""
    return _gardees(bloc.lignes.dropna(subset=[bloc.bas, bloc.haut]), bloc.code, bloc.choisis, bloc.n_max)


def _gardees(connues: pd.DataFrame, code: str, choisis: Sequence[str], n_max: int) -> pd.DataFrame:
    gardees = pd.concat(
        [connues[connues[code].isin(choisis)], connues[~connues[code].isin(choisis)].head(n_max)]
    )
    return connues[connues[code].isin(gardees[code].head(n_max))]
