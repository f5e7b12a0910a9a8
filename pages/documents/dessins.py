"""D'une figure Plotly à un dessin neutre : catégories, séries, nombres et couleurs, tels qu'à l'écran.

Les figures sont des dictionnaires écrits par pages/composants/graphiques_*.py, dont ce module connaît les
usages : noms en annotations, texte replié par <br>, montants exacts au survol. Les nombres ne sont jamais
recalculés. Ce qui n'a pas d'équivalent natif (flux, course, frise) devient un tableau.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from pages.composants import formats
from pages.composants.recueil import Dessin as Figure
from pages.documents.matiere import texte as propre
from pages.rendus.dessin_neutre import NEUTRE, Dessin, Ecriture, Serie

_FIN = re.compile(r"^(?P<nom>.*?) {2}<b>(?P<texte>.*)</b>$", re.S)


def neutre(figure: Figure) -> Dessin:
    """Le dessin neutre d'une figure recueillie."""
    if figure.neutre is not None:
        return _propre(figure.neutre)
    marques, page = figure.spec["data"], figure.spec["layout"]
    dessin = _lire(marques, page, figure.sous_titre)
    # Ce qu'on peut cliquer à l'écran ne se clique pas sur le papier.
    mesure = " · ".join(m for m in propre(figure.sous_titre).split(" · ") if "cliquez" not in m)
    return replace(dessin, titre=propre(figure.titre), mesure=mesure, alt=propre(figure.alt))


def _propre(dessin: Dessin) -> Dessin:
    """Le même, sans les signes qu'un document ne peut pas contenir."""
    return replace(
        dessin,
        titre=propre(dessin.titre),
        mesure=propre(dessin.mesure),
        alt=propre(dessin.alt),
        note=propre(dessin.note),
        categories=tuple(map(propre, dessin.categories)),
        entetes=tuple(map(propre, dessin.entetes)),
        lignes=tuple(tuple(map(propre, ligne)) for ligne in dessin.lignes),
        cases=tuple(map(_propre, dessin.cases)),
        series=tuple(
            replace(s, nom=propre(s.nom), textes=tuple(map(propre, s.textes))) for s in dessin.series
        ),
    )


def nu(texte: object) -> str:
    """Un texte de figure sans ses balises (<b>, <br>), et ses entités rendues à leur signe."""
    sans = re.sub(r"</?b>", "", str(texte).replace("<br>", " "))
    return propre(html.unescape(sans))


def _lire(marques: list[dict], page: dict, mesure: str) -> Dessin:
    # Importé ici : les deux modules se partagent le type `Dessin`.
    from pages.documents import dessins_en_tableau as tables

    premiere = marques[0] if marques else {}
    genre, mode = premiere.get("type"), premiere.get("barmode") or page.get("barmode")
    if genre == "sankey":
        return tables.flux(premiere)
    if genre == "bar" and premiere.get("orientation") == "h":
        if mode == "stack":
            return _paires(marques, page)
        return tables.prevus(page) if mode == "overlay" else _barres(premiere, page, mesure)
    if genre == "bar":
        return _annees(marques, page, mesure)
    if (genre == "scatter" and "xaxis2" in page) or any(m.get("meta") == "fil" for m in marques):
        return _multiples(marques, page)
    if genre == "scatter" and premiere.get("name") == "Départ":
        return tables.course(page)
    if genre == "scatter" and (page.get("xaxis") or {}).get("type") == "date":
        return tables.phrases(page)
    if genre == "scatter" and not (page.get("xaxis") or {}).get("visible", True):
        return _etendues(marques, page)
    if genre == "scatter":
        return _lignes(marques, page)
    return tables.phrases(page)


def _ecriture(valeurs: list[float | None], textes: list[str]) -> Ecriture:
    """L'écriture que suivent ces textes : l'unité s'y lit, le nombre de décimales aussi."""
    vus = [t for t in textes if t and t != formats.ABSENT]
    tout = " ".join(vus)
    if "€" in tout:
        return Ecriture("euros")
    connues = [(v, t) for v, t in zip(valeurs, textes, strict=False) if v is not None and "%" in t]
    if "%" in tout:
        fraction = any(abs(v) <= 1 and (m := _premier(t)) is not None and abs(m - v * 100) <= 1
                       and abs(m - v) > 0.5 for v, t in connues)  # fmt: skip
        return Ecriture("fraction") if fraction else Ecriture("nombre", 1, f"{formats.FINE}%")
    entieres = all(v is None or float(v).is_integer() for v in valeurs)
    return Ecriture("nombre", 0 if entieres else 1)


def _premier(texte: str) -> float | None:
    trouve = re.search(r"−?\d[\d\u202f]*(?:,\d+)?", texte)
    if not trouve:
        return None
    return float(trouve[0].replace(formats.FINE, "").replace(",", ".").replace(formats.MOINS, "-"))


def _liste(lu: object, combien: int) -> list:
    return list(lu) if isinstance(lu, list | tuple) else [lu] * combien


def en_tete(page: dict) -> list[dict]:
    """Les annotations qui nomment une barre : au bord gauche du papier, sur une ligne de l'axe vertical."""
    return [a for a in page.get("annotations", []) if a.get("xref") == "paper" and a.get("x") == 0]


def _barres(marque: dict, page: dict, mesure: str) -> Dessin:
    noms, valeurs = en_tete(page), list(marque["x"])
    couleurs = tuple(_liste(marque["marker"]["color"], len(valeurs)))
    if marque.get("text") is None:
        decoupes = [_FIN.match(a["text"]) for a in noms]
        categories = [nu(d["nom"] if d else a["text"]) for d, a in zip(decoupes, noms, strict=True)]
        textes = [nu(d["texte"]) if d else "" for d in decoupes]
    else:
        categories, textes = [nu(a["text"]) for a in noms], [nu(t) for t in marque["text"]]
    serie = Serie(
        mesure or "Valeur", tuple(valeurs), couleurs[0] if couleurs else NEUTRE, couleurs, tuple(textes)
    )
    return Dessin(
        "barres", categories=tuple(categories), series=(serie,), ecriture=_ecriture(valeurs, textes)
    )


def _paires(marques: list[dict], page: dict) -> Dessin:
    """Annoncé, dont non mesuré, mesuré : trois barres côte à côte, aux montants écrits sur la page."""
    suivis, non_mesures, mesures = (list(m["x"]) for m in marques)
    annonces = [None if not s and not n else s + n for s, n in zip(suivis, non_mesures, strict=True)]
    couleurs = [m["marker"]["color"] for m in marques]
    series = (
        Serie("Annoncé", tuple(annonces), couleurs[0]),
        Serie("dont non mesuré", tuple(n or None for n in non_mesures), couleurs[1]),
        Serie("Mesuré", tuple(mesures), couleurs[2]),
    )
    categories = tuple(nu(a["text"]) for a in en_tete(page))
    return Dessin("barres", categories=categories, series=series, ecriture=Ecriture("euros"))


def _annees(marques: list[dict], page: dict, mesure: str) -> Dessin:
    categories = tuple(str(t) for t in page["xaxis"]["ticktext"])
    annees = list(page["xaxis"]["tickvals"])
    series, survols = [], []
    for marque in marques:
        par_annee = dict(zip(marque["x"], marque["y"], strict=True))
        couleurs = tuple(_liste(marque["marker"]["color"], len(annees)))
        seule = len(marques) == 1
        series.append(
            Serie(
                nu(marque.get("name") or mesure or "Valeur"),
                tuple(par_annee.get(a) for a in annees),
                couleurs[0],
                couleurs if seule and len(set(couleurs)) > 1 else (),
                tuple(nu(t) for t in marque.get("text") or ()) if seule else (),
            )
        )
        # « <b>Nom</b><br>2024 : 1 204 300 €<br>3 % des … » : la deuxième ligne porte la valeur exacte.
        survols += [nu(str(c[-1]).split("<br>")[1]) for c in marque.get("customdata") or []]
    valeurs = [v for s in series for v in s.valeurs]
    ecriture = _ecriture(valeurs, survols)
    note = next((nu(a["text"]) for a in page.get("annotations", []) if a.get("xref") == "paper"), "")
    genre = "colonnes" if len(marques) == 1 else "empilees"
    return Dessin(genre, categories=categories, series=tuple(series), ecriture=ecriture, note=note)


def _unite(page: dict) -> Ecriture:
    """L'écriture d'un axe, d'après ses graduations."""
    axe = page["yaxis"]
    textes = [nu(t) for t in axe["ticktext"]]
    if "€" in " ".join(textes):
        return Ecriture("euros")
    suffixe = f"{formats.FINE}%" if "%" in " ".join(textes) else ""
    return Ecriture("nombre", 1 if suffixe or any("," in t for t in textes) else 0, suffixe)


def _lignes(marques: list[dict], page: dict) -> Dessin:
    tracees = [m for m in marques if m.get("yaxis") != "y2"]
    annees = sorted({a for m in tracees for a in m["x"]})
    zonages = {
        m.get("name"): {n.get("meta") for n in tracees if n.get("name") == m.get("name")} for m in tracees
    }
    series = []
    for marque in tracees:
        nom = nu(marque.get("name") or "")
        if len(zonages[marque.get("name")]) > 1 and marque.get("meta"):
            nom += f" (contours {marque['meta']})"
        series.append(_trait(marque, nom, annees))
    secrets = [m for m in marques if m.get("yaxis") == "y2"]
    note = "Certaines années sont couvertes par le secret statistique." if secrets else ""
    return Dessin(
        "lignes", categories=tuple(str(a) for a in annees), series=tuple(series), ecriture=_unite(page),
        bornes=tuple(page["yaxis"]["range"]), note=note,
    )  # fmt: skip


def _trait(marque: dict, nom: str, annees: list[int]) -> Serie:
    par_annee = dict(zip(marque["x"], marque["y"], strict=True))
    trait = marque.get("line") or {}
    valeurs = tuple(par_annee.get(a) for a in annees)
    return Serie(nom, valeurs, trait.get("color", NEUTRE), tirets=trait.get("dash", "solid") != "solid")


def _multiples(marques: list[dict], page: dict) -> Dessin:
    titres = [nu(a["text"]) for a in page["annotations"] if a.get("xref") == "paper"]
    fins = [nu(a["text"]) for a in page["annotations"] if a.get("xref") != "paper"]
    annees = sorted({a for m in marques for a in m["x"]})
    cases, secret = [], False
    for rang, titre in enumerate(titres):
        axe = "x" if rang == 0 else f"x{rang + 1}"
        siennes = [m for m in marques if m.get("xaxis", "x") == axe]
        secret = secret or any(m.get("meta") == "secret" for m in siennes)
        series = []
        for marque in siennes:
            if marque.get("meta") == "secret":
                continue
            reference = marque.get("meta") == "reference"
            survol = nu(marque["customdata"][0][1]) if marque.get("customdata") else ""
            nom = re.split(r", \d{4}", survol)[0] if reference else titre
            if not reference and any(s.nom == nom for s in series):
                nom += " (autre périmètre)"
            series.append(_trait(marque, nom or "Référence", annees))
        cases.append(
            Dessin("lignes", titre, categories=tuple(map(str, annees)), series=tuple(series), note=fins[rang])
        )
    ecriture = _unite(page)
    bornes = (page["yaxis"]["tickvals"][0], page["yaxis"]["range"][1])
    cases = tuple(replace(c, ecriture=ecriture, bornes=bornes) for c in cases)
    note = "Tirets : la référence." + (
        " Des années sont couvertes par le secret statistique." if secret else ""
    )
    return Dessin("multiples", cases=cases, ecriture=ecriture, bornes=bornes, note=formats.typographie(note))


def _etendues(marques: list[dict], page: dict) -> Dessin:
    decoupes = [_FIN.match(a["text"]) for a in en_tete(page)]
    noms = tuple(nu(d["nom"]) if d else "" for d in decoupes)
    textes = tuple(nu(d["texte"]) if d else "" for d in decoupes)
    series = (
        Serie("Le plus bas", tuple(m["x"][0] for m in marques), "#6FA3B8"),
        Serie("Le plus haut", tuple(m["x"][1] for m in marques), "#0B5C7A"),
    )
    valeurs = [v for s in series for v in s.valeurs]
    return Dessin("barres", categories=noms, series=series, ecriture=_ecriture(valeurs, [*textes, *textes]))
