"""Les lignes d'une feuille en colonnes de textes, sous leurs noms techniques, avec le sort de chacune.

Les cellules d'un tableur et les champs d'un CSV passent ensuite par les mêmes contrôles (voir classeur.py).
Les titres se cherchent, et se relisent quand ils reviennent, dans n'importe quel ordre ; une ligne plus
longue ou plus courte qu'eux est refusée.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from data.feuilles import FEUILLES
from data.fichiers import champs, texte
from data.fichiers.brut import octets
from data.fichiers.classeur import Cellule, Feuille, pleines
from data.lecture import Lues, Rejet, SourceIllisible
from data.modele.colonnes import intitules
from data.rapport import nombre
from data.schema import sans_accents

IGNOREES = ("lisez-moi", "listes")
"""Onglets du modèle qui ne portent pas de données."""
PROFONDEUR = 60
"""Lignes du haut parmi lesquelles on cherche les titres."""
PARLANTE = 4
"""Cellules remplies à partir desquelles une ligne d'une feuille inconnue ressemble à des données perdues."""

Noms = Callable[[str, list[str]], list[str]]
"""Rend les noms techniques d'une ligne de titres, ou lève SourceIllisible."""


class Rang(NamedTuple):
    """Une ligne : ses textes dans l'ordre des colonnes ; `champs` None si le fichier ne dit pas sa fin."""

    numero: int
    textes: list[str | None]
    champs: int | None = None
    cellules: list[Cellule] | None = None
    """Celles d'un tableur, qui peuvent être illisibles, ou plus précises que ce qu'elles montrent."""


def du_csv(nom: str, fichier: Path) -> tuple[list[Rang], list[Rejet]]:
    """Les lignes d'un CSV, et ce que son ouverture a dû supposer. Lève SourceIllisible, la ligne nommée."""
    contenu = octets(fichier)
    lu = texte.decoder(contenu, fichier.name)
    decoupe = champs.decouper(lu.contenu, fichier.name)
    rejets = [Rejet(dit, nom, bloquant=False) for dit in (*lu.dits, *decoupe.dits)]
    return [Rang(numero, [*ecrits], len(ecrits)) for numero, ecrits in decoupe.lignes], rejets


def du_tableur(nom: str, feuille: Feuille) -> tuple[list[Rang], list[Rejet]]:
    """Les lignes d'une feuille de tableur, et ce que celui qui l'a remplie ne voit pas."""
    rangs = [
        Rang(ligne.numero, [ecrite(c) for c in ligne.cellules], ligne.champs, ligne.cellules)
        for ligne in feuille.lignes
    ]
    return rangs, _signalements(nom, feuille)


def textes(nom: str, rangs: list[Rang], dits: list[Rejet], noms: Noms) -> tuple[pa.Table, list[Rejet]]:
    """Les colonnes de textes, `_ligne` en plus, et les refus : cellules illisibles, lignes mal formées.

    `dits` : ce que l'ouverture a déjà signalé. Lève SourceIllisible si les titres ne conviennent pas.
    """
    if not rangs:
        raise SourceIllisible(f"La feuille « {nom} » est vide : sa première ligne doit nommer les colonnes.")
    rejets = list(dits)
    premier = _rang_des_titres(nom, rangs)
    if premier:
        motif = f"titres lus à la ligne {rangs[premier].numero} : ce qui est au-dessus n'est pas lu"
        rejets.append(Rejet(motif, nom, rangs[premier].numero, bloquant=False))
    techniques, largeur = _titres(nom, rangs[premier], noms)
    tous = list(techniques)
    series: dict[str, list[str | None]] = {technique: [] for technique in techniques}
    redites = {titre for titre in rangs[premier].textes if titre}
    numeros: list[int] = []
    for rang in rangs[premier + 1 :]:
        if any(t in redites for t in rang.textes[:2]) and _porte_les_titres(nom, rang):
            techniques, largeur = _titres(nom, rang, noms)
            motif = "les titres reviennent à cette ligne : ils sont relus"
            rejets.append(Rejet(motif, nom, rang.numero, bloquant=False))
            for neuve in (t for t in techniques if t not in series):
                series[neuve] = [None] * len(numeros)
                tous.append(neuve)
            continue
        if refus := _forme(nom, rang, len(techniques), largeur):
            rejets.append(refus)
            continue
        if rang.cellules:
            _cellules(nom, rang, techniques, rejets)
        numeros.append(rang.numero)
        lus = rang.textes
        for place, technique in enumerate(techniques):
            series[technique].append(lus[place] if place < len(lus) else None)
        if len(techniques) < len(tous):
            for absente in set(tous) - set(techniques):
                series[absente].append(None)
    colonnes = {technique: pa.array(serie, pa.string()) for technique, serie in series.items()}
    return pa.table({**colonnes, "_ligne": pa.array(numeros, pa.int32())}), rejets


def _titres(nom: str, rang: Rang, noms: Noms) -> tuple[list[str], int]:
    """(noms techniques, nombre de champs de la ligne de titres, vides compris)."""
    titres = [(titre or "").strip() for titre in rang.textes]
    while titres and not titres[-1]:
        titres.pop()
    return noms(nom, titres), rang.champs or len(titres)


def _rang_des_titres(nom: str, rangs: list[Rang]) -> int:
    """Le rang de la ligne de titres ; 0 si aucune n'en est une : la première dira ce qui lui manque."""
    for rang, ligne in enumerate(rangs[:PROFONDEUR]):
        if _porte_les_titres(nom, ligne):
            return rang
    return 0


def _porte_les_titres(nom: str, rang: Rang) -> bool:
    """Vrai si toutes les cellules remplies sont des titres de la feuille, dont les obligatoires."""
    connus = intitules(nom)
    lus = [connus.get(sans_accents(titre)) for titre in rang.textes if titre and titre.strip()]
    exigees = {c for c, genre in FEUILLES[nom].items() if genre.endswith("!")}
    return bool(lus) and None not in lus and exigees <= set(lus)


def _forme(nom: str, rang: Rang, attendues: int, largeur: int) -> Rejet | None:
    """Le refus d'une ligne plus longue ou plus courte que ses titres (des vides en trop ne perdent rien)."""
    dehors = [t for t in rang.textes[attendues:] if t and t.strip()]
    if rang.champs is not None and (rang.champs < largeur or dehors):
        ecrit = " ; ".join(t or "" for t in rang.textes)[:200]
        return Rejet(
            f"la ligne a {rang.champs} cellules au lieu de {attendues}", nom, rang.numero, None, ecrit
        )
    if dehors and rang.cellules:
        cellule = pleines(rang.cellules[attendues:])[0]
        motif = f"cette cellule n'est sous aucun titre ({cellule.adresse})"
        return Rejet(motif, nom, rang.numero, None, cellule.texte_affiche[:200])
    return None


def _cellules(nom: str, rang: Rang, techniques: list[str], rejets: list[Rejet]) -> None:
    """Refuse les cellules illisibles ; un montant plus précis que ce qu'il montre vaut ce qu'il montre."""
    for cellule in rang.cellules or ():
        if cellule.colonne > len(techniques):
            return
        technique = techniques[cellule.colonne - 1]
        if cellule.erreur:
            rejets.append(Rejet(cellule.erreur, nom, rang.numero, technique, cellule.texte_affiche or None))
        elif cellule.affichee is not None and FEUILLES[nom][technique].startswith("montant"):
            rang.textes[cellule.colonne - 1] = f"{cellule.affichee:f}"
            montre = f"{cellule.affichee:f}".replace(".", ",")
            motif = f"montant lu comme il s'affiche ({montre}) : la cellule en garde plus de décimales"
            rejets.append(Rejet(motif, nom, rang.numero, technique, cellule.texte_affiche, bloquant=False))


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


def perdues(titre: str, feuille: Feuille, connues: Iterable[str]) -> list[Rejet]:
    """Une feuille inconnue : ses lignes qui ressemblent à des données sont refusées, le reste est dit.

    Lève SourceIllisible si elle a les titres d'une feuille connue : elle en est sans doute la suite.
    """
    for nom in connues:
        for ligne in feuille.lignes[:PROFONDEUR]:
            if _porte_les_titres(nom, Rang(ligne.numero, [ecrite(c) for c in ligne.cellules])):
                raise SourceIllisible(
                    f"La feuille « {titre} » a les titres de « {nom} » (ligne {ligne.numero}) : "
                    "donnez-lui ce nom, ou réunissez-les."
                )
    lignes = [ligne for ligne in feuille.lignes if len(pleines(ligne.cellules)) >= PARLANTE]
    if len(lignes) < 2:
        return [Rejet("feuille inconnue : elle n'a pas été lue", titre, bloquant=False)]
    motif = "ligne d'une feuille inconnue : elle n'a pas été lue"
    return [
        Rejet(motif, titre, ligne.numero, None, pleines(ligne.cellules)[0].texte_affiche[:200])
        for ligne in lignes
    ]


def lues_perdues(ecartees: list[Rejet]) -> list[Lues]:
    """Les lignes refusées des feuilles inconnues, pour le compte."""
    feuilles: dict[str | None, list[int]] = {}
    for rejet in ecartees:
        if rejet.bloquant and rejet.ligne:
            feuilles.setdefault(rejet.feuille, []).append(rejet.ligne)
    return [Lues(feuille, numeros) for feuille, numeros in feuilles.items()]


def _signalements(nom: str, feuille: Feuille) -> list[Rejet]:
    """Ce qui est lu, mais que celui qui a rempli le classeur ne voit pas ou croit autrement."""
    dits = []
    if feuille.cachee:
        dits.append(Rejet("cette feuille est cachée : elle a été lue", nom, bloquant=False))
    cachees = feuille.lignes_cachees
    if cachees:
        montrees = ", ".join(map(str, cachees[:10])) + ("…" if len(cachees) > 10 else "")
        mots = (
            "1 ligne cachée a été lue"
            if len(cachees) == 1
            else f"{nombre(len(cachees))} lignes cachées ont été lues"
        )
        dits.append(Rejet(f"{mots} ({montrees})", nom, bloquant=False))
    for plage in feuille.fusions:
        motif = "cellules fusionnées : seule la première porte la valeur"
        dits.append(Rejet(motif, nom, valeur=plage, bloquant=False))
    return dits
