"""Vérifier une base : repasser les contrôles, refaire les totaux, comparer à ce qui était attendu."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb

from data import controle
from data.acces import EchecConstruction, lue
from data.moteur import seule
from data.rapport import BilanSource, Rapport, Totaux, accord
from queries.porte import VERSION_SCHEMA, chemin_base


def verifier(base: Path | None = None, designation: str | None = None) -> Rapport:
    """Repasse les contrôles sur une base publiée, sans l'écrire.

    `designation` : comment la nommer dans les messages (défaut : son chemin). Lève EchecConstruction si elle
    manque ou ne peut pas être lue.
    """
    chemin = Path(base or chemin_base())
    with lue(chemin, designation) as connexion:
        version = seule(connexion.execute("select max(schema_version) from version"))[0]
        if version != VERSION_SCHEMA:
            raise EchecConstruction(
                f"La base « {designation or chemin} » est d'une autre version de ce programme : "
                "reconstruisez-la."
            )
        resume = seule(connexion.execute("select resume from version order by publiee_le desc limit 1"))
        sources = [
            BilanSource(**bilan) for bilan in json.loads(resume[0], parse_float=Decimal).get("sources", [])
        ]
        return Rapport(sources, controle.passer(connexion), totaux(connexion), str(chemin))


def totaux(base: duckdb.DuckDBPyConnection) -> Totaux:
    """Les effectifs et le montant accordé de la base courante (euros, exact)."""
    contrats, quartiers, quartiers_2015, actions, financements, accorde_eur = seule(
        base.execute(
            "select (select count(*) from contrat), "
            "(select count(*) from quartier where generation = '2024'), "
            "(select count(*) from quartier where generation = '2015'), "
            "(select count(*) from action), (select count(*) from financement), "
            "(select coalesce(sum(accorde_eur), 0)::decimal(18, 2) from financement)"
        )
    )
    return Totaux(
        contrats=contrats,
        quartiers=quartiers,
        quartiers_2015=quartiers_2015,
        actions=actions,
        financements=financements,
        accorde_eur=accorde_eur,
    )


def refuser_si_bloquant(base: duckdb.DuckDBPyConnection, rapport: Rapport) -> None:
    fautes = [c for c in rapport.controles if c.gravite == "bloquant" and c.lignes]
    if fautes:
        detail = " ; ".join(
            f"{c.titre} ({accord(c.lignes, 'ligne')}, dont {' / '.join(controle.exemples(base, c.nom))})"
            for c in fautes
        )
        raise EchecConstruction(f"La base n'a pas été publiée, un contrôle bloquant a échoué : {detail}.")


def relire(neuf: Path, attendu: Rapport) -> None:
    """Ouvre le fichier écrit comme le feront les pages, et compare. Lève EchecConstruction s'il diffère."""
    relu = verifier(neuf)
    if relu.totaux != attendu.totaux or relu.controles != attendu.controles:
        raise EchecConstruction(
            "Le fichier écrit ne redonne pas les totaux attendus : il n'a pas été publié."
        )
