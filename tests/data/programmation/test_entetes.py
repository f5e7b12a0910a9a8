"""La ligne de titres se trouve où qu'elle soit, sur une ligne ou plusieurs."""

import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance
from data.programmation.modele import CorrespondanceInvalide
from tests.data.programmation.conftest import LIGNE, TITRES, ecrire, lecture_de, ligne, principale

GROUPES = [None, None, None, "CAF", None, "État P147", None]
ETAGES = ["Intitulé", "Porteur", "Statut", "demandé", "accordé", "demandé", "accordé"]
ACTION = ["Atelier", "Régie de quartier", "retenue", 5, 4, 3, 2]
LUES = [("caf", "demande"), ("caf", "accorde"), ("etat", "demande"), ("etat", "accorde")]


def proposee(referentiels, contenu):
    classeur = ouvrir_octets(contenu, "tableau.xlsx")
    return correspondance.proposer(principale(classeur, referentiels), referentiels)


def montants(c):
    return [(x.financeur_id, x.etape) for x in c.colonnes if x.champ == "montant"]


def test_les_titres_peuvent_suivre_un_titre_et_des_lignes_vides(referentiels):
    lignes = (["Programmation 2026 du contrat de ville"], ["Mise à jour : mars"], [], TITRES, LIGNE)
    c = proposee(referentiels, ecrire(*lignes))
    assert c.titres == (4,)
    assert [x.titre for x in c.colonnes] == list(TITRES)
    assert c.a_confirmer == ()


@pytest.mark.parametrize("fusions", [(), ("D1:E1", "F1:G1", "A1:A2")])
def test_des_titres_sur_deux_lignes_se_composent_avec_ou_sans_fusion(referentiels, fusions):
    haut = ["Intitulé", *GROUPES[1:]] if "A1:A2" in fusions else GROUPES
    bas = [None, *ETAGES[1:]] if "A1:A2" in fusions else ETAGES
    c = proposee(referentiels, ecrire(haut, bas, ACTION, fusions=fusions))
    assert c.titres == (1, 2)
    assert c.colonnes[0].champ == "intitule"
    assert montants(c) == LUES


def test_une_annee_seule_est_un_sous_titre(referentiels):
    haut, bas = ["Intitulé", "Statut", "CAF", None], [None, None, 2025, 2026]
    c = proposee(referentiels, ecrire(haut, bas, ["Atelier", "retenue", 5, 6], fusions=("C1:D1",)))
    assert [(x.financeur_id, x.annee) for x in c.colonnes[2:]] == [("caf", 2025), ("caf", 2026)]


def test_un_commentaire_au_dessus_des_titres_ne_s_y_mele_pas(referentiels):
    bandeau = ["Montants accordés par la CAF", None, None, "à compléter"]
    c = proposee(referentiels, ecrire(bandeau, TITRES, LIGNE))
    assert c.titres == (2,)


def test_une_colonne_remplie_sans_titre_est_dite(referentiels):
    c = proposee(referentiels, ecrire(TITRES, [*[LIGNE.get(t) for t in TITRES], "note"]))
    assert [(x.lettre, x.titre) for x in c.incomprises] == [("K", "")]


def test_la_feuille_la_mieux_comprise_est_choisie(referentiels):
    classeur = ouvrir_octets(ecrire(TITRES, LIGNE, autres=("Lisez-moi", "Liste")), "tableau.xlsx")
    assert principale(classeur, referentiels).nom == "Programmation"


def test_une_feuille_sans_titres_le_dit(referentiels):
    classeur = ouvrir_octets(ecrire(["a", "b"]), "tableau.xlsx")
    with pytest.raises(CorrespondanceInvalide, match="La feuille « Programmation » n'a pas de ligne"):
        correspondance.proposer(classeur.feuilles["Programmation"], referentiels)


def test_les_titres_repetes_a_chaque_page_ne_sont_pas_des_actions(referentiels):
    suite = ligne(Référence="N2", Intitulé="Balade")
    lue = lecture_de(referentiels, ecrire(TITRES, LIGNE, TITRES, suite, TITRES))
    assert [a.reference for a in lue.actions] == ["N1", "N2"]
    assert lue.nb_lignes == 2
