"""Financeurs : qui paie, et pour quoi."""
