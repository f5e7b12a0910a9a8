"""Les dispositions de l'INSEE : classeur brut, CSV d'un tiers, bases 2021 et après, RPLS, archive."""

import io
import zipfile

import openpyxl
import pytest

from data.lecture import SourceIllisible
from data.sources.definitions import catalogue, separer_annee


def mesures(lecture, *colonnes):
    """{(indicateur, territoire, année): (valeur, statut)} — de quoi lire un test d'un coup d'œil."""
    lues = lecture.tables["mesure"]
    return {
        (m.indicateur_id, m.territoire_id, m.annee): (m.valeur, m.statut)
        for m in lues.itertuples(index=False)
    }


def classeur(**feuilles):
    livre = openpyxl.Workbook()
    livre.remove(livre.active)
    for titre, lignes in feuilles.items():
        feuille = livre.create_sheet(titre)
        for ligne in lignes:
            feuille.append(ligne)
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


DEMOGRAPHIE = [
    ["Estimations démographiques"],
    ["Données par quartier"],
    ["Champ : Quartiers de la politique de la ville 2014"],
    ["Source : Recensement de la population 2010"],
    [],
    ["NOM_QP", "qp", "listcom", "reg", "ind_jeune", "tx_tot_0a14", "tx_tot_fam_mono", "tx_neuf"],
    [
        "Nom du quartier",
        "Code du quartier",
        "Code commune",
        "",
        "Indice de jeunesse",
        "Part 0-14",
        "Part",
        "Part x",
    ],
    ["Kennedy", "QP041001", "Blois", "24", 1.1, 24.3, 12, 3],
    ["Croix", "QP001002", "Bourg", "82", None, 20, None, 101],
]


def test_le_classeur_brut_se_lit_quelle_que_soit_la_place_de_l_en_tete(lire, motifs):
    for decalage in ([], [["Avertissement"], []]):
        feuilles = {
            "Regions": [["", "reg", "ind_jeune"], ["Ensemble", "11", 2.5]],
            "Quartiers": decalage + DEMOGRAPHIE,
            "Documentation": [["À lire"]],
        }
        lecture = lire("indicateurs-insee", classeur(**feuilles), "demographie.xlsx")
        assert mesures(lecture) == {
            ("indice_jeunesse", "QP041001", 2010): (1.1, "diffusée"),
            ("indice_jeunesse", "QP001002", 2010): (None, "secret"),
            ("part_0a14", "QP041001", 2010): (24.3, "diffusée"),
            ("part_0a14", "QP001002", 2010): (20.0, "diffusée"),
            ("familles_monoparentales_menages", "QP041001", 2010): (12.0, "diffusée"),
            ("familles_monoparentales_menages", "QP001002", 2010): (None, "secret"),
            ("tx_neuf", "QP041001", 2010): (3.0, "diffusée"),
            ("tx_neuf", "QP001002", 2010): (101.0, "diffusée"),
        }
        assert set(lecture.tables["mesure"]["zonage"]) == {"2015"}
        inconnu = lecture.tables["indicateur"].set_index("indicateur_id").loc["tx_neuf"]
        assert (inconnu["nom"], inconnu["unite"], inconnu["sommable"]) == ("Part x", "%", False)
        signales = motifs(lecture, False)
        assert sum("Feuille sans quartier" in m for m in signales) == 2
        assert sum("dépasse 100 %" in m for m in signales) == 1


def test_le_csv_d_un_tiers_distingue_le_secret_de_ce_qui_n_existait_pas(lire):
    lecture = lire(
        "indicateurs-insee",
        "code,revenu_median,taux_pauvrete,gini,annee\n"
        "QP041001,12321.0,46.9,,2012\nQP041001,,,0.3,2013\nQP018001,12000.0,44.0,0.2,2013\n",
        "revenus_2012_2021.csv",
    )
    lues = mesures(lecture)
    assert lues["revenu_median", "QP041001", 2012] == (12321.0, "diffusée")
    assert lues["taux_pauvrete", "QP041001", 2013] == (None, "secret")
    assert lues["gini", "QP041001", 2012] == (None, "manquante")
    assert lues["gini", "QP041001", 2013] == (0.3, "diffusée")
    indicateurs = lecture.tables["indicateur"].set_index("indicateur_id")
    assert indicateurs.loc["taux_pauvrete", ["unite", "sens", "sommable"]].tolist() == ["%", "baisse", False]


def test_la_population_s_additionne_et_sa_variation_ne_se_reprend_pas(lire, motifs):
    texte = "code,pop_2013,pop_2018,evol_pop_pct\nQP041001,6059.0,6034.0,-0.41\n"
    lecture = lire("indicateurs-insee", texte, "population.csv")
    assert mesures(lecture) == {
        ("population", "QP041001", 2013): (6059.0, "diffusée"),
        ("population", "QP041001", 2018): (6034.0, "diffusée"),
    }
    assert lecture.tables["indicateur"]["sommable"].tolist() == [True]
    assert "se déduit" in motifs(lecture, False)[0]


BASE_2021 = (
    "\ufeffCODGEO;LIBGEO;DISP_MED_A21;DISP_TP60_A21;DISP_NOTE21;DEC_MED_A21\n"
    "QN04101M;Blois Nord;13 724;44,3;0;10788\n"
    "QN04104N;Quinière;ns;s;1;nd\n"
    "41018;Blois;21000,5;20.1;0;19000\n"
    "200030385;CA de Blois;22000;;0;20000\n"
    "00;Ensemble des QP;13000;45;0;10000\n"
    "QN04101M;Blois Nord;1;1;0;1\n"
)


def test_la_base_2021_dit_le_secret_et_les_territoires_de_comparaison(lire, motifs):
    lecture = lire("indicateurs-insee", BASE_2021, "base.csv")
    lues = mesures(lecture)
    assert lues["revenu_median", "QN04101M", 2021] == (13724.0, "diffusée")
    assert lues["taux_pauvrete", "QN04101M", 2021] == (44.3, "diffusée")
    assert lues["revenu_median", "QN04104N", 2021] == (None, "secret")
    assert lues["taux_pauvrete", "QN04104N", 2021] == (None, "secret")
    assert lues["revenu_median_declare", "QN04104N", 2021] == (None, "manquante")
    assert lues["taux_pauvrete", "200030385", 2021] == (None, "manquante")
    genres = lecture.tables["mesure"].drop_duplicates("territoire_id").set_index("territoire_id")
    assert genres["territoire_type"].to_dict() == {
        "QN04101M": "quartier",
        "QN04104N": "quartier",
        "41018": "commune",
        "200030385": "epci",
    }
    assert genres["zonage"].to_dict() == {
        "QN04101M": "2024",
        "QN04104N": "2024",
        "41018": None,
        "200030385": None,
    }
    assert len(motifs(lecture)) == 2


def test_le_rpls_melange_virgules_et_points(lire):
    texte = (
        "CodGeo,libGeo,nbLsPls,txVac,moyLoy\n"
        'QP041001,Kennedy,"1\u202f250","2,5",6.12\n'
        'QP041002,Croix,300,2.5,"5,9"\n'
    )
    lecture = lire("indicateurs-insee", texte, "LOGT_2023.csv")
    lues = mesures(lecture)
    assert lues["logements_sociaux", "QP041001", 2023] == (1250.0, "diffusée")
    assert lues["vacance_sociale", "QP041001", 2023] == lues["vacance_sociale", "QP041002", 2023]
    assert lues["loyer_moyen_social", "QP041002", 2023] == (5.9, "diffusée")
    sommables = lecture.tables["indicateur"].set_index("indicateur_id")["sommable"]
    assert sommables.to_dict() == {
        "logements_sociaux": True,
        "vacance_sociale": False,
        "loyer_moyen_social": False,
    }


def test_l_archive_de_l_insee_nomme_ses_variables(lire):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("donnees_QP.csv", "CODGEO;NEUF_A21\nQN04101M;3\n")
        archive.writestr("meta_donnees_QP.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\nNEUF_A21;Taux de neuf;;\n")
    lecture = lire("indicateurs-insee", tampon.getvalue(), "base_csv.zip")
    assert mesures(lecture) == {("neuf", "QN04101M", 2021): (3.0, "diffusée")}
    assert lecture.tables["indicateur"]["nom"].tolist() == ["Taux de neuf"]


def test_une_cellule_illisible_se_signale_et_ne_devient_pas_zero(lire, motifs):
    lecture = lire("indicateurs-insee", "CODGEO;DISP_MED_A21;X\nQN04101M;environ 12;3\n", "x.csv")
    assert mesures(lecture) == {("revenu_median", "QN04101M", 2021): (None, "manquante")}
    assert ["ni un nombre" in m for m in motifs(lecture, False)] == [False, True]


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        ("a;b\n1;2\n", "x.csv", "CODGEO"),
        ("CODGEO;DISP_MED\nQN04101M;12\n", "x.csv", "année"),
        (b"\xd0\xcf\x11\xe0abime", "x.xls", "abîmé"),
        (b"PK\x03\x04abime", "x.zip", "abîmée"),
    ],
)
def test_un_autre_fichier_se_dit(lire, contenu, nom, phrase):
    with pytest.raises(SourceIllisible, match=phrase):
        lire("indicateurs-insee", contenu, nom)


def test_un_classeur_coupe_est_refuse_sans_faire_tomber_le_programme(lire):
    entier = classeur(Quartiers=DEMOGRAPHIE)
    for longueur in (100, len(entier) // 2, len(entier) - 10):
        with pytest.raises(SourceIllisible):
            lire("indicateurs-insee", entier[:longueur], "coupe.xlsx")


def test_le_catalogue_est_complet_et_sans_equivoque():
    definitions = {d.indicateur_id: d for d in catalogue().values()}
    assert len(definitions) > 90
    for definition in definitions.values():
        assert all([definition.nom, definition.theme, definition.unite])
        assert definition.definition.endswith(".")
        assert definition.sens in ("hausse", "baisse", "neutre")
        assert not (definition.sommable and definition.unite in ("%", "rapport", "indice", "€ par an"))
    assert len({d.nom for d in definitions.values()}) == len(definitions)


def test_le_millesime_se_lit_dans_le_nom_de_colonne():
    assert separer_annee("DISP_MED_A21") == ("disp_med", 2021)
    assert separer_annee("pop_2018") == ("pop", 2018)
    assert separer_annee("tx_tot_men1_60a74") == ("tx_tot_men1_60a74", None)
