"""Piliers : à quoi sert l'argent, d'une lecture à l'autre."""
