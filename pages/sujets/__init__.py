"""Par sujet, ce qu'une page demande à la base, dit et montre, et que nulle autre n'emploie."""
