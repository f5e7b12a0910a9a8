"""Indicateurs : comment on vit dans les quartiers, d'année en année, face à la commune ou à la France."""
