"""Les postes : comptés une fois, et deux années qui ne se comparent pas ne sont pas comparées."""

import pandas as pd
import pytest

from pages.composants import constats, constats_postes
from queries import Filtre, lire

ANNEE = Filtre(annees=(2025, 2025))
BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values
    ('C1', 'Un', 2024, 2030, '2024', 's'), ('C2', 'Deux', 2024, 2030, '2024', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into classement values ('C1-d', 'C1', 'Dispositifs', true, 's');
insert into classe values ('K', 'C1-d', 'adultes-relais', 'Adultes-relais', 1, 's');
"""


POSTE = """
insert into action (
    action_id, contrat_id, annee, intitule, description, statut, echelle, cout_theorique, source_id
) values ('{code}', 'C1', {annee}, 'Poste', {dite}, 'retenue', 'contrat', true, 's');
insert into action_classe values ('{code}', 'K', 's');
insert into financement values
    ('{code}', 'etat', 'specifique', 'fonctionnement', null, null, {cout}, null, 's');
insert into ventilation values
    ('{code}', 'etat', 'specifique', 'fonctionnement', null, null, null, {cout}, null);
"""


def _annee(annee: int, couts: list[str], partages: int = 0) -> str:
    liste = "'Listé par l''ANCT aux contrats C1 et C2 : il compte une fois'"
    return "".join(
        POSTE.format(
            code=f"{annee}-{rang}", annee=annee, cout=cout, dite=liste if rang < partages else "null"
        )
        for rang, cout in enumerate(couts)
    )


BON, FONJEP = "22810.61", "7164"


@pytest.mark.parametrize(
    ("avant", "apres", "comparable"),
    [
        ([BON] * 3, [BON] * 3, True),
        ([BON] * 3, [FONJEP] * 3, False),
        ([FONJEP] * 3, [BON] * 3, False),
        ([BON] * 20, [BON] * 19 + [FONJEP], True),
        ([BON] * 20, [BON] * 17 + [FONJEP] * 3, False),
        ([BON], [], True),
    ],
)
def test_une_annee_de_postes_hors_ligne_ne_se_compare_pas(base_minuscule, avant, apres, comparable):
    base_minuscule(BASE + _annee(2024, avant) + _annee(2025, apres))
    assert constats_postes.comparables(ANNEE) == comparable
    assert (constats.annee_precedente(ANNEE) is not None) == comparable


def test_la_page_dit_les_postes_hors_ligne_et_ceux_qui_comptent_une_fois(base_minuscule):
    base_minuscule(BASE + _annee(2024, [BON] * 2) + _annee(2025, [BON, FONJEP], partages=1))
    dispositifs = lire("synthese/dispositifs", filtre=ANNEE)
    assert constats_postes.mise_en_garde(dispositifs, ANNEE) == (
        "**1** poste n'est pas au coût de son dispositif, sur 2 : les montants des postes ne se comparent "
        "pas d'une année à l'autre."
    )
    dits = constats_postes.partages(dispositifs)
    assert dits.startswith(" 1 poste est listé dans plusieurs contrats et compte une fois")


def test_la_page_dit_qu_une_annee_ne_se_compare_pas_a_celle_d_avant(base_minuscule):
    base_minuscule(BASE + _annee(2024, [FONJEP] * 2) + _annee(2025, [BON, BON]))
    dispositifs = lire("synthese/dispositifs", filtre=ANNEE)
    assert "**2024**" in constats_postes.mise_en_garde(dispositifs, ANNEE)


def test_rien_a_dire_ne_se_dit_pas():
    vide = pd.DataFrame({"nb_postes": [], "nb_hors_ligne": [], "nb_partages": []})
    assert constats_postes.partages(vide) == ""
