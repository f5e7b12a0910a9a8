"""À quel contrat se rattache une subvention : celui de la recette, ou celui que dit la ligne."""

import pytest

from data.lecture import Perimetre, SourceIllisible
from tests.data.sources.subventions import atelier, ecrire, ligne, lu, motifs, somme

PARTAGE = {
    "contrats": [
        ("CN07701M", "200000001", "77"),
        ("CN09101M", "200000001", "91"),
        ("CN04101I", "200000002", "41"),
    ],
    "communes": [
        ("77001", "Nord", "200000001"),
        ("91001", "Sud", "200000001"),
        ("41018", "Blois", "200000002"),
    ],
    "quartiers": [
        ("QN07701M", "Les Prés", ["77001"]),
        ("QN09101M", "Les Tours", ["91001"]),
        ("QN04101M", "Blois Nord", ["41018"]),
    ],
}
"""Deux contrats de deux départements sur une intercommunalité, et un troisième ailleurs."""


def _partage():
    return atelier(*PARTAGE["contrats"], communes=PARTAGE["communes"], quartiers=PARTAGE["quartiers"])


def _contrats(lecture):
    return lecture.tables["action"]["contrat_id"].tolist()


@pytest.mark.parametrize("siret", ["22990001400007", "21860194600000", "99999990700002", "", "pas un numéro"])
def test_un_seul_contrat_prend_toute_subvention_quel_que_soit_l_attribuant(tmp_path, siret):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, idAttribuant=siret, nomAttribuant="Qui que ce soit")])
    perimetre = Perimetre(contrats=("CN07799M",))
    deja = atelier(("CN07799M", "299999999", "77"), ("CN04599I", "288888886", "45"))
    assert _contrats(lu(chemin, deja, perimetre)) == ["CN07799M"]
    assert _contrats(lu(chemin, atelier(("C1", "123456789", "41")))) == ["C1"]


def test_le_perimetre_peut_etre_un_departement_ou_une_region(tmp_path):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1)])
    assert _contrats(lu(chemin, _partage(), Perimetre(departements=("91",)))) == ["CN09101M"]
    assert _contrats(lu(chemin, _partage(), Perimetre(regions=("24",)))) == ["CN04101I"]
    with pytest.raises(SourceIllisible, match="un contrat du périmètre"):
        lu(chemin, _partage(), Perimetre(contrats=("CN99999I",)))


def test_l_attribuant_d_un_autre_contrat_est_dit(tmp_path):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, idAttribuant="200000002")])
    lecture = lu(chemin, _partage(), Perimetre(contrats=("CN07701M",)))
    assert _contrats(lecture) == ["CN07701M"] and somme(lecture) == 10000
    assert any("l'intercommunalité d'un autre contrat (CN04101I)" in m for m in motifs(lecture, False))


DECIDES = [
    ({"idAttribuant": "200000002"}, "CN04101I"),
    ({"objet": "Chantier au QN09101M"}, "CN09101M"),
    ({"objet": "Chantier (qn07701m)"}, "CN07701M"),
    ({"QPV": "QN04101M"}, "CN04101I"),
    ({"Quartier": "Les Tours"}, "CN09101M"),
    ({"codeQPV": "QPV Les Prés"}, "CN07701M"),
    ({"contrat": "cn09101m"}, "CN09101M"),
    ({"idAttribuant": "200000001", "communeBeneficiaire": "Sud"}, "CN09101M"),
    ({"idAttribuant": "200000001", "Code commune": "77001"}, "CN07701M"),
    ({"idAttribuant": "200000001", "departement": "91"}, "CN09101M"),
    ({"idAttribuant": "200000001", "code_postal_beneficiaire": "77120"}, "CN07701M"),
    ({"idAttribuant": "21410018200011"}, "CN04101I"),
    ({"idAttribuant": "22770001000019"}, "CN07701M"),
    ({"idAttribuant": "200000002", "objet": "Au QN09101M"}, "CN09101M"),
]


@pytest.mark.parametrize(("dit", "contrat"), DECIDES)
def test_entre_plusieurs_contrats_la_ligne_tranche(tmp_path, dit, contrat):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, **({"idAttribuant": ""} | dit))])
    assert _contrats(lu(chemin, _partage())) == [contrat]


@pytest.mark.parametrize(
    "dit", [{"idAttribuant": "200000001"}, {"idAttribuant": "130005481"}, {"communeBeneficiaire": "Lyon"}]
)
def test_si_rien_ne_tranche_la_ligne_est_refusee_avec_les_contrats_possibles(tmp_path, dit):
    chemin = ecrire(
        tmp_path / "s.csv", [ligne(1, **({"idAttribuant": ""} | dit)), ligne(2, contrat="CN04101I")]
    )
    lecture = lu(chemin, _partage())
    assert somme(lecture) == 20000
    (refus,) = motifs(lecture)
    assert "CN07701M, CN09101M" in refus and "rien ne tranche" in refus
    assert ("CN04101I" in refus) == (dit["idAttribuant"] != "200000001" if "idAttribuant" in dit else True)


def test_l_ordre_des_contrats_ne_change_rien(tmp_path):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, idAttribuant="200000001", departement="91")])
    a_l_envers = atelier(*reversed(PARTAGE["contrats"]), communes=PARTAGE["communes"])
    assert _contrats(lu(chemin, a_l_envers)) == ["CN09101M"]


def test_un_quartier_cite_recoit_la_subvention(tmp_path):
    lignes = [
        ligne(1, objet="Fête des QN04101M"),
        ligne(2, QPV="Blois Nord"),
        ligne(3, QPV="tous les quartiers"),
        ligne(4, QPV="Quartier Sud-Est"),
        ligne(5),
    ]
    lecture = lu(ecrire(tmp_path / "s.csv", lignes), _partage(), Perimetre(contrats=("CN04101I",)))
    assert lecture.tables["action"]["echelle"].tolist() == [
        "quartiers",
        "quartiers",
        "contrat",
        "contrat",
        "contrat",
    ]
    touches = lecture.tables["action_quartier"]
    assert touches["quartier_id"].tolist() == ["QN04101M"] * 2 and touches["part"].tolist() == [1, 1]
    dits = [(r.ligne, r.valeur) for r in lecture.rejets if "pas un quartier connu" in r.motif]
    assert dits == [(5, "Quartier Sud-Est")] and somme(lecture) == 150000


def test_deux_quartiers_se_partagent_la_subvention(tmp_path):
    deja = atelier(
        ("C1", "999999907", "41"),
        communes=[("41018", "Blois", "999999907")],
        quartiers=[("QN04101M", "Nord", ["41018"]), ("QN04104N", "Quinière", ["41018"])],
    )
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1, QPV="Nord, Quinière")]), deja)
    assert lecture.tables["action_quartier"]["part"].tolist() == [0.5, 0.5]


def test_un_quartier_d_un_autre_contrat_n_est_pas_pris_par_celui_de_la_recette(tmp_path):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, objet="QN09101M"), ligne(2, objet="QN01234M"), ligne(3)])
    lecture = lu(chemin, _partage(), Perimetre(contrats=("CN07701M",)))
    assert _contrats(lecture) == ["CN09101M", "CN07701M"], (
        "la première est hors périmètre, comptée comme telle"
    )
    assert [r.ligne for r in lecture.rejets if r.bloquant] == [3]


def test_un_ancien_code_de_quartier_suit_son_successeur(tmp_path):
    deja = _partage()
    deja.execute(
        "insert into passage_quartier (ancien, nouveau, statut) values ('QP041001', 'QN04101M', 'modifié')"
    )
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1, objet="QP041001")]), deja)
    assert lecture.tables["action_quartier"]["quartier_id"].tolist() == ["QN04101M"]
    assert any("Quartier QP041001, lu QN04101M" in m for m in motifs(lecture, False))


def test_une_ligne_qui_cite_deux_contrats_est_refusee(tmp_path):
    chemin = ecrire(
        tmp_path / "s.csv",
        [ligne(1, objet="QN07701M et QN09101M"), ligne(2, contrat="CN04101I", QPV="QN07701M")],
    )
    assert [m for m in motifs(lu(chemin, _partage())) if "plusieurs contrats" in m] != []
    assert len(motifs(lu(chemin, _partage()))) == 2


def test_la_categorie_du_financeur_vient_de_son_siren(tmp_path):
    lignes = [
        ligne(1, nomAttribuant="Conseil départemental", idAttribuant="22770001000019", contrat="CN07701M"),
        ligne(2, nomAttribuant="Blois", idAttribuant="21410018200011"),
        ligne(3, nomAttribuant="Agglo", idAttribuant="200000002"),
        ligne(4, nomAttribuant="Fondation", idAttribuant="", contrat="CN07701M"),
    ]
    financeurs = lu(ecrire(tmp_path / "s.csv", lignes), _partage()).tables["financeur"]
    assert financeurs["categorie"].tolist() == ["Département", "communes", "EPCI", "autres"]
