"""Où sont les territoires français : de quoi voir un point en mer, une latitude au lieu d'une longitude."""

Boite = tuple[float, float, float, float]
"""Ouest, sud, est, nord, en degrés."""
METROPOLE: Boite = (-6.5, 41.0, 10.0, 51.5)
OUTRE_MER: dict[str, Boite] = {
    "971": (-62.0, 15.7, -60.9, 16.7),
    "972": (-61.4, 14.2, -60.6, 15.0),
    "973": (-54.8, 2.0, -51.4, 6.0),
    "974": (55.1, -21.5, 56.0, -20.7),
    "975": (-56.7, 46.6, -56.0, 47.3),
    "976": (44.9, -13.2, 45.4, -12.4),
    "977": (-63.0, 17.8, -62.7, 18.05),
    "978": (-63.3, 17.9, -62.9, 18.3),
    "986": (-178.5, -14.6, -175.9, -13.0),
    "987": (-155.0, -28.0, -134.0, -7.5),
    "988": (158.0, -23.5, 173.0, -17.0),
}


def est_en_france(bornes: Boite, departement: str | None = None) -> bool:
    """Vrai si ces bornes tiennent dans un territoire français : celui du département, s'il est dit."""
    if departement is None:
        boites = [METROPOLE, *OUTRE_MER.values()]
    else:
        boites = [OUTRE_MER.get(departement, METROPOLE)]
    ouest, sud, est, nord = bornes
    return any(o <= ouest and s <= sud and est <= e and nord <= n for o, s, e, n in boites)


def inverses(bornes: Boite) -> Boite:
    """Les bornes, latitude et longitude échangées."""
    ouest, sud, est, nord = bornes
    return sud, ouest, nord, est
