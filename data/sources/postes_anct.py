"""Les postes financés par l'État (adultes-relais, Fonjep), publiés par l'ANCT : un poste, une action.

Le montant est un coût théorique, non un versement : `cout_theorique` le dit partout où il entre dans une
somme. Les postes n'ont ni pilier ni quartier : ils valent pour tout le contrat. Un poste listé plusieurs fois
(ancien et nouveau code d'un contrat, deux contrats d'une même intercommunalité) compte une fois : le lecteur
réunit ses lignes, data/postes.py choisit son contrat.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from data.fichiers.brut import lire_json, nettoyer, octets
from data.fichiers.classeur import ouvrir_octets
from data.fichiers.tables import Disposition
from data.lecture import Avance, Lecture, Lues, Rejet, SourceIllisible, lire_montants
from data.schema import sans_accents
from data.sources.postes_lignes import (
    NUMERO_ADULTE_RELAIS,
    Ligne,
    Poste,
    cout_ecrit,
    lire_ligne,
    reunir,
    structures,
)
from data.sources.tableaux import table, tableau_de

DISPOSITIFS = {"adultes-relais": "Adultes-relais", "fonjep": "Fonjep"}
INTITULES = {"adultes-relais": "Poste d'adulte-relais", "fonjep": "Poste Fonjep"}
FIXES = ("retenue", "contrat", True)
"""Statut, échelle, coût théorique : les mêmes pour tout poste."""
QUOI = "une liste de postes"
EXIGEES = ("id_poste", "annee", "montant", "code_cv")
SYNONYMES: dict[str, tuple[str, ...]] = {
    "id_poste": (
        "poste",
        "numéro de poste",
        "numéro du poste",
        "n° de poste",
        "n° poste",
        "identifiant du poste",
    ),
    "annee": ("exercice", "millésime"),
    "montant": (
        "montant (€)",
        "montant en euros",
        "montant_eur",
        "coût",
        "coût théorique",
        "coût théorique (€)",
    ),
    "code_cv": (
        "code cv",
        "code contrat",
        "code_contrat",
        "code contrat de ville",
        "code du contrat",
        "contrat",
        "contrat_id",
        "contrat de ville",
        "code du contrat de ville",
    ),
    "code_tiers": ("siret", "n° siret", "numéro siret", "siret de la structure", "tiers"),
    "raison_sociale": ("structure", "employeur", "nom de la structure", "organisme", "porteur"),
    "insee_dep": ("dep", "département", "code département", "code_dep", "code_departement"),
    "insee_reg": ("reg", "région", "code région", "code_region"),
}


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Actions, financements de l'État, structures et classement « Dispositifs » ; JSON, CSV ou classeur.

    Lève SourceIllisible si le fichier n'est pas une liste de postes.
    """
    lecture, fiches = _fiches(chemin)
    dispositif = _dispositif(chemin.name, [str(fiche.get("id_poste") or "") for _, _, fiche in fiches])
    lignes: list[Ligne] = []
    for rang, (feuille, numero, fiche) in enumerate(fiches, start=1):
        ligne = lire_ligne(feuille, numero, rang, fiche)
        if isinstance(ligne, str):
            lecture.rejets.append(Rejet(ligne, feuille, numero, "id_poste", fiche.get("id_poste")))
        else:
            lignes.append(ligne)
    postes = reunir(lignes, dispositif == "adultes-relais", lecture.rejets)
    for rang, poste in enumerate(postes, start=1):
        lecture.rejets += [
            Rejet(motif, poste.feuille, poste.ligne, colonne, poste.numero, bloquant=False)
            for motif, colonne in _signalements(poste)
        ]
        if rang % 500 == 0:
            avance(rang, len(fiches))
    avance(len(fiches), len(fiches))
    lecture.nb_retenues = len(postes)
    lecture.tables = _tables(postes, dispositif, chemin.name)
    return lecture


def _fiches(chemin: Path) -> tuple[Lecture, list[tuple[str | None, int, dict[str, Any]]]]:
    """Les lignes : (feuille, numéro, colonne → valeur), et la lecture où s'ajouteront leurs refus."""
    contenu, nom = octets(chemin), chemin.name
    # Le contenu fait foi, non l'extension : un CSV nommé .json est un CSV. « < » ouvre une page web.
    if contenu.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"[", b"{", b"<"):
        tableau = tableau_de(ouvrir_octets(contenu, nom), QUOI, *EXIGEES, **SYNONYMES)
        return tableau.lecture(), [(r.feuille, r.numero, dict(r.valeurs)) for r in tableau.lignes]
    brutes = lire_json(contenu, nom)
    if not isinstance(brutes, list) or not all(isinstance(p, dict) for p in brutes):
        raise SourceIllisible(f"« {nom} » n'est pas une liste de postes.")
    disposition = Disposition.de(QUOI, EXIGEES, **SYNONYMES)
    noms = {
        titre: disposition.nom(str(titre)) for titre in dict.fromkeys(t for brute in brutes for t in brute)
    }
    fiches = [(None, rang, _fiche(brute, noms)) for rang, brute in enumerate(brutes, start=1)]
    connues = {colonne for _, _, fiche in fiches for colonne in fiche}
    manquent = [colonne for colonne in EXIGEES if colonne not in connues]
    if fiches and manquent:
        raise SourceIllisible(
            f"« {nom} » n'a pas la propriété « {' », « '.join(manquent)} » : ce ne sont pas des postes."
        )
    accordes, illisibles = lire_montants((fiche.get("montant") for _, _, fiche in fiches), cout_ecrit)
    lues = Lues(nom, range(1, len(fiches) + 1), {"accorde": accordes}, illisibles)
    return Lecture(nb_lignes=len(fiches), lues=[lues]), fiches


def _fiche(brute: dict[str, Any], noms: dict[str, str]) -> dict[str, Any]:
    """Les valeurs par nom canonique ; un nombre reste un nombre, pour que « 7.164 » ne soit pas 7 164."""
    fiche: dict[str, Any] = {}
    for titre, valeur in brute.items():
        nom = noms[titre]
        if fiche.get(nom) is None:
            fiche[nom] = valeur if isinstance(valeur, int | Decimal) else nettoyer(valeur)
    return fiche


def _tables(postes: list[Poste], dispositif: str, fichier: str) -> dict[str, pd.DataFrame]:
    """Les tables ; le classement d'un contrat porte la ligne du premier poste, pour suivre son sort."""
    contrats: dict[str, Poste] = {}
    for poste in postes:
        contrats.setdefault(poste.contrat, poste)
    ordre = list(DISPOSITIFS).index(dispositif) + 1

    def ecrire(colonnes: str, lignes: Iterable[tuple[Poste, tuple]]) -> pd.DataFrame:
        situees = ((*valeurs, p.feuille or fichier, p.ligne) for p, valeurs in lignes)
        return table(situees, *colonnes.split(), "_feuille", "_ligne")

    def classe(contrat: str) -> str:
        return f"{contrat}-dispositifs-{dispositif}"

    identifies = [(poste, poste.action_id(dispositif)) for poste in postes]
    return {
        # Une structure ou un financeur sert à plusieurs postes : ils n'ont pas de ligne à eux.
        "financeur": table([("etat", "État", "État", 1)], "financeur_id", "nom", "categorie", "ordre"),
        "structure": table(structures(postes), "structure_id", "siret", "nom"),
        "classement": ecrire(
            "classement_id contrat_id nom multiple",
            ((p, (f"{code}-dispositifs", code, "Dispositifs", True)) for code, p in contrats.items()),
        ),
        "classe": ecrire(
            "classe_id classement_id code nom ordre",
            (
                (p, (classe(code), f"{code}-dispositifs", dispositif, DISPOSITIFS[dispositif], ordre))
                for code, p in contrats.items()
            ),
        ),
        "action": ecrire(
            "action_id annee contrat_id reference structure_id intitule statut echelle cout_theorique",
            (
                (p, (action, p.annee, p.contrat, p.numero, p.structure_id, INTITULES[dispositif], *FIXES))
                for p, action in identifies
            ),
        ),
        "financement": ecrire(
            "action_id financeur_id nature section accorde_eur",
            ((p, (action, "etat", "specifique", "fonctionnement", p.montant)) for p, action in identifies),
        ),
        "action_classe": ecrire(
            "action_id classe_id", ((p, (action, classe(p.contrat))) for p, action in identifies)
        ),
        "poste": ecrire(
            "action_id codes departement dispositif",
            ((p, (action, p.codes, p.departement, dispositif)) for p, action in identifies),
        ),
    }


def _dispositif(nom: str, numeros: list[str]) -> str:
    """Le dispositif, dit par le nom du fichier, sinon par la forme des numéros de poste."""
    plat = sans_accents(nom)
    if "fonjep" in plat:
        return "fonjep"
    if "relais" in plat:
        return "adultes-relais"
    formes = [bool(NUMERO_ADULTE_RELAIS.fullmatch(numero)) for numero in numeros]
    return "adultes-relais" if 2 * sum(formes) > len(formes) else "fonjep"


def _signalements(poste: Poste) -> Iterator[tuple[str, str]]:
    """(motif, colonne) de ce qui manque à un poste ou surprend, sans l'empêcher d'entrer."""
    if poste.montant == 0:
        yield "Le coût théorique du poste est nul : le poste est compté, pour 0 €.", "montant"
    if not poste.departement_dit:
        yield "Le département n'est pas renseigné : le poste suit le code de son contrat.", "insee_dep"
    if poste.structure_id is None:
        yield "La structure qui emploie le poste n'est pas nommée.", "raison_sociale"
    if poste.repete:
        yield "Poste publié plusieurs fois, avec une structure ou un montant différent.", "id_poste"
