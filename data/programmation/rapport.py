"""Ce qu'un examen dit : le rapport à lire, et le même en JSON."""

import json
import re
from dataclasses import asdict
from decimal import Decimal

from data.programmation.comparaison import Changement
from data.programmation.examen import Examen
from data.programmation.modele import Constat, TotalColonne
from data.programmation.phrases import accord, enumerer, euros
from data.programmation.publie import Fiche
from data.programmation.question import Question

LIMITE = 40
"""Constats et actions cités dans le texte ; le JSON et le classeur corrigé les ont tous."""
_MARQUE = "\ue000"


def en_json(examen: Examen) -> str:
    """Un objet JSON ; les montants y sont des nombres exacts."""
    brut = json.dumps(contenu(examen), ensure_ascii=False, default=_exact)
    return re.sub(f'"{_MARQUE}(-?[0-9.]+){_MARQUE}"', r"\1", brut)


def _exact(valeur: object) -> object:
    """Un décimal, entre deux marques qu'on ôte avec ses guillemets : json ne sait pas les écrire."""
    if isinstance(valeur, Decimal):
        return f"{_MARQUE}{valeur:.2f}{_MARQUE}"
    raise TypeError(f"{type(valeur).__name__} ne s'écrit pas en JSON")


def contenu(examen: Examen) -> dict:
    """Tout l'examen, prêt pour JSON (les décimaux y sont des Decimal)."""
    c, lu, d = examen.correspondance, examen.lecture, examen.difference
    return {
        "classeur": examen.classeur,
        "feuille": c.feuille,
        "feuilles": [asdict(e) for e in examen.feuilles.etats],
        "contrat": lu.contrat_id,
        "annees": d.annees,
        "base": examen.version,
        "colonnes": [{"lettre": x.lettre, "sens": x.sens(), **asdict(x)} for x in c.colonnes],
        "reponses": [{"cle": q.cle, "question": q.phrase, "reponse": r} for q, r in examen.reponses],
        "questions": [asdict(q) for q in examen.restantes],
        "lignes": {"lues": lu.nb_lignes, "retenues": len(lu.actions), "refusees": len(lu.refusees)},
        "constats": [{**vars(x), "phrase": x.phrase()} for x in lu.constats],
        "totaux": [
            {
                "colonne": t.colonne.lettre,
                "titre": t.colonne.titre,
                "importe": t.importe,
                "refuse": t.refuse,
                "fichier": t.fichier,
                "ecart": t.ecart,
                "importable": t.importable,
            }
            for t in lu.totaux
        ],
        "difference": {
            "ajoutees": [_action(f) for f in d.ajoutees],
            "retirees": [_action(f) for f in d.retirees],
            "modifiees": [
                {**_action(f), "changements": [vars(x) for x in changements]}
                for f, changements in d.modifiees
            ],
            "inchangees": d.identiques,
            "en_l_etat": [{**_action(f), "ligne": ligne} for f, ligne in d.retenues_en_l_etat],
            "feuille_non_lue": [_action(f) for f in d.non_lues],
            "hors_tableau": d.hors_tableau,
            "totaux": {e: {"avant": a, "apres": b} for e, (a, b) in d.totaux.items()},
            "par_financeur": {f: {"avant": a, "apres": b} for f, (a, b) in d.par_financeur.items()},
        },
    }


def _feuilles(examen: Examen) -> str:
    lues = [e.nom for e in examen.feuilles.etats if e.lue] or [examen.correspondance.feuille]
    return f"feuille{'s' if len(lues) > 1 else ''} {enumerer(f'« {nom} »' for nom in lues)}"


def texte(examen: Examen) -> str:
    """Le rapport à lire."""
    c, lu, d = examen.correspondance, examen.lecture, examen.difference
    annees = enumerer(d.annees) or "aucune année"
    lignes = [
        f"{examen.classeur}, {_feuilles(examen)} : {examen.referentiels.contrat}, {annees}",
        "",
        f"Colonnes : {accord(sum(x.champ is not None for x in c.colonnes), 'comprise')}, "
        f"{len(c.a_confirmer)} à confirmer",
    ]
    for x in c.a_confirmer:
        titre = f"« {x.titre} »" if x.titre else "(sans titre)"
        lignes.append(f"    {x.lettre} {titre} : {x.sens()} – {x.degre} ; {x.explication}")
    lignes += _liste("Réponses données", [f"{q.phrase} → {q.libelle(r)}" for q, r in examen.reponses])
    lignes += _liste("Questions sans réponse", [_question(q) for q in examen.restantes])
    lignes += [
        "",
        f"Lignes : {accord(lu.nb_lignes, 'action lue', 'actions lues')}, "
        f"{accord(len(lu.actions), 'retenue')}, {accord(len(lu.refusees), 'refusée')}",
    ]
    for titre, constats in (
        ("Refusé", lu.rejets),
        # Les écarts de total ont leur place plus bas, colonne par colonne.
        ("À regarder", [x for x in lu.avertissements if x.code != "ecart"]),
        ("À savoir", lu.notes),
    ):
        lignes += _liste(f"{titre} ({len(constats)})", _grouper(constats))
    egaux = [t for t in lu.totaux if t.fichier is not None and not t.ecart and t.importable]
    muets = egaux if len(lu.totaux) > LIMITE else []
    lignes += ["", "Totaux du tableau"]
    lignes += [f"    {_total(t)}" for t in lu.totaux if t not in muets]
    if muets:
        lignes.append(f"    {accord(len(muets), 'colonne a', 'colonnes ont')} le total du tableau")
    lignes += ["", f"Différence avec la base : {d.phrase()}"]
    lignes += _liste("Ajoutées", [_nom(f) for f in d.ajoutees])
    lignes += _liste("Retirées", [_nom(f) for f in d.retirees])
    lignes += _liste("Modifiées", [f"{_nom(f)} : {_changements(x)}" for f, x in d.modifiees])
    en_l_etat = [f"{_nom(f)} (sa ligne {ligne} est refusée)" for f, ligne in d.retenues_en_l_etat]
    lignes += _liste("Gardées telles qu'elles sont publiées", en_l_etat)
    lignes += _liste("Gardées : une feuille non lue les nomme", [_nom(f) for f in d.non_lues])
    hors = [f"{nom} : {euros(montant)} accordés" for nom, montant in d.hors_tableau.items()]
    lignes += _liste("Gardé, faute de colonne dans le tableau", hors)
    for etape, (avant, apres) in d.totaux.items():
        if avant or apres:
            libelle = {"demande": "Demandé", "propose": "Proposé", "accorde": "Accordé", "verse": "Versé"}
            lignes.append(f"    {libelle[etape]} : {euros(avant)} → {euros(apres)}")
    return "\n".join(lignes)


def _question(q: Question) -> str:
    """La question, ce qu'elle engage, et comment y répondre."""
    details = f" ({enumerer(q.details, 3)})" if q.details else ""
    reponses = enumerer((f"{q.cle}={c.valeur}" for c in q.choix), 4)
    proposee = f" ; proposé : {q.libelle(q.proposee)}" if q.proposee else ""
    return f"{q.phrase}{details}{proposee} ; --reponse {reponses}"


def _grouper(constats: list[Constat]) -> list[str]:
    """Les phrases, une seule pour un motif qui revient sans valeur à citer."""
    lignes: dict[str, list[int]] = {}
    for constat in constats:
        if constat.ligne and not constat.valeur and not constat.plusieurs:
            lignes.setdefault(constat.motif, []).append(constat.ligne)
    phrases: dict[str, None] = {}
    for constat in constats:
        memes = lignes.get(constat.motif, []) if not constat.valeur else []
        groupee = f"Lignes {enumerer(memes)} – {constat.motif}."
        phrases[groupee if len(memes) > 2 else constat.phrase()] = None
    return list(phrases)


def _action(fiche: Fiche) -> dict:
    return {
        "action_id": fiche.action_id,
        "reference": fiche.reference,
        "intitule": fiche.intitule,
        "annee": fiche.annee,
        "accorde": fiche.somme("accorde"),
    }


def _nom(fiche: Fiche) -> str:
    reference = f"{fiche.reference} " if fiche.reference else ""
    return f"{reference}« {fiche.intitule} » ({euros(fiche.somme('accorde'))} accordés)"


def _changements(changements: list[Changement]) -> str:
    return " ; ".join(
        f"{c.champ} {(c.avant or 'vide')[:80]} → {(c.apres or 'vide')[:80]}" for c in changements
    )


def _total(total: TotalColonne) -> str:
    debut = f"{total.colonne.lettre} « {total.colonne.titre} » : {euros(total.importe)}"
    if not total.importable:
        debut += " (comparé, non importé)"
    if total.refuse:
        debut += f", et {euros(total.refuse)} refusés"
    if total.fichier is None:
        return debut
    if not total.ecart:
        return f"{debut} ; le total du tableau est le même"
    return f"{debut} ; le tableau annonce {euros(total.fichier)} (écart {euros(total.ecart)})"


def _liste(titre: str, phrases: list[str]) -> list[str]:
    if not phrases:
        return []
    reste = len(phrases) - LIMITE
    suite = [f"    … et {accord(reste, 'autre')}"] if reste > 0 else []
    return ["", titre, *(f"    {phrase}" for phrase in phrases[:LIMITE]), *suite]
