"""Les épreuves : ce qu'un attaquant, un fichier abîmé ou une panne tentent, et ce qui en sort."""
