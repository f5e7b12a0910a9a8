"""La campagne en cours de la région fictive : de quoi tenir une séance, et rien de public."""

from collections import Counter

import pytest

from data.demo import campagne, generateur

PRINCIPAL = "CN00001I"


@pytest.fixture(scope="module")
def feuilles():
    return generateur.classeur()


def test_l_exercice_suivant_n_a_que_des_demandes_en_instruction(feuilles):
    suivantes = [a for a in feuilles["programmation"] if a["annee"] == campagne.EXERCICE]
    statuts = Counter(a["statut"] for a in suivantes if a["contrat_id"] == PRINCIPAL)
    assert set(statuts) == set(campagne.STATUTS)
    assert 28 <= sum(statuts.values()) <= 36
    assert {a["contrat_id"] for a in suivantes} == {PRINCIPAL, "CN00002I", "CN00003I"}


def test_le_comite_a_de_quoi_choisir(feuilles):
    demandes = {
        a["reference"]: a
        for a in feuilles["programmation"]
        if a["annee"] == campagne.EXERCICE and a["contrat_id"] == PRINCIPAL
    }
    assert sum(a["reconduction"] for a in demandes.values()) > 15
    apports = [
        f for f in feuilles["financements"] if f["reference"] in demandes and f["nature"] == "specifique"
    ]
    assert all(f["accorde_eur"] is None and f["verse_eur"] is None for f in apports)
    assert any(f["propose_eur"] is None for f in apports) and any(f["propose_eur"] for f in apports)
    enveloppe = sum(
        e["montant_eur"]
        for e in feuilles["enveloppes"]
        if e["annee"] == campagne.EXERCICE and e["contrat_id"] == PRINCIPAL
    )
    assert sum(f["propose_eur"] or 0 for f in apports) * 0.8 < enveloppe
    assert enveloppe < sum(f["demande_eur"] for f in apports)
    assert sum(v["reference"] in demandes for v in feuilles["avis"]) >= 8
