"""Le tableau de programmation large : une ligne par action, autant de colonnes de financeurs qu'on veut.

- `correspondance.proposer(feuille, referentiels)` : le sens de chaque colonne, à confirmer ;
- `lecture.lire(feuille, correspondance, referentiels)` : les actions, et tout ce qu'il faut en dire ;
- `examen.examiner(classeur, base, contrat, annee)` : les deux, et la différence avec la base publiée ;
- `questions.questions(lu)` : ce qu'il reste à demander ; `questions.repondre(…)` : y répondre ;
- `dialogue.mener(lire, repondre, depart)` : les deux, jusqu'à ce qu'il n'y ait plus de question ;
- `depart.base_de_depart(contrat, neuve)` : la base d'un contrat qui n'a encore rien ;
- `corrige.corriger(octets, classeur, lecture)` : le classeur annoté de ses fautes ;
- `mise_a_jour.batir(examen, base, neuve, fichier)` : la base de demain, à publier ;
- `large.tableau(base, contrat, annee)` : le tableau large que la base donnerait.
"""
