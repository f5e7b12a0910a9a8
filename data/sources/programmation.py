"""La source `programmation` : le tableau large d'un contrat, lu selon sa correspondance confirmée.

Elle vient après les sources qui disent le contrat, ses piliers, ses quartiers et ses financeurs. À côté du
classeur, `correspondance.toml` dit le contrat, l'année et le sens des colonnes qui ne vont pas de soi : voir
`python -m data programmation --ecrire-correspondance`.
"""

from pathlib import Path

import duckdb

from data.fichiers.classeur import ouvrir
from data.lecture import Avance, Lecture, SourceIllisible
from data.programmation import comparaison, correspondance, examen, referentiels, tables
from data.programmation.modele import CorrespondanceInvalide
from data.programmation.phrases import enumerer
from data.programmation.referentiels import ReferentielsAbsents
from data.situation import situer


def lire(chemin: Path, avance: Avance, deja: duckdb.DuckDBPyConnection) -> Lecture:
    """Lit le tableau. `deja` : l'atelier, avec ce que les sources d'avant ont dit.

    Lève SourceIllisible si le fichier ne s'ouvre pas, si sa correspondance manque là où il en faut une, ou si
    son contrat n'est dans aucune source d'avant.
    """
    classeur = ouvrir(chemin)
    retenue = correspondance.voisine(chemin)
    try:
        memoire = correspondance.lire_fichier(retenue) if retenue.exists() else None
        situer(deja)
        ref = referentiels.depuis_base(deja, memoire.contrat_id if memoire else None)
        lu = examen.lire(classeur, ref, memoire=memoire, avance=avance)
    except (CorrespondanceInvalide, ReferentielsAbsents) as erreur:
        raise SourceIllisible(f"{chemin.name} : {erreur}") from erreur
    if lu.correspondance.a_confirmer:
        titres = enumerer(f"« {c.titre or c.lettre} »" for c in lu.correspondance.a_confirmer)
        raise SourceIllisible(
            f"{chemin.name} : le sens de ces colonnes est à confirmer dans {retenue.name} : {titres}."
        )
    difference = comparaison.comparer(lu.lecture, lu.referentiels, None)
    return tables.lecture_de_source(lu.lecture, difference.finales, lu.referentiels)
