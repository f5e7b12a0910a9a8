"""Ce qu'une construction raconte : par source, par contrôle, au total. En texte ou en JSON."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class BilanSource:
    """Une source : lues = retenues + rejetees + hors_perimetre. `motifs` : raison → nombre de refus."""

    nom: str
    type: str
    lues: int
    retenues: int
    rejetees: int
    hors_perimetre: int = 0
    motifs: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class BilanControle:
    """Un contrôle et le nombre de lignes qu'il relève."""

    nom: str
    titre: str
    gravite: str
    lignes: int


@dataclass
class Rapport:
    """Ce qu'une base contient et comment elle a été obtenue. `accorde_eur` est un Decimal."""

    sources: list[BilanSource]
    controles: list[BilanControle]
    totaux: dict[str, int | Decimal]
    base: str = ""

    def json(self) -> str:
        """Un objet JSON sur une ligne ; les montants y sont des nombres exacts, à deux décimales."""
        contenu = {
            "sources": [vars(source) for source in self.sources],
            "controles": [
                {"nom": c.nom, "titre": c.titre, "gravite": c.gravite, "lignes": c.lignes}
                for c in self.controles
            ],
            "totaux": {
                nom: f"@{valeur:.2f}@" if isinstance(valeur, Decimal) else valeur
                for nom, valeur in self.totaux.items()
            },
        }
        # json n'écrit pas les décimaux : ils passent en texte, puis perdent leurs guillemets.
        return re.sub(r'"@(-?\d+\.\d\d)@"', r"\1", json.dumps(contenu, ensure_ascii=False))

    def texte(self) -> str:
        """Le rapport à lire : sources, contrôles qui relèvent quelque chose, totaux."""
        lignes = []
        for s in self.sources:
            ailleurs = f", {nombre(s.hors_perimetre)} hors périmètre" if s.hors_perimetre else ""
            lignes.append(
                f"{s.nom} ({s.type}) : {accord(s.lues, 'ligne lue', 'lignes lues')}, "
                f"{accord(s.retenues, 'retenue')}, {accord(s.rejetees, 'refusée')}{ailleurs}"
            )
            for motif, nb in sorted(s.motifs.items(), key=lambda m: (-m[1], m[0])):
                lignes.append(f"    {nombre(nb)} × {motif}")
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


def nombre(valeur: int) -> str:
    """« 1 234 »."""
    return f"{valeur:,}".replace(",", "\u202f")


def accord(nb: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 action », « 2 actions »."""
    return f"{nombre(nb)} {singulier if nb < 2 else pluriel or singulier + 's'}"


def euros(montant: Decimal) -> str:
    """« 1 204 300,00 € »."""
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u202f€"
