"""La descente par clic : le fil, les barres du niveau et ses années (voir `demande`)."""

from collections.abc import Iterator, Mapping

import pandas as pd

from pages.blocs import (
    Barres,
    Bloc,
    Bouton,
    Colonnes,
    Empilees,
    Fil,
    Lignes,
    Note,
    Ouverture,
)
from pages.composants import constats, couleurs, liens, manques
from pages.composants.graphiques_exercices import comparables
from pages.composants.referentiel import RUPTURE_ZONAGE
from pages.sujets.piliers.demande import PILIERS, SANS, THEME, Vue, a_des_piliers, plusieurs
from pages.visite import Visite
from queries import Filtre

_RUPTURE = (RUPTURE_ZONAGE, "nouveau contrat")
_SANS_ANNEES = "Les thèmes de l'État changent de nomenclature en 2024 : leurs années ne se comparent pas."


def fil(visite: Visite, vue: Vue) -> Iterator[Bloc]:
    """« Tous les piliers › Travailler › Accompagnement » : chaque étape du dessus se clique.

    En projection, les étiquettes des filtres y suffisent, sauf pour une catégorie, qui n'est pas un filtre.
    """
    if not vue.lieu or (visite.projection and vue.lecture.code == PILIERS):
        return
    if vue.lecture.code != PILIERS:
        yield Fil((Bouton(vue.lecture.nom, {"classe": None}),), vue.lieu)
        return
    haut: dict[str, str | None] = {"pilier": None, "thematique": None}
    etapes = [Bouton("Tous les piliers", haut)]
    if thematiques := visite.filtre.thematiques:
        pilier = (*visite.filtre.piliers, "")[0] or _pilier_de(visite, thematiques[0])
        nom = visite.choix.piliers.get(pilier, pilier)
        etapes.append(Bouton(nom, haut | liens.ecrire(Filtre(piliers=(pilier,)))))
    yield Fil(tuple(etapes), vue.lieu)


def image(visite: Visite, vue: Vue) -> Barres:
    """Les barres du niveau ; un clic descend, ou ouvre la fiche de l'action."""
    grand = visite.projection
    # « Sans thématique » n'est pas un filtre.
    muets = SANS if vue.niveau == "thematique" else ()
    return Barres(
        vue.parts.assign(code=vue.parts["code"].where(~vue.parts["code"].isin(muets), None)),
        libelle="nom",
        code="code",
        cle=f"parts-{vue.niveau}",
        choisit=vue.niveau,
        # Une catégorie n'est pas un filtre non plus : elle porte sa lecture dans le lien (« poles.eco »).
        devant=f"{vue.lecture.code}." if vue.niveau == "classe" else "",
        ouvre=Ouverture("action", visite.lien()) if vue.niveau == "action" else None,
        choisi=_plus_fort(vue.parts),
        trie=False,
        n_max=15,
        part=not vue.lecture.multiple or vue.niveau == "action",
        couleurs=_couleurs(visite, vue),
        titre="" if grand else _titre(vue),
        sous_titre=(f"{_titre(vue)} · " if grand else "") + _portee(visite, vue),
        place=_place(vue),
    )


def histoire(visite: Visite, vue: Vue) -> Iterator[Bloc]:
    """Les années : empilées quand les catégories se partagent l'argent, sinon une ligne par catégorie."""
    filtre = visite.filtre
    commun = {
        "cle": "annees",
        "titre": "Au fil des ans" + (f" : {vue.lieu}" if vue.lieu else ""),
        "sous_titre": constats.portee_annees(filtre),
    }
    if vue.lecture.multiple and vue.niveau == "classe":
        commun["sous_titre"] = commun["sous_titre"].rsplit(" · ", 1)[0]
    if vue.lecture.code == THEME:
        yield from _themes(visite, vue)
    elif vue.annees["annee"].nunique() < 2:
        yield Note("Une seule année est connue : rien à comparer.")
    elif vue.niveau == "action":
        choisi = filtre.annees[1] if filtre.annees else None
        yield comparables(Colonnes(vue.annees, rupture=_RUPTURE, choisi=choisi, **commun), filtre=filtre)
    elif vue.lecture.multiple:
        fortes = _plus_fortes(vue.annees)
        rangs = dict(zip(fortes["nom"], fortes["ordre"], strict=True))
        lignes = Lignes(fortes, y="montant_eur", unite="euros", couleurs=rangs, **commun)
        yield comparables(lignes, filtre=filtre)
    else:
        teintes = _couleurs(visite, vue)
        pile = Empilees(vue.annees, codes="code", couleurs=teintes, rupture=_RUPTURE, **commun)
        yield comparables(pile, filtre=filtre)


def sans_pilier(visite: Visite) -> Iterator[Bloc]:
    """Dit quel fichier donnerait des piliers à une base qui n'en a pas."""
    if not a_des_piliers(visite):
        yield manques.bloc(
            "Aucun pilier n'est connu de cette base pour ce contrat, et aucune action n'y est rattachée.",
            "piliers",
            "programmation",
        )


def _themes(visite: Visite, vue: Vue) -> Iterator[Bloc]:
    """Les grands thèmes de l'État à la place des années, qu'aucune nomenclature ne traverse."""
    if vue.niveau == "classe":
        yield Barres(
            visite.lire("piliers/montants_par_famille", filtre=visite.filtre),
            libelle="famille",
            cle="familles",
            titre="Par grand thème de l'État",
            sous_titre=constats.portee(visite.filtre),
        )
    yield Note(_SANS_ANNEES)


def _pilier_de(visite: Visite, thematique: str) -> str:
    connues = visite.lire("referentiels/thematiques", contrats=visite.contrats)
    return connues.set_index("thematique_id")["pilier_id"][thematique]


def _titre(vue: Vue) -> str:
    if vue.niveau == "action":
        return "Les actions"
    return {"pilier": "Par pilier", "thematique": "Par thématique"}.get(vue.niveau, vue.lecture.nom)


def _portee(visite: Visite, vue: Vue) -> str:
    """Le sous-titre : là où une action compte plusieurs fois, il ne dit pas qu'un euro compte une fois."""
    portee = constats.portee(visite.filtre)
    if not vue.lecture.multiple or vue.niveau == "action":
        return portee
    return portee.rsplit(" · ", 1)[0] + f" · {plusieurs(vue.lecture.nom)}"


def _place(vue: Vue) -> int:
    """La hauteur des barres en projection : les phrases des niveaux du bas prennent deux lignes."""
    if vue.niveau in ("pilier", "classe"):
        return 480
    if vue.niveau == "thematique":
        return 385
    return 260 if vue.lecture.code == PILIERS else 330


def _plus_fort(parts: pd.DataFrame) -> list[str]:
    """Le code mieux doté, hors de ce qui n'est rattaché à rien ; aucun si rien n'est rangé."""
    rangees = parts[~parts["code"].isin(SANS)].sort_values("montant_eur", ascending=False, kind="stable")
    return [str(code) for code in rangees["code"].head(1)]


def _plus_fortes(annees: pd.DataFrame) -> pd.DataFrame:
    """Les six catégories les mieux dotées de la dernière année : au-delà, l'œil ne suit plus."""
    derniere = annees[annees["annee"] == annees["annee"].max()]
    codes = derniere.sort_values("montant_eur", ascending=False, kind="stable")["code"].head(6)
    return annees[annees["code"].isin(codes)]


def _couleurs(visite: Visite, vue: Vue) -> Mapping | None:
    """La couleur d'une catégorie : son rang dans son référentiel ; None pour une seule couleur forte."""
    if vue.niveau == "pilier":
        return couleurs.rangs([c for c in visite.choix.piliers if c not in SANS])
    if vue.niveau == "action" or vue.lecture.code == THEME:
        return None
    return {
        code: ordre
        for lignes in (vue.parts, vue.annees)
        for code, ordre in zip(lignes["code"], lignes["ordre"], strict=True)
        if code not in SANS
    }
