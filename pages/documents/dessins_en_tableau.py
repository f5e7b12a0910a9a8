"""Les figures sans équivalent natif, en tableau : flux, course des objectifs, prévu et réel, frise."""

from __future__ import annotations

import re

from pages.documents.dessins import Dessin, en_tete, nu
from pages.documents.matiere import texte as propre


def prevus(page: dict) -> Dessin:
    """Prévu et réel, en mots : la page dit elle-même ce qu'on ne sait pas, une barre seule tromperait."""
    textes = [nu(a["text"]) for a in en_tete(page)]
    lignes = tuple(zip(textes[::2], textes[1::2], strict=False))
    return Dessin("tableau", entetes=("", "Personnes"), lignes=lignes)


def flux(marque: dict) -> Dessin:
    """Un flux par ligne, du plus gros au plus petit de chaque source."""
    noeuds = [nu(re.split("</b>", str(c))[0]) for c in marque["node"]["customdata"]]
    lien = marque["link"]
    flux = sorted(zip(lien["source"], lien["target"], lien["value"], lien["customdata"], strict=True),
                  key=lambda f: (f[0], -f[2]))  # fmt: skip
    lignes = tuple(
        (noeuds[s], noeuds[c], nu(str(d).split("</b><br>")[-1].split(" · ")[0])) for s, c, _, d in flux
    )
    return Dessin("tableau", entetes=("D'où vient l'argent", "Où il va", "Montant"), lignes=lignes)


def course(page: dict) -> Dessin:
    """Les objectifs : groupe, nom, départ, où l'on en est, cible, dans l'ordre où la page les écrit."""
    lignes, groupe, ligne = [], "", {}
    for a in page["annotations"]:
        ecrit, ancre = nu(a["text"]), a.get("yanchor")
        if a.get("xref") == "paper" and a.get("x") == 0 and ancre == "bottom":
            if str(a["text"]).startswith("<b>"):
                groupe = ecrit.rpartition(" · ")[0]
                continue
            ligne = {"groupe": groupe, "nom": ecrit}
            lignes.append(ligne)
        elif ancre == "middle":
            ligne["cible" if a.get("x") == 1 else "depart"] = ecrit
        else:
            ligne["mots"] = ecrit
    cles = ("groupe", "nom", "depart", "mots", "cible") if groupe else ("nom", "depart", "mots", "cible")
    noms = {
        "groupe": "Pilier",
        "nom": "Objectif",
        "depart": "Départ",
        "mots": "Aujourd'hui",
        "cible": "Cible",
    }
    rangees = tuple(tuple(li.get(c, "") for c in cles) for li in lignes)
    return Dessin("tableau", entetes=tuple(noms[c] for c in cles), lignes=rangees)


def phrases(page: dict) -> Dessin:
    """Ce que dit le texte de remplacement de la figure, une ligne par phrase."""
    morceaux = [m.strip(" .") for m in str(page.get("meta") or "").split(" ; ")]
    lignes = tuple(tuple(x.strip() for x in propre(m).partition(" : ")[::2]) for m in morceaux if m)
    return Dessin("tableau", entetes=("", ""), lignes=lignes)
