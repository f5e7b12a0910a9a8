"""Aide : comment lire ce tableau de bord, et les mots du contrat de ville."""
