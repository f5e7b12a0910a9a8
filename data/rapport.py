"""Ce qu'une construction raconte : par source, par contrôle, au total. En texte ou en JSON."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypedDict

DE_LA_COLLECTIVITE = ("classeur", "programmation", "scdl")
"""Types des fichiers que la collectivité tient : une ligne refusée y est à corriger par elle."""
ETAPES = {"demande": "demandé", "propose": "proposé", "accorde": "accordé", "verse": "versé"}


@dataclass(frozen=True)
class Euros:
    """Les euros d'une source à une étape : lus = retenus + refuses + hors_perimetre + remplaces.

    data/decompte.py le vérifie. `remplaces` : retenus à l'import, d'actions qu'un tableau remplace depuis.
    À part : `ignores` (lignes de total, d'exemple), `ecartes` (montants d'une autre année, dits), `repris`
    (montants que la base tenait déjà, gardés faute de colonne).
    """

    lus: Decimal
    retenus: Decimal
    refuses: Decimal
    hors_perimetre: Decimal
    ignores: Decimal = Decimal(0)
    ecartes: Decimal = Decimal(0)
    repris: Decimal = Decimal(0)
    remplaces: Decimal = Decimal(0)

    @property
    def juste(self) -> bool:
        return self.lus == self.retenus + self.refuses + self.hors_perimetre + self.remplaces

    def phrase(self) -> str:
        """« 100,00 € lus, 80,00 € retenus, 20,00 € refusés »."""
        dits = [f"{euros(self.lus)} lus", f"{euros(self.retenus)} retenus", f"{euros(self.refuses)} refusés"]
        for montant, mot in (
            (self.hors_perimetre, "hors périmètre"),
            (self.remplaces, "remplacés depuis"),
            (self.ignores, "dans des lignes ignorées"),
            (self.ecartes, "écartés"),
            (self.repris, "repris de la base"),
        ):
            if montant:
                dits.append(f"{euros(montant)} {mot}")
        return ", ".join(dits)


@dataclass
class BilanSource:
    """Une source : lues = retenues + rejetees + hors_perimetre.

    `motifs` : raison → nombre de refus ; `lieux` : raison → les premières lignes refusées.
    `ignorees` : les lignes qui ne sont pas des données. `dits` : pourquoi une ligne est ignorée, ou des euros
    écartés → combien de fois. `euros` : étape → ses montants ; vide si le fichier n'en porte pas.
    `illisibles` : cellules de montant que nul ne sait lire. `lignes_d_action` : les lignes qui disent une
    action ou son argent. `refus` : les lignes refusées par exercice (voir data/exercices.py).
    """

    nom: str
    type: str
    lues: int
    retenues: int
    rejetees: int
    hors_perimetre: int = 0
    motifs: dict[str, int] = field(default_factory=dict)
    refus: list[dict[str, str | int | bool | None]] = field(default_factory=list)
    lieux: dict[str, list[int]] = field(default_factory=dict)
    source_id: str = ""
    ignorees: int = 0
    dits: dict[str, int] = field(default_factory=dict)
    euros: dict[str, Euros] = field(default_factory=dict)
    illisibles: int = 0
    lignes_d_action: int = 0

    def __post_init__(self) -> None:
        # Relus du résumé d'une base, les montants sont des objets JSON.
        self.euros = {e: Euros(**v) if isinstance(v, dict) else v for e, v in self.euros.items()}

    def contenu(self) -> dict:
        """Les champs, pour le JSON."""
        return {**vars(self), "euros": {etape: vars(montants) for etape, montants in self.euros.items()}}


@dataclass(frozen=True)
class BilanControle:
    """Un contrôle et le nombre de lignes qu'il relève."""

    nom: str
    titre: str
    gravite: str
    lignes: int


class Totaux(TypedDict):
    """Les effectifs d'une base, et ce qu'elle accorde (euros, exact)."""

    contrats: int
    quartiers: int
    quartiers_2015: int
    actions: int
    financements: int
    accorde_eur: Decimal


@dataclass
class Rapport:
    """Ce qu'une base contient et comment elle a été obtenue. `accorde_eur` est un Decimal."""

    sources: list[BilanSource]
    controles: list[BilanControle]
    totaux: Totaux
    base: str = ""

    @property
    def a_corriger(self) -> int:
        """Lignes refusées dans les fichiers de la collectivité, qu'elle seule peut corriger."""
        return sum(s.rejetees for s in self.sources if s.type in DE_LA_COLLECTIVITE)

    def json(self) -> str:
        """Un objet JSON sur une ligne ; les montants y sont des nombres exacts, à deux décimales."""
        contenu = {
            "sources": [source.contenu() for source in self.sources],
            "controles": [
                {"nom": c.nom, "titre": c.titre, "gravite": c.gravite, "lignes": c.lignes}
                for c in self.controles
            ],
            "totaux": self.totaux,
        }
        # json n'écrit pas les décimaux : ils passent en texte, puis perdent leurs guillemets.
        ecrit = json.dumps(contenu, ensure_ascii=False, default=lambda montant: f"@{montant:.2f}@")
        return re.sub(r'"@(-?\d+\.\d\d)@"', r"\1", ecrit)

    def texte(self) -> str:
        """Le rapport à lire : sources, contrôles qui relèvent quelque chose, totaux."""
        lignes = []
        for s in self.sources:
            ailleurs = f", {nombre(s.hors_perimetre)} hors périmètre" if s.hors_perimetre else ""
            lignes.append(
                f"{s.nom} ({s.type}) : {accord(s.lues, 'ligne lue', 'lignes lues')}, "
                f"{accord(s.retenues, 'retenue')}, {accord(s.rejetees, 'refusée')}{ailleurs}"
            )
            lignes += [f"    {ETAPES[etape]} : {montants.phrase()}" for etape, montants in s.euros.items()]
            if s.illisibles:
                dit = accord(s.illisibles, "montant illisible", "montants illisibles")
                lignes.append(f"    {dit}, hors de ces sommes")
            for motif, nb in sorted(s.motifs.items(), key=lambda m: (-m[1], m[0])):
                lignes.append(f"    {nombre(nb)} × {motif}{_ou(s.lieux.get(motif, []), nb)}")
            if s.ignorees:
                nb = accord(s.ignorees, "ligne ignorée", "lignes ignorées")
                lignes.append(f"    {nb}, qui ne sont pas des données")
            lignes += [f"        {nombre(nb)} × {dit}" for dit, nb in s.dits.items()]
        lignes += ["", f"Contrôles : {len(self.controles)} passés"]
        for c in self.controles:
            if c.lignes:
                marque = "BLOQUANT" if c.gravite == "bloquant" else "à regarder"
                lignes.append(f"    {c.titre} : {accord(c.lignes, 'ligne')} ({marque})")
        t = self.totaux
        lignes += [
            "",
            f"Totaux : {accord(t['contrats'], 'contrat')}, {accord(t['quartiers'], 'quartier')} de 2024 "
            f"(et {nombre(t['quartiers_2015'])} de 2015), {accord(t['actions'], 'action')}, "
            f"{accord(t['financements'], 'financement')}, {euros(t['accorde_eur'])} accordés",
        ]
        if self.base:
            lignes.append(f"Base : {self.base}")
        return "\n".join(lignes)


def _ou(lignes: list[int], nb: int) -> str:
    """« (ligne 12) », « (lignes 3, 4, 5…) »."""
    if not lignes:
        return ""
    reste = "…" if nb > len(lignes) else ""
    return f" ({'ligne' if len(lignes) == 1 else 'lignes'} {', '.join(map(str, lignes))}{reste})"


def nombre(valeur: int) -> str:
    """« 1 234 »."""
    return f"{valeur:,}".replace(",", "\u202f")


def accord(nb: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 action », « 2 actions »."""
    return f"{nombre(nb)} {singulier if nb < 2 else pluriel or singulier + 's'}"


def euros(montant: Decimal) -> str:
    """« 1 204 300,00 € »."""
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u202f€"
