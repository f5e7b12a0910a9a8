"""Un fichier déposé : reconnu, vérifié à côté, publié, défait ; la recette suit la base servie."""

import io
from decimal import Decimal

import duckdb
import pytest
from openpyxl import Workbook, load_workbook

from data import correspondance_editable, depots, mise_a_jour
from data.construction import batir, construire
from data.differences import comparer
from data.fichier_depose import deposer
from data.identite import version_servie
from data.modele.ecriture import ecrire
from data.programmation.modele import CHAMPS
from data.publication import publier_fichier
from data.verification import EchecConstruction
from queries.versions import journal
from tests.data.programmation.conftest import confirmee

_construite: dict[str, bytes] = {}
"""La base minuscule et son classeur, faits une fois."""
ACCORDE = Decimal("6800.51")
"""A1 6 000,01 + A3 800,50 (voir tests/data/conftest.py)."""


@pytest.fixture
def servie(classeur, tmp_path):
    """La base du classeur minuscule, publiée ; construite une fois, recopiée ensuite."""
    base, recette = tmp_path / "servie" / "b.duckdb", classeur()
    if not _construite:
        batir(recette, tmp_path / "modele.duckdb", silencieux=True)
        _construite["base"] = (tmp_path / "modele.duckdb").read_bytes()
    copie = tmp_path / "copie.duckdb"
    copie.write_bytes(_construite["base"])
    publier_fichier(copie, base, "essai")
    return base


@pytest.fixture
def travail(tmp_path):
    dossier = tmp_path / "travail"
    dossier.mkdir()
    return dossier


def modele(base, feuille=None, cellule=None, valeur=None) -> bytes:
    """Le classeur de la base, une cellule changée."""
    if "classeur" not in _construite:
        flux = io.BytesIO()
        ecrire(flux, base, None, True)
        _construite["classeur"] = flux.getvalue()
    if feuille is None:
        return _construite["classeur"]
    ouvert = load_workbook(io.BytesIO(_construite["classeur"]))
    ouvert[feuille][cellule] = valeur
    sortie = io.BytesIO()
    ouvert.save(sortie)
    return sortie.getvalue()


def cellule(base, feuille, titre, reference) -> str:
    """L'adresse de la cellule d'une action dans le classeur de la base."""
    ouvert = load_workbook(io.BytesIO(modele(base)))[feuille]
    colonne = next(c for c in ouvert[1] if str(c.value).startswith(titre))
    ligne = next(c.row for c in ouvert["A"] if str(c.value).startswith(reference))
    return f"{colonne.column_letter}{ligne}"


def total(base) -> Decimal:
    with duckdb.connect(str(base), read_only=True) as lue:
        return lue.execute("select sum(accorde_eur) from financement").fetchone()[0]


def verifier(contenu, base, travail, recette=None):
    return mise_a_jour.verifier_classeur(
        deposer(contenu, "x.xlsx"), base, travail, recette, etape=lambda etape: None
    )


def large(*lignes) -> bytes:
    classeur = Workbook()
    for ligne in (
        ("Référence", "Intitulé de l'action", "Porteur", "Statut", "Année", "État accordé"),
        *lignes,
    ):
        classeur.active.append(ligne)
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def test_un_fichier_est_reconnu_a_son_contenu_et_non_a_son_nom(servie):
    complet = deposer(modele(servie), "../../etc/programmation.xlsx")
    assert complet.reconnu == "classeur"
    assert complet.nom == "programmation.xlsx" and complet.fichier == "classeur.xlsx"
    assert (
        deposer(large(("A1", "Chantier", "Régie", "retenue", 2024, 10)), "c.xlsx").reconnu == "programmation"
    )


def test_un_classeur_sans_changement_ne_change_rien_et_ne_se_publie_pas(servie, travail):
    v = verifier(modele(servie), servie, travail)
    assert not v.blocages and not v.difference
    with pytest.raises(EchecConstruction):
        mise_a_jour.publier(v, servie, "chef@agglo.fr")


def test_un_montant_change_se_voit_se_publie_et_se_defait(servie, travail):
    premiere = version_servie(servie)
    lieu = cellule(servie, "Financements", "Accordé", "A3")
    v = verifier(modele(servie, "Financements", lieu, 1000), servie, travail)
    assert v.difference.totaux["accorde"] == (ACCORDE, Decimal("7000.01"))
    (change,) = v.difference.changements
    assert (change.intitule, change.champ) == ("Atelier", "État accordé")
    assert (change.avant, change.apres) == ("800,50\u202f€", "1\u202f000,00\u202f€")
    assert total(servie) == ACCORDE, "vérifier ne touche pas la base servie"
    entree = mise_a_jour.publier(v, servie, "chef@agglo.fr")
    assert total(servie) == Decimal("7000.01")
    assert journal(servie)[-1].par == "chef@agglo.fr" and journal(servie)[-1].version_id == entree.version_id
    mise_a_jour.restaurer(premiere, servie, "chef@agglo.fr")
    assert total(servie) == ACCORDE and journal(servie)[-1].action == "restaurer"


def test_une_cellule_mauvaise_bloque_et_se_voit_dans_le_classeur_corrige(servie, travail):
    lieu = cellule(servie, "Financements", "Accordé", "A3")
    v = verifier(modele(servie, "Financements", lieu, "huit cents"), servie, travail)
    (rejet,) = v.rejets
    assert rejet.valeur == "huit cents" and v.blocages == [
        "1 ligne est refusée : corrigez-les, puis déposez le fichier de nouveau."
    ]
    corrige = load_workbook(io.BytesIO(mise_a_jour.corriger(v)))["Financements"][lieu]
    assert corrige.comment and corrige.fill.fgColor.rgb == "FFF8C9C4"
    with pytest.raises(EchecConstruction):
        mise_a_jour.publier(v, servie, "chef@agglo.fr")


def test_une_base_publiee_entre_temps_oblige_a_verifier_de_nouveau(servie, travail, tmp_path, classeur):
    lieu = cellule(servie, "Financements", "Accordé", "A3")
    v = verifier(modele(servie, "Financements", lieu, 1000), servie, travail)
    construire(classeur(), base=servie, silencieux=True, par="autre@agglo.fr")
    with pytest.raises(EchecConstruction, match="vérifiez de nouveau"):
        mise_a_jour.publier(v, servie, "chef@agglo.fr")
    assert total(servie) == ACCORDE


def test_un_tableau_large_remplace_les_actions_de_son_contrat_et_de_son_annee(servie, travail):
    contenu = large(
        ("A1", "Chantier", "Régie", "retenue", 2024, "7 000,01 €"), ("", "Total", "", "", "", 7000.01)
    )
    depot = deposer(contenu, "tableau.xlsx")
    examen = mise_a_jour.examiner_tableau(depot, servie, "C1")
    memoire = confirmee(examen.correspondance)
    examen = mise_a_jour.examiner_tableau(depot, servie, "C1", memoire=memoire)
    v = mise_a_jour.verifier_tableau(examen, depot, servie, travail, lambda etape: None)
    assert not v.blocages
    # A2, sans ligne au tableau, sort ; A3 est d'un autre contrat et reste.
    assert (v.difference.nombre("retirée"), v.difference.nombre("modifiée")) == (1, 1)
    assert v.alerte.phrases() == ["Val d'Essai, 2024 : actions 2 → 1"]
    with pytest.raises(EchecConstruction, match="--malgre-tout"):
        mise_a_jour.publier(v, servie, "chef@agglo.fr")
    mise_a_jour.publier(v, servie, "chef@agglo.fr", malgre_tout=True)
    assert total(servie) == Decimal("7800.51")
    assert mise_a_jour.memoire(servie, "C1").contrat_id == "C1", "la correspondance confirmée est retenue"


def test_la_recette_suit_la_base_servie_et_l_ancien_fichier_reste(classeur, servie, travail, tmp_path):
    recette, premiere = tmp_path / "essai.toml", version_servie(servie)
    origine = recette.read_bytes()
    lieu = cellule(servie, "Financements", "Accordé", "A3")
    v = verifier(modele(servie, "Financements", lieu, 1000), servie, travail, recette)
    assert not v.blocages and recette.read_bytes() == origine, "vérifier ne touche pas la recette"
    entree = mise_a_jour.publier(v, servie, "chef@agglo.fr", recette)
    assert f"depots/{entree.version_id}/classeur.xlsx" in recette.read_text()
    refaite = tmp_path / "refaite.duckdb"
    construire(recette, base=refaite, silencieux=True)
    assert not comparer(servie, refaite), "la recette redonne la base publiée"
    _, suivie = mise_a_jour.restaurer(premiere, servie, "chef@agglo.fr", recette)
    assert suivie and recette.read_bytes() == origine
    assert (tmp_path / "depots" / entree.version_id / "classeur.xlsx").exists()


@pytest.mark.parametrize("publiee", [True, False])
def test_une_coupure_laisse_la_recette_d_accord_avec_la_base(classeur, servie, travail, tmp_path, publiee):
    recette, premiere = tmp_path / "essai.toml", version_servie(servie)
    classeur()
    origine = recette.read_bytes()
    depot = travail / "classeur.xlsx"
    depot.write_bytes(modele(servie))
    depots.preparer(recette, "260101-abcdef", depot, premiere)
    assert recette.read_bytes() == origine
    # La coupure : la base est publiée, ou non, et la recette n'a pas encore bougé.
    depots.achever(recette, "260101-abcdef" if publiee else premiere)
    assert ("depots/260101-abcdef" in recette.read_text()) == publiee
    assert (tmp_path / "depots" / "260101-abcdef").exists() == publiee
    assert not (tmp_path / "depots" / ".en-cours").exists()


def test_une_recette_changee_a_la_main_n_est_pas_ecrasee_par_un_retour(servie, travail, tmp_path):
    recette, premiere = tmp_path / "essai.toml", version_servie(servie)
    lieu = cellule(servie, "Financements", "Accordé", "A3")
    v = verifier(modele(servie, "Financements", lieu, 1000), servie, travail, recette)
    mise_a_jour.publier(v, servie, "chef@agglo.fr", recette)
    a_la_main = recette.read_text() + "# relue\n"
    recette.write_text(a_la_main)
    _, suivie = mise_a_jour.restaurer(premiere, servie, "chef@agglo.fr", recette)
    assert not suivie and recette.read_text() == a_la_main


def test_un_titre_que_nul_n_a_compris_reste_a_confirmer(servie, travail):
    contenu = large(("A1", "Chantier", "Régie", "retenue", 2024, 10))
    ouvert = load_workbook(io.BytesIO(contenu))
    ouvert.active["G1"], ouvert.active["G2"] = "Machin", "x"
    flux = io.BytesIO()
    ouvert.save(flux)
    depot = deposer(flux.getvalue(), "t.xlsx")
    examen = mise_a_jour.examiner_tableau(depot, servie, "C1")
    lignes = correspondance_editable.en_lignes(examen.correspondance, examen.referentiels)
    assert lignes[0]["titre"] == "Machin" and lignes[0]["sens"] is None
    inchangee = correspondance_editable.appliquer(examen.correspondance, lignes, examen.referentiels)
    examen = mise_a_jour.examiner_tableau(depot, servie, "C1", memoire=inchangee)
    assert [c.titre for c in examen.correspondance.a_confirmer] == ["Machin"]
    v = mise_a_jour.verifier_tableau(examen, depot, servie, travail, lambda etape: None)
    assert v.blocages == ["1 colonne est à confirmer."] and v.neuve is None
    lignes[0]["sens"] = CHAMPS["ignorer"]
    dite = correspondance_editable.appliquer(examen.correspondance, lignes, examen.referentiels)
    assert not mise_a_jour.examiner_tableau(depot, servie, "C1", memoire=dite).a_confirmer


def test_une_colonne_corrigee_a_l_ecran_est_lue_comme_on_l_a_dit(servie):
    depot = deposer(large(("A1", "Chantier", "Régie", "retenue", 2024, 10)), "t.xlsx")
    examen = mise_a_jour.examiner_tableau(depot, servie, "C1")
    lignes = correspondance_editable.en_lignes(examen.correspondance, examen.referentiels)
    montant = next(ligne for ligne in lignes if ligne["titre"] == "État accordé")
    assert (montant["financeur"], montant["etape"]) == ("État", "accordé")
    montant |= {"financeur": "Agglo", "etape": "versé", "section": "investissement"}
    dite = correspondance_editable.appliquer(examen.correspondance, lignes, examen.referentiels)
    relu = mise_a_jour.examiner_tableau(depot, servie, "C1", memoire=dite)
    ((_, f),) = relu.lecture.financements
    assert (f.financeur_id, f.section, f.verse, f.accorde) == ("agglo", "investissement", 10, None)


def test_un_classeur_d_un_seul_contrat_ne_retire_pas_les_autres_en_silence(servie, travail):
    flux = io.BytesIO()
    ecrire(flux, servie, "C1", True)
    v = verifier(flux.getvalue(), servie, travail)
    assert v.difference.contrats_retires == ["Plaine d'Essai"] and "Plaine d'Essai" in v.blocages[0]


def test_le_classeur_d_un_visiteur_tait_les_petits_effectifs(servie):
    with duckdb.connect(str(servie)) as base:
        base.execute(
            "update action set beneficiaires_prevus = 3, beneficiaires_reels = 12 where reference = 'A1'"
        )
    lieux = [cellule(servie, "Programmation", f"Bénéficiaires {m}", "A1") for m in ("prévus", "réels")]
    lus = []
    for statuts in (None, ("retenue",)):
        flux = io.BytesIO()
        ecrire(flux, servie, None, True, statuts)
        feuille = load_workbook(io.BytesIO(flux.getvalue()))["Programmation"]
        lus.append([feuille[lieu].value for lieu in lieux])
    assert lus == [[3, 12], [None, 12]]
