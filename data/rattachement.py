"""Rattacher communes et quartiers à leur contrat, et dire ce qui aurait dû l'être sans y parvenir."""

from pathlib import Path

import pyarrow as pa

from data.assemblage import Atelier
from data.situation import situer
from data.sources.emprises import est_en_france, inverses

DOSSIER = Path(__file__).parent
INCONNUE = "commune inconnue"
"""Ce par quoi commence le motif de tout ce qui ne s'est pas rattaché faute de connaître sa commune."""


def rattacher(atelier: Atelier) -> None:
    """Donne leur contrat aux communes et aux quartiers de l'atelier assemblé, et place les contrats."""
    _placer(atelier)
    situer(atelier.base)
    atelier.base.execute((DOSSIER / "rattachement.sql").read_text(encoding="utf-8"))


def dire_les_inconnues(atelier: Atelier, restreinte: bool) -> None:
    """Dit ce que sa commune aurait dû rattacher. À appeler avant que le périmètre n'écarte le reste.

    Dans une base restreinte, ce qui est d'un département du périmètre est refusé : le compter « hors
    périmètre » affirmerait ce qu'on ne sait pas. Dans une base entière, le quartier reste, sans contrat.
    """
    base = atelier.base
    base.execute(
        "create or replace temp table proche as "
        "select departement from contrat where contrat_id in (from garde) "
        "union select departement_de(commune_id) from commune where contrat_id in (from garde)"
        if restreinte
        else "create or replace temp table proche (departement varchar)"
    )
    for table, condition, departement, motif, colonne in _INCONNUES:
        if restreinte:
            atelier.refuser(table, f"{condition} and {departement} in (from proche)", motif, colonne)
        elif table == "quartier":
            atelier.refuser(table, condition, motif, colonne, bloquant=False)


# Une commune sans contrat ni intercommunalité ne situe rien. La métropole du Grand Paris non plus : elle n'a
# pas de contrat, ses établissements territoriaux en ont.
_SITUEES = (
    "select commune_id from commune where contrat_id is not null or (epci_siren is not null and "
    "(epci_siren <> '200054781' or commune_id = '75056' or commune_id in (select insee_com from ept)))"
)
_INCONNUES = (
    (
        "quartier",
        "contrat_id is null "
        "and (len(communes) > 0 or quartier_id in (select quartier_id from territoire_quartier)) "
        "and quartier_id not in "
        f"(select quartier_id from commune_du_quartier where commune_id in ({_SITUEES}))",
        "ltrim(substr(quartier_id, 3, 3), '0')",
        f"'{INCONNUE} : ' || if(len(communes) = 0, 'le fichier ne dit pas celle du quartier', "
        "array_to_string(communes, ', ') || ' n''est dans aucune liste qui en dise l''intercommunalité') "
        "|| ' ; le quartier n''a pas de contrat'",
        "communes",
    ),
    (
        "mesure",
        "territoire_type = 'commune' and territoire_id not in (select commune_id from commune)",
        "departement_de(territoire_id)",
        f"'{INCONNUE} : elle n''est dans aucune liste de communes'",
        "territoire_id",
    ),
    (
        "mesure",
        "territoire_type = 'quartier' and territoire_id not in (select quartier_id from quartier)",
        "ltrim(substr(territoire_id, 3, 3), '0')",
        "'quartier inconnu : il n''est dans aucune liste de quartiers'",
        "territoire_id",
    ),
    (
        "commune",
        f"contrat_id is null and commune_id not in ({_SITUEES}) "
        "and exists (select 1 from commune as autre where autre.epci_siren is not null)",
        "departement_de(commune_id)",
        f"'{INCONNUE} : aucune liste ne dit son intercommunalité (fusionnée depuis ?)'",
        "commune_id",
    ),
)
"""(table, ce qui n'est pas rattaché, son département, motif, colonne), en SQL : voir Atelier.refuser."""


def _placer(atelier: Atelier) -> None:
    """Remet en ordre les points échangés, retire ceux qui ne sont pas dans le territoire de leur contrat."""
    base = atelier.base
    points = base.execute(
        "select contrat_id, departement, longitude, latitude from contrat "
        "where longitude is not null and latitude is not null"
    ).fetchall()
    deplaces = []
    for contrat, departement, longitude, latitude in points:
        connu = departement if departement and departement != "00" else None
        bornes = (longitude, latitude, longitude, latitude)
        if est_en_france(bornes, connu):
            continue
        if est_en_france(inverses(bornes), connu):
            motif = "latitude et longitude échangées : elles sont remises dans l'ordre"
            deplaces.append((contrat, motif, latitude, longitude))
        else:
            motif = f"ce point n'est pas dans le territoire du contrat ({connu or 'France'}) : il est écarté"
            deplaces.append((contrat, motif, None, None))
    if not deplaces:
        return
    lus = pa.Table.from_pylist(
        [dict(zip(("code", "motif", "x", "y"), ligne, strict=True)) for ligne in deplaces]
    )
    base.register("deplaces", lus)
    base.execute(
        "create or replace temp table deplace as "
        "select code, motif, x::double as x, y::double as y from deplaces"
    )
    base.unregister("deplaces")
    atelier.refuser(
        "contrat",
        "contrat_id in (select code from deplace)",
        "(select motif from deplace where code = contrat_id)",
        "longitude",
        bloquant=False,
    )
    base.execute(
        "update contrat set longitude = deplace.x, latitude = deplace.y from deplace "
        "where contrat_id = deplace.code"
    )
