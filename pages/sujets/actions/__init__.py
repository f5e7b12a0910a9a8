"""Ce qui n'est qu'à la page Actions."""
