"""La page Quartier : celui que nomme l'adresse, sinon celui qui reçoit le plus ; jamais sans fin."""

import pytest

from pages.blocs import Constat, Renvoi, Rien
from pages.reponses import reponse
from pages.visite import construire
from tests.dire import dire
from tests.pages.test_pages import ouvrir

CODES = ("QN1", "Q,1", "*", "Q%2C1", "a b/c:é")


def base_de(code: str, chez: str = "C1") -> str:
    """Un contrat dont la seule action touche le quartier `code`, du contrat `chez`."""
    return f"""
    insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
    values ('C1', 'Un', 2015, 2030, '2024', 's'), ('C2', 'Deux', 2015, 2030, '2024', 's');
    insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id)
    values ('{code}', '{chez}', 'Nord', 'QPV', '2024', ['K1'], 's');
    insert into financeur values ('etat', 'État', 'État', 1, 's');
    insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
    values ('A1', 'C1', 2025, 'Une', 'retenue', 'quartiers', 's');
    insert into action_quartier values ('A1', '{code}', 1, null, 's');
    insert into financement values ('A1', 'etat', 'specifique', 'fonctionnement', 9, 9, 9, 9, 's');
    insert into ventilation values ('A1', 'etat', 'specifique', 'fonctionnement', '{code}', 9, 9, 9, 9);
    """


@pytest.mark.parametrize("code", CODES)
def test_sans_quartier_dans_l_adresse_la_page_renvoie_a_celui_qui_recoit_le_plus(base_minuscule, code):
    base_minuscule(base_de(code))
    assert reponse(construire("quartier", {"contrat": "C1"})).premier(Renvoi)
    lue = dire("quartier", {"contrat": "C1"})
    assert lue.visite.filtre.quartiers == (code,)
    assert "« Nord »" in lue.premier(Constat).phrase.replace("\u202f", " ")


def test_le_quartier_d_un_autre_contrat_ne_fait_pas_tourner_la_page_en_rond(base_minuscule):
    base_minuscule(base_de("QN1", chez="C2"))
    lue = dire("quartier", {"contrat": "C1"})
    assert lue.premier(Renvoi) is None
    assert lue.premier(Rien)


def test_un_renvoi_n_oublie_pas_ce_que_l_adresse_avait_d_inconnu(base_minuscule):
    base_minuscule(base_de("QN1"))
    lien = {"contrat": "C1", "quartier": "inconnu", "financeur": "personne"}
    ecartes = dire("quartier", lien).visite.ecartes
    assert len(ecartes) == 2 and "inconnu" in ecartes[0] and "personne" in ecartes[1]
    montres = "\n".join(str(note.value) for note in ouvrir("quartier", **lien).info)
    assert "inconnu" in montres and "personne" in montres
