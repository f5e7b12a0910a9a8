"""Les sources d'un chiffre, en mots."""

import pandas as pd

from pages.blocs import Sources


def en_lignes(*groupes: Sources) -> list[str]:
    """Les sources en mots, sans doublon : « Postes adultes-relais (ANCT, 2024) »."""
    lignes: list[str] = []
    for sources in groupes:
        if not isinstance(sources, pd.DataFrame):
            lignes += sources
            continue
        for source in sources[["nom", "producteur", "millesime"]].drop_duplicates().itertuples(index=False):
            precisions = ", ".join(str(v) for v in (source.producteur, source.millesime) if not pd.isna(v))
            lignes.append(f"{source.nom} ({precisions})" if precisions else str(source.nom))
    return list(dict.fromkeys(lignes))
