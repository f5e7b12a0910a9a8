"""Les fichiers de subventions qui vont mal, et d'autres du même genre : ce qu'ils disent, ou un refus."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from data.__main__ import main
from data.lecture import SourceIllisible
from tests.data.sources.subventions import QUATRE, atelier, csv, ecrire, ligne, lu, motifs, somme, xlsx

JUSTE = csv(QUATRE)
FRANCAISES = [une | {"dateConvention": "14/03/2025", "exerciceBudgetaire": ""} for une in QUATRE]
TEXTES = {
    "sep": "sep=;\n" + JUSTE,
    "sep_virgule": "sep=,\n" + csv(QUATRE, ","),
    "titres_ligne_4": "Subventions 2025;;;\nAgglo d'essai;;;\n;;;\n" + JUSTE,
    "titres_repetes": JUSTE + csv([ligne(5)]),
    "tabulations": csv(QUATRE, "\t"),
    "barres": csv(QUATRE, "|"),
    "dates_francaises": csv(FRANCAISES),
    "dates_en_lettres": csv(une | {"dateConvention": "14 mars 2025"} for une in FRANCAISES),
    "titres_ecrits_autrement": JUSTE.replace("nomAttribuant", "Nom attribuant").replace(
        "statutLabel", "STATUTLABEL"
    ),
    "exercice_decimal": JUSTE.replace(";2025;attribuée", ";2025,0;attribuée"),
    "montants_francais": JUSTE.replace(";10000;", ";10 000,00 €;"),
}


@pytest.mark.parametrize("cas", TEXTES)
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_un_fichier_bien_rempli_se_lit_quelle_que_soit_sa_forme(tmp_path, cas, encodage):
    chemin = tmp_path / "s.csv"
    chemin.write_bytes(TEXTES[cas].encode(encodage))
    lecture = lu(chemin)
    assert motifs(lecture) == []
    assert somme(lecture) == (150000 if cas == "titres_repetes" else 100000)
    assert set(lecture.tables["action"]["annee"]) == {2025}
    assert set(lecture.tables["action"]["statut"]) == {"retenue"}


def test_de_vraies_dates_et_de_vrais_nombres_de_tableur(tmp_path):
    jour = date(2025, 3, 14)
    lignes = [
        une | {"dateConvention": jour, "exerciceBudgetaire": None, "idAttribuant": 99999990700002}
        for une in QUATRE
    ]
    lecture = lu(xlsx(tmp_path / "s.xlsx", lignes))
    assert somme(lecture) == 100000 and motifs(lecture) == []
    assert not any("AAAA-MM-JJ" in motif for motif in motifs(lecture, bloquant=False))
    assert set(lecture.tables["action"]["annee"]) == {2025}


def test_la_deuxieme_feuille_est_lue_et_la_premiere_nommee(tmp_path):
    lecture = lu(xlsx(tmp_path / "s.xlsx", QUATRE, avant="Notice du fichier"))
    assert somme(lecture) == 100000
    assert {r.feuille for r in lecture.rejets if "feuille" in r.motif} == {"Lisez-moi", "Données"}
    assert set(lecture.tables["financement"]["_feuille"]) == {"Données"}


REFUSES = (
    "Refusée",
    "refusé",
    "Rejetée",
    "REFUSEES",
    "Non retenue",
    "ineligible",
    "Inéligible",
    "Annulée",
    "En cours d'instruction",
    "en cours d'intruction",
    "recevable",
    "non recevable",
    "ajournée",
    "Défavorable",
    "transmise",
    "Orientée vers un autre dispositif",
)
ACCORDES = (
    "Attribuée",
    "attribue",
    "ATTRIBUÉES",
    "Accordé",
    "votée",
    "Validée",
    "Favorable",
    "soldée",
    "a été versé",
    "à justifier",
    "notifiée",
)
INCONNUS = ("Refsée", "peut-être", "Favorable sous réserve", "à voir avec le maire", "123", "?", "non dit")


@pytest.mark.parametrize("statut", REFUSES)
def test_ce_qui_n_est_pas_accorde_n_accorde_rien(tmp_path, statut):
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1), ligne(2, statutLabel=statut)]))
    assert somme(lecture) == 10000 and somme(lecture, "demande_eur") == 20000
    assert lecture.nb_retenues == 2
    dit = next(r for r in lecture.rejets if r.ligne == 3 and r.colonne == "montant")
    assert "rien n'est accordé" in dit.motif and dit.valeur == "20000"


@pytest.mark.parametrize("statut", ACCORDES)
def test_ce_qui_est_accorde_l_est_de_toutes_les_facons_de_le_dire(tmp_path, statut):
    assert somme(lu(ecrire(tmp_path / "s.csv", [ligne(1), ligne(2, statutLabel=statut)]))) == 30000


@pytest.mark.parametrize("statut", INCONNUS)
def test_un_mot_inconnu_n_est_jamais_un_euro_accorde(tmp_path, statut):
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1), ligne(2, statutLabel=statut)]))
    assert somme(lecture) == 10000
    (refus,) = [r for r in lecture.rejets if r.bloquant]
    assert (refus.ligne, refus.colonne, refus.valeur) == (3, "statutLabel", statut)
    assert "mots connus : déposée, recevable" in refus.motif and "favorable" in refus.motif


def test_un_montant_demande_reste_demande_quand_rien_n_est_accorde(tmp_path):
    chemin = ecrire(tmp_path / "s.csv", [ligne(1, 800, statutLabel="refusée", montantDemande=1200)])
    financement = lu(chemin).tables["financement"].iloc[0]
    assert financement["demande_eur"] == Decimal("1200.00") and financement["accorde_eur"] is None


def test_cp850_et_un_fichier_mele_gardent_leurs_accents(tmp_path):
    chemin = tmp_path / "s.csv"
    chemin.write_bytes(csv([ligne(1), ligne(2, statutLabel="refusée")]).encode("cp850"))
    assert somme(lu(chemin)) == 10000
    noms = ("Éveil", "Lien", "@@")
    lignes = [ligne(rang, nomBeneficiaire=nom, idBeneficiaire="") for rang, nom in enumerate(noms, start=1)]
    mele = csv(lignes).encode()
    chemin.write_bytes(mele.replace(b"@@", "Café des parents".encode("cp1252")))
    lecture = lu(chemin)
    assert somme(lecture) == 60000
    assert {"Éveil", "Café des parents"} <= set(lecture.tables["structure"]["nom"])


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (";Atelier 2;", ';"Atelier 2;'),
        (";Association 3;", ';"Association 3;'),
        (";attribuée\n", ';"attribuée\n'),
    ],
)
def test_un_guillemet_orphelin_arrete_tout_et_nomme_sa_ligne(tmp_path, avant, apres):
    chemin = tmp_path / "s.csv"
    place = JUSTE.rindex(avant) if avant.endswith("\n") else JUSTE.index(avant)
    chemin.write_text(JUSTE[:place] + apres + JUSTE[place + len(avant) :], encoding="utf-8")
    numero = JUSTE[:place].count("\n") + 1
    with pytest.raises(SourceIllisible, match=f"ligne {numero}"):
        lu(chemin)


def test_des_lignes_identiques_sont_dites_et_comptees_une_fois(tmp_path):
    double = ligne(1) | {
        "dateConvention": "14/03/2025",
        "nomBeneficiaire": "ASSOCIATION  1",
        "montant": "10 000,00",
    }
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1), double, ligne(2)]))
    assert somme(lecture) == 30000
    (refus,) = [r for r in lecture.rejets if r.bloquant]
    assert refus.ligne == 3 and refus.valeur == "comme la ligne 2"
    assert "elle n'est comptée qu'une fois" in refus.motif and "idSubvention" in refus.motif


def test_des_lignes_qui_ne_different_que_par_un_detail_comptent_chacune_et_c_est_dit(tmp_path):
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1, mandat=701), ligne(1, mandat=702)]))
    assert somme(lecture) == 20000 and len(lecture.tables["action"]) == 2
    dits = [(r.ligne, r.valeur) for r in lecture.rejets if "comptée à part" in r.motif]
    assert dits == [(2, "avec la ligne 3"), (3, "avec la ligne 2")]


def test_une_meme_reference_de_deux_subventions_est_refusee_pour_les_deux(tmp_path):
    lignes = [ligne(1, idSubvention="S1"), ligne(2, idSubvention="S1"), ligne(3, idSubvention="S2")]
    for ordre in (lignes, lignes[::-1]):
        lecture = lu(ecrire(tmp_path / "s.csv", ordre))
        assert somme(lecture) == 30000
        assert len([m for m in motifs(lecture) if "de plusieurs façons" in m]) == 2


def test_deux_annees_d_un_financeur_sans_reference_entrent_toutes_deux(tmp_path):
    autres = [
        ligne(rang) | {"exerciceBudgetaire": 2024, "dateConvention": "2024-03-14"} for rang in (1, 2, 3)
    ]
    ecrire(tmp_path / "a.csv", autres)
    ecrire(tmp_path / "b.csv", [ligne(rang) for rang in (1, 2, 3)])
    assert _construite(tmp_path, "a.csv", "b.csv") == Decimal("120000.00")


def test_un_fichier_qui_reprend_l_annee_d_avant_ne_la_compte_qu_une_fois(tmp_path):
    ancien = ligne(1, idCofinancement="X") | {"exerciceBudgetaire": 2024}
    ecrire(tmp_path / "a.csv", [ancien, ligne(2, exerciceBudgetaire=2024)])
    ecrire(tmp_path / "b.csv", [ancien, ligne(2, exerciceBudgetaire=2024), ligne(3)])
    assert _construite(tmp_path, "a.csv", "b.csv") == Decimal("60000.00")


def test_deux_financeurs_d_une_meme_action_en_deux_fichiers(tmp_path):
    autre = {"nomAttribuant": "Département", "idAttribuant": "22990001400007"}
    ecrire(tmp_path / "a.csv", [ligne(1, idCofinancement="X")])
    ecrire(tmp_path / "b.csv", [ligne(1, 500, idCofinancement="X", **autre)])
    assert _construite(tmp_path, "a.csv", "b.csv") == Decimal("10500.00")


def _construite(dossier, *fichiers):
    """Le total accordé d'une base construite d'un contrat et de ces fichiers."""
    (dossier / "classeur").mkdir(exist_ok=True)
    (dossier / "classeur" / "contrat.csv").write_text(
        "contrat_id;nom;epci_siren;debut;fin;generation\nC1;Essai;999999907;2015;2030;2024\n",
        encoding="utf-8",
    )
    sources = "".join(f'[[source]]\ntype = "scdl"\nfichier = "{f}"\n' for f in fichiers)
    (dossier / "r.toml").write_text(
        f'nom = "Essai"\n[[source]]\ntype = "classeur"\nfichier = "classeur"\n{sources}', encoding="utf-8"
    )
    main(["construire", str(dossier / "r.toml"), "--base", str(dossier / "b.duckdb")])
    with duckdb.connect(str(dossier / "b.duckdb"), read_only=True) as base:
        return base.execute("select sum(accorde_eur) from financement").fetchone()[0]


AUTRES_REFUS = [
    ("exerciceBudgetaire", "2024-2025", "n'est pas une année"),
    ("exerciceBudgetaire", "25", "n'est pas une année"),
    ("montant", "cent", "Montant illisible"),
    ("montant", "-5", "ne peut pas être négatif"),
    ("montant", "1.234", "deux décimales"),
    ("objet", "", "« objet » est vide"),
]


@pytest.mark.parametrize(("colonne", "valeur", "motif"), AUTRES_REFUS)
def test_une_cellule_mauvaise_est_nommee(tmp_path, colonne, valeur, motif):
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1), ligne(2, **{colonne: valeur})]))
    (refus,) = [r for r in lecture.rejets if r.bloquant]
    assert (refus.ligne, refus.colonne, refus.valeur) == (3, colonne, valeur or None)
    assert motif in refus.motif and somme(lecture) == 10000


def test_un_statut_vide_est_dit(tmp_path):
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1), ligne(2, statutLabel="")]))
    assert somme(lecture) == 30000
    assert [r.ligne for r in lecture.rejets if r.motif.startswith("Le statut est vide")] == [3]


def test_une_ligne_de_total_n_est_pas_une_subvention(tmp_path):
    total = {"nomAttribuant": "", "objet": "TOTAL", "montant": 100000}
    lecture = lu(ecrire(tmp_path / "s.csv", [*QUATRE, total]))
    assert somme(lecture) == 100000 and lecture.nb_lignes == 4
    assert [r.ligne for r in lecture.rejets if r.motif.startswith("Ligne de total")] == [6]


def test_la_nature_se_lit_du_dispositif_et_se_dit_quand_on_la_suppose(tmp_path):
    lignes = [
        ligne(1, sousDispositif="Crédits de droit commun, investissement"),
        ligne(2, dispositif="Contrat de ville"),
        ligne(3, dispositif="Soutien à la vie associative"),
        ligne(4, dispositif="Hors politique de la ville"),
    ]
    lecture = lu(ecrire(tmp_path / "s.csv", lignes))
    assert lecture.tables["financement"]["nature"].tolist() == ["droit_commun", *["specifique"] * 3]
    assert lecture.tables["financement"]["section"].tolist() == ["investissement", *["fonctionnement"] * 3]
    assert any(
        m.startswith("2 subventions sont lues comme crédits spécifiques") for m in motifs(lecture, False)
    )


def test_verifier_passe_par_la_meme_porte_et_nomme_l_endroit(tmp_path, capsys):
    chemin = tmp_path / "s.csv"
    chemin.write_text(TEXTES["titres_ligne_4"].replace(";non;1;", ";non;1;", 1), encoding="utf-8")
    assert main(["scdl", str(chemin), "--verifier"]) in (0, 1)
    assert "ligne 4" in capsys.readouterr().err
    chemin.write_text(JUSTE.replace(";Atelier 2;", ';"Atelier 2;'), encoding="utf-8")
    assert main(["scdl", str(chemin), "--verifier"]) == 1
    assert "ligne 3" in capsys.readouterr().err
    main(["scdl", str(xlsx(tmp_path / "s.xlsx", [ligne(1, nature="argent")], avant="Notice")), "--verifier"])
    assert "feuille Données, ligne 2, nature" in capsys.readouterr().err


def test_le_classeur_qui_decrit_l_action_n_est_pas_complete_une_seconde_fois(tmp_path):
    deja = atelier()
    deja.execute("insert into action (action_id, contrat_id, annee, _rang) values ('A1', 'C1', 2025, 1)")
    lecture = lu(ecrire(tmp_path / "s.csv", [ligne(1, idCofinancement="A1"), ligne(2)]), deja)
    assert somme(lecture) == 20000
    assert "n'y est pas ajoutée" in motifs(lecture)[0]


@pytest.mark.parametrize(
    ("noms", "sirets"),
    [
        (("Éveil", "Café des parents"), [None, None]),
        (("Régie de quartier", "REGIE DE QUARTIER Nord"), ["88888880700003"]),
        (("Centre social Mosaïque", "CSM", "Mosaïque"), ["88888880700003"]),
    ],
)
def test_un_siret_donne_a_deux_organismes_n_en_confond_aucun(tmp_path, noms, sirets):
    lignes = [ligne(rang, nomBeneficiaire=nom) for rang, nom in enumerate(noms, start=1)]
    lecture = lu(ecrire(tmp_path / "s.csv", lignes))
    assert lecture.tables["structure"]["siret"].tolist() == sirets
    assert any("de noms différents" in m for m in motifs(lecture, False)) == (sirets[0] is None)


@pytest.mark.parametrize(
    "titre", ["Statut", "statut_demande", "État du dossier", "Décision", "Avis du comité"]
)
def test_un_statut_sous_un_autre_titre_compte_aussi(tmp_path, titre):
    """Une colonne de statut qu'on n'aurait pas reconnue ferait d'un refus un accord."""
    lignes = [
        ligne(1, **{titre: "Attribuée"}),
        ligne(2, **{titre: "Refusées"}),
        ligne(3, **{titre: "À revoir"}),
    ]
    (tmp_path / "s.csv").write_text(
        csv(lignes).replace("statutLabel", "").replace(";attribuée;", ";;"), "utf-8"
    )
    lecture = lu(tmp_path / "s.csv")
    assert somme(lecture) == 10000 and [r.ligne for r in lecture.rejets if r.bloquant] == [4]
    assert any("est lue comme le statut" in m for m in motifs(lecture, False))


def test_deux_colonnes_de_statut_demandent_laquelle_compte(tmp_path):
    contenu = (
        csv([ligne(1, avis="favorable", etat="refusée")])
        .replace("statutLabel", "")
        .replace(";attribuée;", ";;")
    )
    (tmp_path / "s.csv").write_text(contenu, encoding="utf-8")
    with pytest.raises(SourceIllisible, match="nommez « statutLabel » celle qui compte"):
        lu(tmp_path / "s.csv")


@pytest.mark.parametrize(
    "dit", ["(montants en milliers d'euros)", "Subventions 2025, en k€", "En millions d'euros"]
)
def test_un_tableau_en_milliers_d_euros_n_est_pas_lu_en_euros(tmp_path, dit):
    (tmp_path / "s.csv").write_text(f"{dit};;;\n{JUSTE}", encoding="utf-8")
    with pytest.raises(SourceIllisible, match=r"s!A1 .*sont en euros"):
        lu(tmp_path / "s.csv")
    (tmp_path / "s.csv").write_text(JUSTE.replace("Atelier 1", "Mille et un milliers"), encoding="utf-8")
    assert somme(lu(tmp_path / "s.csv")) == 100000
