"""Ouvrir n'importe quel fichier de données : la seule porte des tableaux, pour tous les lecteurs.

- `classeur.ouvrir(chemin)` : XLSX, XLS, ODS, CSV ou dossier de CSV, en cellules typées avec leur adresse ;
- `tables.trouver(classeur, disposition)` : les tables d'un classeur, où qu'en soient les titres.
"""
