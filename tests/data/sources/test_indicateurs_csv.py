"""Les indicateurs d'une collectivité, en CSV long, avec leurs définitions."""

import pytest

from data.lecture import SourceIllisible

DEFINITIONS = (
    "indicateur_id;nom;theme;unite;definition;sens;sommable\n"
    "inscrits;Inscrits au club;Sport;personnes;Licenciés du club.;hausse;oui\n"
    "flou;;;;;;\n"
)
ENTETE = "indicateur_id;territoire_type;territoire_id;annee;valeur;statut;zonage\n"


def test_les_definitions_viennent_du_fichier_voisin(lire, motifs, tmp_path):
    (tmp_path / "indicateurs.csv").write_text(DEFINITIONS, encoding="utf-8")
    lecture = lire(
        "indicateurs-csv",
        ENTETE
        + "inscrits;quartier;QN04101M;2024;12,5;;\n"
        + "inscrits;quartier;QP041001;2023;;secret;\n"
        + "inscrits;commune;41018;2024;s;;\n"
        + "inscrits;france;FR;2024;1 000;estimée;\n",
        "mesures.csv",
    )
    lues = lecture.tables["mesure"][["valeur", "statut", "zonage"]].to_numpy().tolist()
    assert lues == [
        [12.5, "diffusée", "2024"],
        [None, "secret", "2015"],
        [None, "secret", None],
        [1000.0, "estimée", None],
    ]
    assert lecture.tables["indicateur"]["indicateur_id"].tolist() == ["inscrits"]
    assert len(motifs(lecture, False)) == 1


def test_les_definitions_peuvent_etre_des_colonnes(lire):
    texte = (
        "indicateur_id,nom,theme,unite,definition,sens,sommable,territoire_type,territoire_id,annee,valeur\n"
        "inscrits,Inscrits,Sport,personnes,Licenciés.,hausse,oui,quartier,QN04101M,2024,12\n"
        "inscrits,Inscrits,Sport,personnes,Licenciés.,hausse,oui,quartier,QN04104N,2024,\n"
    )
    lecture = lire("indicateurs-csv", texte, "tout.csv")
    assert lecture.tables["mesure"]["statut"].tolist() == ["diffusée", "manquante"]
    assert len(lecture.tables["indicateur"]) == 1


def test_chaque_refus_a_sa_raison(lire, motifs, tmp_path):
    (tmp_path / "indicateurs.csv").write_text(DEFINITIONS, encoding="utf-8")
    bonne = "inscrits;quartier;QN04101M;2024;12;;\n"
    lecture = lire(
        "indicateurs-csv",
        ENTETE
        + bonne * 2
        + "flou;quartier;QN04101M;2024;1;;\n"
        + "inscrits;canton;4101;2024;1;;\n"
        + "inscrits;quartier;;2024;1;;\n"
        + "inscrits;quartier;QN04101M;l'an dernier;1;;\n"
        + "inscrits;quartier;QN04102M;2024;1;peut-être;\n"
        + "inscrits;quartier;QN04103M;2024;douze;;\n"
        + "inscrits;quartier;QN04104N;2024;12;secret;\n"
        + "inscrits;quartier;QN04105N;2024;12;;1996\n",
        "mesures.csv",
    )
    assert lecture.nb_retenues == 1
    assert len(set(motifs(lecture))) == 9


def test_sans_definitions_le_fichier_est_refuse(lire):
    with pytest.raises(SourceIllisible, match=r"indicateurs\.csv"):
        lire("indicateurs-csv", ENTETE, "mesures.csv")


@pytest.mark.parametrize(
    ("ecrits", "codes"),
    [
        (("QPV", "QN04101M", "", "Secret statistique"), ("quartier", "secret")),
        (("Quartiers prioritaires", "QN04101M", "N.D.", ""), ("quartier", "manquante")),
        (("COMMUNES", "41018", "12", "Provisoire"), ("commune", "estimée")),
        (("Communauté d'agglomération", "200000001", "12", "Diffusées"), ("epci", "diffusée")),
        (("Région", "24", "NS", "secret"), ("region", "secret")),
    ],
)
def test_les_mots_d_une_mesure_sont_reconnus_de_toutes_les_facons(lire, tmp_path, ecrits, codes):
    (tmp_path / "indicateurs.csv").write_text(DEFINITIONS.replace("hausse", "À la HAUSSE"), encoding="utf-8")
    genre, code, valeur, statut = ecrits
    lecture = lire(
        "indicateurs-csv", f"{ENTETE}inscrits;{genre};{code};2024;{valeur};{statut};\n", "mesures.csv"
    )
    assert lecture.tables["mesure"][["territoire_type", "statut"]].to_numpy().tolist() == [list(codes)]
    assert lecture.tables["indicateur"]["sens"].tolist() == ["hausse"]


@pytest.mark.parametrize(
    ("ligne", "colonne", "connus"),
    [
        ("inscrits;pays de Loire;x;2024;1;;", "territoire_type", "quartier, commune, epci"),
        ("inscrits;commune;41018;2024;1;à confirmer;", "statut", "diffusée, secret, manquante, estimée"),
        ("inscrits;quartier;QN04101M;2024;1;;2020", "zonage", "2015, 2024"),
        ("inscrits;commune;41018;2024;s;diffusée;", "statut", "La valeur dit « secret »"),
    ],
)
def test_un_mot_inconnu_est_refuse_dans_sa_colonne(lire, tmp_path, ligne, colonne, connus):
    (tmp_path / "indicateurs.csv").write_text(DEFINITIONS, encoding="utf-8")
    lecture = lire("indicateurs-csv", f"{ENTETE}{ligne}\n", "mesures.csv")
    (refus,) = [r for r in lecture.rejets if r.bloquant]
    assert refus.colonne == colonne and connus in refus.motif and refus.ligne == 2


def test_un_sens_inconnu_prive_l_indicateur_de_ses_mesures_et_c_est_dit(lire):
    texte = (
        "indicateur_id,nom,theme,unite,definition,sens,sommable,territoire_type,territoire_id,annee,valeur\n"
        "inscrits,Inscrits,Sport,personnes,Licenciés.,mieux,oui,commune,41018,2024,12\n"
    )
    (refus,) = lire("indicateurs-csv", texte).rejets
    assert refus.bloquant and refus.colonne == "sens" and "hausse, baisse, neutre" in refus.motif
