"""Le journal des versions, en lignes, pour les commandes qui le montrent."""

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from data.identite import version_servie
from data.rapport import accord, euros
from queries import versions


@dataclass(frozen=True)
class LigneVersion:
    """Une publication, comparée à la précédente. `servie` : c'est la base en service ; tous les statuts."""

    version: str
    publiee_le: str
    par: str
    action: str
    nom: str
    nb_actions: int
    accorde_eur: Decimal
    ecart_actions: int | None
    ecart_eur: Decimal | None
    conservee: bool
    servie: bool


def lignes(base: Path) -> list[LigneVersion]:
    """Les publications de cette base, la plus récente d'abord ; la première n'a pas d'écart."""
    en_service, avant, rendues = version_servie(base), None, []
    journal = versions.journal(base)
    derniere = {entree.version_id: rang for rang, entree in enumerate(journal)}
    for rang, entree in enumerate(journal):
        totaux = entree.totaux().values()
        nb, eur = sum(n for n, _ in totaux), sum((e for _, e in totaux), Decimal(0))
        rendues.append(
            LigneVersion(
                entree.version_id,
                f"{entree.publiee_le.astimezone():%d/%m/%Y %H:%M}",
                entree.par,
                entree.action,
                entree.nom,
                nb,
                eur,
                nb - avant[0] if avant else None,
                eur - avant[1] if avant else None,
                versions.fichier_version(base, entree.version_id) is not None,
                entree.version_id == en_service and derniere[entree.version_id] == rang,
            )
        )
        avant = (nb, eur)
    return rendues[::-1]


def en_texte(rendues: list[LigneVersion]) -> str:
    """Une ligne par publication ; « → » marque celle qui est servie."""
    if not rendues:
        return "Aucune version publiée."
    largeur = max(len(ligne.version) for ligne in rendues)
    return "\n".join(
        f"{'→' if i.servie else ' '} {i.version:<{largeur}}  {i.publiee_le}  "
        f"{'publiée' if i.action == 'publier' else 'restaurée'} par {i.par}  « {i.nom} »  "
        f"{accord(i.nb_actions, 'action')}, {euros(i.accorde_eur)} accordés{_ecart(i)}"
        f"{'' if i.conservee else '  (n’est plus conservée)'}"
        for i in rendues
    )


def en_json(rendues: list[LigneVersion]) -> str:
    """Une liste d'objets ; les montants sont des textes exacts."""
    return json.dumps([asdict(ligne) for ligne in rendues], ensure_ascii=False, default=str)


def annoncer(base: Path) -> int:
    """Écrit la version qui vient d'être mise en service ; rend 0."""
    print(en_texte(lignes(base.absolute())[:1]))
    return 0


def _ecart(ligne: LigneVersion) -> str:
    if ligne.ecart_eur is None or ligne.ecart_actions is None:
        return ""
    if not ligne.ecart_eur and not ligne.ecart_actions:
        return " (totaux inchangés)"
    signe = "+" if ligne.ecart_eur >= 0 else "−"
    signe_nb = "+" if ligne.ecart_actions >= 0 else "−"
    return f" ({signe}{euros(abs(ligne.ecart_eur))}, {signe_nb}{accord(abs(ligne.ecart_actions), 'action')})"
