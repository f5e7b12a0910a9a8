"""Ce que la base répond."""
