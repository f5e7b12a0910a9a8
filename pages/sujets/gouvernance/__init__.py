"""Gouvernance : les instances, leurs réunions, leurs décisions."""
