"""Droit commun : les engagements des partenaires, et ce qu'ils mettent dans les actions."""
