"""La correspondance : proposée d'après les titres, confirmée par l'utilisateur, retenue en TOML."""

import tomllib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import tomli_w

from data.acces import pourquoi
from data.fichiers.classeur import Classeur, Feuille
from data.programmation import entetes
from data.programmation.modele import (
    CHAMPS,
    ETAPES,
    NATURES,
    SECTIONS,
    Colonne,
    Constat,
    Correspondance,
    CorrespondanceInvalide,
)
from data.programmation.mots import cle
from data.programmation.referentiels import Referentiels
from data.programmation.titres import Lexique

NOM = "correspondance.toml"
MULTIPLES = ("montant", "total", "classement", "hors_base", "ignorer")
"""Champs que plusieurs colonnes peuvent donner."""
_VALEURS = ("statuts", "quartiers", "porteurs", "piliers")
_CLES = ("contrat", "annee", "feuille", "statut", "colonne", *_VALEURS)
_CLES_COLONNE = (
    "titre", "champ", "financeur", "etape", "annee", "decalage", "nature", "section", "classement",
)  # fmt: skip


def choisir_feuille(classeur: Classeur, referentiels: Referentiels, nom: str | None = None) -> Feuille:
    """La feuille nommée, sinon celle dont on comprend le mieux les titres (les cachées en dernier).

    Lève CorrespondanceInvalide si la feuille n'existe pas, ou si aucune n'a de titres compris.
    """
    if nom is not None:
        if nom not in classeur.feuilles:
            connues = ", ".join(f"« {f} »" for f in classeur.feuilles)
            raise CorrespondanceInvalide(
                f"La feuille « {nom} » n'est pas dans {classeur.nom}, qui a : {connues}."
            )
        return classeur.feuilles[nom]
    lexique = Lexique(referentiels)
    notes = []
    for rang, feuille in enumerate(classeur.feuilles.values()):
        trouvees = entetes.trouver(feuille, lexique)
        if trouvees:
            compris = sum(
                bool(lexique.comprendre(titre).champ) for titre in trouvees.titres.values() if titre
            )
            notes.append((not feuille.cachee, compris, len(feuille.lignes), -rang, feuille))
    if not notes:
        raise CorrespondanceInvalide(_sans_titres(f"Aucune feuille de {classeur.nom} n'a"))
    return max(notes, key=lambda n: n[:4])[-1]


def proposer(
    feuille: Feuille, referentiels: Referentiels, memoire: Correspondance | None = None
) -> Correspondance:
    """Ce que veut dire chaque colonne, avec son degré de certitude ; ce que `memoire` sait est confirmé.

    Lève CorrespondanceInvalide si la feuille n'a pas de ligne de titres.
    """
    lexique = Lexique(referentiels)
    trouvees = entetes.trouver(feuille, lexique)
    if trouvees is None:
        raise CorrespondanceInvalide(_sans_titres(f"La feuille « {feuille.nom} » n'a pas"))
    connues: dict[str, list[Colonne]] = defaultdict(list)
    for colonne in memoire.colonnes if memoire else ():
        connues[cle(colonne.titre)].append(colonne)
    colonnes = []
    for numero, titre in trouvees.titres.items():
        retenues = connues.get(cle(titre)) if titre else None
        if retenues:
            sue = retenues.pop(0) if len(retenues) > 1 else retenues[0]
            colonnes.append(replace(sue, numero=numero, titre=titre, degre="confirmée", explication=""))
        elif titre:
            lue = lexique.comprendre(titre, trouvees.numeriques[numero])
            colonnes.append(replace(lue, numero=numero))
        else:
            explication = "la colonne est remplie mais n'a pas de titre"
            colonnes.append(Colonne(numero, "", explication=explication))
    base = memoire or Correspondance(feuille.nom, (), ())
    return replace(
        base,
        feuille=feuille.nom,
        titres=trouvees.lignes,
        colonnes=tuple(_sans_conflit(colonnes)),
        contrat_id=referentiels.contrat_id,
    )


def _sans_titres(quoi: str) -> str:
    return (
        f"{quoi} de ligne de titres comprise : il faut au moins deux titres connus, "
        "comme « Intitulé de l'action », « Porteur », « CAF accordé »."
    )


def _sans_conflit(colonnes: list[Colonne]) -> list[Colonne]:
    """Deux colonnes pour une même chose : un montant s'additionne si on le confirme, un champ non."""
    premieres: dict[str, Colonne] = {}
    montants = Counter(_cle_montant(c) for c in colonnes if c.champ == "montant")
    sortie = []
    for colonne in colonnes:
        if colonne.champ and colonne.champ not in MULTIPLES:
            premiere = premieres.setdefault(colonne.champ, colonne)
            if premiere is not colonne:
                motif = f"la colonne {premiere.lettre} donne déjà {CHAMPS[colonne.champ]}"
                colonne = Colonne(colonne.numero, colonne.titre, explication=motif)
        elif (
            colonne.champ == "montant"
            and montants[_cle_montant(colonne)] > 1
            and colonne.degre != "confirmée"
        ):
            motif = "plusieurs colonnes disent ce montant : elles seraient additionnées"
            colonne = replace(colonne, degre="possible", explication=motif)
        sortie.append(colonne)
    return sortie


def _cle_montant(colonne: Colonne) -> tuple:
    return (
        colonne.financeur_id, colonne.etape, colonne.annee, colonne.decalage, colonne.nature, colonne.section,
    )  # fmt: skip


def lire_toml(texte: str, nom: str = NOM) -> Correspondance:
    """La correspondance retenue dans un fichier. Lève CorrespondanceInvalide."""
    try:
        contenu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise CorrespondanceInvalide(f"{nom} n'est pas du TOML valide.") from erreur
    _connues(contenu, _CLES, nom)
    for cle_texte in ("contrat", "feuille", "statut"):
        _exiger(isinstance(contenu.get(cle_texte, ""), str), nom, f"« {cle_texte} » attend un texte")
    annee = contenu.get("annee")
    _exiger(annee is None or _entier(annee), nom, "« annee » attend un nombre")
    valeurs = {}
    for table in _VALEURS:
        lue = contenu.get(table, {})
        bonne = isinstance(lue, dict) and all(isinstance(v, str) for v in lue.values())
        _exiger(bonne, nom, f'« {table} » attend des lignes « écrit » = "lu"')
        valeurs[table] = dict(lue)
    brutes = contenu.get("colonne", [])
    _exiger(
        isinstance(brutes, list) and all(isinstance(b, dict) for b in brutes),
        nom, "« colonne » attend des [[colonne]]",
    )  # fmt: skip
    return Correspondance(
        feuille=contenu.get("feuille", ""),
        titres=(),
        colonnes=tuple(_colonne(rang, brute, nom) for rang, brute in enumerate(brutes, start=1)),
        contrat_id=contenu.get("contrat"),
        annee=annee,
        statut=contenu.get("statut"),
        **valeurs,
    )


def _colonne(rang: int, brute: dict, nom: str) -> Colonne:
    _connues(brute, _CLES_COLONNE, nom)
    textes = [c for c in _CLES_COLONNE if c not in ("annee", "decalage")]
    _exiger(all(isinstance(brute.get(c, ""), str) for c in textes), nom, "une colonne n'a que des textes")
    _exiger(bool(brute.get("titre")), nom, "une [[colonne]] doit dire son « titre »")
    titre = brute["titre"]
    for champ, permises in (("champ", CHAMPS), ("etape", ETAPES), ("nature", NATURES), ("section", SECTIONS)):
        valeur = brute.get(champ)
        bonne = valeur is None or valeur in permises
        _exiger(bonne, nom, f"colonne « {titre} » : « {valeur} » n'est pas parmi {', '.join(permises)}")
    for champ in ("annee", "decalage"):
        _exiger(_entier(brute.get(champ, 0)), nom, f"colonne « {titre} » : « {champ} » attend un nombre")
    colonne = Colonne(
        rang, titre, brute.get("champ"), brute.get("financeur"), brute.get("etape"), brute.get("annee"),
        brute.get("decalage", 0), brute.get("nature"), brute.get("section"), brute.get("classement"),
        "confirmée",
    )  # fmt: skip
    if colonne.champ == "montant" and colonne.financeur_id:
        colonne = replace(
            colonne,
            etape=colonne.etape or "accorde",
            nature=colonne.nature or "specifique",
            section=colonne.section or "fonctionnement",
        )
    _exiger(colonne.champ is not None, nom, f"colonne « {titre} » : elle ne dit pas son « champ »")
    return colonne


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
    tete = {"contrat": c.contrat_id, "annee": c.annee, "feuille": c.feuille, "statut": c.statut}
    contenu: dict = {nom: valeur for nom, valeur in tete.items() if valeur}
    contenu["colonne"] = [_en_table(colonne) for colonne in c.colonnes if colonne.champ and colonne.titre]
    for table in _VALEURS:
        contenu[table] = getattr(c, table)
    texte = tomli_w.dumps(contenu)
    attente = [f'# titre = "{_une_ligne(x.titre)}" : {x.explication or "à dire"}' for x in c.incomprises]
    if attente:
        texte += (
            '\n# Titres non compris : à écrire en [[colonne]] (champ = "ignorer" pour ne pas les lire).\n'
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


def _en_table(colonne: Colonne) -> dict:
    brute = {
        "titre": colonne.titre, "champ": colonne.champ, "financeur": colonne.financeur_id,
        "etape": colonne.etape, "annee": colonne.annee, "decalage": colonne.decalage or None,
        "nature": colonne.nature, "section": colonne.section, "classement": colonne.classement_id,
    }  # fmt: skip
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
