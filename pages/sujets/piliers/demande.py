"""À quoi sert l'argent, d'une lecture à l'autre : piliers, thématiques, actions ; axes, pôles, âges…

La descente est dans le lien : `pilier` et `thematique` sont des filtres, `lecture` et `classe` sont
propres à la page Piliers. `classe` porte sa lecture (« poles.eco ») : en changer l'oublie.
"""

from dataclasses import dataclass, replace

import pandas as pd

from pages.composants import comparabilite, liens
from pages.visite import Visite
from queries import Filtre, lire

PILIERS, THEME = "piliers", "theme-national"
SANS = ("aucun", "aucune")
"""Les codes de ce qui n'est rattaché à rien."""
_COLONNES = {
    "pilier_id": "code",
    "pilier": "nom",
    "thematique_id": "code",
    "thematique": "nom",
    "classe_id": "code",
    "classe": "nom",
    "theme_id": "code",
    "theme": "nom",
}


@dataclass(frozen=True)
class Lecture:
    """Une façon de ranger les actions ; `multiple` : une action peut compter dans plusieurs catégories."""

    code: str
    nom: str
    multiple: bool = False


@dataclass(frozen=True)
class Vue:
    """Ce qu'on regarde : une lecture, à un niveau (« pilier », « thematique », « classe » ou « action »).

    `parts` : une ligne par catégorie du niveau, ou par action (code, nom, nb_actions, montant_eur, …) ;
    `avant` : les mêmes un an plus tôt, vides si rien n'est comparable ; `annees` : annee, code, nom,
    ordre, montant_eur ; `lieu` : le nom de la catégorie où l'on est descendu, vide tout en haut.
    """

    lecture: Lecture
    niveau: str
    parts: pd.DataFrame
    avant: pd.DataFrame
    annees: pd.DataFrame
    lieu: str = ""


def lectures(visite: Visite) -> dict[str, Lecture]:
    """Les lectures possibles, code → lecture ; la première est le défaut.

    Les piliers d'abord ; sans pilier dans la base, une autre lecture ; et pour plusieurs contrats, dont les
    piliers ne se comparent pas, le thème national.
    """
    autres = visite.lire("piliers/lectures", contrats=visite.contrats)
    connues = {PILIERS: Lecture(PILIERS, "Piliers")}
    connues |= {a.code: Lecture(a.code, a.nom, bool(a.multiple)) for a in autres.itertuples(index=False)}
    if not a_des_piliers(visite):
        connues[PILIERS] = connues.pop(PILIERS)
    if len(visite.filtre.contrats) != 1 and THEME in connues:
        connues = {THEME: connues[THEME]} | connues
    return connues


def a_des_piliers(visite: Visite) -> bool:
    """Vrai si ces contrats ont des piliers dans la base."""
    return len(visite.choix.piliers) > 1


def classe(visite: Visite, lecture: Lecture) -> tuple[str, str]:
    """La catégorie que demande le lien, et ce qu'il demande de trop (vide s'il n'y a rien à oublier)."""
    dite = visite.parametre("classe")
    if not dite:
        return "", ""
    de, _, code = dite.partition(".")
    if lecture.code == PILIERS or de != lecture.code:
        return "", dite
    return (code, "") if code in set(_parts(lecture, visite.filtre)["code"]) else ("", dite)


def vue(visite: Visite, lecture: Lecture, classe: str) -> Vue:
    """La vue de cette lecture, à la profondeur que dit le lien : `classe`, ou les filtres."""
    filtre = visite.filtre
    if lecture.code == PILIERS:
        return _vue_des_piliers(visite, lecture)
    parts, annees = _parts(lecture, filtre), _annees(lecture, filtre)
    if not classe:
        return Vue(lecture, "classe", parts, _avant(lecture, filtre), annees)
    actions = _actions(visite, lecture.code, classe)
    nom = parts.set_index("code")["nom"][classe]
    return Vue(lecture, "action", actions, actions[:0], annees[annees["code"] == classe], nom)


def plusieurs(nom: str) -> str:
    """« une action peut compter dans plusieurs axes transversaux »."""
    return f"une action peut compter dans plusieurs {nom[0].lower()}{nom[1:]}"


def annee(visite: Visite) -> int | None:
    """L'année des angles morts : la dernière du choix ; None si la base n'a aucune action."""
    annees = visite.filtre.annees
    return annees[1] if annees else next(iter(visite.choix.annees), None)


def angles_morts(filtre: Filtre, annee: int | None) -> pd.DataFrame:
    """À qui rien n'est accordé cette année-là ; sans mot de l'année d'avant si elles ne se comparent pas."""
    morts = lire("piliers/angles_morts", filtre=replace(filtre, annees=None), annee=annee)
    if annee is None or not comparabilite.entre(filtre, annee - 1, annee):
        return morts
    return morts.assign(avant_eur=None, depuis=f"Ne se compare pas à {annee - 1}")


def _vue_des_piliers(visite: Visite, lecture: Lecture) -> Vue:
    filtre, choix = visite.filtre, visite.choix
    toutes = replace(filtre, annees=None)
    if len(filtre.thematiques) == 1:
        nom = choix.thematiques.get(filtre.thematiques[0], filtre.thematiques[0])
        actions = _actions(visite)
        return Vue(lecture, "action", actions, actions[:0], _par_annee(toutes), nom)
    if len(filtre.piliers) != 1:
        parts, avant = _parts(lecture, filtre), _avant(lecture, filtre)
        return Vue(lecture, "pilier", parts, avant, _par_annee(toutes))
    nom = choix.piliers.get(filtre.piliers[0], filtre.piliers[0])
    parts = _nommees(lire("piliers/montants_par_thematique", filtre=filtre))
    if set(parts["code"]) <= set(SANS):
        # Un pilier sans thématique mène droit à ses actions.
        actions = _actions(visite)
        return Vue(lecture, "action", actions, actions[:0], _par_annee(toutes), nom)
    annees = _nommees(lire("piliers/thematiques_par_annee", filtre=toutes))
    precedente = _annee_precedente(filtre)
    avant = lire("piliers/montants_par_thematique", filtre=precedente) if precedente else None
    return Vue(lecture, "thematique", parts, parts[:0] if avant is None else _nommees(avant), annees, nom)


def _parts(lecture: Lecture, filtre: Filtre) -> pd.DataFrame:
    """Les catégories d'une lecture."""
    if lecture.code == PILIERS:
        return _nommees(lire("synthese/montants_par_pilier", filtre=filtre))
    if lecture.code == THEME:
        return _nommees(lire("piliers/montants_par_theme", filtre=filtre))
    return _nommees(lire("piliers/montants_par_classe", filtre=filtre, classement=lecture.code))


def _avant(lecture: Lecture, filtre: Filtre) -> pd.DataFrame:
    precedente = _annee_precedente(filtre)
    parts = _parts(lecture, precedente or filtre)
    return parts if precedente else parts[:0]


def _annees(lecture: Lecture, filtre: Filtre) -> pd.DataFrame:
    # Les thèmes de l'État changent de nomenclature : leurs années ne se comparent pas.
    code = "" if lecture.code == THEME else lecture.code
    # L'histoire ne garde pas ce qui ne vaut que pour un contrat.
    histoire = replace(filtre, annees=None, piliers=(), thematiques=())
    return _nommees(lire("piliers/classes_par_annee", filtre=histoire, classement=code))


def _par_annee(filtre: Filtre) -> pd.DataFrame:
    return _nommees(lire("synthese/montants_par_annee", filtre=filtre))


def _actions(visite: Visite, classement: str | None = None, classe: str | None = None) -> pd.DataFrame:
    """Les actions, avec l'adresse de leur fiche."""
    actions = visite.lire("piliers/actions", filtre=visite.filtre, classement=classement, classe=classe)
    adresses = [liens.adresse("action", visite.lien(action=a)) for a in actions["action_id"]]
    return actions.assign(code=actions["action_id"], nom=actions["intitule"], nb_actions=1, fiche=adresses)


def _nommees(df: pd.DataFrame) -> pd.DataFrame:
    """Les mêmes lignes, où code et nom s'appellent ainsi quelle que soit la question."""
    nommees = df.rename(columns=_COLONNES)
    # Les années se lisent dans l'ordre du référentiel : celui de la pile et de sa légende.
    return nommees.sort_values("ordre", kind="stable") if "annee" in nommees else nommees


def _annee_precedente(filtre: Filtre) -> Filtre | None:
    if filtre.annees is None or filtre.annees[0] != filtre.annees[1]:
        return None
    if comparabilite.avec_la_precedente(filtre):
        return None
    return replace(filtre, annees=(filtre.annees[0] - 1,) * 2)
