"""Quartier : ce que la base sait d'un quartier, et ce qu'on y vit."""
