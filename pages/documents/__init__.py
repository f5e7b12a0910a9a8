"""Les documents d'une séance : diaporama, dossier, relevé de décisions, rapport annuel."""
