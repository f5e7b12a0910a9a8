"""Le classeur qu'on donne à remplir, et l'aller-retour : une base, son classeur, la même base."""

import io
import shutil

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from data.__main__ import main
from data.construction import construire
from data.feuilles import FEUILLES
from data.fichiers.classeur import ouvrir, ouvrir_octets
from data.fichiers.sortie import propre
from data.modele import cellule, colonnes, lisez_moi
from data.modele.ecriture import ModeleImpossible, ecrire
from data.schema import sans_accents, tables
from data.sources.classeur import lire
from tests.data import classeurs
from tests.data.conftest import MINUSCULE

HORS = {"source": ("fichier", "empreinte", "importe_le"), "version": ("version_id", "publiee_le", "nom")}
"""Ce qui change d'une construction à l'autre : le fichier lu, son empreinte et l'heure."""


def recette(dossier, fichier, nom="Territoire fictif"):
    chemin = dossier / "essai.toml"
    chemin.write_text(
        f'nom = "Essai"\n[[source]]\ntype = "classeur"\nfichier = "{fichier}"\nnom = "{nom}"\n',
        encoding="utf-8",
    )
    return chemin


def lignes(base, table):
    colonnes_comparees = ", ".join(c for c in tables()[table].colonnes if c not in HORS.get(table, ()))
    trouvees = base.execute(f"select {colonnes_comparees} from {table}").fetchall()
    return sorted(trouvees, key=repr)


def assert_memes_tables(avant, apres, sauf=("source", "version")):
    with (
        duckdb.connect(str(avant), read_only=True) as une,
        duckdb.connect(str(apres), read_only=True) as autre,
    ):
        for table in tables():
            if table not in sauf:
                assert lignes(une, table) == lignes(autre, table), table


def test_la_region_fictive_fait_l_aller_retour_par_un_classeur(base_demo, tmp_path):
    ecrit = ecrire(tmp_path / "region.xlsx", base_demo, rempli=True)
    assert ecrit.manques == []
    construire(recette(tmp_path, "region.xlsx"), base=tmp_path / "apres.duckdb", silencieux=True)
    assert_memes_tables(base_demo, tmp_path / "apres.duckdb")
    with duckdb.connect(str(tmp_path / "apres.duckdb"), read_only=True) as base:
        bilan = base.execute("select nb_lignes, nb_retenues, nb_rejets from source where source_id = 's01'")
        assert bilan.fetchone() == (sum(ecrit.lignes.values()), sum(ecrit.lignes.values()), 0)
        assert base.execute("select count(*) from rejet").fetchone() == (0,)


PETITE = MINUSCULE | {
    "classements": "contrat_id;classement;multiple;classe_code;classe;ordre\n"
    "C1;Axes transversaux;oui;jeunesse;Jeunesse;1\n",
    "programmation": "reference;contrat_id;annee;intitule;structure_id;pilier;thematique;statut;quartiers;"
    "parts;classes;reference_precedente;cout_total_eur;beneficiaires_quartiers;reconduction\n"
    "A1;C1;2024;=1+1;S1;EMP;INS;retenue;QN1,QN2;0.1,0.9;axes-transversaux:jeunesse;;18 500,5;3,4;oui\n"
    "A2;C1;2025;'Fête', dit-on;S1;VIE;;refusée;;;;A1;;;non\n"
    'A3;C2;2024;"Deux\nlignes _x000D_";S1;EMP;;retenue;QN3;;;;0;;\n',
    "instances": "instance_id;contrat_id;nom;type\nI1;C1;Comité;COPIL\n",
    "seances": "seance_id;instance_id;tenue_le;ordre_du_jour;nb_presents\nS1;I1;2024-02-29;-;3\n",
    "decisions": "seance_id;reference;objet;decision;montant_eur\nS1;A2;Non;rejetée;\n"
    "S1;A1;Oui;validée;6000,01\nS1;;Divers;;\n",
    "avis": "reference;instance_id;avis;motif\nA2;I1;réservé;@peser\n",
    "indicateurs": "indicateur_id;nom;theme;unite;definition;sens;sommable\ntaux;Taux;T;%;D;baisse;non\n",
    "mesures": "indicateur_id;territoire_type;territoire_id;annee;valeur;statut;zonage\n"
    "taux;quartier;QN1;2023;0.30000000000000004;diffusée;2024\ntaux;quartier;QN2;2023;;secret;2024\n",
    "engagements": "engagement_id;contrat_id;structure_id;pour_quoi;montant_eur;echeance;etat\n"
    "E1;C1;S1;Un poste;;31/12/2027;en cours\n",
}


@pytest.fixture(scope="module")
def petite(tmp_path_factory):
    """Une petite base construite d'un dossier de CSV, avec de quoi remplir presque toutes les feuilles."""
    dossier = tmp_path_factory.mktemp("petite")
    (dossier / "classeur").mkdir()
    for nom, contenu in PETITE.items():
        (dossier / "classeur" / f"{nom}.csv").write_text(contenu, encoding="utf-8")
    construire(recette(dossier, "classeur"), base=dossier / "petite.duckdb", silencieux=True)
    return dossier / "petite.duckdb"


def en_cases(contenu):
    return {
        nom: [
            [c.valeur if not hasattr(c.valeur, "as_tuple") else float(c.valeur) for c in ligne.cellules]
            for ligne in feuille.lignes
        ]
        for nom, feuille in ouvrir_octets(contenu, "p.xlsx").feuilles.items()
    }


@pytest.mark.parametrize(
    ("extension", "convertir"), [("xlsx", None), ("ods", classeurs.ods), ("xls", classeurs.xls)]
)
def test_une_petite_base_fait_l_aller_retour_dans_chaque_format(petite, tmp_path, extension, convertir):
    tampon = io.BytesIO()
    ecrire(tampon, petite, rempli=True)
    contenu = convertir(en_cases(tampon.getvalue())) if convertir else tampon.getvalue()
    (tmp_path / f"p.{extension}").write_bytes(contenu)
    construire(recette(tmp_path, f"p.{extension}"), base=tmp_path / "apres.duckdb", silencieux=True)
    assert_memes_tables(petite, tmp_path / "apres.duckdb")


def test_un_texte_du_classeur_n_est_jamais_une_formule(petite):
    tampon = io.BytesIO()
    ecrire(tampon, petite, rempli=True)
    lu = load_workbook(tampon)
    intitule = lu["Programmation"]["D2"]
    assert (intitule.value, intitule.data_type, intitule.quotePrefix) == ("=1+1", "s", True)
    assert not any(c.data_type == "f" for feuille in lu for rangee in feuille.iter_rows() for c in rangee)


def test_seuls_les_statuts_montres_s_ecrivent(petite):
    tampon = io.BytesIO()
    ecrit = ecrire(tampon, petite, rempli=True, statuts=["retenue"])
    # A2 est refusée : ni elle, ni son financement, ni la décision qui la refuse, ni son avis.
    assert [ecrit.lignes[n] for n in ("programmation", "financements", "decisions", "avis")] == [2, 2, 2, 0]
    textes = {
        str(c.valeur)
        for f in ouvrir_octets(tampon.getvalue(), "p.xlsx").feuilles.values()
        for ligne in f.lignes
        for c in ligne.cellules
    }
    assert not any(secret in textes for secret in ("A2", "'Fête', dit-on", "@peser", "Non"))


def test_un_seul_contrat_s_ecrit_et_se_relit(petite, tmp_path):
    ecrit = ecrire(tmp_path / "c2.xlsx", petite, contrat="C2", rempli=True)
    assert [ecrit.lignes[n] for n in ("contrat", "communes", "quartiers", "programmation", "seances")] == [
        1,
        1,
        1,
        1,
        0,
    ]
    rapport = construire(recette(tmp_path, "c2.xlsx"), base=tmp_path / "c2.duckdb", silencieux=True)
    assert (rapport.totaux["actions"], rapport.sources[0].rejetees) == (1, 0)


def test_le_modele_a_ses_titres_ses_listes_ses_commentaires_et_un_exemple_qu_on_ne_lit_pas(petite, tmp_path):
    ecrit = ecrire(tmp_path / "modele.xlsx", petite)
    assert (ecrit.lignes["quartiers"], ecrit.lignes["programmation"]) == (3, 0)
    lu = load_workbook(tmp_path / "modele.xlsx")
    assert lu.sheetnames == ["Lisez-moi", *map(colonnes.onglet, FEUILLES), "Listes"]
    feuille = lu["Financements"]
    assert [c.value for c in feuille[1]][-4:] == ["Demandé (€)", "Proposé (€)", "Accordé (€)", "Versé (€)"]
    assert "Obligatoire." in feuille["A1"].comment.text and feuille.freeze_panes == "B2"
    assert feuille["A2"].value == "Exemple : 2026-001"
    assert (feuille["G2"].value, feuille["G2"].number_format) == (5000, '#,##0.00\\ "€"')
    choix = {}
    for regle in feuille.data_validations.dataValidation:
        lettre = regle.formula1.split("$")[1]
        choix[str(regle.sqref)[0]] = [c.value for c in lu["Listes"][lettre][1:] if c.value]
    assert choix["B"] == ["etat · État", "agglo · Agglo"]
    assert choix["C"] == ["specifique", "droit_commun", "autofinancement"]
    relu = lire(tmp_path / "modele.xlsx", lambda _lues, _attendues: None)
    assert (relu.rejets, "action" in relu.tables) == ([], False)


def test_un_modele_sans_base_n_a_que_des_exemples(tmp_path):
    ecrit = ecrire(tmp_path / "vide.xlsx")
    assert set(ecrit.lignes.values()) == {0}
    relu = lire(tmp_path / "vide.xlsx", lambda _lues, _attendues: None)
    assert (relu.tables, relu.rejets, relu.nb_lignes) == ({}, [], 0)


def test_un_exemple_qu_on_a_rempli_sans_oter_sa_marque_est_signale(tmp_path):
    ecrire(tmp_path / "m.xlsx")
    lu = load_workbook(tmp_path / "m.xlsx")
    lu["Financeurs"]["B2"] = "Mon financeur"
    lu.save(tmp_path / "m.xlsx")
    (rejet,) = lire(tmp_path / "m.xlsx", lambda _lues, _attendues: None).rejets
    assert (rejet.feuille, rejet.ligne, rejet.bloquant) == ("financeurs", 2, False)
    assert "retirez « Exemple : »" in rejet.motif


def test_chaque_colonne_a_un_titre_qui_ne_designe_qu_elle_et_un_exemple_lisible():
    assert set(lisez_moi.ONGLETS) == set(FEUILLES)
    for feuille in FEUILLES:
        decrites = colonnes.colonnes(feuille)
        assert sans_accents(colonnes.onglet(feuille)).replace("-", "_") == feuille
        assert len({sans_accents(c.titre) for c in decrites.values()}) == len(decrites), feuille
        for nom, colonne in decrites.items():
            assert colonne.definition.endswith("."), (feuille, nom)
            assert colonnes.intitules(feuille)[sans_accents(colonne.titre)] == nom
            assert colonnes.intitules(feuille)[sans_accents(nom)] == nom
            if colonne.exemple:
                cellule.valeur_exemple(colonne)
                fermee = colonnes.listes_fermees(feuille, nom)
                assert not fermee or colonne.exemple in fermee, (feuille, nom)


def test_un_contour_trop_long_pour_une_cellule_est_dit(tmp_path):
    case = Workbook().active["A1"]
    assert cellule.poser(case, "x" * 40_000, "geometrie").startswith("40\u202f000 signes")
    assert case.value is None


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_tout_texte_se_relit_tel_quel(textes):
    classeur = Workbook()
    for ligne, texte in enumerate(textes, start=1):
        cellule.poser(classeur.active.cell(ligne, 1), f"a{texte}z", "texte")
    lue = ouvrir_octets(classeurs.enregistrer(classeur), "t.xlsx").feuilles["Sheet"]
    for ligne, texte in enumerate(textes, start=1):
        attendu = propre(f"a{texte}z")
        assert lue.cellule(f"A{ligne}").valeur == attendu


@pytest.mark.parametrize(
    ("mots", "code", "phrase"),
    [
        (["m.csv"], 2, "finit par .xlsx"),
        (["m.xlsx", "--base", "absente.duckdb"], 1, "n'existe pas"),
        (["nulle-part/m.xlsx", "--base", "{base}"], 1, "ne peut pas être écrit"),
        (["m.xlsx", "--base", "{base}", "--contrat", "C9"], 1, "« C9 » n'est pas dans la base (C1, C2)"),
        (["m.xlsx", "--base", "abimee.duckdb"], 1, "ne peut pas être lue"),
    ],
)
def test_la_commande_dit_ce_qui_ne_va_pas(petite, tmp_path, monkeypatch, capsys, mots, code, phrase):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "abimee.duckdb").write_bytes(b"x" * 5000)
    assert main(["modele", *(mot.format(base=petite) for mot in mots)]) == code
    assert phrase in capsys.readouterr().err
    assert not list(tmp_path.glob("*.xlsx")) and not list(tmp_path.glob(".*.xlsx"))


def test_la_commande_ecrit_le_classeur(petite, tmp_path, capsys):
    assert main(["modele", str(tmp_path / "m.xlsx"), "--base", str(petite), "--rempli"]) == 0
    assert "21 feuilles" in capsys.readouterr().out
    assert ouvrir(tmp_path / "m.xlsx").feuilles["Quartiers"].cellule("A2").valeur == "QN1"


def test_deux_contrats_aux_memes_references_demandent_deux_classeurs(petite, tmp_path):
    petite = shutil.copy(petite, tmp_path / "double.duckdb")
    with duckdb.connect(str(petite)) as base:
        base.execute("update action set action_id = 'C2-A1' where action_id = 'C2-A3'")
    with pytest.raises(ModeleImpossible, match="un classeur par contrat"):
        ecrire(io.BytesIO(), petite, rempli=True)
    assert ecrire(io.BytesIO(), petite, contrat="C1", rempli=True).lignes["programmation"] == 2
