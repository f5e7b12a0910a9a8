"""La source `programmation` : le tableau large d'un contrat, lu selon sa correspondance confirmée.

Elle vient après les sources qui disent le contrat, ses piliers, ses quartiers et ses financeurs. À côté du
classeur, `correspondance.toml` dit le contrat, l'année et le sens des colonnes qui ne vont pas de soi : voir
`python -m data programmation --ecrire-correspondance`.
"""

from pathlib import Path

import duckdb

from data.fichiers.classeur import ouvrir
from data.lecture import Avance, Lecture, Rejet, SourceIllisible
from data.situation import situer


def lire(chemin: Path, avance: Avance, deja: duckdb.DuckDBPyConnection) -> Lecture:
    """Lit le tableau. `deja` : l'atelier, avec ce que les sources d'avant ont dit.

    Lève SourceIllisible si le fichier ne s'ouvre pas, si sa correspondance laisse une question sans réponse,
    ou si son contrat n'est dans aucune source d'avant.
    """
    # Import tardif : le paquet programmation lit ses cellules par data.sources, qui importe ce module.
    from data.programmation import comparaison, correspondance, examen, questions, referentiels, tables
    from data.programmation.modele import CorrespondanceInvalide
    from data.programmation.referentiels import ReferentielsAbsents

    classeur = ouvrir(chemin)
    retenue = correspondance.voisine(chemin)
    try:
        memoire = correspondance.lire_fichier(retenue) if retenue.exists() else None
        situer(deja)
        ref = referentiels.depuis_base(deja, memoire.contrat_id if memoire else None)
        lu = examen.lire(classeur, ref, memoire=memoire, avance=avance)
    except (CorrespondanceInvalide, ReferentielsAbsents) as erreur:
        raise SourceIllisible(f"{chemin.name} : {erreur}") from erreur
    if en_attente := questions.bloquantes(lu):
        raise SourceIllisible(f"{chemin.name} : à dire dans {retenue.name} : {questions.resumer(en_attente)}")
    difference = comparaison.comparer(lu.lecture, lu.referentiels, None)
    lecture = tables.lecture_de_source(lu.lecture, difference.finales, lu.referentiels)
    lecture.rejets += [Rejet(dit.rstrip(". "), bloquant=False) for dit in classeur.dits]
    return lecture
