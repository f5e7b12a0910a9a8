"""Le filtre commun : ce qu'un lien dit, ce qu'une question reçoit."""

from dataclasses import dataclass, fields

MONTANTS = ("accorde", "demande", "propose", "verse")


@dataclass(frozen=True)
class Filtre:
    """Un choix de l'utilisateur. Un tuple vide veut dire « tous ».

    `annees` est un intervalle fermé (première, dernière) ou None. `quartiers` peut contenir
    « ensemble » (actions à l'échelle du contrat) et `piliers` « aucun » (actions sans pilier).
    """

    contrats: tuple[str, ...] = ()
    annees: tuple[int, int] | None = None
    piliers: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    quartiers: tuple[str, ...] = ()
    financeurs: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    statuts: tuple[str, ...] = ()
    montant: str = "accorde"

    def structure(self) -> dict[str, object]:
        """La structure liée à `$filtre` (macro `financements_filtres`) ; null veut dire « tous »."""
        valeurs = {f.name: list(getattr(self, f.name)) or None for f in fields(self) if f.name not in _A_PART}
        annees = list(range(self.annees[0], self.annees[1] + 1)) if self.annees else None
        return {**valeurs, "annees": annees, "montant": self.montant}


_A_PART = ("annees", "montant")
