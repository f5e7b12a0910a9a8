"""Écrire les subventions d'un financeur au format SCDL, et dire ce qui manque pour qu'il soit complet."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from data.acces import lue
from data.fichiers.sortie import SUITE, texte_csv
from data.lecture import Rejet
from data.ouverts import scdl
from data.rapport import nombre

_QUESTION = Path(__file__).with_name("scdl_sortie.sql")


class _Ligne(NamedTuple):
    numero: int
    valeurs: dict[str, str]
    feuille: str | None = None


@dataclass(frozen=True)
class Sortie:
    """Le fichier (UTF-8, virgules), son nombre de lignes, et ce que le format y trouverait à redire."""

    contenu: bytes
    nb_lignes: int
    manques: list[Rejet]


def ecrire(
    base: Path,
    financeur: str,
    siret: str,
    statuts: Sequence[str],
    contrat: str | None = None,
    annee: int | None = None,
) -> Sortie:
    """Les montants accordés par `financeur` (son code dans la base), une ligne par action et nature.

    `siret` : celui du financeur, que la base ne connaît pas. `statuts` : les statuts qui sortent ; `contrat`
    et `annee` restreignent. La base ne dit pas les conditions de versement ni la notification européenne :
    « autre », expliqué, et « non » sont écrits, comme le format l'exige. Lève EchecConstruction.
    """
    with lue(base, statuts=statuts) as connexion:
        connexion.execute("set enable_external_access = false")
        reponse = connexion.execute(
            _QUESTION.read_text(encoding="utf-8"),
            {
                "financeur": financeur,
                "siret": siret,
                "statuts": list(statuts),
                "contrat": contrat,
                "annee": annee,
            },
        )
        titres = [colonne[0] for colonne in reponse.description]
        lignes = [dict(zip(titres, map(_texte, ligne), strict=True)) for ligne in reponse.fetchall()]
    coupes = [_couper(numero, ligne) for numero, ligne in enumerate(lignes, start=2)]
    ecrites = [_Ligne(numero, ligne) for numero, ligne in enumerate(lignes, start=2)]
    manques = scdl.controler(ecrites, [c.nom for c in scdl.COLONNES])
    manques += [coupe for coupe in coupes if coupe]
    flux = io.StringIO(newline="")
    fichier = csv.DictWriter(flux, [c.nom for c in scdl.COLONNES], restval="", lineterminator="\r\n")
    fichier.writeheader()
    fichier.writerows(
        {nom: texte_csv(valeur, apostrophe=True) for nom, valeur in ligne.items()} for ligne in lignes
    )
    return Sortie(flux.getvalue().encode("utf-8"), len(lignes), manques)


def _couper(numero: int, ligne: dict[str, str]) -> Rejet | None:
    """Coupe l'objet à ce que le format admet ; rend la phrase qui le dit."""
    objet, admis = ligne["objet"], scdl.NOMS["objet"].longueur
    if len(objet) <= admis:
        return None
    ligne["objet"] = objet[: admis - 1] + SUITE
    motif = f"Cet intitulé fait {nombre(len(objet))} signes ; le format en admet {admis} : il est coupé."
    return Rejet(motif, None, numero, "objet", objet, bloquant=False)


def _texte(valeur: object) -> str:
    if valeur is None:
        return ""
    return format(valeur, "f") if isinstance(valeur, Decimal) else str(valeur)
