"""Les sources d'un chiffre, en mots."""

from collections.abc import Sequence

import pandas as pd


def en_lignes(*groupes: pd.DataFrame | Sequence[str]) -> list[str]:
    """Les sources en mots, sans doublon : « Postes adultes-relais (ANCT, 2024) ».

    Chaque groupe : lignes `nom`, `producteur`, `millesime`, ou textes déjà écrits.
    """
    lignes: list[str] = []
    for sources in groupes:
        if not isinstance(sources, pd.DataFrame):
            lignes += sources
            continue
        for source in sources[["nom", "producteur", "millesime"]].drop_duplicates().itertuples(index=False):
            precisions = ", ".join(str(v) for v in (source.producteur, source.millesime) if not pd.isna(v))
            lignes.append(f"{source.nom} ({precisions})" if precisions else str(source.nom))
    return list(dict.fromkeys(lignes))
