"""Les postes de l'État : un poste, une action, un montant au centime, un identifiant stable."""

import random
from decimal import Decimal

import pytest

from data.lecture import SourceIllisible

RELAIS = {
    "id_poste": "04113R000103",
    "code_tiers": "27010003500012",
    "raison_sociale": "MAISON DE QUARTIER",
    "annee": 2024,
    "montant": 22810.61,
    "code_cv": "CN04101I",
    "insee_dep": "41",
    "insee_reg": "24",
}
FONJEP = {
    "id_poste": "D00010",
    "raison_sociale": "Couleurs  Citoyennes",
    "montant": 7164,
    "annee": "2024",
    "code_cv": "CN04101I",
    "insee_dep": "41",
    "insee_reg": "24",
}


def test_un_poste_devient_une_action_financee_par_l_etat(lire, motifs):
    lecture = lire("postes-anct", [RELAIS], "adulte-relais-2024.json")
    action = lecture.tables["action"].iloc[0]
    assert action["action_id"] == "adultes-relais-04113R000103-2024"
    assert action[["contrat_id", "annee", "statut", "echelle"]].tolist() == [
        "CN04101I", 2024, "retenue", "contrat",
    ]  # fmt: skip
    assert action["structure_id"] == "27010003500012" and action["cout_theorique"] is True
    financement = lecture.tables["financement"].iloc[0]
    assert financement[["financeur_id", "nature", "section"]].tolist() == [
        "etat", "specifique", "fonctionnement",
    ]  # fmt: skip
    assert financement["accorde_eur"] == Decimal("22810.61")
    assert lecture.tables["classement"].iloc[0, :4].tolist() == [
        "CN04101I-dispositifs", "CN04101I", "Dispositifs", True,
    ]  # fmt: skip
    assert lecture.tables["classe"].iloc[0]["code"] == "adultes-relais"
    assert (
        lecture.tables["action_classe"].iloc[0]["classe_id"] == lecture.tables["classe"].iloc[0]["classe_id"]
    )
    assert motifs(lecture) == motifs(lecture, False) == []


def test_un_fonjep_sans_siret_nomme_sa_structure(lire):
    autre = FONJEP | {"id_poste": "D00011", "raison_sociale": "COULEURS CITOYENNES"}
    ancien = FONJEP | {"id_poste": "J1", "raison_sociale": None, "code_tiers": "Régie des Cités"}
    lecture = lire("postes-anct", [FONJEP, autre, ancien], "postes-fonjep-2024.json")
    assert lecture.tables["structure"]["structure_id"].tolist() == [
        "nom-couleurs-citoyennes",
        "nom-regie-des-cites",
    ]
    assert lecture.tables["structure"]["siret"].tolist() == [None, None]
    assert lecture.tables["action"]["annee"].tolist() == [2024] * 3


@pytest.mark.parametrize(
    ("montant", "attendu"),
    [
        (7164, "7164.00"),
        (0.1, "0.10"),
        (22810.605, "22810.61"),
        (2.675, "2.68"),
        ("1234,5", "1234.50"),
        (0, "0.00"),
    ],
)
def test_le_montant_est_exact_au_centime(lire, motifs, montant, attendu):
    lecture = lire("postes-anct", [FONJEP | {"montant": montant}], "fonjep.json")
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal(attendu)]
    assert ["nul" in m for m in motifs(lecture, False)] == ([True] if montant == 0 else [])


def test_les_doubles_exacts_sont_refuses_et_les_autres_gardes(lire, motifs):
    postes = [
        FONJEP,
        FONJEP | {"annee": 2024},
        FONJEP | {"montant": 597},
        FONJEP | {"code_cv": "CN04102M"},
        FONJEP | {"id_poste": "D2"},
    ]
    lecture = lire("postes-anct", postes, "fonjep.json")
    identifiants = lecture.tables["action"]["action_id"].tolist()
    assert len(set(identifiants)) == 4 and identifiants[-1] == "fonjep-D2-2024"
    assert motifs(lecture) == ["Exact double d'une ligne précédente."]
    assert sum("plusieurs fois" in m for m in motifs(lecture, False)) == 3
    random.Random(3).shuffle(postes)
    melange = lire("postes-anct", postes, "fonjep.json")
    assert set(melange.tables["action"]["action_id"]) == set(identifiants)


def test_chaque_refus_a_sa_raison(lire, motifs):
    lecture = lire(
        "postes-anct",
        [
            FONJEP | {"code_cv": None},
            FONJEP | {"id_poste": "", "montant": 1},
            FONJEP | {"annee": "bientôt"},
            FONJEP | {"montant": "beaucoup"},
            FONJEP | {"montant": -1},
            FONJEP | {"montant": None, "insee_dep": None},
        ],
        "fonjep.json",
    )
    assert lecture.nb_retenues == 0
    assert len(set(motifs(lecture))) == 5


def test_ce_qui_manque_sans_empecher_se_signale(lire, motifs):
    lecture = lire("postes-anct", [FONJEP | {"insee_dep": None, "raison_sociale": None}], "fonjep.json")
    assert lecture.tables["action"]["structure_id"].tolist() == [None]
    assert len(motifs(lecture, False)) == 2


def test_le_dispositif_se_reconnait_sans_le_nom_du_fichier(lire):
    relais = lire("postes-anct", [RELAIS], "telechargement.json").tables["classe"]["code"].tolist()
    fonjep = lire("postes-anct", [FONJEP], "telechargement.json").tables["classe"]["code"].tolist()
    assert (relais, fonjep) == (["adultes-relais"], ["fonjep"])


def test_un_autre_fichier_se_dit(lire):
    with pytest.raises(SourceIllisible, match="liste de postes"):
        lire("postes-anct", {"postes": []}, "fonjep.json")
    with pytest.raises(SourceIllisible, match="id_poste"):
        lire("postes-anct", [{"nom": "x"}], "fonjep.json")
    with pytest.raises(SourceIllisible, match="coupé"):
        lire("postes-anct", '[{"id_poste"', "fonjep.json")
