"""Qui paie, et pour quoi : ce que la page Financeurs demande à la base, et ses images.

Au bureau, les images sont l'une sous l'autre ; en projection, une seule (paramètre `image`), avec la
phrase qui la dit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.blocs import Barres, Bloc, Empilees, Entonnoir, Flux, Information, Matrice
from pages.composants import comparabilite, constats, constats_financeurs, couleurs, manques
from pages.composants.colonnes import ENVELOPPES
from pages.composants.graphiques_exercices import comparables
from pages.composants.referentiel import NOMS_NATURES, RUPTURE_ZONAGE, referentiel
from pages.composants.tableaux import Colonne
from pages.visite import Visite
from queries import Filtre

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


@dataclass(frozen=True)
class Apports:
    """Les réponses de la base sous un filtre, nommées comme leurs questions."""

    visite: Visite
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


def des_enveloppes(filtre: Filtre) -> Filtre:
    """Le filtre des enveloppes : ni quartier, ni thématique, ni nature n'ont la leur."""
    return replace(filtre, quartiers=(), thematiques=(), natures=())


def apports(visite: Visite) -> Apports:
    """Tout ce que la page demande à la base."""
    lire, filtre = visite.lire, visite.filtre
    natures = lire("financeurs/natures_par_annee", filtre=replace(filtre, annees=None))
    enveloppes = lire("financeurs/enveloppes", filtre=des_enveloppes(filtre))
    return Apports(
        visite=visite,
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
        return constats_financeurs.plus_gros_flux(_courts(vue, vue.flux, "source"), vue.filtre)
    return constats_financeurs.reponse(_courts(vue, vue.montants, "financeur"), vue.resume, vue.filtre)


def image(vue: Apports, nom: str) -> Iterator[Bloc]:
    """La seule image de l'écran."""
    if nom == "croise":
        yield from croise(vue)
    elif nom == "flux":
        yield from flux(vue)
    elif nom == "natures":
        yield from natures(vue)
    elif nom == "enveloppes":
        yield restes(vue)
    else:
        yield entonnoir(vue) if nom == "entonnoir" else qui_paie(vue)


def qui_paie(vue: Apports) -> Bloc:
    """Les barres des financeurs ; un clic filtre."""
    return Barres(
        _courts(vue, vue.montants, "financeur"),
        cle="financeurs",
        libelle="financeur",
        code="financeur_id",
        choisit="financeur",
        choisi=vue.filtre.financeurs[:1],
        titre="Qui paie",
        sous_titre=constats.portee(vue.filtre),
        place=320,
    )


def entonnoir(vue: Apports) -> Bloc:
    """Du demandé au versé, pour les actions que tout le monde peut voir."""
    resume = vue.resume
    return Entonnoir(
        resume["demande_eur"],
        resume["accorde_eur"],
        resume["verse_eur"],
        resume["propose_eur"],
        cle="entonnoir",
        titre="Du demandé au versé",
        sous_titre=f"{constats.perimetre(vue.filtre)} · actions retenues : les refus ne sont pas publics",
    )


def croise(vue: Apports) -> Iterator[Bloc]:
    """Pilier × financeur, le total et le levier en tête."""
    if _plusieurs_contrats(vue):
        yield Information(PLUSIEURS)
        return
    grand, textes = vue.visite.projection, _leviers(vue)
    qui = constats_financeurs.intercommunalite(vue.filtre)
    titre = constats_financeurs.extremes(vue.leviers, qui) if textes else IMAGES["croise"]
    court = {"l'agglomération": "l'agglo"}.get(qui, "l'interco")
    yield Matrice(
        _courts(vue, vue.croise, "financeur"),
        cle="matrice",
        lignes="pilier",
        colonnes="financeur",
        n_max=6 if grand else 9,
        titre="" if grand else titre,
        complements={f"1 € de {court} en amène": textes} if textes else None,
        sous_titre=constats.portee(vue.filtre),
    )


def flux(vue: Apports) -> Iterator[Bloc]:
    """Du financeur au pilier, puis au quartier ; les piliers gardent leur couleur."""
    if _plusieurs_contrats(vue):
        if vue.visite.projection:
            yield Information(PLUSIEURS)
        return
    if (vue.flux["etage"] == 1).sum() < 2:
        return
    piliers = referentiel(vue.filtre.contrats, None, vue.visite.permis).piliers
    rangs = couleurs.rangs(c for c in piliers if c != "aucun")
    repli = Barres(
        vue.flux.assign(nom=vue.flux["source"] + " → " + vue.flux["cible"]),
        cle="flux",
        part=False,
        sommable=False,
        titre="Les plus gros flux",
        sous_titre=constats.portee(vue.filtre),
    )
    yield Flux(
        _courts(vue, vue.flux, "source"),
        cle="flux",
        couleurs={nom: rangs[code] for code, nom in piliers.items() if code in rangs},
        titre="Du financeur au pilier, puis au quartier",
        sous_titre=constats.portee(vue.filtre),
        place=610,
        repli=repli,
    )


def natures(vue: Apports) -> Iterator[Bloc]:
    """Crédits spécifiques, droit commun et autofinancement, année par année."""
    dite = constats_financeurs.natures(_comparees(vue), vue.filtre)
    if vue.natures["annee"].nunique() < 2:
        yield Barres(vue.natures, cle="natures", titre=dite, sous_titre=constats.portee(vue.filtre))
        return
    annees = Empilees(
        vue.natures,
        cle="natures",
        codes="nature",
        couleurs=couleurs.rangs(NOMS_NATURES),
        rupture=(RUPTURE_ZONAGE, "nouveau contrat"),
        sous_titre=constats.portee_annees(vue.filtre),
        titre="Crédits spécifiques, droit commun, autofinancement" if vue.visite.projection else dite,
        place=520,
    )
    yield comparables(annees, filtre=vue.filtre)


def _comparees(vue: Apports) -> pd.DataFrame:
    """Les natures des années qui se comparent à celle du choix ; la sienne y est toujours."""
    voulue = vue.filtre.annees[1] if vue.filtre.annees else None
    comparees, _ = comparabilite.annees(vue.natures, vue.filtre, voulue)
    if voulue is None or voulue in set(comparees["annee"]):
        return comparees
    return vue.natures[vue.natures["annee"] == voulue]


def restes(vue: Apports) -> Bloc:
    """Ce qui reste de chaque enveloppe, financeur par pilier."""
    fixees = vue.enveloppes.dropna(subset=["enveloppe_eur"])
    if fixees.empty:
        return sans_enveloppe()
    return Matrice(
        _courts(vue, fixees, "financeur"),
        cle="restes",
        lignes="financeur",
        colonnes="pilier",
        valeur="reste_eur",
        format=constats_financeurs.reste,
        titre="Ce qui reste à programmer",
        sous_titre=constats.perimetre(vue.filtre),
    )


def colonnes_des_enveloppes(vue: Apports) -> dict[str, Colonne]:
    """Les colonnes du tableau ; l'année n'y est que s'il y en a plusieurs."""
    une = vue.enveloppes["annee"].nunique() < 2
    return {nom: colonne for nom, colonne in ENVELOPPES.items() if not (une and nom == "annee")}


def sans_enveloppe() -> Bloc:
    """Dit quel fichier donnerait des enveloppes à une base qui n'en a pas."""
    return manques.bloc("Aucune enveloppe n'est connue pour ce choix.", "enveloppes")


def _plusieurs_contrats(vue: Apports) -> bool:
    return len(vue.filtre.contrats) != 1


def _leviers(vue: Apports) -> dict[str, str]:
    return constats_financeurs.leviers(vue.leviers, vue.resume, vue.filtre)


def _courts(vue: Apports, df: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """Les noms sans leur parenthèse là où la place manque ; entiers si deux se confondraient."""
    courts = df[colonne].str.split(" (", regex=False).str[0]
    if not vue.visite.projection or courts.nunique() < df[colonne].nunique():
        return df
    return df.assign(**{colonne: courts})
