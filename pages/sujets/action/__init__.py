"""Ce qui n'est qu'à la fiche d'une action."""
