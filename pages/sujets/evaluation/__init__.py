"""Évaluation : objectifs, personnes touchées, bilans."""
