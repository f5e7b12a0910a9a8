"""Répondre aux questions d'un tableau jusqu'à ce qu'il n'y en ait plus, ou que nul ne sache y répondre."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from data.fichiers.classeur import Classeur
from data.programmation import questions as posees
from data.programmation.examen import Lu
from data.programmation.modele import CHAMPS, Colonne, Correspondance, CorrespondanceInvalide
from data.programmation.mots import cle
from data.programmation.question import CREER, Question
from data.programmation.questions_colonnes import donner
from data.programmation.titres import Lexique

TOURS = 40
"""Une réponse en appelle rarement plus de trois autres ; au-delà, deux réponses se contredisent."""
Repondre = Callable[[Question], str | None]
"""La réponse à une question, None si l'on n'en a pas."""


def mener(
    lire: Callable[[Correspondance | None], Lu], repondre: Repondre, depart: Correspondance | None
) -> tuple[Lu, list[tuple[Question, str]]]:
    """Lit, répond à ce qu'on sait, relit. Rend la dernière lecture et les réponses données, dans l'ordre."""
    lu = lire(depart)
    donnees: dict[str, tuple[Question, str]] = {}
    for _ in range(TOURS):
        c, nouvelles = lu.correspondance, 0
        for question in posees.questions(lu):
            reponse = None if question.cle in donnees else repondre(question)
            if reponse is None:
                continue
            c = posees.repondre(c, question, reponse)
            donnees[question.cle] = (question, reponse)
            nouvelles += 1
            if question.sorte == "feuilles":
                # D'autres feuilles ont d'autres colonnes : le reste se demande après.
                break
        if not nouvelles:
            break
        lu = lire(c)
    return lu, list(donnees.values())


def par_options(
    *,
    oui: bool = False,
    creer: Sequence[str] = (),
    statuts: Sequence[str] = (),
    unite: str | None = None,
    reponses: Sequence[str] = (),
) -> Repondre:
    """Les réponses que donnent les options d'une commande.

    `oui` : la réponse proposée ; `creer` : les sortes à créer (« piliers ») ; `statuts` : « mot=statut », le
    mot valant pour tout ce qui commence ainsi ; `reponses` : « clé=valeur ». Lève CorrespondanceInvalide.
    """
    dites = dict(_couper(texte, "--reponse") for texte in reponses)
    mots = [_couper(texte, "--statut") for texte in statuts]

    def repondre(question: Question) -> str | None:
        if question.cle in dites:
            return dites[question.cle]
        if question.sorte == "unite" and unite:
            return unite
        if question.sorte == "statuts":
            voulus = [s for mot, s in mots if cle(question.objet[0]).startswith(cle(mot))]
            if voulus:
                return voulus[0]
        famille = {"pilier": "piliers", "thematiques": "piliers", "quartier": "quartiers"}
        if famille.get(question.sorte, question.sorte) in creer and question.proposee in (None, CREER):
            return CREER if any(c.valeur == CREER for c in question.choix) else None
        return question.proposee if oui and not question.facultative else None

    return repondre


def _couper(texte: str, option: str) -> tuple[str, str]:
    mot, egal, valeur = texte.rpartition("=")
    if not egal or not mot.strip():
        raise CorrespondanceInvalide(f"{option} « {texte} » : on attend « ce qui est demandé=la réponse ».")
    return mot.strip(), valeur.strip()


def nommer_colonnes(lu: Lu, sens: Sequence[str]) -> Correspondance:
    """Donne leur sens à des colonnes désignées par leur lettre : « K=ignorer », « K=CD 41 accordé ».

    Le sens est un champ de la correspondance, ou le titre que la colonne aurait dû avoir. Lève
    CorrespondanceInvalide.
    """
    c = lu.correspondance
    for texte in sens:
        lettre, dit = _couper(texte, "--colonne")
        colonne = next((x for x in c.colonnes if x.lettre.upper() == lettre.upper()), None)
        if colonne is None:
            connues = ", ".join(x.lettre for x in c.colonnes)
            raise CorrespondanceInvalide(
                f"Le tableau n'a pas de colonne « {lettre} » remplie. Colonnes : {connues}."
            )
        if dit in CHAMPS and dit not in ("montant", "classement"):
            c = donner(c, colonne.numero, dit)
            continue
        lue = Lexique(lu.referentiels).comprendre(dit, colonne.numerique)
        if lue.champ is None:
            raise CorrespondanceInvalide(
                f"Colonne {lettre} : « {dit} » n'est pas compris ({lue.explication})."
            )
        c = _comme(c, colonne, lue)
    return c


def _comme(c: Correspondance, colonne: Colonne, lue: Colonne) -> Correspondance:
    if lue.champ not in ("montant", "total", "classement"):
        return donner(c, colonne.numero, lue.champ or "ignorer")
    sens = {
        nom: getattr(lue, nom)
        for nom in (
            "champ",
            "financeur_id",
            "etape",
            "annee",
            "decalage",
            "nature",
            "section",
            "classement_id",
        )
    }
    return c.avec(colonne.numero, **sens)


def avec_feuilles(
    memoire: Correspondance | None, noms: Sequence[str], classeur: Classeur
) -> Correspondance | None:
    """La correspondance qui lit ces feuilles ensemble, s'il y en a plusieurs. Lève CorrespondanceInvalide."""
    for nom in noms:
        if nom not in classeur.feuilles:
            connues = ", ".join(f"« {f} »" for f in classeur.feuilles)
            raise CorrespondanceInvalide(
                f"La feuille « {nom} » n'est pas dans {classeur.nom}, qui a : {connues}."
            )
    return replace(memoire or Correspondance("", (), ()), feuilles=tuple(noms)) if len(noms) > 1 else memoire
