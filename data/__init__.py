"""D'où vient la base : sources, construction, contrôles."""
