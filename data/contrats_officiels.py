"""La liste officielle des contrats de ville, quand la recette du serveur la nomme.

Ce que la recette dit d'autre du territoire (communes, quartiers, indicateurs) vient avec. Rien n'est pris en
ligne ici, sauf par `telecharger`, qu'un administrateur demande.
"""

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data import telechargement
from data.lecture import SourceIllisible
from data.programmation.depart import ContratDeDepart
from data.recette import RecetteInvalide, Source, lire_recette
from data.sources import contrats_anct

_TERRITOIRE = (
    "contrats-anct",
    "communes-epci",
    "communes",
    "qpv-anct",
    "passage-qpv",
    "indicateurs-insee",
    "indicateurs-csv",
    "postes-anct",
)
"""Les sources nationales d'une recette : elles ne disent rien de la programmation d'une collectivité."""


@dataclass(frozen=True)
class Officiels:
    """`contrats` : ceux de la liste, par département puis nom ; `sources` : celles de la recette à reprendre,
    chemins entiers ; `manquants` : combien de fichiers sont encore à prendre en ligne."""

    contrats: tuple[ContratDeDepart, ...] = ()
    sources: tuple[dict[str, str], ...] = ()
    manquants: int = 0


def trouver(recette: Path | None) -> Officiels:
    """Ce que la recette du serveur sait déjà des contrats ; vide si elle n'en dit rien. Ne lève rien."""
    if recette is None:
        return Officiels()
    try:
        lue = lire_recette(recette)
    except RecetteInvalide:
        return Officiels()
    siennes = [s for s in lue.sources if s.type in _TERRITOIRE]
    listes = [s for s in siennes if s.type == "contrats-anct"]
    if not listes:
        return Officiels()
    places = {s: _place(s, recette) for s in siennes}
    manquants = sum(not places[s].exists() for s in siennes if s.distante)
    presentes = tuple(s for s in siennes if places[s].exists())
    if not places[listes[0]].exists():
        return Officiels(manquants=manquants)
    try:
        contrats = _contrats(places[listes[0]], places[listes[0]].stat().st_mtime_ns)
    except SourceIllisible:
        return Officiels(manquants=manquants)
    brutes = tomllib.loads(recette.read_text(encoding="utf-8-sig"))["source"]
    gardees = [
        dict(brute, fichier=str(places[s]))
        for brute, s in zip(brutes, lue.sources, strict=True)
        if s in presentes
    ]
    for brute in gardees:
        brute.pop("empreinte", None)
    return Officiels(contrats, tuple(gardees), manquants)


def telecharger(recette: Path) -> None:
    """Prend en ligne les fichiers du territoire que nomme la recette. Lève SourceIllisible."""
    try:
        sources = lire_recette(recette).sources
    except RecetteInvalide as erreur:
        raise SourceIllisible(str(erreur)) from erreur
    for source in sources:
        if source.type in _TERRITOIRE and source.distante:
            telechargement.telecharger(source.fichier, attendue=source.empreinte, silencieux=True)


def _place(source: Source, recette: Path) -> Path:
    if source.distante:
        return telechargement.place(source.fichier)
    return (recette.parent / source.fichier).absolute()


@lru_cache(maxsize=2)
def _contrats(fichier: Path, _modifie: int) -> tuple[ContratDeDepart, ...]:
    lue = contrats_anct.lire(fichier, lambda lues, attendues: None)
    lignes = json.loads(str(lue.tables["contrat"].to_json(orient="records")))
    lus = [
        ContratDeDepart(
            nom=ligne["nom"],
            epci_nom=ligne["epci_nom"] or "",
            departement=ligne["departement"] or "",
            contrat_id=ligne["contrat_id"],
            epci_siren=ligne["epci_siren"] or "",
        )
        for ligne in lignes
    ]
    return tuple(sorted(lus, key=lambda c: (c.departement.zfill(3), c.nom)))
