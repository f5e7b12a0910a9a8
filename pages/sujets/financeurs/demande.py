"""Ce que la page Financeurs demande à la base."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.composants import comparabilite, formats
from pages.composants.referentiel import NOMS_NATURES
from pages.visite import Visite
from queries import Filtre


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
        enveloppes=enveloppes_en_mots(enveloppes),
        seules=lire("financeurs/actions_un_financeur", filtre=filtre),
    )


def enveloppes_en_mots(enveloppes: pd.DataFrame) -> pd.DataFrame:
    """Les enveloppes, avec leur état en mots (« reste 59 k€ »), et leur contrat s'il y en a deux."""
    etats = [_etat(e.reste_eur, e.programme_eur) for e in enveloppes.itertuples(index=False)]
    piliers = enveloppes["pilier"]
    if enveloppes["contrat"].nunique() > 1:
        piliers = piliers + " · " + enveloppes["contrat"]
    return enveloppes.assign(pilier=piliers, etat=etats)


def reste(montant: object) -> str:
    """« 59 k€ », ou « dépassée de 900 € » : un reste négatif se dit."""
    if formats.absent(montant) or montant >= 0:
        return formats.montant(montant)
    return f"dépassée de {formats.montant(-montant)}"


def comparees(vue: Apports) -> pd.DataFrame:
    """Les natures des années qui se comparent à celle du choix ; la sienne y est toujours."""
    voulue = vue.filtre.annees[1] if vue.filtre.annees else None
    comparees, _ = comparabilite.annees(vue.natures, vue.filtre, voulue)
    if voulue is None or voulue in set(comparees["annee"]):
        return comparees
    return vue.natures[vue.natures["annee"] == voulue]


def plusieurs_contrats(vue: Apports) -> bool:
    """Vrai si leurs piliers ne se comparent pas."""
    return len(vue.filtre.contrats) != 1


def courts(vue: Apports, df: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """Les noms sans leur parenthèse là où la place manque ; entiers si deux se confondraient."""
    courts = df[colonne].str.split(" (", regex=False).str[0]
    if not vue.visite.projection or courts.nunique() < df[colonne].nunique():
        return df
    return df.assign(**{colonne: courts})


def _etat(reste_eur: object, programme: object) -> str:
    if formats.absent(reste_eur):
        return f"{formats.montant(programme)} sans enveloppe"
    if reste_eur < 0:
        return reste(reste_eur)
    return f"reste {formats.montant(reste_eur)}" if reste_eur > 0 else "épuisée"
