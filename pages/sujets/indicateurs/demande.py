"""Ce que la page Indicateurs demande à la base : un indicateur, ses quartiers, leurs références."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pages.blocs import Choix
from pages.composants.referentiel import ENSEMBLE, generation
from pages.sujets.indicateurs.dit import NOMS_REFERENCES
from pages.visite import Visite
from queries import Filtre

SANS_UNITE = ("", "indice", "ratio", "rapport", "nombre")


@dataclass(frozen=True)
class Etude:
    """Un indicateur sous un filtre.

    `indicateur` : ligne de `indicateurs/choix` ; `reference` : type du territoire comparé, ou vide ;
    `quartier` : code choisi, ou vide (tous) ; `bilans` : la ligne de chaque quartier qui le résume.
    """

    indicateur: Mapping
    reference: str
    quartier: str
    series: pd.DataFrame
    references: pd.DataFrame
    totaux: pd.DataFrame
    sources: pd.DataFrame

    @property
    def bilans(self) -> pd.DataFrame:
        """Une ligne par quartier."""
        return self.series[self.series["derniere"]]

    @property
    def sous_titre(self) -> str:
        """« Taux de pauvreté, en % · 2015–2023 »."""
        annees = self.series["annee"].dropna()
        bornes = dict.fromkeys(int(a) for a in (annees.min(), annees.max())) if len(annees) else ()
        periode = f" · {'–'.join(map(str, bornes))}" if bornes else ""
        unite = "" if self.indicateur["unite"] in SANS_UNITE else f", en {self.indicateur['unite']}"
        return f"{self.indicateur['nom']}{unite}{periode}"


def choix(visite: Visite) -> tuple[str, str, tuple[Choix, ...]]:
    """L'indicateur et la référence choisis, vides si la base n'a rien, et les choix que la page propose."""
    offre = visite.lire("indicateurs/choix", contrats=visite.contrats)
    if offre.empty:
        return "", "", ()
    noms = {
        i.indicateur_id: i.nom if i.fin > i.debut else f"{i.nom} ({i.fin})"
        for i in offre.itertuples(index=False)
    }
    indicateur = Choix.de(visite, "indicateur", options=noms, libelle="Indicateur")
    types = _references(visite, indicateur.valeur, quartier_choisi(visite.filtre))["territoire_type"]
    connues = {t: NOMS_REFERENCES[t] for t in dict.fromkeys(types)}
    if visite.projection or len(connues) < 2:
        # Au mur, une ligne de filtres : la référence est celle du lien.
        voulue = visite.parametre("reference")
        return indicateur.valeur, voulue if voulue in connues else next(iter(connues), ""), (indicateur,)
    reference = Choix.de(visite, "reference", options=connues, libelle="Comparé à")
    return indicateur.valeur, reference.valeur, (indicateur, reference)


def etude(visite: Visite, code: str, reference: str, quartier: str) -> Etude:
    """L'étude de l'indicateur `code`, dans ce quartier, ou dans tous (vide). IndexError : il n'existe pas."""
    contrats, fin = visite.contrats, visite.jusqu_a
    offre = visite.lire("indicateurs/choix", contrats=contrats)
    return Etude(
        indicateur=offre[offre["indicateur_id"] == code].iloc[0],
        reference=reference,
        quartier=quartier,
        series=visite.lire(
            "indicateurs/series",
            indicateur=code,
            reference=reference or None,
            quartier=quartier or None,
            contrats=contrats,
            generation=generation(visite.filtre),
            fin=fin,
        ),
        references=_references(visite, code, quartier),
        totaux=visite.lire("indicateurs/ensemble", indicateur=code, contrats=contrats, fin=fin),
        sources=visite.lire("indicateurs/sources", indicateur=code, contrats=contrats),
    )


def quartier_choisi(filtre: Filtre) -> str:
    """Le quartier choisi ; vide pour tous (« Ensemble du contrat » n'en est pas un)."""
    codes = [code for code in filtre.quartiers if code not in ENSEMBLE]
    return codes[0] if codes else ""


def _references(visite: Visite, code: str, quartier: str) -> pd.DataFrame:
    return visite.lire(
        "indicateurs/references",
        indicateur=code,
        quartier=quartier or None,
        contrats=visite.contrats,
        fin=visite.jusqu_a,
    )
