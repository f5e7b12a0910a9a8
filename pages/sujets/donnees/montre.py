"""Données : les tableaux de la base, ses versions, et les fichiers qu'on emporte."""

from collections.abc import Iterator, Mapping
from functools import partial

import pandas as pd

from pages.blocs import Bloc, Colonne, Details, Fichier, Note, Tableau, Telechargements, Titre
from pages.composants import exports, publications
from pages.composants.colonnes import COMPTES, CONTROLES, EUROS_COMPTES, REJETS
from pages.sujets.donnees import dit, fabrique
from pages.visite import Visite

MOTIFS = {
    "source": Colonne("Source"),
    "motif": Colonne("Raison"),
    "bloquant": Colonne(
        "Refusée", "oui_non", "Décoché : la ligne entre dans la base, la cellule est signalée"
    ),
    "nb_cellules": Colonne("Nombre", "entier"),
    "exemple": Colonne("Exemple"),
}


def comptes(lus: pd.DataFrame) -> Iterator[Bloc]:
    """Le sort des lignes puis des euros de chaque fichier (`donnees/comptes`), et ce qui ne s'en dit pas."""
    dits = lus[lus["nb_lignes"].notna()]
    if len(dits):
        yield Tableau(dits, "comptes", "Ce que chaque fichier a donné", _parlantes(dits, COMPTES, 4))
    argent = dits[dits["lus_eur"].notna()]
    if len(argent):
        parlantes = _parlantes(argent, EUROS_COMPTES, 4)
        yield Tableau(argent, "euros", "Les euros de chaque fichier", parlantes)
    tus = lus.loc[lus["nb_lignes"].isna(), "source"].tolist()
    if tus:
        yield Note(dit.tus(tus))


def refus(visite: Visite, sources: pd.DataFrame) -> Iterator[Bloc]:
    """Ce qui a été refusé ou signalé : par raison, puis cellule par cellule ; rien, s'il n'y a rien."""
    motifs, rejets = visite.lire("donnees/motifs"), visite.lire("donnees/rejets")
    if not motifs.empty:
        yield Tableau(motifs, "motifs", "Ce qui a été refusé ou signalé, et pourquoi", MOTIFS)
    if not rejets.empty:
        titre = "Chaque cellule refusée ou signalée"
        yield Details(rejets, "rejets", titre, REJETS, sources=sources)


def controles(visite: Visite) -> Tableau:
    """Les contrôles de cohérence de la base."""
    return Tableau(visite.lire("donnees/controles"), "controles", "Les contrôles de cohérence", CONTROLES)


def versions(visite: Visite) -> Iterator[Bloc]:
    """Les publications, de la plus récente à la plus ancienne, et ce que chacune a changé.

    Le journal change sans que la version qu'on lit change : il se lit quand on montre.
    """
    # Qui a publié regarde les agents, pas le public.
    colonnes = {n: c for n, c in publications.COLONNES.items() if n != "par" or visite.agent}
    lues = partial(publications.lignes, visite.filtre, visite.lien(mode=None))
    yield Tableau(lues, "versions", "Les versions publiées", colonnes)
    yield Note(publications.lignes_abimees)


def de_la_vue(visite: Visite) -> Iterator[Bloc]:
    """Les fichiers de la vue : financements et mesures en CSV et Excel, contours en GeoJSON."""
    vue = visite.en_mots
    yield Titre("Emporter les données de cette vue")
    yield Note(f"{vue} · statuts publics seulement.")
    fichiers = []
    for nom, question, parametres in (
        ("financements", "donnees/financements", {"filtre": visite.filtre}),
        ("indicateurs", "donnees/mesures", {"contrats": visite.contrats}),
    ):
        csv = partial(fabrique.csv, question, parametres)
        xlsx = partial(fabrique.xlsx, question, parametres, nom.capitalize(), vue)
        fichiers += [
            Fichier(f"{nom}.csv", f"{nom.capitalize()} (CSV)", csv, exports.MIME_CSV, f"jeu-csv-{nom}"),
            Fichier(f"{nom}.xlsx", f"{nom.capitalize()} (Excel)", xlsx, exports.MIME_XLSX, f"jeu-xlsx-{nom}"),
        ]
    contours = partial(fabrique.contours, visite.contrats)
    fichiers.append(
        Fichier("quartiers.geojson", "Contours (GeoJSON)", contours, "application/geo+json", "jeu-geojson")
    )
    yield Telechargements("telechargements", fichiers)


def de_la_base(visite: Visite) -> Iterator[Bloc]:
    """Le modèle de classeur et l'archive ouverte : toute la base, telle que cette personne peut la voir."""
    # Un agent reprend tout, à l'identique : sans quoi son classeur, déposé, effacerait ce qui y manque.
    statuts = None if visite.agent else visite.permis
    contrat = visite.filtre.contrats[0] if len(visite.filtre.contrats) == 1 else None
    classeurs: list[tuple[str, str, str | None, bool]] = [
        ("Modèle de classeur, à remplir", "modele", contrat, False),
        ("Classeur rempli", "classeur", contrat, True),
    ]
    if contrat and visite.agent:
        # Un classeur d'un seul contrat, déposé, retirerait les autres.
        classeurs.append(("Classeur de toute la base", "base", None, True))
    yield Titre("Emporter toute la base")
    yield Note(
        "Le classeur est celui qu'on remplit puis qu'on dépose à « Mettre à jour » ; l'archive contient "
        "chaque table en Parquet et en CSV, et les contours."
    )
    fichiers = [
        Fichier(
            f"{nom}.xlsx",
            f"{libelle} (Excel)",
            partial(fabrique.classeur_lu, code, statuts, rempli),
            exports.MIME_XLSX,
            f"ouvert-{nom}",
        )
        for libelle, nom, code, rempli in classeurs
    ]
    archive = Fichier(
        "contrat-de-ville.zip",
        "Archive ouverte (ZIP)",
        partial(fabrique.archive_lue, visite.permis),
        "application/zip",
        "ouvert-archive",
        "folder_zip",
    )
    yield Telechargements("fichiers-ouverts", [*fichiers, archive])


def _parlantes(lus: pd.DataFrame, colonnes: Mapping[str, Colonne], nb: int) -> dict[str, Colonne]:
    """Les `nb` premières colonnes, et les autres si elles ont quelque chose à dire."""
    return {
        nom: colonne
        for rang, (nom, colonne) in enumerate(colonnes.items())
        if rang < nb or lus[nom].fillna(0).astype(bool).any()
    }
