"""D'une feuille de tableur aux textes que lit la source `classeur`, avec ce qu'il faut en dire.

Les feuilles d'un XLSX, d'un XLS ou d'un ODS passent ensuite par les mêmes contrôles que celles d'un
dossier de CSV.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pyarrow as pa

from data.fichiers.classeur import Cellule, Feuille, pleines
from data.lecture import Rejet, SourceIllisible

IGNOREES = ("lisez-moi", "listes")
"""Onglets du modèle qui ne portent pas de données."""


def textes(
    nom: str, feuille: Feuille, noms: Callable[[str, list[str]], list[str]]
) -> tuple[pa.Table, list[Rejet]]:
    """Les cellules en texte, sous leur nom de colonne, `_ligne` en plus ; les cellules illisibles refusées.

    `noms` rend les noms techniques d'une ligne de titres, ou lève SourceIllisible.
    """
    if not feuille.lignes:
        raise SourceIllisible(f"La feuille « {nom} » est vide : sa première ligne doit nommer les colonnes.")
    entete, *lignes = feuille.lignes
    titres = [cellule.texte_affiche for cellule in entete.cellules]
    techniques = noms(nom, titres)
    rejets = _signalements(nom, feuille)
    tableau: list[list[str | None]] = [[] for _ in techniques]
    numeros = []
    for ligne in lignes:
        utiles = pleines(ligne.cellules)
        rejets += [
            Rejet(c.erreur, nom, c.ligne, techniques[c.colonne - 1], c.texte_affiche or None)
            for c in utiles
            if c.erreur and c.colonne <= len(techniques)
        ]
        dehors = [c for c in utiles if c.colonne > len(techniques)]
        if dehors:
            motif = f"cette cellule n'est sous aucun titre ({dehors[0].adresse})"
            rejets.append(Rejet(motif, nom, ligne.numero, None, dehors[0].texte_affiche[:200]))
            continue
        numeros.append(ligne.numero)
        for rang, serie in enumerate(tableau):
            serie.append(ecrite(ligne.cellules[rang]) if rang < len(ligne.cellules) else None)
    colonnes = {t: pa.array(s, pa.string()) for t, s in zip(techniques, tableau, strict=True)}
    return pa.table({**colonnes, "_ligne": pa.array(numeros, pa.int32())}), rejets


def ecrite(cellule: Cellule) -> str | None:
    """La cellule telle qu'un CSV l'aurait portée : point décimal, date ISO, « oui » ou « non »."""
    valeur = cellule.valeur
    if valeur is None or isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def _signalements(nom: str, feuille: Feuille) -> list[Rejet]:
    """Ce qui est lu, mais que celui qui a rempli le classeur ne voit pas ou croit autrement."""
    dits = []
    if feuille.cachee:
        dits.append(Rejet("cette feuille est cachée : elle a été lue", nom, bloquant=False))
    cachees = feuille.lignes_cachees
    if cachees:
        montrees = ", ".join(map(str, cachees[:10])) + ("…" if len(cachees) > 10 else "")
        mots = (
            "1 ligne cachée a été lue" if len(cachees) == 1 else f"{len(cachees)} lignes cachées ont été lues"
        )
        dits.append(Rejet(f"{mots} ({montrees})", nom, bloquant=False))
    for plage in feuille.fusions:
        dits.append(
            Rejet(
                "cellules fusionnées : seule la première porte la valeur", nom, valeur=plage, bloquant=False
            )
        )
    return dits
