"""Ce qu'il reste à demander des mots du tableau : statuts, piliers, thématiques, quartiers, porteurs."""

import re
from collections.abc import Iterator
from dataclasses import replace

from data.programmation import creations
from data.programmation.modele import Correspondance, Inconnu, Lecture
from data.programmation.mots import cle
from data.programmation.phrases import accord, enumerer
from data.programmation.question import CORRIGER, CREER, Choix, Question
from data.programmation.referentiels import Pilier, Referentiels
from data.schema import valeurs_admises

TOUTES = 3
"""Jusque-là, on cite toutes les lignes d'un mot."""
_INDICES = (
    # Le refus d'abord : « avis défavorable » contient « favorable ».
    (r"\b(non|pas|refus|rejet|defavorable|irrecevable|ineligible|hors cadre)", "refusée"),
    (r"\b(annul|abandon|desist|retire|retrait)", "annulée"),
    (r"\b(ajourn|report|differ)", "ajournée"),
    (r"\b(reorient|oriente|redirig)", "réorientée"),
    (r"\b(solde)", "soldée"),
    (r"\b(attente|instruction|etude|examen|discussion|arbitr|expertise|cours)", "en instruction"),
    (r"\b(favorable|retenu|accord|valid|accept|ok|finance|vote)", "retenue"),
    (r"\b(depos|recu|transmis|saisie)", "déposée"),
)
_MOTS_DE_PILIER = ("axe", "enjeu", "orientation", "priorité", "ambition", "thématique", "volet", "objectif")


def statut_probable(ecrit: str) -> str | None:
    """Le statut qu'un mot inconnu veut sans doute dire, à confirmer ; None si rien ne l'indique."""
    nu = cle(ecrit)
    return next((statut for motif, statut in _INDICES if re.search(motif, nu)), None)


def questions(c: Correspondance, ref: Referentiels, lu: Lecture, annee: int | None) -> Iterator[Question]:
    """Les valeurs que le contrat n'a pas, chacune une seule fois."""
    par_sorte: dict[str, list[Inconnu]] = {}
    for inconnu in lu.inconnus:
        par_sorte.setdefault(inconnu.sorte, []).append(inconnu)
    for inconnu in par_sorte.get("statut", ()):
        yield _statut(inconnu)
    yield from _piliers(c, ref, par_sorte.get("pilier", []), annee)
    yield from _thematiques(c, ref, par_sorte.get("thematique", []))
    yield from _quartiers(c, ref, par_sorte.get("quartier", []), annee)
    yield from _porteurs(lu)


def statut_de_toutes(lu: Lecture) -> Question:
    """« Aucune colonne ne dit le statut des actions : elles sont toutes… ? »"""
    accorde = any((t.importe or t.refuse) and t.colonne.etape == "accorde" for t in lu.totaux)
    return Question(
        "statut",
        "statut",
        "Aucune colonne ne dit le statut des actions. Elles sont toutes :",
        choix=_choix_de_statuts(),
        proposee="retenue" if accorde else "déposée",
    )


def _choix_de_statuts() -> tuple[Choix, ...]:
    return tuple(Choix(s, s) for s in valeurs_admises("action", "statut"))


def _statut(inconnu: Inconnu) -> Question:
    return Question(
        f"statuts:{cle(inconnu.ecrit)}",
        "statuts",
        f"« {inconnu.ecrit} » veut dire :",
        (_lignes(inconnu),),
        _choix_de_statuts(),
        inconnu.proposition or statut_probable(inconnu.ecrit),
        objet=(inconnu.ecrit,),
    )


def _lignes(inconnu: Inconnu) -> str:
    nb = len(inconnu.lignes)
    return f"{'Ligne' if nb == 1 else 'Lignes'} {enumerer(inconnu.lignes, TOUTES)} du tableau"


def mot_de_pilier(c: Correspondance) -> str:
    """Le mot du tableau pour ses piliers : « enjeu », « axe »… ; « pilier » s'il n'en dit pas d'autre."""
    colonne = next((x for x in c.colonnes if x.champ == "pilier"), None)
    titre = f" {cle(colonne.titre) if colonne else ''} "
    return next((mot for mot in _MOTS_DE_PILIER if re.search(rf" {cle(mot)}s? ", titre)), "pilier")


def _piliers(
    c: Correspondance, ref: Referentiels, inconnus: list[Inconnu], annee: int | None
) -> Iterator[Question]:
    valables = [p for p in ref.piliers if annee is None or p.debut <= annee <= p.fin]
    mot = mot_de_pilier(c)
    # Ce qui ressemble à un pilier du contrat se demande à part ; le reste se crée ensemble.
    neufs = [i for i in inconnus if not i.proposition]
    nouveaux = creations.piliers([i.ecrit for i in neufs], [p.code for p in ref.piliers])
    groupe = not valables and "piliers" not in c.detail
    if nouveaux and groupe:
        nb = len(nouveaux)
        quoi = accord(nb, mot, f"{mot}x" if mot.endswith("eu") else f"{mot}s")
        article = "les " if nb > 1 else f"{_le(mot)}"
        phrase = f"Créer {article}{quoi if nb > 1 else mot} que dit votre tableau ?"
        yield Question(
            "piliers",
            "piliers",
            phrase,
            tuple(n.nom for n in nouveaux),
            (Choix(CREER, "Oui, créer"), CORRIGER),
            CREER,
            objet=tuple(i.ecrit for i in neufs),
            creations=nouveaux,
        )
        neufs = []
    for inconnu in [*[i for i in inconnus if i.proposition], *neufs]:
        yield _valeur_de_pilier(inconnu, valables, mot, [p.code for p in ref.piliers])


def _le(mot: str) -> str:
    if mot[0] in "aeiouéhy":
        return "l'"
    return "la " if mot in ("priorité", "thématique") else "le "


def _valeur_de_pilier(inconnu: Inconnu, valables: list[Pilier], mot: str, pris: list[str]) -> Question:
    nouveau = creations.piliers([inconnu.ecrit], pris)
    choix = [Choix(p.code, p.nom) for p in valables]
    choix.append(Choix(CREER, f"un {mot} à créer" if _le(mot) != "la " else f"une {mot} à créer"))
    proposee = inconnu.proposition or (CREER if len(inconnu.lignes) > 1 or not valables else None)
    return Question(
        f"pilier:{cle(inconnu.ecrit)}",
        "pilier",
        f"« {inconnu.ecrit} » : de quel {mot} s'agit-il ?",
        (_lignes(inconnu),),
        tuple(choix),
        proposee,
        objet=(inconnu.ecrit,),
        creations=nouveau,
    )


def _thematiques(c: Correspondance, ref: Referentiels, inconnus: list[Inconnu]) -> Iterator[Question]:
    noms = {p.id: p.nom for p in ref.piliers}
    neuves, a_part = [], []
    for inconnu in inconnus:
        siennes = [t for t in ref.thematiques if t.parent == inconnu.parent]
        seule = inconnu.proposition or siennes or not inconnu.parent
        (a_part if seule or "thematiques" in c.detail else neuves).append((inconnu, siennes))
    nouvelles: dict[tuple[str, str], creations.Creation] = {}
    for inconnu, _ in neuves:
        parent = noms.get(inconnu.parent, "")
        pris = [n.code for n in nouvelles.values() if n.parent == parent]
        (creation,) = creations.piliers([inconnu.ecrit], pris, "thematique")
        nouvelles.setdefault((cle(inconnu.ecrit), parent), replace(creation, parent=parent))
    if nouvelles:
        nb = len(nouvelles)
        quoi = "la thématique" if nb == 1 else f"les {nb} thématiques"
        yield Question(
            "thematiques",
            "thematiques",
            f"Créer {quoi} que dit votre tableau ?",
            tuple(f"{n.nom} ({n.parent})" for n in nouvelles.values()),
            (Choix(CREER, "Oui, créer"), CORRIGER),
            CREER,
            objet=tuple(i.ecrit for i, _ in neuves),
            creations=tuple(nouvelles.values()),
        )
    for inconnu, siennes in a_part:
        parent = noms.get(inconnu.parent, "")
        creation = creations.piliers([inconnu.ecrit], [t.code for t in siennes], "thematique")
        choix = [Choix(t.code, t.nom) for t in siennes or ref.thematiques]
        if parent:
            choix.append(Choix(CREER, "une thématique à créer"))
        yield Question(
            f"thematique:{cle(inconnu.ecrit)}",
            "pilier",
            f"« {inconnu.ecrit} » : de quelle thématique s'agit-il ?",
            (_lignes(inconnu),),
            tuple(choix),
            inconnu.proposition or (CREER if parent and len(inconnu.lignes) > 1 else None),
            objet=(inconnu.ecrit,),
            creations=tuple(replace(n, parent=parent) for n in creation),
        )


def _quartiers(
    c: Correspondance, ref: Referentiels, inconnus: list[Inconnu], annee: int | None
) -> Iterator[Question]:
    generation = "2024" if (annee or creations.BASCULE) >= creations.BASCULE else "2015"
    connus = [q for q in ref.quartiers if q.generation == generation]
    nouveaux = {i.ecrit: creations.quartier(i.ecrit, ref.contrat_id) for i in inconnus if not i.proposition}
    if nouveaux and not connus and "quartiers" not in c.detail:
        uniques = creations.uniques(nouveaux.values())
        nb = len(uniques)
        quoi = "le quartier" if nb == 1 else f"les {nb} quartiers"
        yield Question(
            "quartiers",
            "quartiers",
            f"Le contrat n'a encore aucun quartier. Créer {quoi} que dit votre tableau ?",
            tuple(_nom_et_code(n, ref.contrat_id) for n in uniques),
            (Choix(CREER, "Oui, créer"), CORRIGER),
            CREER,
            objet=tuple(nouveaux),
            creations=uniques,
        )
        inconnus = [i for i in inconnus if i.proposition]
    for inconnu in inconnus:
        choix = [Choix(q.id, f"{q.nom} ({q.id})" if creations.officiel(q.id) else q.nom) for q in connus]
        choix += [Choix("contrat", "l'ensemble du contrat"), Choix(CREER, "un quartier à créer")]
        yield Question(
            f"quartier:{cle(inconnu.ecrit)}",
            "quartier",
            f"« {inconnu.ecrit} » : de quel quartier s'agit-il ?",
            (_lignes(inconnu),),
            tuple(choix),
            inconnu.proposition or None,
            objet=(inconnu.ecrit,),
            creations=(creations.quartier(inconnu.ecrit, ref.contrat_id),),
        )


def _nom_et_code(n: creations.Creation, contrat_id: str) -> str:
    """Le code officiel à côté du nom ; celui qu'on donne à un quartier sans code n'intéresse personne."""
    return n.nom if n.nom == n.code or n.code.startswith(contrat_id) else f"{n.nom} ({n.code})"


def _porteurs(lu: Lecture) -> Iterator[Question]:
    for constat in lu.constats:
        if constat.code == "porteurs" and constat.proposition:
            yield Question(
                f"porteur:{cle(constat.valeur)}",
                "porteur",
                f"« {constat.valeur} » : {constat.motif}",
                choix=(
                    Choix(constat.valeur, "deux porteurs différents"),
                    Choix(constat.proposition, "un seul porteur"),
                ),
                proposee=constat.valeur,
                facultative=True,
                objet=(constat.valeur,),
            )


_TABLES = {"statuts": "statuts", "pilier": "piliers", "quartier": "quartiers", "porteur": "porteurs"}


def repondre(c: Correspondance, question: Question, reponse: str) -> Correspondance:
    """La correspondance où ces mots ont le sens dit, ou sont à créer."""
    if reponse == CORRIGER.valeur:
        return replace(c, detail=(*c.detail, question.cle))
    if reponse == CREER:
        return replace(c, creations=(*c.creations, *question.creations))
    if question.sorte == "statut":
        return replace(c, statut=reponse)
    table = _TABLES[question.sorte]
    return replace(c, **{table: {**getattr(c, table), question.objet[0]: reponse}})
