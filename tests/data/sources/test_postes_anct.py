"""Les postes de l'État : un poste, une action, un montant au centime, un identifiant stable."""

import json
import random
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.lecture import SourceIllisible
from data.sources import LECTEURS

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
        "CN04101I",
        2024,
        "retenue",
        "contrat",
    ]
    assert action["structure_id"] == "27010003500012" and action["cout_theorique"] is True
    financement = lecture.tables["financement"].iloc[0]
    assert financement[["financeur_id", "nature", "section"]].tolist() == [
        "etat",
        "specifique",
        "fonctionnement",
    ]
    assert financement["accorde_eur"] == Decimal("22810.61")
    assert lecture.tables["classement"].iloc[0, :4].tolist() == [
        "CN04101I-dispositifs",
        "CN04101I",
        "Dispositifs",
        True,
    ]
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


def test_les_doubles_sont_refuses_et_les_autres_gardes(lire, motifs):
    postes = [
        FONJEP,
        FONJEP | {"annee": 2024},
        FONJEP | {"montant": 597},
        FONJEP | {"code_cv": "CN04102M"},
        FONJEP | {"id_poste": "D2"},
    ]
    lecture = lire("postes-anct", postes, "fonjep.json")
    identifiants = lecture.tables["action"]["action_id"].tolist()
    assert len(set(identifiants)) == 3 and identifiants[-1] == "fonjep-D2-2024"
    assert motifs(lecture) == [
        "Exact double d'une ligne précédente.",
        "Poste déjà lu, listé ici sous un autre code de contrat : il compte une fois.",
    ]
    assert sum("plusieurs fois" in m for m in motifs(lecture, False)) == 2
    assert lecture.tables["poste"]["codes"].tolist()[0] == ["CN04101I", "CN04102M"]
    random.Random(3).shuffle(postes)
    melange = lire("postes-anct", postes, "fonjep.json")
    assert set(melange.tables["action"]["action_id"]) == set(identifiants)


@pytest.mark.parametrize(
    ("autre", "nb"),
    [
        ({"raison_sociale": "Couleurs citoyennes"}, 1),
        ({"raison_sociale": None}, 1),
        ({"insee_dep": None}, 1),
        ({"code_tiers": "27010003500012"}, 1),
        ({"raison_sociale": "Effusion"}, 2),
        ({"montant": 597}, 2),
        ({"annee": 2025}, 2),
        ({"id_poste": "D00011"}, 2),
    ],
)
def test_le_meme_poste_se_reconnait_a_sa_structure_son_annee_et_son_montant(lire, autre, nb):
    lecture = lire("postes-anct", [FONJEP, FONJEP | autre], "fonjep.json")
    assert lecture.nb_retenues == nb
    assert lecture.tables["financement"]["accorde_eur"].count() == nb


@pytest.mark.parametrize("rang", [0, 1])
def test_un_adulte_relais_a_deux_couts_compte_une_fois_au_plus_courant(lire, motifs, rang):
    """Il n'est jamais au prorata : le prix d'un Fonjep n'est pas celui d'une autre période."""
    deux = [RELAIS, RELAIS | {"montant": 7164, "code_cv": "CN04102M"}]
    lecture = lire(
        "postes-anct", [RELAIS | {"id_poste": "04113R9"}, deux[rang], deux[1 - rang]], "relais.json"
    )
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal("22810.61")] * 2
    assert ["autre coût" in motif for motif in motifs(lecture)] == [True]
    assert sorted(lecture.tables["poste"]["codes"].tolist()) == [["CN04101I"], ["CN04101I", "CN04102M"]]


def test_un_poste_passe_d_un_etablissement_a_l_autre_compte_une_fois(lire):
    autre = RELAIS | {"code_tiers": "27010003500020", "raison_sociale": "MAISON DE QUARTIER DU NORD"}
    lecture = lire("postes-anct", [RELAIS, autre], "adultes-relais.json")
    assert lecture.nb_retenues == 1
    assert lecture.tables["action"]["structure_id"].tolist() == ["27010003500012"]


@pytest.mark.parametrize(
    ("ecrit", "codes"),
    [
        ("CN07801ICN07802I", ["CN07801I", "CN07802I"]),
        ("CN07801I, CN07802I", ["CN07801I", "CN07802I"]),
        ("CN07801I / CV425", ["CN07801I", "CV425"]),
        ("CV412CV428", ["CV412", "CV428"]),
        ("cn02a01i", ["CN02A01I"]),
        ("CN97801ICN07802I", ["CN07802I", "CN97801I"]),
        ("CN04101I", ["CN04101I"]),
        ("CN04101I bis", ["CN04101I bis"]),
        ("C1", ["C1"]),
    ],
)
def test_des_codes_colles_se_separent(lire, ecrit, codes):
    lecture = lire("postes-anct", [FONJEP | {"code_cv": ecrit}], "fonjep.json")
    assert lecture.tables["poste"]["codes"].tolist() == [codes]


@pytest.mark.parametrize(
    ("poste", "departement"),
    [
        ({"insee_dep": "1"}, "01"),
        ({"insee_dep": "041"}, "41"),
        ({"insee_dep": "2a"}, "2A"),
        ({"insee_dep": "974"}, "974"),
        ({"insee_dep": None}, "41"),
        ({"insee_dep": "Loir-et-Cher"}, "41"),
        ({"insee_dep": None, "id_poste": "D00010"}, None),
        ({"insee_dep": None, "id_poste": "97617R000302"}, "976"),
    ],
)
def test_le_departement_se_lit_dans_le_fichier_sinon_dans_le_numero(lire, poste, departement):
    lecture = lire("postes-anct", [RELAIS | poste], "adultes-relais.json")
    assert lecture.tables["poste"]["departement"].tolist() == [departement]


CSV = (
    "id_poste;code_tiers;raison_sociale;annee;montant;code_cv;insee_dep;insee_reg\n"
    "04113R000103;27010003500012;MAISON DE QUARTIER;2024;22 810,61;CN04101I;41;24\n"
)


@pytest.mark.parametrize("nom", ["adultes-relais.csv", "adultes-relais.json", "adultes-relais.txt"])
@pytest.mark.parametrize(
    "contenu",
    [
        CSV,
        CSV.replace(";", "\t"),
        "sep=;\n" + CSV,
        "Postes d'adultes-relais\n\n" + CSV,
        CSV.encode("utf-16"),
        CSV.replace("id_poste", "Numéro de poste")
        .replace("annee", "Exercice")
        .replace("code_cv", "Code contrat"),
        [RELAIS],
    ],
)
def test_les_postes_se_lisent_quelle_que_soit_la_forme_du_fichier(lire, contenu, nom):
    lecture = lire("postes-anct", contenu, nom)
    assert lecture.tables["action"]["action_id"].tolist() == ["adultes-relais-04113R000103-2024"]
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal("22810.61")]
    assert lecture.tables["action"]["structure_id"].tolist() == ["27010003500012"]


def test_les_postes_d_un_classeur_se_lisent_dans_sa_deuxieme_feuille(lire, tmp_path):
    classeur = openpyxl.Workbook()
    classeur.active["A1"] = "Lisez-moi"
    feuille = classeur.create_sheet("Postes")
    feuille.append(list(RELAIS))
    feuille.append(list(RELAIS.values()))
    classeur.save(tmp_path / "modele.xlsx")
    lecture = lire("postes-anct", (tmp_path / "modele.xlsx").read_bytes(), "adultes-relais.xlsx")
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal("22810.61")]


@pytest.mark.parametrize("nom", ["postes.json", "postes.csv"])
@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><html><body>404</body></html>", "\n\n<HTML><head></head></HTML>", "\ufeff<html>"]
)
def test_une_page_web_se_dit(lire, page, nom):
    with pytest.raises(SourceIllisible, match="page web") as refus:
        lire("postes-anct", page, nom)
    assert "coupé" not in str(refus.value)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_l_ordre_du_fichier_ne_change_rien(donnees):
    postes = donnees.draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "id_poste": st.sampled_from(["D1", "D2"]),
                    "raison_sociale": st.sampled_from(["Asso A", "ASSO  A", "Asso B", None]),
                    "code_tiers": st.sampled_from([None, "12345678900011", "12345678900029"]),
                    "montant": st.sampled_from([7164, 597]),
                    "annee": st.sampled_from([2024, "2024"]),
                    "code_cv": st.sampled_from(["CN07702M", "CN09103M", "CV412", "CN07702MCN09103M"]),
                    "insee_dep": st.sampled_from(["91", None]),
                }
            ),
            min_size=1,
            max_size=8,
        )
    )
    melange = donnees.draw(st.permutations(postes))
    assert _contenu(postes) == _contenu(melange)


def _contenu(postes: list[dict]) -> list:
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "fonjep.json"
        chemin.write_text(json.dumps(postes), encoding="utf-8")
        lecture = LECTEURS["postes-anct"](chemin, lambda lues, attendues: None)
    assert lecture.nb_lignes == lecture.nb_retenues + sum(rejet.bloquant for rejet in lecture.rejets)
    return [
        sorted(
            lecture.tables[nom]
            .drop(columns=["_feuille", "_ligne"], errors="ignore")
            .astype(str)
            .values.tolist()
        )
        for nom in ("action", "financement", "poste", "structure")
    ]


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


ENTIER = json.dumps([RELAIS, RELAIS | {"id_poste": "04113R000104"}])


@pytest.mark.parametrize("garde", [2, 12, 40, 120, len(ENTIER) // 2, len(ENTIER) - 30, len(ENTIER) - 1])
def test_un_fichier_coupe_est_dit_coupe(lire, garde):
    with pytest.raises(SourceIllisible, match="coupé"):
        lire("postes-anct", ENTIER[:garde], "fonjep.json")


@pytest.mark.parametrize(
    "contenu",
    [
        "\n".join(json.dumps(p) for p in (RELAIS, FONJEP)),
        ENTIER.replace('"', "'"),
        ENTIER.replace("}, {", "} {"),
        '{"postes": ' + ENTIER + "}",
        '[1, 2, "trois"]',
        "id_poste;nom\nD1;x\n",
        "bonjour",
    ],
)
def test_ce_qui_n_est_pas_coupe_n_est_pas_dit_coupe(lire, contenu):
    with pytest.raises(SourceIllisible) as refus:
        lire("postes-anct", contenu, "fonjep.json")
    assert "coupé" not in str(refus.value)
