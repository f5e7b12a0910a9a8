"""La descente par clic : le fil, les barres du niveau et ses années (voir `lectures`)."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.composants import (
    constats,
    couleurs,
    ecran,
    etat,
    filtres,
    formats,
    graphiques,
    inerte,
    liens,
    manques,
)
from pages.composants.lectures import PILIERS, SANS, THEME, Vue, a_des_piliers, plusieurs
from pages.composants.referentiel import RUPTURE_ZONAGE, referentiel
from queries import Filtre, lire


def fil(vue_: Vue, filtre: Filtre) -> None:
    """« Tous les piliers › Travailler › Accompagnement » : chaque étape du dessus se clique.

    En projection, les étiquettes des filtres y suffisent, sauf pour une catégorie, qui n'est pas un filtre.
    """
    if not vue_.lieu or (etat.projection() and vue_.lecture.code == PILIERS):
        return
    pilier, thematique = (*filtre.piliers, "")[0], (*filtre.thematiques, "")[0]
    etapes = [
        ("Tous les piliers", {}) if vue_.lecture.code == PILIERS else (inerte.markdown(vue_.lecture.nom), {})
    ]
    if vue_.lecture.code == PILIERS and thematique:
        pilier = pilier or _pilier_de(filtre, thematique)
        etapes.append((filtres.nom("pilier", pilier), {"pilier": pilier}))
    with st.container(horizontal=True, key="fil", vertical_alignment="center", gap="small"):
        for rang, (nom, garder) in enumerate(etapes):
            st.button(
                formats.typographie(nom), key=f"fil-{rang}", type="tertiary", icon=":material/arrow_upward:",
                on_click=_monter, args=(garder.get("pilier"),), help="Remonter",
            )  # fmt: skip
            st.markdown("›", width="content")
        st.markdown(f"**{inerte.markdown(formats.typographie(vue_.lieu))}**", width="content")


def image(vue_: Vue, filtre: Filtre) -> None:
    """Les barres du niveau ; un clic descend, ou ouvre la fiche de l'action."""
    grand, fort = etat.projection(), _plus_fort(vue_.parts)
    clic = graphiques.barres(
        vue_.parts.assign(code=vue_.parts["code"].where(_descend(vue_), None)),
        valeur="montant_eur", libelle="nom", code="code", cle=f"parts-{vue_.niveau}", grand=grand,
        hauteur=_place(vue_) if grand else None, trie=False, n_max=15,
        part=not vue_.lecture.multiple or vue_.niveau == "action", choisi=fort,
        couleurs=_couleurs(vue_, filtre), titre="" if grand else _titre(vue_),
        sous_titre=(f"{_titre(vue_)} · " if grand else "") + _portee(vue_, filtre),
    )  # fmt: skip
    if clic is None:
        return
    if vue_.niveau == "action":
        st.switch_page("action.py", query_params=etat.partages() | {"action": clic})
    if vue_.niveau != "classe":
        filtres.choisir(vue_.niveau, clic)
        return
    etat.poser(classe=f"{vue_.lecture.code}.{clic}")
    etat.emettre()
    st.rerun()


def histoire(vue_: Vue, filtre: Filtre) -> None:
    """Les années : empilées quand les catégories se partagent l'argent, sinon une ligne par catégorie."""
    commun = {
        "titre": "Au fil des ans" + (f" : {vue_.lieu}" if vue_.lieu else ""),
        "sous_titre": constats.portee_annees(filtre),
    }
    if vue_.lecture.multiple and vue_.niveau == "classe":
        commun["sous_titre"] = commun["sous_titre"].rsplit(" · ", 1)[0]
    rupture = (RUPTURE_ZONAGE, "nouveau contrat")
    if vue_.lecture.code == THEME:
        _themes(vue_, filtre)
    elif vue_.annees["annee"].nunique() < 2:
        st.caption("Une seule année est connue : rien à comparer.")
    elif vue_.niveau == "action":
        graphiques.colonnes(
            vue_.annees, filtre=filtre, x="annee", valeur="montant_eur", cle="annees", cliquable=False,
            rupture=rupture, choisi=filtre.annees and filtre.annees[1], **commun,
        )  # fmt: skip
    elif vue_.lecture.multiple:
        fortes = _plus_fortes(vue_.annees)
        graphiques.lignes(
            fortes, filtre=filtre, x="annee", y="montant_eur", serie="nom", cle="annees", unite="euros",
            couleurs=dict(zip(fortes["nom"], fortes["ordre"], strict=True)),
            hauteur=80 + 62 * fortes["nom"].nunique(), **commun,
        )  # fmt: skip
    else:
        graphiques.empilees(
            vue_.annees, filtre=filtre, x="annee", valeur="montant_eur", serie="nom", codes="code",
            cle="annees", couleurs=_couleurs(vue_, filtre), rupture=rupture, cliquable=False, **commun,
        )  # fmt: skip


def sans_pilier(filtre: Filtre) -> None:
    """Dit quel fichier donnerait des piliers à une base qui n'en a pas."""
    if not a_des_piliers(filtre):
        manques.feuilles(
            "Aucun pilier n'est connu de cette base pour ce contrat, et aucune action n'y est rattachée.",
            "piliers", "programmation",
        )  # fmt: skip


def _themes(vue_: Vue, filtre: Filtre) -> None:
    """Les grands thèmes de l'État à la place des années, qu'aucune nomenclature ne traverse."""
    if vue_.niveau == "classe":
        graphiques.barres(
            lire("piliers/montants_par_famille", filtre=filtre), valeur="montant_eur", libelle="famille",
            cle="familles", titre="Par grand thème de l'État", sous_titre=constats.portee(filtre),
        )  # fmt: skip
    note = "Les thèmes de l'État changent de nomenclature en 2024 : leurs années ne se comparent pas."
    st.caption(formats.typographie(note))


def _monter(pilier: str | None) -> None:
    filtre, defaut, _, _ = filtres.courant()
    haut = replace(filtre, piliers=(pilier,) if pilier else (), thematiques=())
    if etat.parametre("classe"):
        haut = filtre
    etat.remplacer(liens.ecrire(haut, defaut))
    etat.poser(classe=None)


def _pilier_de(filtre: Filtre, thematique: str) -> str:
    connues = lire("referentiels/thematiques", contrats=list(filtre.contrats) or None)
    return connues.set_index("thematique_id")["pilier_id"][thematique]


def _descend(vue_: Vue) -> pd.Series:
    """Ce qui mène plus bas : « Sans thématique » n'est pas un filtre."""
    if vue_.niveau == "thematique":
        return ~vue_.parts["code"].isin(SANS)
    return pd.Series(True, index=vue_.parts.index)


def _titre(vue_: Vue) -> str:
    if vue_.niveau == "action":
        return "Les actions"
    return {"pilier": "Par pilier", "thematique": "Par thématique"}.get(vue_.niveau, vue_.lecture.nom)


def _portee(vue_: Vue, filtre: Filtre) -> str:
    """Le sous-titre : là où une action compte plusieurs fois, il ne dit pas qu'un euro compte une fois."""
    if not vue_.lecture.multiple or vue_.niveau == "action":
        return constats.portee(filtre)
    return constats.portee(filtre).rsplit(" · ", 1)[0] + f" · {plusieurs(vue_.lecture.nom)}"


def _place(vue_: Vue) -> int:
    """La hauteur des barres en projection : les phrases des niveaux du bas prennent deux lignes."""
    if vue_.niveau in ("pilier", "classe"):
        return ecran.pixels(480)
    if vue_.niveau == "thematique":
        return ecran.pixels(385)
    return ecran.pixels(260 if vue_.lecture.code == PILIERS else 330)


def _plus_fort(parts: pd.DataFrame) -> str | None:
    """Le code mieux doté, hors de ce qui n'est rattaché à rien."""
    rangees = parts[~parts["code"].isin(SANS)].sort_values("montant_eur", ascending=False, kind="stable")
    return None if rangees.empty else str(rangees.iloc[0]["code"])


def _plus_fortes(annees: pd.DataFrame) -> pd.DataFrame:
    """Les six catégories les mieux dotées de la dernière année : au-delà, l'œil ne suit plus."""
    derniere = annees[annees["annee"] == annees["annee"].max()]
    codes = derniere.sort_values("montant_eur", ascending=False, kind="stable")["code"].head(6)
    return annees[annees["code"].isin(codes)]


def _couleurs(vue_: Vue, filtre: Filtre) -> Mapping | None:
    """La couleur d'une catégorie : son rang dans son référentiel ; None pour une seule couleur forte."""
    if vue_.niveau == "pilier":
        codes = [c for c in referentiel(filtre.contrats, None).piliers if c not in SANS]
        return couleurs.rangs(codes)
    if vue_.niveau == "action" or vue_.lecture.code == THEME:
        return None
    return {c: o for c, o in zip(vue_.parts["code"], vue_.parts["ordre"], strict=True) if c not in SANS} | {
        c: o for c, o in zip(vue_.annees["code"], vue_.annees["ordre"], strict=True) if c not in SANS
    }
