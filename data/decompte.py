"""Combien de lignes de chaque source sont entrées, refusées, ou d'un autre territoire."""

from collections import Counter

from data.assemblage import Atelier
from data.lecture import Lecture, Rejet

PRINCIPALES = ("action", "mesure", "quartier", "contrat", "commune", "passage_quartier")
"""La table dont une ligne est une ligne du fichier, quand le lecteur ne numérote pas ses lignes."""


def refuses(atelier: Atelier, source_id: str) -> list[Rejet]:
    """Les refus décidés à l'assemblage, après la lecture."""
    lignes = atelier.base.execute(
        "select motif, _feuille, _ligne, colonne, valeur, bloquant from refus "
        "where source_id = ? order by _rang",
        [source_id],
    ).fetchall()
    return [Rejet(*ligne) for ligne in lignes]


def nb_refusees(atelier: Atelier, source_id: str) -> int:
    """Lignes du fichier perdues à l'assemblage : une fois chacune, quel que soit le nombre de raisons."""
    return atelier.base.execute(
        "select count(distinct coalesce(_feuille || ':' || _ligne, nom_table || ' ' || _rang)) "
        "from refus where source_id = ? and bloquant",
        [source_id],
    ).fetchone()[0]


def nb_hors_perimetre(atelier: Atelier, source_id: str, retenues: int) -> int:
    """Lignes qui ne touchent aucun contrat du périmètre, parmi les `retenues` (restées après les refus)."""
    base = atelier.base
    restantes = " union all ".join(atelier.cles_restantes(table) for table in atelier.tables())
    base.execute(
        "create or replace temp table suivies as select origine.*, restantes.cle is not null as reste "
        f"from origine left join (select distinct * from ({restantes})) as restantes "
        "on origine.nom_table = restantes.nom_table and origine.cle = restantes.cle "
        "where origine.source_id = ?",
        [source_id],
    )
    numerotees = base.execute(
        "select count(*) filter (not garde) from (select bool_or(reste) as garde from suivies "
        "where _ligne is not null group by _feuille, _ligne)"
    ).fetchone()[0]
    par_table = dict(
        (nom, (nb, parties))
        for nom, nb, parties in base.execute(
            "select nom_table, count(*), count(*) filter (not reste) from suivies "
            "where _ligne is null group by nom_table"
        ).fetchall()
    )
    principale = next((nom for nom in PRINCIPALES if nom in par_table), None)
    if principale is None or numerotees:
        return numerotees
    nb, parties = par_table[principale]
    # Une ligne de fichier peut donner plusieurs mesures : on revient aux lignes par la proportion.
    return round(retenues * parties / nb)


def motifs(rejets: list[Rejet]) -> dict[str, int]:
    """Raison → nombre de cellules ou de lignes refusées (les simples signalements n'y sont pas)."""
    return dict(Counter(_motif(rejet) for rejet in rejets if rejet.bloquant))


def _motif(rejet: Rejet) -> str:
    lieu = " / ".join(mot for mot in (rejet.feuille, rejet.colonne) if mot)
    return f"{lieu} : {rejet.motif}" if lieu else rejet.motif


def tous_les_rejets(atelier: Atelier, source_id: str, lecture: Lecture) -> list[Rejet]:
    """Ceux du lecteur puis ceux de l'assemblage."""
    return lecture.rejets + refuses(atelier, source_id)
