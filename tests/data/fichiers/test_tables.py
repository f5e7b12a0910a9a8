"""Les tables d'un classeur se trouvent où qu'elles soient, et aucune ligne n'y disparaît sans un mot."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.fichiers.classeur import ouvrir_octets
from data.fichiers.tables import Disposition, trouver
from data.lecture import SourceIllisible
from tests.data import classeurs

DISPOSITION = Disposition.de("une liste", ("code", "montant"), nom=("libellé",))


def lues(classeur, disposition=DISPOSITION):
    return [
        (r.feuille, r.numero, r.texte("code"), r.texte("montant"))
        for r in trouver(classeur, disposition).rangees()
    ]


def xlsx(feuilles):
    return ouvrir_octets(classeurs.xlsx(feuilles), "essai.xlsx")


def csv(texte):
    return ouvrir_octets(texte.encode(), "essai.csv")


def motifs(classeur, bloquant=True):
    return [
        (r.feuille, r.ligne, r.motif) for r in trouver(classeur, DISPOSITION).rejets if r.bloquant is bloquant
    ]


def test_les_titres_d_une_autre_ligne_et_d_une_autre_feuille_se_lisent_et_se_disent():
    classeur = xlsx(
        {
            "Lisez-moi": [["Mode d'emploi"]],
            "Données": [["Subventions 2026"], [], ["Montant", "Libellé", "CODE"], [10, "Été", "A1"]],
        }
    )
    assert lues(classeur) == [("Données", 4, "A1", "10")]
    dits = motifs(classeur, bloquant=False)
    assert ("Données", 3, "titres lus à la ligne 3 : ce qui est au-dessus n'est pas lu") in dits
    assert any(feuille == "Lisez-moi" and "non lue" in motif for feuille, _, motif in dits)


def test_les_titres_qui_reviennent_dans_un_autre_ordre_sont_relus():
    classeur = csv("code;montant\nA1;10\nmontant;code\n20;A2\n")
    assert lues(classeur) == [("essai", 2, "A1", "10"), ("essai", 4, "A2", "20")]
    assert ("essai", 3, "les titres reviennent à cette ligne : ils sont relus") in motifs(classeur, False)


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ("A2", "la ligne a 1 champs, ses titres 2"),
        ("A2;20;30", "la ligne a 3 champs, ses titres 2"),
    ],
)
def test_une_ligne_plus_courte_ou_plus_longue_est_refusee(ligne, motif):
    classeur = csv(f"code;montant\nA1;10\n{ligne}\n")
    assert lues(classeur) == [("essai", 2, "A1", "10")]
    assert motifs(classeur) == [("essai", 3, motif)]


def test_des_champs_vides_en_trop_ne_perdent_rien():
    assert lues(csv("code;montant\nA1;10;;\n")) == [("essai", 2, "A1", "10")]
    assert lues(csv("code;montant;;\nA1;10;;\n")) == [("essai", 2, "A1", "10")]


def test_une_cellule_sous_aucun_titre_et_une_colonne_double_se_disent():
    assert motifs(xlsx({"F": [["code", "montant"], ["A1", 10, "x"]]})) == [
        ("F", 2, "cette cellule n'est sous aucun titre (F!C2)")
    ]
    assert motifs(csv("code;montant;montant\nA1;10;20\n")) == [
        ("essai", 2, "la colonne « montant » est écrite deux fois : laquelle lire ?")
    ]


def test_une_feuille_sans_titres_qui_ressemble_a_des_donnees_est_refusee_ligne_par_ligne():
    suite = [["A2", "Régie", "CAF", 20], ["A3", "Lien", "CAF", 30]]
    refus = motifs(xlsx({"F": [["code", "montant"], ["A1", 10]], "Suite": suite}))
    assert [(feuille, ligne) for feuille, ligne, _ in refus] == [("Suite", 1), ("Suite", 2)]


@pytest.mark.parametrize("texte", ["a;b\n1;2\n", "code;autre\nA1;2\n"])
def test_un_autre_fichier_dit_ce_qui_lui_manque(texte):
    with pytest.raises(SourceIllisible, match=r"une liste.*montant"):
        trouver(csv(texte), DISPOSITION)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
    st.sampled_from(["csv", "xlsx"]),
)
def test_les_lignes_se_retrouvent_quel_que_soit_le_decoupage(couples, hasard: random.Random, genre):
    """Titres plus bas, répétés, réordonnés, plusieurs feuilles : les mêmes lignes, une fois chacune."""
    feuilles, feuille = {}, []
    for rang, (code, montant) in enumerate(couples):
        if rang == 0 or hasard.random() < 0.3:
            if genre == "xlsx" and feuille and hasard.random() < 0.5:
                feuilles[f"F{rang}"], feuille = feuille, []
            ordre = hasard.sample(["code", "montant", "nom"], 3)
            if not feuille and hasard.random() < 0.5:
                feuille.append(["Titre du tableau", None, None])
            feuille.append(ordre)
        valeurs = {"code": f"A{code}", "montant": montant, "nom": "Été"}
        feuille.append([valeurs[nom] for nom in ordre])
    feuilles["fin"] = feuille
    if genre == "csv":
        texte = "\n".join(";".join("" if v is None else str(v) for v in ligne) for ligne in feuille)
        classeur = csv(texte)
    else:
        classeur = xlsx(feuilles)
    attendues = [(f"A{code}", str(montant)) for code, montant in couples]
    assert [(code, montant) for _, _, code, montant in lues(classeur)] == attendues
    assert motifs(classeur) == []
