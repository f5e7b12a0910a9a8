"""La réponse d'une page en HTML : ce qu'on lit avant que l'application soit là, ou sans elle."""
