"""Qui regarde quoi : une valeur, faite une fois par passage de ce que dit l'adresse, de la version lue et des
droits de qui regarde. Une page n'a rien d'autre à lire : ni l'adresse, ni la session, ni les secrets.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from pages import plan
from pages.composants import calendrier, liens, referentiel
from pages.composants.referentiel import Referentiel
from pages.serveur.configuration import STATUTS, configuration
from pages.visite.mots import NOMS, en_mots
from queries import Filtre, a_ces_statuts, a_la_version, cle_de_lecture, lire
from queries.reserve import reserve

COMMUNS = (*liens.ORDRE, "mode")
"""Ce qui, dans une adresse, change ce que dit une page, quelle qu'elle soit."""


@dataclass(frozen=True, eq=False)
class Visite:
    """Ce qu'on regarde. Deux visites de même `cle` reçoivent la même réponse.

    `demande` : le filtre que dit l'adresse ; `filtre` : le même, borné à ce que cette personne voit, celui
    des questions. `ecartes` : une phrase par valeur de l'adresse que la base ne connaît pas. `permis` : les
    statuts d'action qu'elle voit. `version` : celle qu'on lit, None pour celle qui est servie. `le` : le jour
    où l'on regarde, à Paris. `agent` : vrai pour un agent, même là où le public voit tout.
    """

    page: str
    parametres: Mapping[str, str]
    demande: Filtre
    filtre: Filtre
    defaut: Filtre
    choix: Referentiel
    ecartes: tuple[str, ...]
    permis: tuple[str, ...]
    version: str | None
    lecture: tuple
    """Le fichier lu, tel qu'il était : une base remplacée entre-temps n'a pas les mêmes réponses."""
    le: date
    agent: bool

    @property
    def cle(self) -> tuple:
        """Ce dont dépend la réponse de la page, et rien d'autre."""
        return (
            self.page,
            tuple(self.parametres.items()),
            self.lecture,
            self.le,
            self.agent,
            configuration(),
        )

    @property
    def projection(self) -> bool:
        """Vrai si la page est projetée : on la lit de loin, on n'y choisit rien."""
        return self.parametres.get("mode") == "projection"

    @property
    def contrats(self) -> list[str] | None:
        """Les contrats du filtre, pour une question ; None : tous."""
        return list(self.filtre.contrats) or None

    @property
    def jusqu_a(self) -> int | None:
        """La dernière année lue des mesures : celle du filtre ; None, sans limite, à l'année par défaut.

        Une mesure paraît deux ou trois ans après son année : la borner à l'exercice par défaut ne
        l'écarterait pas, mais une base peut aussi en avoir de plus récentes que ses actions.
        """
        annees = self.filtre.annees
        return None if not annees or annees == self.defaut.annees else annees[1]

    @property
    def en_mots(self) -> str:
        """Les filtres en une ligne : « Val d'Aurore · 2024 · Pilier : Emploi · Montant accordé »."""
        return self.mots_de(self.filtre)

    def mots_de(self, filtre: Filtre) -> str:
        """Un autre filtre que le sien, en une ligne ; les statuts y sont ceux qu'on a demandés."""
        return en_mots(replace(filtre, statuts=self.demande.statuts), self.choix)

    @property
    def contrat_en_mots(self) -> str:
        """« Val d'Aurore » ; « Tous les contrats »."""
        return ", ".join(self.choix.contrats.get(c, c) for c in self.filtre.contrats) or "Tous les contrats"

    def parametre(self, nom: str, defaut: str = "") -> str:
        """Un paramètre propre à la page. KeyError s'il n'est pas à elle : le plan ne le dit pas."""
        if nom not in plan.PAR_CODE[self.page].parametres:
            raise KeyError(f"la page {self.page} n'a pas de paramètre {nom} (pages/plan.py)")
        return self.parametres.get(nom, defaut)

    def lien(self, **autres: str | None) -> dict[str, str]:
        """Les paramètres communs de l'adresse, qui suivent d'une page à l'autre ; `autres` les remplace."""
        communs = liens.ecrire(self.demande, self.defaut)
        if self.projection:
            communs["mode"] = "projection"
        return {n: v for n, v in (communs | autres).items() if v}

    def lien_de(self, filtre: Filtre) -> dict[str, str]:
        """Les paramètres qui ouvrent une autre page sous cet autre filtre."""
        return liens.ecrire(replace(filtre, statuts=self.demande.statuts), self.defaut)

    def lire(self, question: str, **parametres: object) -> pd.DataFrame:
        """La réponse de la base à `queries/<question>.sql`, telle que cette visite peut la voir."""
        with self.porte():
            return lire(question, **parametres)

    @contextmanager
    def porte(self) -> Iterator[None]:
        """Le temps d'un bloc, `queries.lire` répond pour cette visite : sa version, ses droits."""
        with a_la_version(self.version), a_ces_statuts(regard(self.permis)):
            yield


def regard(permis: tuple[str, ...]) -> tuple[str, ...] | None:
    """Les statuts à donner à la porte ; None, la base entière, pour qui les voit tous."""
    return None if set(permis) >= set(STATUTS) else permis


def visible(filtre: Filtre, permis: tuple[str, ...]) -> Filtre:
    """Le filtre borné aux statuts que voit qui a ces droits (règle 7 du modèle).

    Sans choix, ce sont les statuts publics, même pour un agent : un lien dit à tous les mêmes chiffres.
    """
    vus = tuple(s for s in filtre.statuts if s in permis) or tuple(configuration().statuts_publics)
    return replace(filtre, statuts=vus)


def construire(
    page: str,
    parametres: Mapping[str, str],
    *,
    permis: tuple[str, ...] | None = None,
    version: str | None = None,
    agent: bool | None = None,
) -> Visite:
    """La visite de la page `page` (« synthese ») que dit cette adresse.

    `permis` : les statuts que voit qui regarde ; None : ceux du public. `agent` : si c'en est un ; None :
    s'il voit plus que le public. Ce que la base ne connaît pas est écarté, et dit. Lève BaseIndisponible.
    """
    publics = tuple(configuration().statuts_publics)
    permis = publics if permis is None else tuple(permis)
    agent = set(permis) > set(publics) if agent is None else agent
    propres = (*COMMUNS, *plan.PAR_CODE[page].parametres) if page in plan.PAR_CODE else COMMUNS
    dits = tuple((nom, parametres[nom]) for nom in propres if nom in parametres)
    with a_la_version(version), a_ces_statuts(regard(permis)):
        return _construire(page, dits, permis, version, calendrier.aujourd_hui(), agent)


def _peser(visite: Visite) -> int:
    return 3_000 + sum(len(n) + len(v) for n, v in visite.parametres.items())


@reserve(4_000_000, _peser, lambda *dits: (*dits, cle_de_lecture(), configuration()))
def _construire(
    page: str,
    dits: tuple[tuple[str, str], ...],
    permis: tuple[str, ...],
    version: str | None,
    le: date,
    agent: bool,
) -> Visite:
    parametres = dict(dits)
    principal = referentiel.contrat_defaut()
    defaut = Filtre(contrats=(principal,) if principal else ())
    brut, _ = liens.lire(parametres, defaut)
    choix = referentiel.referentiel(brut.contrats, None, permis)
    contrats = tuple(c for c in brut.contrats if c in choix.contrats) or (
        () if not brut.contrats else defaut.contrats
    )
    choix = referentiel.referentiel(contrats, None, permis)
    derniere = referentiel.derniere_annee(contrats) or (choix.annees[0] if choix.annees else None)
    defaut = replace(defaut, annees=(derniere, derniere) if derniere else None)
    filtre, notes = liens.lire(parametres, defaut)
    connus = {champ: set(getattr(choix, champ)) for champ in liens.LISTES.values()}
    filtre, inconnus = liens.valider(filtre, connus, lambda nom: f"{NOMS[nom].lower()} :")
    if inconnus and not filtre.contrats and brut.contrats:
        filtre = replace(filtre, contrats=defaut.contrats)
    propres = {n: v for n, v in parametres.items() if n not in liens.ORDRE}
    return Visite(
        page,
        MappingProxyType(liens.ecrire(filtre, defaut) | propres),
        demande=filtre,
        filtre=visible(filtre, permis),
        defaut=defaut,
        choix=choix,
        ecartes=tuple(notes + inconnus),
        permis=permis,
        version=version,
        lecture=cle_de_lecture(),
        le=le,
        agent=agent,
    )
