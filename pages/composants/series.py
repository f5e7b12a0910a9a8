"""Ce que la page Indicateurs demande et montre : un indicateur, ses quartiers, leurs références."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pages.composants import constats_indicateurs as constats
from pages.composants import (
    ecran,
    etat,
    filtres,
    formats,
    graphiques_lignes,
    graphiques_multiples,
    phrases,
)
from pages.composants.referentiel import ENSEMBLE, generation
from pages.composants.tableaux import Colonne
from queries import Filtre, lire

VIDE = "Aucun indicateur n'est publié pour les quartiers de ce contrat dans cette base."
QUE_FAIRE = (
    "La feuille « mesures » du classeur (avec « indicateurs » pour les définitions) le remplirait, ou les "
    "fichiers de l'INSEE nommés dans la recette : source de type « indicateurs-insee »."
)
REGLE = (
    "Aucun taux n'est additionné ni moyenné. Un changement n'est dit que s'il dépasse l'arrondi des valeurs "
    "publiées et un point (100 € pour un revenu, 1 % pour un nombre)."
)
ECARTS = {
    "quartier": Colonne("Quartier"),
    "perimetre": Colonne("Périmètre suivi", aide="L'ancien, si rien n'est publié sur celui d'aujourd'hui"),
    "annee_fin": Colonne("Dernière année", "annee"),
    "valeur_fin": Colonne("Valeur", "nombre"),
    "evolution": Colonne("Évolution", aide="Depuis la première année publiée sur ce périmètre"),
    "reference_fin": Colonne("Référence", "nombre", "La même année que l'écart"),
    "ecart_fin": Colonne("Écart", "nombre", "Le quartier moins la référence, dans l'unité (ou en points)"),
    "annee_ecart_debut": Colonne("Comparé depuis", "annee"),
    "ecart_debut": Colonne("Écart de départ", "nombre"),
    "tendance": Colonne("L'écart", aide="Vide si une seule année se compare"),
    "statut": Colonne("Dernier statut", aide="Diffusée, estimée, secret ou manquante"),
}
SERIES = {
    "quartier": Colonne("Quartier"),
    "perimetre": Colonne("Périmètre"),
    "annee": Colonne("Année", "annee"),
    "zonage": Colonne("Zonage"),
    "valeur": Colonne("Valeur", "nombre"),
    "statut": Colonne("Statut", aide="Diffusée, estimée, secret ou manquante"),
    "reference": Colonne("Référence", "nombre"),
    "ecart": Colonne("Écart", "nombre"),
}
REFERENCES = {
    "territoire": Colonne("Territoire"),
    "annee": Colonne("Année", "annee"),
    "valeur": Colonne("Valeur", "nombre"),
    "statut": Colonne("Statut"),
}


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
    def constat(self) -> str:
        """La phrase qui répond."""
        if self.quartier:
            return constats.quartier(self.indicateur, self.bilans.iloc[0], self.reference)
        return constats.ensemble(self.indicateur, self.bilans, self.reference, self.totaux)

    @property
    def sous_titre(self) -> str:
        """« Taux de pauvreté, en % · 2015–2023 »."""
        annees = self.series["annee"].dropna()
        bornes = dict.fromkeys(int(a) for a in (annees.min(), annees.max())) if len(annees) else ()
        periode = f" · {'–'.join(map(str, bornes))}" if bornes else ""
        unite = "" if self.indicateur["unite"] in SANS_UNITE else f", en {self.indicateur['unite']}"
        return f"{self.indicateur['nom']}{unite}{periode}"


def demander(filtre: Filtre) -> tuple[str, str]:
    """Les deux choix de la page, « indicateur » et « reference » ; vides si la base n'a rien."""
    offre = lire("indicateurs/choix", contrats=list(filtre.contrats) or None)
    if offre.empty:
        return "", ""
    noms = {
        i.indicateur_id: i.nom if i.fin > i.debut else f"{i.nom} ({i.fin})"
        for i in offre.itertuples(index=False)
    }
    code = filtres.parametre("indicateur", noms, "Indicateur")
    connues = _references(code, filtre)["territoire_type"].tolist()
    choix = {t: constats.NOMS_REFERENCES[t] for t in dict.fromkeys(connues)}
    if etat.projection() or len(choix) < 2:
        # Au mur, une ligne de filtres : la référence est celle du lien.
        voulue = etat.parametre("reference")
        return code, voulue if voulue in choix else next(iter(choix), "")
    return code, filtres.parametre("reference", choix, "Comparé à")


def etude(code: str, reference: str, filtre: Filtre) -> Etude:
    """L'étude de l'indicateur `code` sous ce filtre."""
    contrats, choisi = list(filtre.contrats) or None, _quartier(filtre)
    offre = lire("indicateurs/choix", contrats=contrats)
    return Etude(
        indicateur=offre[offre["indicateur_id"] == code].iloc[0],
        reference=reference,
        quartier=choisi,
        series=lire(
            "indicateurs/series", indicateur=code, reference=reference or None, quartier=choisi or None,
            contrats=contrats, generation=generation(filtre), fin=jusqu_a(filtre),
        ),
        references=_references(code, filtre),
        totaux=lire("indicateurs/ensemble", indicateur=code, contrats=contrats, fin=jusqu_a(filtre)),
        sources=lire("indicateurs/sources", indicateur=code, contrats=contrats),
    )  # fmt: skip


def jusqu_a(filtre: Filtre) -> int | None:
    """La dernière année lue : celle du filtre, ou aucune limite quand c'est l'année par défaut.

    Une mesure paraît deux ou trois ans après son année : la borner à l'exercice par défaut ne
    l'écarterait pas, mais une base peut aussi en avoir de plus récentes que ses actions.
    """
    defaut = filtres.courant()[1]
    return None if not filtre.annees or filtre.annees == defaut.annees else filtre.annees[1]


def evolution(vue: Etude, grand: bool) -> None:
    """Le quartier choisi et ses références, dans le temps."""
    bilan = vue.bilans.iloc[0]
    quartiers = vue.series.dropna(subset="annee").assign(serie=lambda t: t["perimetre"])
    comparees = vue.references
    if grand:
        # Au mur, un seul message : le quartier, la référence choisie et la France.
        comparees = comparees[comparees["territoire_type"].isin((vue.reference, "france"))]
    comparees = comparees.assign(serie=[nom_court(r) for _, r in comparees.iterrows()], rupture=None)
    lignes = pd.concat([quartiers, comparees])
    noms = [constats.NOMS_REFERENCES[t] for t in dict.fromkeys(comparees["territoire_type"])]
    graphiques_lignes.lignes(
        lignes[["serie", "annee", "valeur", "statut", "rupture"]], x="annee", y="valeur", serie="serie",
        cle="evolution", rupture="rupture", statut="statut",
        choisi=[n for n in dict.fromkeys(quartiers["serie"]) if n == bilan["perimetre"]],
        references=list(dict.fromkeys(comparees["serie"])), unite=vue.indicateur["unite"], grand=grand,
        titre=f"Le quartier face à {phrases.liste(noms)}" if noms else "Le quartier au fil des ans",
        sous_titre=vue.sous_titre,
        hauteur=ecran.pixels(370) if grand else None,
    )  # fmt: skip


def multiples(vue: Etude, grand: bool, choisi: str = "") -> str | None:
    """Un quartier par case, à la même échelle ; rend le quartier cliqué."""
    return graphiques_multiples.petits_multiples(
        vue.series, x="annee", y="valeur", case="quartier", code="quartier_id", fil="fil", cle="multiples",
        reference="reference", choisi=choisi, nom_reference=constats.NOMS_REFERENCES.get(vue.reference, ""),
        unite=vue.indicateur["unite"], grand=grand,
        titre=vue.sous_titre if grand else "Chaque quartier, à la même échelle",
        sous_titre="" if grand else vue.sous_titre, hauteur=ecran.pixels(390) if grand else None,
    )  # fmt: skip


def tous_les_quartiers(vue: Etude, filtre: Filtre) -> Etude:
    """La même étude pour tous les quartiers : les petits multiples sous un quartier choisi."""
    if not vue.quartier:
        return vue
    sans = Filtre(contrats=filtre.contrats, annees=filtre.annees)
    return etude(vue.indicateur["indicateur_id"], vue.reference, sans)


def nom_court(reference: Mapping) -> str:
    """« Agglomération » : le nom entier d'une intercommunalité tient mal sur une carte."""
    return "Agglomération" if reference["territoire_type"] == "epci" else reference["territoire"]


def identite(vue: Etude) -> str:
    """Définition, unité, ce qui est bon, source et millésime, en Markdown."""
    ici, morceaux = vue.indicateur, []
    morceaux.append(f"**{phrases.markdown(ici['nom'])}** — {phrases.markdown(ici['definition'])}")
    courants = " Euros courants : l'inflation n'en est pas retirée." if "€" in ici["unite"] else ""
    morceaux.append(f"Unité : {phrases.markdown(ici['unite'])}.{courants} {constats.SENS[ici['sens']]}")
    for source in vue.sources.itertuples(index=False):
        precisions = [str(v) for v in (source.producteur, source.millesime) if not formats.absent(v)]
        morceaux.append(f"Source : {phrases.markdown(', '.join([source.nom, *precisions]))}.")
    return formats.typographie("  \n".join(morceaux))


def reserves(vue: Etude) -> str:
    """Ce que la série ne permet pas : périmètre, absence de référence, absence de chiffre du contrat."""
    phrases_ = []
    if vue.quartier:
        passages = lire("quartiers/passages", quartier=vue.quartier)
        phrases_.append(constats.perimetre(passages, vue.bilans.iloc[0]["generation"]))
    if vue.indicateur["sommable"]:
        phrases_.append("Un nombre ne se compare pas d'un territoire à l'autre : seule son évolution se lit.")
    elif not vue.reference:
        phrases_.append(constats.SANS_REFERENCE)
    if not vue.indicateur["sommable"] and not vue.quartier:
        phrases_.append(constats.PAS_DE_MOYENNE)
    return formats.typographie(" ".join(p for p in phrases_ if p))


def _references(code: str, filtre: Filtre) -> pd.DataFrame:
    return lire(
        "indicateurs/references", indicateur=code, quartier=_quartier(filtre) or None,
        contrats=list(filtre.contrats) or None, fin=jusqu_a(filtre),
    )  # fmt: skip


def _quartier(filtre: Filtre) -> str:
    """Le quartier choisi ; vide pour tous (« Ensemble du contrat » n'en est pas un)."""
    codes = [code for code in filtre.quartiers if code not in ENSEMBLE]
    return codes[0] if codes else ""
