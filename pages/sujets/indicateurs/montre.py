"""Ce que la page Indicateurs montre : un quartier face à ses références, chaque quartier, leurs réserves."""

import pandas as pd

from pages.blocs import Colonne, Lignes, Multiples
from pages.composants import formats, inerte, phrases
from pages.sujets.indicateurs import dit
from pages.sujets.indicateurs.demande import Etude
from queries import lire

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


def constat(vue: Etude) -> str:
    """La phrase qui répond."""
    if vue.quartier:
        return dit.quartier(vue.indicateur, vue.bilans.iloc[0], vue.reference)
    return dit.ensemble(vue.indicateur, vue.bilans, vue.reference, vue.totaux)


def evolution(vue: Etude, grand: bool) -> Lignes:
    """Le quartier choisi et ses références, dans le temps."""
    bilan = vue.bilans.iloc[0]
    quartiers = vue.series.dropna(subset="annee").assign(serie=lambda t: t["perimetre"])
    comparees = vue.references
    if grand:
        # Au mur, un seul message : le quartier, la référence choisie et la France.
        comparees = comparees[comparees["territoire_type"].isin((vue.reference, "france"))]
    comparees = comparees.assign(serie=[dit.nom_court(r) for _, r in comparees.iterrows()], rupture=None)
    noms = [dit.NOMS_REFERENCES[t] for t in dict.fromkeys(comparees["territoire_type"])]
    return Lignes(
        pd.concat([quartiers, comparees])[["serie", "annee", "valeur", "statut", "rupture"]],
        cle="evolution",
        serie="serie",
        rupture="rupture",
        statut="statut",
        choisi=[nom for nom in dict.fromkeys(quartiers["serie"]) if nom == bilan["perimetre"]],
        references=list(dict.fromkeys(comparees["serie"])),
        unite=vue.indicateur["unite"],
        titre=f"Le quartier face à {phrases.liste(noms)}" if noms else "Le quartier au fil des ans",
        sous_titre=vue.sous_titre,
        place=370,
    )


def multiples(vue: Etude, grand: bool, choisi: str) -> Multiples:
    """Un quartier par case, à la même échelle ; un clic en choisit un."""
    return Multiples(
        vue.series,
        cle="multiples",
        case="quartier",
        code="quartier_id",
        choisit="quartier",
        choisi=choisi,
        reference="reference",
        nom_reference=dit.NOMS_REFERENCES.get(vue.reference, ""),
        unite=vue.indicateur["unite"],
        titre=vue.sous_titre if grand else "Chaque quartier, à la même échelle",
        sous_titre="" if grand else vue.sous_titre,
        place=390,
    )


def identite(vue: Etude) -> str:
    """Définition, unité, ce qui est bon, source et millésime, en Markdown."""
    ici, morceaux = vue.indicateur, []
    morceaux.append(f"{inerte.gras(ici['nom'])} — {phrases.markdown(ici['definition'])}")
    courants = " Euros courants : l'inflation n'en est pas retirée." if "€" in ici["unite"] else ""
    morceaux.append(f"Unité : {phrases.markdown(ici['unite'])}.{courants} {dit.SENS[ici['sens']]}")
    for source in vue.sources.itertuples(index=False):
        precisions = [str(v) for v in (source.producteur, source.millesime) if not formats.absent(v)]
        morceaux.append(f"Source : {phrases.markdown(', '.join([source.nom, *precisions]))}.")
    return formats.typographie("  \n".join(morceaux))


def reserves(vue: Etude) -> str:
    """Ce que la série ne permet pas : périmètre, absence de référence, absence de chiffre du contrat."""
    dites = []
    if vue.quartier:
        passages = lire("quartiers/passages", quartier=vue.quartier)
        dites.append(dit.perimetre(passages, vue.bilans.iloc[0]["generation"]))
    if vue.indicateur["sommable"]:
        dites.append("Un nombre ne se compare pas d'un territoire à l'autre : seule son évolution se lit.")
    elif not vue.reference:
        dites.append(dit.SANS_REFERENCE)
    if not vue.indicateur["sommable"] and not vue.quartier:
        dites.append(dit.PAS_DE_MOYENNE)
    return formats.typographie(" ".join(p for p in dites if p))
