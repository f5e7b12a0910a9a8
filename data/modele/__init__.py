"""Le classeur qu'on donne à remplir : ses titres, ses listes, son écriture (voir ecriture.ecrire)."""
