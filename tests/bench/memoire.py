"""La mémoire au long de milliers de réexécutions : des visites qui s'ouvrent, cliquent et s'en vont."""

import statistics
from collections.abc import Callable, Iterator
from itertools import chain, cycle

from tests.bench import liens
from tests.bench.passages import Cliqueur
from tests.bench.serveur import Servi
from tests.serveur.visiteur import visiter

PAR_VISITE = 20
"""Réexécutions d'une visite ; une sur quatre demande un lien que personne n'a vu."""
CHAUFFE = 0.2
"""Part des passages pendant laquelle les caches se remplissent : la suite se compare à sa fin."""


def parcours(offre: liens.Choix) -> Iterator[tuple[str, list[str]]]:
    """Sans fin : une page, et les liens d'une visite ; toutes les pages à leur tour."""
    # Quand ils sont tous vus, les mêmes reviennent : ils sont sortis des caches depuis longtemps.
    neufs = {page: chain.from_iterable(_sans_fin(liens.neufs, offre, page)) for page in liens.PAGES}
    for page in cycle(liens.PAGES):
        connus = cycle(liens.salle(offre, page))
        yield page, [next(neufs[page] if rang % 4 == 3 else connus) for rang in range(PAR_VISITE)]


def _sans_fin(
    tirer: Callable[[liens.Choix, str], Iterator[str]], offre: liens.Choix, page: str
) -> Iterator[Iterator[str]]:
    while True:
        yield tirer(offre, page)


def suivre(
    servi: Servi, visites: Iterator[tuple[str, list[str]]], passages: int, dire: Callable[[str], None]
) -> dict[str, object]:
    """La mémoire (Mo) tous les vingtièmes de `passages` réexécutions, son écart, les fautes."""
    releves, fautes, faits = [servi.memoire_mo()], 0, 0
    pas = max(1, passages // 20)
    for page, clics in visites:
        with visiter(servi.adresse, visiteur=Cliqueur) as ouverte:
            ouverte.ouvrir(page, clics[0])
            for lien in clics:
                ouverte.cliquer(lien)
                faits += 1
                if faits % pas == 0:
                    releves.append(servi.memoire_mo())
                    dire(f"mémoire : {faits} passages, {releves[-1]:.0f} Mo")
                if faits == passages:
                    break
            fautes += ouverte.fautes
        if faits >= passages:
            break
    return resume(releves) | {"passages": faits, "fautes": fautes}


def resume(releves: list[float]) -> dict[str, object]:
    """`depart_mo`, `apres_chauffe_mo`, `fin_mo`, `ecart` (fraction, de l'un à l'autre), et les relevés."""
    chaud = max(1, round(CHAUFFE * (len(releves) - 1)))
    # Trois relevés de chaque côté : un passage en cours en tient quelques mégaoctets.
    apres, fin = statistics.median(releves[chaud : chaud + 3]), statistics.median(releves[-3:])
    return {
        "depart_mo": releves[0],
        "apres_chauffe_mo": apres,
        "fin_mo": fin,
        "ecart": fin / apres - 1,
        "releves_mo": releves,
    }
