"""L'ordre des lignes : chaque question, sur des copies battues des deux bases, par 1, 2 et 4 fils."""

import random
import tempfile
from pathlib import Path

from data.schema import valeurs_admises
from queries import Filtre
from queries.filtre import MONTANTS
from tests.epreuves.filtres import RECETTES, base
from tests.epreuves.genre import Epreuve, Resultat
from tests.queries.battues import DANS_L_ORDRE_DU_FICHIER, PUBLICS, VALEURS, Lecteur, battre, demandes, ecart
from tests.queries.test_questions import QUESTIONS


def lancer(graine: int, fois: int) -> Resultat:
    """`fois` demandes, partagées entre les deux bases, telles quelles puis rendues toutes égales."""
    hasard, fautes, jouees = random.Random(graine), [], 0
    presentes = [chemin for recette in RECETTES if (chemin := base(recette))]
    with tempfile.TemporaryDirectory(prefix="epreuve-ordre-") as dossier:
        for rang, (chemin, pareil) in enumerate((c, p) for c in presentes for p in (False, True)):
            ou, statuts = Path(dossier), hasard.choice((None, PUBLICS))
            copies = {
                n: battre(chemin, ou / f"{rang}-{n}.duckdb", hasard.getrandbits(30), pareil)
                for n in (1, 2, 4)
            }
            lecteurs = [Lecteur(copie, n, statuts) for n, copie in copies.items()]
            filtres = [
                Filtre(statuts=PUBLICS, montant=hasard.choice(MONTANTS), natures=n)
                for n in ((), *zip(valeurs_admises("financement", "nature")))
            ]
            toutes = [
                d
                for q in QUESTIONS
                if q not in DANS_L_ORDRE_DU_FICHIER
                for d in demandes(q, VALEURS | {"filtre": filtres})
            ]
            for demande in hasard.sample(toutes, min(len(toutes), fois // (2 * len(presentes)))):
                jouees += 1
                premiere, *autres = [lecteur.repondre(demande) for lecteur in lecteurs]
                dits = [dit for autre in autres if (dit := ecart(premiere, autre))]
                fautes += [f"{chemin.stem} : {demande} : {dits[0]}"] if dits else []
    return Resultat(jouees, tuple(fautes))


EPREUVES = [
    Epreuve("Ordre des lignes", "chaque question sur des copies battues, 1, 2 et 4 fils", 2400, lancer)
]
