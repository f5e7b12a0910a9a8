"""La page « Mettre à jour » : déposer, vérifier, publier, revenir en arrière."""
