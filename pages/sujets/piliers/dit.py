"""La phrase de la page Piliers, et celle des angles morts. Rien n'y est dit que l'arrondi dément."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.chiffres import de_la_synthese
from pages.composants.constats import ACCORDES, periode
from pages.composants.constats_postes import au_cout_theorique
from pages.sujets.piliers.demande import PILIERS, SANS, Lecture, Vue, plusieurs
from queries import Filtre


def reponse(vue: Vue, resume: Mapping, avant: Mapping | None, filtre: Filtre) -> str:
    """« En 2026, 40 % de l'argent va à « Travailler » (1,1 M€), 2 points de plus qu'en 2025. »"""
    total, quand = resume["montant_eur"], periode(filtre)
    if formats.absent(total) or total <= 0:
        return formats.typographie(f"{quand}, aucun montant {ACCORDES[filtre.montant][:-1]}.")
    if vue.niveau == "action":
        postes = vue.lecture.code == PILIERS and resume["nb_postes"] == resume["nb_actions"]
        return formats.typographie(_des_actions(vue, quand, postes))
    rangees = vue.parts[~vue.parts["code"].isin(SANS)].dropna(subset=["montant_eur"])
    if rangees.empty:
        return formats.typographie(f"{quand}, {formats.montant(total)} {_rangement(vue)}.")
    premier = rangees.sort_values("montant_eur", ascending=False, kind="stable").iloc[0]
    part = premier["montant_eur"] / total
    sujet = f"« {vue.lieu} »" if vue.lieu else "l'argent"
    de = f"de {sujet}" if vue.lieu else "de l'argent"
    verbe = "touche" if vue.lecture.multiple else "va à"
    if formats.pourcentage(part) == formats.pourcentage(1):
        phrase = f"{quand}, tout {sujet} {verbe} « {premier['nom']} » ({formats.montant(total)})"
    else:
        somme = formats.montant(premier["montant_eur"])
        phrase = f"{quand}, {formats.pourcentage(part)} {de} {verbe} « {premier['nom']} » ({somme})"
        phrase += _changement(premier["code"], part, vue.avant, avant, filtre)
    return formats.typographie(f"{phrase}.")


def sans_la_categorie(demandee: str, lecture: Lecture) -> str:
    """Ce qu'on dit d'une catégorie du lien (« poles.eco ») qui n'est pas de cette lecture ; rien, si elle est
    d'une autre : en changer l'oublie."""
    de, _, code = demandee.partition(".")
    if de != lecture.code or not code:
        return ""
    return f"Le lien demande une catégorie, « {code} », qui n'a pas d'argent ici : elle est ignorée."


def regle(vue: Vue, resume: Mapping) -> str:
    """La règle des chiffres, en pied de page."""
    if vue.lecture.multiple and vue.niveau == "classe":
        return (
            f"{phrases.phrase(plusieurs(vue.lecture.nom))} Chaque barre compte tout le montant de ses "
            f"actions : les barres ne s'additionnent pas.{au_cout_theorique(resume)}"
        )
    return f"Un euro compte une fois, même si l'action touche plusieurs quartiers.{au_cout_theorique(resume)}"


def angles_morts(morts: pd.DataFrame, annee: int, resume: Mapping) -> str:
    """« Angles morts en 2026 : 2 thématiques et 3 dispositifs, sans un euro accordé ; 1 a tout perdu… »"""
    inconnus = ""
    if not resume["nb_quartiers"]:
        inconnus = " Les quartiers n'y sont pas : aucune action n'est rattachée à l'un d'eux."
    if morts.empty:
        debut = f"Angles morts en {annee} : aucun, dans ce que la base renseigne."
        return formats.typographie(debut + inconnus)
    genres = [
        f"{nb} {_au_nombre(genre, nb)}" for genre, nb in morts["genre"].value_counts(sort=False).items()
    ]
    perdus, suite = _nb_perdus(morts), ""
    if perdus:
        suite = (
            f" ; {formats.nombre(perdus)} {phrases.pluriel(perdus, 'a', 'ont')} tout perdu depuis {annee - 1}"
        )
    return formats.typographie(
        f"Angles morts en {annee} : {phrases.liste(genres)}, sans un euro accordé{suite}."
    )


def en_mots(morts: pd.DataFrame, annee: int) -> pd.DataFrame:
    """Les angles morts, avec ce qui s'est passé depuis l'année d'avant, et leur contrat s'il y en a deux."""
    noms = morts["nom"]
    if morts["contrat"].nunique() > 1:
        noms = noms + " · " + morts["contrat"]
    if "depuis" in morts:
        return morts.assign(nom=noms)
    return morts.assign(
        nom=noms, depuis=[formats.typographie(_depuis(avant, annee - 1)) for avant in morts["avant_eur"]]
    )


def chiffres_cles(
    vue: Vue,
    resume: Mapping,
    avant: Mapping | None,
    morts: pd.DataFrame,
    annee: int | None,
    filtre: Filtre,
) -> list[Chiffre]:
    """Actions, montant, versé ; puis les angles morts."""
    if vue.niveau == "action" and vue.lecture.code != PILIERS:
        # Une catégorie n'est pas un filtre : ses chiffres sont ceux de ses actions.
        cartes = _de_la_categorie(vue, resume, filtre)
    else:
        voulus = ("actions", "accorde", "verse")
        cartes = [carte for carte in de_la_synthese(resume, avant, filtre) if carte.cle in voulus]
    perdus = _nb_perdus(morts)
    suite = f"{perdus} {phrases.pluriel(perdus, 'a', 'ont')} tout perdu depuis {(annee or 0) - 1}"
    angles = Chiffre(
        "angles",
        "Angles morts",
        formats.nombre(len(morts)),
        suite if perdus else f"sans un euro accordé en {annee}",
        "Quartiers prioritaires, thématiques, axes, âges et dispositifs à qui rien n'est accordé "
        f"en {annee}.",
    )
    return [*cartes, angles] if len(morts) else cartes


def titre_du_tableau(vue: Vue) -> str:
    """Le titre des mêmes chiffres en tableau."""
    if vue.niveau == "action":
        return f"Les actions : {vue.lieu}"
    return {"pilier": "Par pilier", "thematique": f"Par thématique : {vue.lieu}"}.get(
        vue.niveau, vue.lecture.nom
    )


def _de_la_categorie(vue: Vue, resume: Mapping, filtre: Filtre) -> list[Chiffre]:
    total, somme = resume["montant_eur"], vue.parts["montant_eur"].sum()
    suite = f"{formats.pourcentage(somme / total)} de l'argent de cette vue" if total else ""
    return [
        Chiffre("actions", "Actions soutenues", formats.nombre(len(vue.parts))),
        Chiffre(
            "accorde",
            f"Montants {ACCORDES[filtre.montant]}",
            formats.montant(somme),
            suite,
            f"Exactement {formats.montant(somme, exact=True)}.",
        ),
    ]


def _nb_perdus(morts: pd.DataFrame) -> int:
    return int((morts["avant_eur"].fillna(0) > 0).sum())


def _depuis(avant: object, annee: int) -> str:
    if formats.absent(avant):
        return f"Nouveau ou redéfini depuis {annee} : rien à comparer"
    return f"A tout perdu : {formats.montant(avant)} en {annee}" if avant > 0 else f"Rien non plus en {annee}"


def _des_actions(vue: Vue, quand: str, postes: bool) -> str:
    total, nb = vue.parts["montant_eur"].sum(), len(vue.parts)
    mots = ("poste est financé", "postes sont financés", "aucun")
    soutenues = phrases.accord(
        nb, *(mots if postes else ("action est soutenue", "actions sont soutenues", "aucune"))
    )
    phrase = f"{quand}, {soutenues} pour {formats.montant(total)}, dans « {vue.lieu} »"
    premiere = vue.parts.iloc[0] if nb else None
    if nb > 1 and not postes and total > 0 and not formats.absent(premiere["montant_eur"]):
        part = formats.pourcentage(premiere["montant_eur"] / total)
        phrase += f" ; la première, « {premiere['nom']} », en reçoit {part}"
    return f"{phrase}."


def _rangement(vue: Vue) -> str:
    """Quand rien n'est rangé : ce que la base ne sait pas."""
    quoi = {"pilier": "aucun pilier", "thematique": "aucune thématique"}.get(vue.niveau, "aucune catégorie")
    return f"ne sont rattachés à {quoi}"


def _changement(
    code: str, part: object, parts_avant: pd.DataFrame, avant: Mapping | None, filtre: Filtre
) -> str:
    """« , 2 points de plus qu'en 2025 » : la différence des deux parts telles qu'elles s'écrivent."""
    if avant is None or formats.absent(avant["montant_eur"]) or avant["montant_eur"] <= 0:
        return ""
    lignes = parts_avant[parts_avant["code"] == code] if len(parts_avant) else parts_avant
    if lignes.empty or formats.absent(lignes.iloc[0]["montant_eur"]):
        return ""
    ancienne = lignes.iloc[0]["montant_eur"] / avant["montant_eur"]
    ecart = formats.arrondi(part * 100) - formats.arrondi(ancienne * 100)
    repere = f"qu'en {filtre.annees[0] - 1}"
    if not ecart:
        return f", autant {repere}"
    sens = "de plus" if ecart > 0 else "de moins"
    return f", {phrases.accord(abs(ecart), 'point')} {sens} {repere}"


def _au_nombre(genre: str, nb: int) -> str:
    """« thématique » ou « thématiques » ; un classement garde son nom."""
    mots = genre[0].lower() + genre[1:]
    if nb > 1 or " " in mots:
        return mots if " " not in mots else f"dans « {genre} »"
    return mots.removesuffix("s")
