"""À quoi sert l'argent, d'une lecture à l'autre : piliers, thématiques, actions ; axes, pôles, âges…

La descente est dans le lien : `pilier` et `thematique` sont des filtres, `lecture` et `classe` sont
propres à la page Piliers. `classe` porte sa lecture (« poles.eco ») : en changer l'oublie.
"""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.composants import comparabilite, etat, filtres, formats, inerte, liens
from pages.composants.referentiel import referentiel
from queries import Filtre, lire

PILIERS, THEME = "piliers", "theme-national"
SANS = ("aucun", "aucune")
"""Les codes de ce qui n'est rattaché à rien."""
_COLONNES = {
    "pilier_id": "code", "pilier": "nom", "thematique_id": "code", "thematique": "nom",
    "classe_id": "code", "classe": "nom", "theme_id": "code", "theme": "nom",
}  # fmt: skip


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


def choisir(filtre: Filtre) -> Lecture:
    """Dessine « Lire autrement » et rend la lecture voulue.

    Les piliers d'abord ; sans pilier dans la base, une autre lecture ; et pour plusieurs contrats, dont les
    piliers ne se comparent pas, le thème national.
    """
    # Revenir d'une fiche (bouton « Précédent ») en laisserait le code dans le lien de cette page.
    etat.poser(action=None)
    autres = lire("piliers/lectures", contrats=list(filtre.contrats) or None)
    lectures = {PILIERS: Lecture(PILIERS, "Piliers")}
    lectures |= {a.code: Lecture(a.code, a.nom, bool(a.multiple)) for a in autres.itertuples(index=False)}
    if not a_des_piliers(filtre):
        lectures[PILIERS] = lectures.pop(PILIERS)
    if len(filtre.contrats) != 1 and THEME in lectures:
        lectures = {THEME: lectures[THEME]} | lectures
    noms = {code: lecture.nom for code, lecture in lectures.items()}
    return lectures[filtres.parametre("lecture", noms, "Lire autrement")]


def a_des_piliers(filtre: Filtre) -> bool:
    """Vrai si ces contrats ont des piliers dans la base."""
    return len(referentiel(filtre.contrats, None).piliers) > 1


def vue(filtre: Filtre, lecture: Lecture) -> Vue:
    """La vue de cette lecture sous ce filtre, à la profondeur que dit le lien."""
    if lecture.code == PILIERS:
        return _vue_des_piliers(filtre, lecture)
    parts, avant = _parts(lecture, filtre), _avant(lecture, filtre)
    classe = _classe_choisie(lecture, parts)
    if not classe:
        return Vue(lecture, "classe", parts, avant, _annees(lecture, filtre))
    actions = _actions(filtre, lecture.code, classe)
    nom = parts.set_index("code")["nom"][classe]
    annees = _annees(lecture, filtre)
    return Vue(lecture, "action", actions, actions[:0], annees[annees["code"] == classe], nom)


def plusieurs(nom: str) -> str:
    """« une action peut compter dans plusieurs axes transversaux »."""
    return f"une action peut compter dans plusieurs {nom[0].lower()}{nom[1:]}"


def annee(filtre: Filtre) -> int | None:
    """L'année des angles morts : la dernière du choix ; None si la base n'a aucune action."""
    connues = filtres.courant()[2].annees
    return filtre.annees[1] if filtre.annees else (connues[0] if connues else None)


def angles_morts(filtre: Filtre, annee: int | None) -> pd.DataFrame:
    """À qui rien n'est accordé cette année-là ; sans mot de l'année d'avant si elles ne se comparent pas."""
    morts = lire("piliers/angles_morts", filtre=replace(filtre, annees=None), annee=annee)
    if annee is None or not comparabilite.entre(filtre, annee - 1, annee):
        return morts
    return morts.assign(avant_eur=None, depuis=f"Ne se compare pas à {annee - 1}")


def _vue_des_piliers(filtre: Filtre, lecture: Lecture) -> Vue:
    toutes = replace(filtre, annees=None)
    if len(filtre.thematiques) == 1:
        return Vue(lecture, "action", _actions(filtre), _actions(filtre)[:0], _par_annee(toutes),
                   filtres.nom("thematique", filtre.thematiques[0]))  # fmt: skip
    if len(filtre.piliers) != 1:
        parts, avant = _parts(lecture, filtre), _avant(lecture, filtre)
        return Vue(lecture, "pilier", parts, avant, _par_annee(toutes))
    nom = filtres.nom("pilier", filtre.piliers[0])
    parts = _nommees(lire("piliers/montants_par_thematique", filtre=filtre))
    if set(parts["code"]) <= set(SANS):
        # Un pilier sans thématique mène droit à ses actions.
        return Vue(lecture, "action", _actions(filtre), _actions(filtre)[:0], _par_annee(toutes), nom)
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
    return _nommees(lire("piliers/classes_par_annee", filtre=filtres.toutes_annees(filtre), classement=code))


def _par_annee(filtre: Filtre) -> pd.DataFrame:
    return _nommees(lire("synthese/montants_par_annee", filtre=filtre))


def _actions(filtre: Filtre, classement: str | None = None, classe: str | None = None) -> pd.DataFrame:
    """Les actions, avec l'adresse de leur fiche."""
    actions = lire("piliers/actions", filtre=filtre, classement=classement, classe=classe)
    adresses = [liens.adresse("action", etat.partages() | {"action": a}) for a in actions["action_id"]]
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


def _classe_choisie(lecture: Lecture, parts: pd.DataFrame) -> str:
    """La catégorie que dit le lien, si elle est de cette lecture."""
    dite, _, classe = etat.parametre("classe").partition(".")
    if not dite or (dite == lecture.code and classe in set(parts["code"])):
        return classe
    etat.poser(classe=None)
    if dite == lecture.code:
        note = f"Le lien demande une catégorie, « {classe} », qui n'a pas d'argent ici : elle est ignorée."
        st.info(inerte.markdown(formats.typographie(note)), icon=":material/info:")
    return ""
