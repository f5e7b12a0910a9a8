"""Un lecteur par type de source. Une recette nomme un type ; LECTEURS dit quel module le lit."""

from importlib import import_module

from data.lecture import Lecteur

_MODULES = (
    "contrats_anct",
    "communes_epci",
    "communes",
    "qpv_anct",
    "passage_qpv",
    "indicateurs_insee",
    "indicateurs_csv",
    "postes_anct",
    "themes_p147",
    "classeur",
    "programmation",
    "scdl",
)
APRES = ("programmation", "scdl")
"""Types dont le lecteur reçoit aussi l'atelier : il s'appuie sur ce que les sources d'avant ont dit."""
SELON_PERIMETRE = ("scdl",)
"""Ceux qui reçoivent aussi le périmètre de la recette : leurs fichiers ne nomment pas leur contrat."""

LECTEURS: dict[str, Lecteur] = {
    nom.replace("_", "-"): import_module(f"data.sources.{nom}").lire for nom in _MODULES
}
