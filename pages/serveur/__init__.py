"""Ce qui entoure les pages : configuration, en-têtes, compression, routes, démarrage."""
