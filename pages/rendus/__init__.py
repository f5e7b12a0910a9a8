"""Montrer ce qu'une page dit : à l'écran, sur le papier, en diapositives, dans le HTML.

Aucun rendu ne connaît une page par son nom.
"""
