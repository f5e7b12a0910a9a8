"""La source `classeur` lit un fichier de tableur avec les contrôles et les refus d'un dossier de CSV."""

import io
import re
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from data.lecture import SourceIllisible
from data.sources.classeur import lire
from tests.data import classeurs
from tests.data.conftest import MINUSCULE


def rejets(lecture):
    return [(r.feuille, r.ligne, r.colonne, r.valeur, r.motif) for r in lecture.rejets]


def un_classeur(tmp_path, nom="essai.xlsx", **feuilles):
    """Le classeur minuscule en un fichier de tableur ; les feuilles données remplacent les siennes."""
    lues = {
        n: classeurs.cases(f) if isinstance(f, str) else f
        for n, f in {**MINUSCULE, **feuilles}.items()
        if f is not None
    }
    ecrire = {"xlsx": classeurs.xlsx, "xls": classeurs.xls, "ods": classeurs.ods}[nom.rpartition(".")[2]]
    (tmp_path / nom).write_bytes(ecrire(lues))
    return lire(tmp_path / nom, lambda _lues, _attendues: None)


@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods"])
def test_un_fichier_de_tableur_rend_les_memes_tables_que_le_dossier_de_csv(classeur, tmp_path, extension):
    dossier, fichier = (
        lire(classeur().parent / "classeur", lambda _lues, _attendues: None),
        un_classeur(tmp_path, f"essai.{extension}"),
    )
    assert rejets(fichier) == []
    assert (fichier.nb_lignes, fichier.nb_retenues) == (dossier.nb_lignes, dossier.nb_retenues)
    assert list(fichier.tables) == list(dossier.tables)
    for nom, table in dossier.tables.items():
        assert fichier.tables[nom].to_dict("records") == table.to_dict("records"), nom


def test_les_titres_francais_et_les_choix_a_libelle_se_reconnaissent(tmp_path):
    lecture = un_classeur(
        tmp_path,
        **{
            "financements": None,
            "Financements": [
                ["Référence *", "Financeur *", "Nature *", "Section *", "DEMANDÉ (€)", "accorde"],
                ["Exemple : 2026-001", "caf", "specifique", "fonctionnement", 6000, 5000],
                ["A1", "etat · État · préfecture", "Spécifique", "Fonctionnement", "1 234,50 €", "-"],
            ],
        },
    )
    assert rejets(lecture) == []
    (ligne,) = lecture.tables["financement"].to_dict("records")
    assert (ligne["financeur_id"], ligne["nature"], ligne["_ligne"]) == ("etat", "specifique", 3)
    assert (ligne["demande_eur"], pd.isna(ligne["accorde_eur"])) == (Decimal("1234.50"), True)


def test_chaque_cellule_refusee_d_un_tableur_dit_sa_place_et_la_ligne_n_entre_pas(tmp_path):
    entete = ["reference", "financeur_id", "nature", "section", "accorde_eur"]
    lecture = un_classeur(
        tmp_path,
        financements=[
            entete,
            ["A1", "etat", "specifique", "fonctionnement", 12.345],
            ["A1", "etat", "specifique", "fonctionnement", "=1+1"],
            ["A1", "etat", "specifique", "fonctionnement", True],
            ["A1", None, "specifique", "investissement", -3],
            [None, None, None, None, None],
            ["A2", "etat", "specifique", "fonctionnement", 5, "perdue"],
            ["A2", "etat", "specifique", "fonctionnement", 0.1 + 0.2],
        ],
    )
    trouves = {(ligne, colonne): (valeur, motif) for _, ligne, colonne, valeur, motif in rejets(lecture)}
    assert trouves[(2, "accorde_eur")][0] == "12.345"
    assert trouves[(2, "accorde_eur")][1].startswith("un montant a deux décimales au plus")
    assert trouves[(3, "accorde_eur")][1].startswith("formule sans résultat enregistré")
    assert trouves[(4, "accorde_eur")] == ("oui", "ce n'est pas un nombre")
    assert trouves[(5, "financeur_id")] == (None, "cette cellule est obligatoire")
    assert trouves[(5, "accorde_eur")] == ("-3", "un montant ne peut pas être négatif")
    assert trouves[(7, None)] == ("perdue", "cette cellule n'est sous aucun titre (financements!F7)")
    assert lecture.tables["financement"][["_ligne", "accorde_eur"]].to_numpy().tolist() == [
        [8, Decimal("0.30")]
    ]
    assert len(trouves) == 6
    # 19 lignes, moins les 3 financements d'origine, plus 6 (la vide n'en est pas une), dont 5 refusées.
    assert (lecture.nb_lignes, lecture.nb_retenues) == (22, 17)


def test_ce_qui_est_cache_fusionne_ou_inconnu_est_lu_ou_signale_jamais_tu(tmp_path):
    contenu = classeurs.xlsx({n: classeurs.cases(f) for n, f in MINUSCULE.items()} | {"Notes": [["à faire"]]})
    lu_ = openpyxl.load_workbook(io.BytesIO(contenu))
    lu_["quartiers"].row_dimensions[2].hidden = True
    lu_["structures"].sheet_state = "hidden"
    lu_["financeurs"].merge_cells("B2:B3")
    (tmp_path / "c.xlsx").write_bytes(classeurs.enregistrer(lu_))
    lecture = lire(tmp_path / "c.xlsx", lambda _lues, _attendues: None)
    dits = {(r.feuille, r.motif, r.valeur) for r in lecture.rejets if not r.bloquant}
    assert ("Notes", "feuille inconnue : elle n'a pas été lue", None) in dits
    assert ("quartiers", "1 ligne cachée a été lue (2)", None) in dits
    assert ("structures", "cette feuille est cachée : elle a été lue", None) in dits
    assert ("financeurs", "cellules fusionnées : seule la première porte la valeur", "B2:B3") in dits
    assert len(lecture.tables["quartier"]) == 3 and len(lecture.tables["structure"]) == 1


@pytest.mark.parametrize(
    ("feuilles", "phrase"),
    [
        ({"Programation": [["a"]]}, "feuille inconnue « Programation » (peut-être « programmation » ?)"),
        ({"séances": [["a"]], "seances": [["a"]]}, "deux feuilles se nomment « seances »"),
        ({"financeurs": [["Code du financeur", "Nom", "Catégorie", "Rang"]]}, "colonne inconnue « Rang »"),
        ({"financeurs": [["Nom"]]}, "colonne obligatoire absente : financeur_id"),
        ({"financeurs": []}, "« financeurs » est vide"),
        ({"financeurs": [["Nom", "nom"]]}, "la colonne « nom » est écrite deux fois"),
    ],
)
def test_une_mauvaise_disposition_de_tableur_se_dit_en_une_phrase(tmp_path, feuilles, phrase):
    with pytest.raises(SourceIllisible, match=re.escape(phrase)):
        un_classeur(tmp_path, **feuilles)


def test_un_tableur_sans_feuille_connue_dit_celles_qu_il_a(tmp_path):
    (tmp_path / "c.ods").write_bytes(classeurs.ods({"Feuille1": [["a"]]}))
    with pytest.raises(SourceIllisible, match="aucune feuille connue parmi « Feuille1 »"):
        lire(tmp_path / "c.ods", lambda _lues, _attendues: None)
