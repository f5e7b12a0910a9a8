"""Les rejets d'une source, tels que la base les garde : la phrase, son modèle, l'action qu'elle signale.

La phrase cite le fichier : elle est aux agents. Le modèle n'en dit rien, et l'action dit qui peut le lire.
"""

from collections.abc import Sequence

import pandas as pd

from data.assemblage import Atelier
from data.lecture import Rejet
from data.modeles_de_phrases import modele
from queries.visible import OUVERTES

# L'action que porte la ligne signalée, s'il n'y en a qu'une : ce qui en est dit se voit si elle se voit.
_SIGNALEES = """
with portees as (
    select _feuille, _ligne, action_id from lot.action where source_id = ?
    union
    select _feuille, _ligne, action_id from lot.financement where source_id = ?
),

feuilles as (select count(distinct _feuille) <= 1 as seule from portees)

update neuve.rejet set action_id = (
    select case when count(distinct portees.action_id) = 1 then min(portees.action_id) end
    from portees, feuilles
    where
        portees._ligne = rejet.ligne
        and (feuilles.seule or portees._feuille is not distinct from rejet.feuille)
)
where not bloquant and ligne is not null and source_id = ?
"""


def inscrire(
    atelier: Atelier, source_id: str, type_: str, rejets: Sequence[Rejet], annees: Sequence[int | None]
) -> None:
    """Écrit les rejets d'une source dans la base neuve. `annees` : leur exercice, dans le même ordre."""
    if not rejets:
        return
    # Un fichier déjà public se montre en entier : on n'y cherche pas de modèle.
    modeles = [None if type_ in OUVERTES else modele(rejet.motif) for rejet in rejets]
    lignes = pd.DataFrame([vars(rejet) for rejet in rejets])
    lignes = lignes.assign(
        annee=pd.Series(annees, dtype="Int64"), modele=pd.Series(modeles, dtype="string")
    ).astype({"ligne": "Int64"})
    atelier.base.execute(
        "insert into neuve.rejet by name select ? as source_id, feuille, ligne, colonne, valeur, motif, "
        "bloquant, annee, modele from lignes",
        [source_id],
    )
    atelier.base.execute(_SIGNALEES, [source_id] * 3)
