"""La correspondance retenue : un fichier TOML, qu'on relit et qu'on corrige à la main si l'on veut."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from data.acces import pourquoi
from data.fichiers import toml_borne
from data.programmation.manques import QUOI
from data.programmation.modele import (
    CHAMPS,
    ETAPES,
    NATURES,
    PAR_COLONNE,
    SECTIONS,
    UNITES,
    Colonne,
    Constat,
    Correspondance,
    CorrespondanceInvalide,
    Creation,
)
from data.programmation.mots import cle

NOM = "correspondance.toml"
BORNES = toml_borne.Bornes(2_000_000, profondeur=6, elements=200_000)
"""Bien au-delà de ce qu'un tableau de vingt mille lignes fait retenir."""
SANS_LETTRE = "*"
"""Une colonne sans titre ni lettre : toute colonne sans titre."""
_VALEURS = ("statuts", "quartiers", "porteurs", "piliers")
_LISTES = ("feuilles", "detail")
_CLES = ("contrat", "annee", "feuille", "statut", "unite", "colonne", *_VALEURS, "creer", *_LISTES)
_CLES_COLONNE = (
    "titre",
    "lettre",
    "champ",
    "financeur",
    "etape",
    "annee",
    "decalage",
    "nature",
    "section",
    "classement",
    "unite",
)
_CLES_CREER = ("quoi", "nom", "code", "parent", "categorie")


def lire_toml(texte: str, nom: str = NOM) -> Correspondance:
    """La correspondance retenue dans un fichier. Lève CorrespondanceInvalide."""
    try:
        contenu: dict[str, Any] = {**toml_borne.lire_toml(texte, BORNES)}
    except (ValueError, RecursionError) as erreur:
        raise CorrespondanceInvalide(f"{nom} n'est pas du TOML valide.") from erreur
    _connues(contenu, _CLES, nom)
    for cle_texte in ("contrat", "feuille", "statut", "unite"):
        _exiger(isinstance(contenu.get(cle_texte, ""), str), nom, f"« {cle_texte} » attend un texte")
    annee = contenu.get("annee")
    _exiger(annee is None or _entier(annee), nom, "« annee » attend un nombre")
    valeurs: dict[str, Any] = {}
    for table in _VALEURS:
        lue = contenu.get(table, {})
        bonne = isinstance(lue, dict) and all(isinstance(v, str) for v in lue.values())
        _exiger(bonne, nom, f'« {table} » attend des lignes « écrit » = "lu"')
        valeurs[table] = dict(lue)
    unite = contenu.get("unite")
    bonnes = (*UNITES, PAR_COLONNE)
    _exiger(unite is None or unite in bonnes, nom, f"« unite » est {', '.join(bonnes[:-1])} ou {bonnes[-1]}")
    listes: dict[str, Any] = {}
    for liste in _LISTES:
        lue = contenu.get(liste, [])
        bonne = isinstance(lue, list) and all(isinstance(v, str) for v in lue)
        _exiger(bonne, nom, f"« {liste} » attend une liste de textes")
        listes[liste] = tuple(lue)
    brutes, creees = contenu.get("colonne", []), contenu.get("creer", [])
    for quoi, tables in (("colonne", brutes), ("creer", creees)):
        bonne = isinstance(tables, list) and all(isinstance(b, dict) for b in tables)
        _exiger(bonne, nom, f"« {quoi} » attend des [[{quoi}]]")
    return Correspondance(
        feuille=contenu.get("feuille", ""),
        titres=(),
        colonnes=tuple(_colonne(rang, brute, nom) for rang, brute in enumerate(brutes, start=1)),
        contrat_id=contenu.get("contrat"),
        annee=annee,
        statut=contenu.get("statut"),
        unite=unite,
        creations=tuple(_creation(brute, nom) for brute in creees),
        **listes,
        **valeurs,
    )


def _creation(brute: dict, nom: str) -> Creation:
    _connues(brute, _CLES_CREER, nom)
    _exiger(all(isinstance(v, str) for v in brute.values()), nom, "un [[creer]] n'a que des textes")
    _exiger(brute.get("quoi") in QUOI, nom, f"[[creer]] : « quoi » est {', '.join(QUOI[:-1])} ou {QUOI[-1]}")
    _exiger(
        bool(brute.get("nom") and brute.get("code")),
        nom,
        "un [[creer]] doit dire son « nom » et son « code »",
    )
    return Creation(**brute)


def _colonne(rang: int, brute: dict, nom: str) -> Colonne:
    _connues(brute, _CLES_COLONNE, nom)
    textes = [c for c in _CLES_COLONNE if c not in ("annee", "decalage")]
    _exiger(all(isinstance(brute.get(c, ""), str) for c in textes), nom, "une colonne n'a que des textes")
    titre, lettre = brute.get("titre", ""), brute.get("lettre", "")
    _exiger("titre" in brute or lettre, nom, "une [[colonne]] doit dire son « titre » ou sa « lettre »")
    _exiger(
        titre or lettre or brute.get("champ") in _SANS_LETTRE,
        nom,
        'sans titre, une [[colonne]] qu\'on lit doit dire sa « lettre » (lettre = "K")',
    )
    _exiger(
        not lettre or bool(_LETTRE.fullmatch(lettre)), nom, f"« {lettre} » n'est pas la lettre d'une colonne"
    )
    titre_ou_lettre = titre or lettre
    listes = (
        ("champ", CHAMPS),
        ("etape", ETAPES),
        ("nature", NATURES),
        ("section", SECTIONS),
        ("unite", UNITES),
    )
    for champ, permises in listes:
        valeur = brute.get(champ)
        bonne = valeur is None or valeur in permises
        _exiger(
            bonne, nom, f"colonne « {titre_ou_lettre} » : « {valeur} » n'est pas parmi {', '.join(permises)}"
        )
    for champ in ("annee", "decalage"):
        _exiger(
            _entier(brute.get(champ, 0)), nom, f"colonne « {titre_ou_lettre} » : « {champ} » attend un nombre"
        )
    colonne = Colonne(
        rang,
        titre,
        brute.get("champ"),
        brute.get("financeur"),
        brute.get("etape"),
        brute.get("annee"),
        brute.get("decalage", 0),
        brute.get("nature"),
        brute.get("section"),
        brute.get("classement"),
        "confirmée",
        unite=brute.get("unite"),
        ailleurs=lettre or ("" if titre else SANS_LETTRE),
    )
    if colonne.champ == "montant" and colonne.financeur_id:
        colonne = replace(
            colonne,
            etape=colonne.etape or "accorde",
            nature=colonne.nature or "specifique",
            section=colonne.section or "fonctionnement",
        )
    _exiger(colonne.champ is not None, nom, f"colonne « {titre_ou_lettre} » : elle ne dit pas son « champ »")
    return colonne


_SANS_LETTRE = ("ignorer", "hors_base")
_LETTRE = re.compile(r"(?:[^!]+!)?[A-Z]{1,3}")


def _entier(valeur: object) -> bool:
    return isinstance(valeur, int) and not isinstance(valeur, bool)


def _connues(table: dict, connues: tuple[str, ...], nom: str) -> None:
    for inconnue in table.keys() - set(connues):
        raise CorrespondanceInvalide(
            f"{nom} : clé inconnue « {inconnue} ». Clés connues : {', '.join(connues)}."
        )


def _exiger(condition: bool, nom: str, motif: str) -> None:
    if not condition:
        raise CorrespondanceInvalide(f"{nom} : {motif}.")


def ecrire_toml(correspondance: Correspondance, constats: list[Constat] | None = None) -> str:
    """Le texte à retenir. Les valeurs à confirmer (d'après `constats`) y sont en commentaires."""
    c = correspondance
    tete = {
        "contrat": c.contrat_id,
        "annee": c.annee,
        "feuille": c.feuille,
        "feuilles": list(c.feuilles),
        "statut": c.statut,
        "unite": c.unite,
        "detail": list(c.detail),
    }
    contenu: dict = {nom: valeur for nom, valeur in tete.items() if valeur}
    titres = Counter(cle(colonne.titre) for colonne in c.colonnes)
    contenu["colonne"] = [
        _en_table(colonne, seule=bool(colonne.titre) and titres[cle(colonne.titre)] == 1)
        for colonne in c.colonnes
        if colonne.champ
    ]
    if c.creations:
        contenu["creer"] = [{n: v for n, v in vars(creation).items() if v} for creation in c.creations]
    for table in _VALEURS:
        contenu[table] = getattr(c, table)
    texte = tomli_w.dumps(contenu)
    attente = [f"# {_designer(x)} : {x.explication or 'à dire'}" for x in c.incomprises]
    if attente:
        texte += (
            '\n# Colonnes non comprises : à écrire en [[colonne]] (champ = "ignorer" pour ne pas les lire).\n'
        )
        texte += "\n".join(attente) + "\n"
    propositions = sorted({(x.code, x.valeur, x.proposition) for x in constats or () if x.proposition})
    if propositions:
        texte += "\n# Valeurs à confirmer : ôtez le dièse et mettez la ligne sous [statuts], [quartiers]…\n"
        texte += "".join(
            f'# {code} : "{_une_ligne(valeur)}" = "{_une_ligne(proposee)}"\n'
            for code, valeur, proposee in propositions
        )
    return texte


def _une_ligne(texte: str) -> str:
    return " ".join(texte.replace('"', "'").split())


def _designer(colonne: Colonne) -> str:
    return f'titre = "{_une_ligne(colonne.titre)}"' if colonne.titre else f'lettre = "{colonne.lettre}"'


def _en_table(colonne: Colonne, seule: bool) -> dict:
    """`seule` : son titre suffit à la désigner ; sinon sa lettre la distingue."""
    brute = {
        "titre": colonne.titre or None,
        "lettre": None if seule or colonne.lettre == SANS_LETTRE else colonne.lettre,
        "champ": colonne.champ,
        "financeur": colonne.financeur_id,
        "etape": colonne.etape,
        "annee": colonne.annee,
        "decalage": colonne.decalage or None,
        "nature": colonne.nature,
        "section": colonne.section,
        "classement": colonne.classement_id,
        "unite": colonne.unite,
    }
    return {nom: valeur for nom, valeur in brute.items() if valeur is not None}


def lire_fichier(chemin: Path) -> Correspondance:
    """La correspondance d'un fichier. Lève CorrespondanceInvalide."""
    try:
        return lire_toml(chemin.read_text(encoding="utf-8-sig"), chemin.name)
    except OSError as erreur:
        raise CorrespondanceInvalide(
            f"La correspondance « {chemin} » ne peut pas être lue ({pourquoi(erreur)})."
        ) from erreur
    except UnicodeDecodeError as erreur:
        raise CorrespondanceInvalide(f"La correspondance « {chemin} » n'est pas un texte UTF-8.") from erreur


def voisine(classeur: Path) -> Path:
    """Le fichier où la correspondance d'un classeur est retenue, à côté de lui."""
    return classeur.with_name(NOM)
