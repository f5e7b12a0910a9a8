"""Données : la phrase qui répond, l'état de la base en quatre chiffres, ce qui ne se dit qu'aux agents."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases


def constat(sources: pd.DataFrame) -> str:
    """« Les chiffres viennent de 6 fichiers : 12 345 lignes lues, 17 refusées, chacune avec sa raison. »

    Une source sans compte est de celles dont il ne se dit qu'aux agents.
    """
    dites = sources[sources["nb_lignes"].notna()]
    nb, lues, refus = len(sources), int(dites["nb_lignes"].sum()), int(dites["nb_rejets"].sum())
    fichiers = phrases.pluriel(nb, "fichier", "fichiers")
    if dites.empty:
        return formats.typographie(f"Les chiffres viennent de {nb} {fichiers}.")
    debut = f"Les chiffres viennent de {nb} {fichiers} : {formats.nombre(lues)} lignes lues"
    if len(dites) < nb:
        ouverts = phrases.pluriel(len(dites), "est déjà public", "sont déjà publics")
        debut = (
            f"Les chiffres viennent de {nb} {fichiers}, dont {len(dites)} {ouverts} : "
            f"{formats.nombre(lues)} lignes y sont lues"
        )
    if not refus:
        return formats.typographie(f"{debut}, aucune refusée.")
    return formats.typographie(
        f"{debut}, {formats.nombre(refus)} {phrases.pluriel(refus, 'refusée', 'refusées')}, "
        "chacune avec sa raison."
    )


def chiffres(effectifs: Mapping) -> list[Chiffre]:
    """Ce que la base montre (réponse de `donnees/effectifs`)."""
    anciens = f"et {formats.nombre(effectifs['quartiers_2015'])} du zonage 2015"
    return [
        Chiffre("contrats", "Contrats", formats.nombre(effectifs["contrats"])),
        Chiffre("quartiers", "Quartiers", formats.nombre(effectifs["quartiers"]), anciens),
        Chiffre("actions", "Actions", formats.nombre(effectifs["actions"]), "aux statuts publics"),
        Chiffre("financements", "Financements", formats.nombre(effectifs["financements"])),
    ]


def tus(fichiers: Sequence[str]) -> str:
    """Pourquoi le compte de ces fichiers ne se montre pas à cette personne."""
    noms = phrases.liste([f"« {nom} »" for nom in fichiers])
    return (
        f"Combien de lignes a {noms}, et lesquelles sont refusées, ne se dit qu'aux agents : un "
        "fichier de la collectivité peut porter des demandes qui ne sont pas publiques. Des "
        "signalements, on ne lit ici que ceux d'une action publique, sans les valeurs des cellules."
    )
