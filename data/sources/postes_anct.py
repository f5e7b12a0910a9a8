"""Les postes financés par l'État (adultes-relais, Fonjep), publiés par l'ANCT : un poste, une action.

Le montant est un coût théorique, non un versement : `cout_theorique` le dit partout où il entre dans une
somme. Les postes n'ont ni pilier ni quartier : ils valent pour tout le contrat.
"""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.fichiers.brut import lire_json, nettoyer, octets
from data.lecture import Avance, Lecture, Lues, Rejet, SourceIllisible, lire_montants
from data.schema import sans_accents
from data.sources.tableaux import entier, table

DISPOSITIFS = {"adultes-relais": "Adultes-relais", "fonjep": "Fonjep"}
INTITULES = {"adultes-relais": "Poste d'adulte-relais", "fonjep": "Poste Fonjep"}
_POSTE_ADULTE_RELAIS = re.compile(r"\d{2}\w\d{2}RT?\d+")
CENTIME = Decimal("0.01")


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Actions, financements de l'État, structures et classement « Dispositifs ».

    Lève SourceIllisible si le JSON n'est pas une liste de postes.
    """
    postes = lire_json(octets(chemin), chemin.name)
    if not isinstance(postes, list) or not all(isinstance(p, dict) for p in postes):
        raise SourceIllisible(f"« {chemin.name} » n'est pas une liste de postes.")
    if postes and "id_poste" not in postes[0]:
        raise SourceIllisible(
            f"« {chemin.name} » n'a pas la propriété « id_poste » : ce ne sont pas des postes."
        )
    fiches = [{k: nettoyer(v) for k, v in poste.items()} for poste in postes]
    dispositif = _dispositif(chemin.name, fiches)
    accordes, illisibles = lire_montants((f.get("montant") for f in fiches), _montant)
    lues = Lues(chemin.name, range(1, len(fiches) + 1), {"accorde": accordes}, illisibles)
    lecture = Lecture(nb_lignes=len(fiches), lues=[lues])
    repetes = Counter((f.get("id_poste"), f.get("annee")) for f in {_contenu(f): f for f in fiches}.values())
    vus: set[tuple] = set()
    lignes: dict[str, list] = {"action": [], "financement": [], "action_classe": []}
    structures: dict[str, tuple] = {}
    contrats: dict[str, int] = {}
    for numero, fiche in enumerate(fiches, start=1):
        poste = _poste(fiche, vus)
        if isinstance(poste, str):
            lecture.rejets.append(
                Rejet(poste, ligne=numero, colonne="id_poste", valeur=fiche.get("id_poste"))
            )
            continue
        contrat, annee, montant = poste
        structure = _structure(fiche)
        _signaler(fiche, numero, montant, structure, repetes, lecture)
        if structure:
            structures.setdefault(structure[0], structure)
        contrats.setdefault(contrat, numero)
        action = _identifiant(dispositif, fiche, annee, repetes)
        lignes["action"].append(
            (
                action,
                contrat,
                annee,
                fiche["id_poste"],
                INTITULES[dispositif],
                structure[0] if structure else None,
                "retenue",
                "contrat",
                True,
                numero,
            )
        )
        lignes["financement"].append((action, "etat", "specifique", "fonctionnement", montant, numero))
        lignes["action_classe"].append((action, f"{contrat}-dispositifs-{dispositif}", numero))
        if numero % 500 == 0:
            avance(numero, len(fiches))
    avance(len(fiches), len(fiches))
    lecture.nb_retenues = len(lignes["action"])
    lecture.tables = _tables(lignes, structures, contrats, dispositif, chemin.name)
    return lecture


def _tables(
    lignes: dict[str, list],
    structures: dict[str, tuple],
    contrats: dict[str, int],
    dispositif: str,
    fichier: str,
) -> dict:
    """Les tables ; le classement d'un contrat porte la ligne du premier poste, pour suivre son sort."""
    ordre = list(DISPOSITIFS).index(dispositif) + 1
    classements, classes = [], []
    for contrat, numero in contrats.items():
        ident = f"{contrat}-dispositifs"
        classements.append((ident, contrat, "Dispositifs", True, numero))
        classes.append((f"{ident}-{dispositif}", ident, dispositif, DISPOSITIFS[dispositif], ordre, numero))
    lues = {
        "classement": (classements, "classement_id contrat_id nom multiple"),
        "classe": (classes, "classe_id classement_id code nom ordre"),
        "action": (
            lignes["action"],
            "action_id contrat_id annee reference intitule structure_id statut echelle cout_theorique",
        ),
        "financement": (lignes["financement"], "action_id financeur_id nature section accorde_eur"),
        "action_classe": (lignes["action_classe"], "action_id classe_id"),
    }
    return {
        # Une structure ou un financeur sert à plusieurs postes : ils n'ont pas de ligne à eux.
        "financeur": table([("etat", "État", "État", 1)], "financeur_id", "nom", "categorie", "ordre"),
        "structure": table(structures.values(), "structure_id", "siret", "nom"),
        **{
            nom: table(contenu, *colonnes.split(), "_ligne", feuille=fichier)
            for nom, (contenu, colonnes) in lues.items()
        },
    }


def _dispositif(nom: str, fiches: list[dict[str, Any]]) -> str:
    """Le dispositif, dit par le nom du fichier, sinon par la forme des numéros de poste."""
    plat = sans_accents(nom)
    if "fonjep" in plat:
        return "fonjep"
    if "relais" in plat:
        return "adultes-relais"
    formes = [bool(_POSTE_ADULTE_RELAIS.fullmatch(f.get("id_poste") or "")) for f in fiches]
    return "adultes-relais" if 2 * sum(formes) > len(formes) else "fonjep"


def _contenu(fiche: dict[str, Any]) -> tuple:
    """Tout ce que dit la ligne, pour reconnaître un exact double ; « 2024 » et 2024 sont la même année."""
    return tuple(sorted((k, str(v)) for k, v in fiche.items() if v is not None))


def _poste(fiche: dict[str, Any], vus: set[tuple]) -> tuple[str, int, Decimal] | str:
    """(contrat, année, montant), ou le motif qui refuse la ligne."""
    contenu = _contenu(fiche)
    if contenu in vus:
        return "Exact double d'une ligne précédente."
    vus.add(contenu)
    if not fiche.get("id_poste"):
        return "Le poste n'a pas de numéro."
    if not fiche.get("code_cv"):
        return "Le poste n'est rattaché à aucun contrat de ville (code_cv vide)."
    try:
        annee = entier(fiche.get("annee"))
    except ValueError:
        annee = 0
    if not 2000 <= annee <= 2100:
        return "L'année du poste est illisible."
    try:
        montant = _montant(fiche.get("montant"))
    except ValueError as erreur:
        return str(erreur)
    if montant is None:
        return "Le montant du poste n'est pas un nombre."
    return fiche["code_cv"], annee, montant


def _montant(ecrit: str | None) -> Decimal | None:
    """Des euros, au centime ; None si la cellule est vide. Lève ValueError."""
    if not ecrit:
        return None
    try:
        lu = Decimal(ecrit.replace(",", ".")).quantize(CENTIME, ROUND_HALF_UP)
    except InvalidOperation as erreur:
        raise ValueError("Le montant du poste n'est pas un nombre.") from erreur
    if not lu.is_finite():
        raise ValueError("Le montant du poste n'est pas un nombre.")
    if lu < 0:
        raise ValueError("Le montant du poste est négatif.")
    return lu


def _signaler(
    fiche: dict[str, Any],
    numero: int,
    montant: Decimal,
    structure: tuple | None,
    repetes: Counter,
    lecture: Lecture,
) -> None:
    motifs = []
    if montant == 0:
        motifs.append(("Le coût théorique du poste est nul : le poste est compté, pour 0 €.", "montant"))
    if not fiche.get("insee_dep"):
        motifs.append(
            ("Le département n'est pas renseigné : le poste suit le code de son contrat.", "insee_dep")
        )
    if structure is None:
        motifs.append(("La structure qui emploie le poste n'est pas nommée.", "raison_sociale"))
    if repetes[fiche.get("id_poste"), fiche.get("annee")] > 1:
        motif = "Poste publié plusieurs fois, avec un contrat, une structure ou un montant différent."
        motifs.append((motif, "id_poste"))
    for motif, colonne in motifs:
        valeur = fiche.get("id_poste")
        lecture.rejets.append(Rejet(motif, ligne=numero, colonne=colonne, valeur=valeur, bloquant=False))


def _identifiant(dispositif: str, fiche: dict[str, Any], annee: int, repetes: Counter) -> str:
    """Un identifiant qui ne dépend pas de l'ordre du fichier : un poste répété y ajoute son contenu."""
    base = f"{dispositif}-{fiche['id_poste']}-{annee}"
    if repetes[fiche.get("id_poste"), fiche.get("annee")] == 1:
        return base
    return f"{base}-{sha256(repr(_contenu(fiche)).encode()).hexdigest()[:8]}"


def _structure(fiche: dict[str, Any]) -> tuple[str, str | None, str] | None:
    """(structure_id, siret, nom) ; certaines années, `code_tiers` porte un nom et non un SIRET."""
    tiers, nom = fiche.get("code_tiers"), fiche.get("raison_sociale")
    chiffres = re.sub(r"\s", "", tiers or "")
    siret = chiffres if re.fullmatch(r"\d{14}", chiffres) else None
    nom = nom or (tiers if tiers and not siret else None)
    if siret:
        return siret, siret, nom or f"Structure {siret}"
    cle = sans_accents(nom or "")
    return (f"nom-{cle}", None, nom) if nom and cle else None
