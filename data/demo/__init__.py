"""Le territoire imaginaire livré avec le projet : générateur et classeur de démonstration."""
