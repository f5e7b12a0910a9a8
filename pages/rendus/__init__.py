"""Montrer ce qu'une page dit : un dossier par destination. Aucun ne connaît une page par son nom."""
