"""Territoires : les contrats d'une région côte à côte."""
