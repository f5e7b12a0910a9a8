"""Qui paie, et pour quoi : ce que la page Financeurs demande à la base, et ses images.

Au bureau, les images sont l'une sous l'autre ; en projection, une seule (paramètre `image`), avec la
phrase qui la dit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.composants import (
    comparabilite,
    constats,
    constats_financeurs,
    couleurs,
    ecran,
    etat,
    filtres,
    formats,
    graphiques,
    manques,
)
from pages.composants.colonnes import ENVELOPPES
from pages.composants.referentiel import NOMS_NATURES, RUPTURE_ZONAGE, referentiel
from pages.composants.tableaux import Colonne
from queries import Filtre, lire

IMAGES = {
    "financeurs": "Qui paie",
    "croise": "Qui paie pour quoi",
    "flux": "Les flux",
    "natures": "Le droit commun",
    "entonnoir": "Demandé, versé",
    "enveloppes": "Les enveloppes",
}

PLUSIEURS = (
    "Chaque contrat a ses piliers : ils ne se comparent pas d'un contrat à l'autre. Choisissez un contrat "
    "pour voir qui paie pour quoi, et les flux."
)
TELEPHONE = 640
"""En deçà, en pixels de large, l'écran est celui d'un téléphone (voir style.py)."""


@dataclass(frozen=True)
class Apports:
    """Les réponses de la base sous un filtre, nommées comme leurs questions."""

    filtre: Filtre
    resume: Mapping
    montants: pd.DataFrame
    croise: pd.DataFrame
    leviers: pd.DataFrame
    flux: pd.DataFrame
    natures: pd.DataFrame
    etapes: pd.DataFrame
    enveloppes: pd.DataFrame
    seules: pd.DataFrame


def choisie() -> str:
    """L'image projetée, choisie dans une liste ; vide au bureau, où toutes se montrent."""
    return filtres.parametre("image", IMAGES, "Montrer") if etat.projection() else ""


def des_enveloppes(filtre: Filtre) -> Filtre:
    """Le filtre des enveloppes : ni quartier, ni thématique, ni nature n'ont la leur."""
    return replace(filtre, quartiers=(), thematiques=(), natures=())


def apports(filtre: Filtre) -> Apports:
    """Tout ce que la page demande à la base."""
    natures = lire("financeurs/natures_par_annee", filtre=replace(filtre, annees=None))
    enveloppes = lire("financeurs/enveloppes", filtre=des_enveloppes(filtre))
    return Apports(
        filtre=filtre,
        resume=lire("synthese/chiffres", filtre=filtre).iloc[0],
        montants=lire("financeurs/montants_par_financeur", filtre=filtre),
        croise=lire("financeurs/pilier_par_financeur", filtre=filtre),
        leviers=lire("financeurs/levier_par_pilier", filtre=filtre),
        flux=lire("financeurs/flux", filtre=filtre),
        natures=natures.assign(nom=natures["nature"].map(NOMS_NATURES)),
        etapes=lire("financeurs/du_demande_au_verse", filtre=filtre),
        enveloppes=constats_financeurs.enveloppes_en_mots(enveloppes),
        seules=lire("financeurs/actions_un_financeur", filtre=filtre),
    )


def phrase(vue: Apports, image: str) -> str:
    """La phrase de la page ; en projection, celle de l'image montrée."""
    qui = constats_financeurs.intercommunalite(vue.filtre)
    if image == "croise" and _leviers(vue) and not _plusieurs_contrats(vue):
        return constats_financeurs.extremes(vue.leviers, qui) + "."
    if image == "natures":
        return constats_financeurs.natures(_comparees(vue), vue.filtre)
    if image == "entonnoir":
        return constats_financeurs.etapes(vue.resume, vue.filtre)
    if image == "enveloppes":
        return constats_financeurs.enveloppes(vue.enveloppes)
    if image == "flux" and not _plusieurs_contrats(vue):
        return constats_financeurs.plus_gros_flux(_courts(vue.flux, "source"), vue.filtre)
    return constats_financeurs.reponse(_courts(vue.montants, "financeur"), vue.resume, vue.filtre)


def projeter(vue: Apports, image: str) -> None:
    """La seule image de l'écran."""
    images = {"croise": croise, "flux": flux, "natures": natures, "entonnoir": entonnoir}
    images.get(image, restes if image == "enveloppes" else qui_paie)(vue)


def qui_paie(vue: Apports) -> None:
    """Les barres des financeurs ; un clic filtre."""
    grand, filtre = etat.projection(), vue.filtre
    clic = graphiques.barres(
        _courts(vue.montants, "financeur"), valeur="montant_eur", libelle="financeur", code="financeur_id",
        cle="financeurs", choisi=(*filtre.financeurs, None)[0], grand=grand, hauteur=_hauteur(320),
        titre="Qui paie", sous_titre=constats.portee(filtre),
    )  # fmt: skip
    filtres.choisir("financeur", clic)


def entonnoir(vue: Apports) -> None:
    """Du demandé au versé, pour les actions que tout le monde peut voir."""
    resume = vue.resume
    graphiques.entonnoir(
        resume["demande_eur"], resume["accorde_eur"], resume["verse_eur"], cle="entonnoir",
        propose=resume["propose_eur"], grand=etat.projection(), titre="Du demandé au versé",
        sous_titre=f"{constats.perimetre(vue.filtre)} · actions retenues : les refus ne sont pas publics",
    )  # fmt: skip


def croise(vue: Apports) -> None:
    """Pilier × financeur, le total et le levier en tête."""
    if _plusieurs_contrats(vue):
        st.info(formats.typographie(PLUSIEURS), icon=":material/info:")
        return
    grand, textes = etat.projection(), _leviers(vue)
    qui = constats_financeurs.intercommunalite(vue.filtre)
    titre = constats_financeurs.extremes(vue.leviers, qui) if textes else IMAGES["croise"]
    court = {"l'agglomération": "l'agglo"}.get(qui, "l'interco")
    graphiques.matrice(
        _courts(vue.croise, "financeur"), lignes="pilier", colonnes="financeur", valeur="montant_eur",
        cle="matrice", grand=grand, n_max=6 if grand else 9, titre="" if grand else titre,
        complements={f"1 € de {court} en amène": textes} if textes else None,
        sous_titre=constats.portee(vue.filtre),
    )  # fmt: skip


def flux(vue: Apports) -> None:
    """Du financeur au pilier, puis au quartier ; les piliers gardent leur couleur.

    Sur un téléphone, les noms d'un diagramme se chevaucheraient : les plus gros flux y sont des barres.
    """
    if _plusieurs_contrats(vue):
        if etat.projection():
            st.info(formats.typographie(PLUSIEURS), icon=":material/info:")
        return
    dimensions = ecran.dimensions()
    if (vue.flux["etage"] == 1).sum() < 2:
        return
    if dimensions and dimensions[0] < TELEPHONE:
        graphiques.barres(
            vue.flux.assign(nom=vue.flux["source"] + " → " + vue.flux["cible"]), valeur="montant_eur",
            libelle="nom", cle="flux", part=False, n_max=12, sommable=False,
            titre="Les plus gros flux", sous_titre=constats.portee(vue.filtre),
        )  # fmt: skip
        return
    piliers = referentiel(vue.filtre.contrats, None).piliers
    rangs = couleurs.rangs(c for c in piliers if c != "aucun")
    graphiques.sankey(
        _courts(vue.flux, "source"), source="source", cible="cible", valeur="montant_eur", cle="flux",
        couleurs={nom: rangs.get(code, couleurs.roles().neutre) for code, nom in piliers.items()},
        grand=etat.projection(), hauteur=_hauteur(610) or 560, sous_titre=constats.portee(vue.filtre),
        titre="Du financeur au pilier, puis au quartier",
    )  # fmt: skip


def natures(vue: Apports) -> None:
    """Crédits spécifiques, droit commun et autofinancement, année par année."""
    titre = "Crédits spécifiques, droit commun, autofinancement"
    if vue.natures["annee"].nunique() < 2:
        graphiques.barres(
            vue.natures, valeur="montant_eur", libelle="nom", cle="natures", grand=etat.projection(),
            titre=constats_financeurs.natures(_comparees(vue), vue.filtre),
            sous_titre=constats.portee(vue.filtre),
        )  # fmt: skip
        return
    graphiques.empilees(
        vue.natures, filtre=vue.filtre, x="annee", valeur="montant_eur", serie="nom", codes="nature",
        cle="natures", couleurs=couleurs.rangs(NOMS_NATURES), cliquable=False,
        rupture=(RUPTURE_ZONAGE, "nouveau contrat"),
        grand=etat.projection(), hauteur=_hauteur(520), sous_titre=constats.portee_annees(vue.filtre),
        titre=titre if etat.projection() else constats_financeurs.natures(_comparees(vue), vue.filtre),
    )  # fmt: skip


def _comparees(vue: Apports) -> pd.DataFrame:
    """Les natures des années qui se comparent à celle du choix ; la sienne y est toujours."""
    voulue = vue.filtre.annees[1] if vue.filtre.annees else None
    comparees, _ = comparabilite.annees(vue.natures, vue.filtre, voulue)
    if voulue is None or voulue in set(comparees["annee"]):
        return comparees
    return vue.natures[vue.natures["annee"] == voulue]


def restes(vue: Apports) -> None:
    """Ce qui reste de chaque enveloppe, financeur par pilier."""
    fixees = vue.enveloppes.dropna(subset=["enveloppe_eur"])
    if fixees.empty:
        sans_enveloppe()
        return
    graphiques.matrice(
        _courts(fixees, "financeur"), lignes="financeur", colonnes="pilier", valeur="reste_eur", cle="restes",
        format=constats_financeurs.reste, grand=etat.projection(), titre="Ce qui reste à programmer",
        sous_titre=constats.perimetre(vue.filtre),
    )  # fmt: skip


def colonnes_des_enveloppes(vue: Apports) -> dict[str, Colonne]:
    """Les colonnes du tableau ; l'année n'y est que s'il y en a plusieurs."""
    une = vue.enveloppes["annee"].nunique() < 2
    return {nom: colonne for nom, colonne in ENVELOPPES.items() if not (une and nom == "annee")}


def sans_enveloppe() -> None:
    """Dit quel fichier donnerait des enveloppes à une base qui n'en a pas."""
    manques.feuilles("Aucune enveloppe n'est connue pour ce choix.", "enveloppes")


def _plusieurs_contrats(vue: Apports) -> bool:
    return len(vue.filtre.contrats) != 1


def _leviers(vue: Apports) -> dict[str, str]:
    return constats_financeurs.leviers(vue.leviers, vue.resume, vue.filtre)


def _courts(df: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """Les noms sans leur parenthèse là où la place manque ; entiers si deux se confondraient."""
    courts = df[colonne].str.split(" (", regex=False).str[0]
    if not etat.projection() or courts.nunique() < df[colonne].nunique():
        return df
    return df.assign(**{colonne: courts})


def _hauteur(mesure: int) -> int | None:
    return ecran.pixels(mesure) if etat.projection() else None
