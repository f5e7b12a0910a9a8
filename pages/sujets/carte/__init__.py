"""Carte : où va l'argent, où sont les besoins."""
