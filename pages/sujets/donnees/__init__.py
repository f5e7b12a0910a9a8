"""Données : les sources, les comptes, les contrôles, les versions, et ce qu'on en emporte."""
