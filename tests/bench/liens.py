"""Les liens du banc, tirés de la base : celui qu'on garde, les trois d'une salle, et ceux jamais vus.

Les mêmes à chaque exécution sur la même base : deux mesures se comparent lien pour lien. Chacun a des
lignes à montrer, ou une réponse neuve ne coûterait rien.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import duckdb

from pages import plan
from queries.filtre import MONTANTS

PAGES = tuple(page.code for page in plan.PAGES if page.en_seance)
"""Les pages de lecture."""
PORTEES = {"un": "un contrat", "tous": "tous les contrats"}
_PUBLIC = "action.statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"
_AXES = {
    "financeur": "distinct annee, financeur_id from action join financement using (action_id)",
    "nature": "distinct annee, nature from action join financement using (action_id)",
    "quartier": "distinct annee, quartier_id from action join action_quartier using (action_id)",
    "pilier": "distinct annee, pilier_id from action where pilier_id is not null",
}
_TOUS = ("financeur", "nature")
"""Sur tous les contrats, un pilier ou un quartier ramènerait à un seul."""


@dataclass(frozen=True)
class Choix:
    """Ce qu'on peut choisir dans une base, pour une portée.

    `axes` : (année, nom d'un filtre ou vide, code). `annees` : de la plus récente à la plus ancienne.
    """

    contrat: str
    annees: tuple[str, ...]
    axes: tuple[tuple[str, str, str], ...]
    actions: tuple[tuple[str, str], ...]

    def des(self, nom: str, annee: str) -> list[str]:
        """Les codes de ce filtre cette année-là."""
        return [code for quand, axe, code in self.axes if (quand, axe) == (annee, nom)]


def choix(base: Path, portee: str) -> Choix:
    """`portee` : « un » (le contrat le plus fourni, celui qui s'ouvre) ou « tous »."""
    with duckdb.connect(str(base), read_only=True) as ouverte:
        fourni = (
            f"select contrat_id from action where {_PUBLIC} group by all order by count(*) desc, contrat_id"
        )
        contrat = ouverte.execute(fourni).fetchone()[0]

        def lus(question: str) -> list[tuple[str, ...]]:
            """`question` : ce qui suit « select » ; les actions publiques du contrat, triées."""
            lie = " and " if " where " in question else " where "
            ou = f"{question}{lie}{_PUBLIC} and action.contrat_id = ?"
            lignes = ouverte.execute(f"select {ou}", [contrat]).fetchall()
            return sorted((tuple(map(str, ligne)) for ligne in lignes), key=lambda lu: (-int(lu[0]), lu[1:]))

        annees = tuple(annee for (annee,) in lus("distinct annee from action"))
        axes = [(annee, "", "") for annee in annees]
        for nom, question in _AXES.items():
            if portee == "un" or nom in _TOUS:
                axes += [(annee, nom, code) for annee, code in lus(question)]
        actions = lus("annee, action_id from action")
    return Choix(contrat if portee == "un" else "*", annees, tuple(axes), tuple(actions))


def garde(offre: Choix, page: str) -> str:
    """Le lien de tous les jours : le contrat, sa dernière année."""
    return _lien(_pour(offre, page, offre.annees[0]), {})


def salle(offre: Choix, page: str) -> list[str]:
    """Trois liens entre lesquels une salle clique : le lien gardé, l'année d'avant, un financeur."""
    derniere, avant = offre.annees[0], offre.annees[min(1, len(offre.annees) - 1)]
    financeurs = offre.des("financeur", derniere)
    return [
        garde(offre, page),
        _lien(_pour(offre, page, avant), {"annee": avant}),
        _lien(
            _pour(offre, page, derniere),
            {"financeur": financeurs[0]} if financeurs else {"montant": "demande"},
        ),
    ]


def neufs(offre: Choix, page: str) -> Iterator[str]:
    """Des liens qui ne reviennent jamais, dans un ordre tiré une fois pour toutes."""
    deja = set(salle(offre, page))
    tires = list(product(offre.axes, MONTANTS))
    random.Random(f"banc {page}").shuffle(tires)
    for rang, ((annee, nom, code), montant) in enumerate(tires):
        choisis = {"annee": annee} | ({nom: code} if nom else {})
        if montant != MONTANTS[0]:
            choisis["montant"] = montant
        lien = _lien(_pour(offre, page, annee, rang), choisis)
        if lien not in deja:
            deja.add(lien)
            yield lien


def _pour(offre: Choix, page: str, annee: str, rang: int = 0) -> dict[str, str]:
    """Le contrat, et ce que la page demande de plus : son action, son quartier."""
    parametres = {"contrat": offre.contrat}
    actions = [code for quand, code in offre.actions if quand == annee]
    if page == "action" and actions:
        parametres["action"] = actions[rang % len(actions)]
    if page == "quartier" and (quartiers := offre.des("quartier", annee)):
        parametres["quartier"] = quartiers[rang % len(quartiers)]
    return parametres


def _lien(propre: dict[str, str], choisis: dict[str, str]) -> str:
    # Une page qui est celle d'un quartier garde le sien.
    return urlencode(choisis | propre, safe=",-*:/")
