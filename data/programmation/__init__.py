"""Le tableau de programmation large : une ligne par action, autant de colonnes de financeurs qu'on veut."""
