"""Chaque faute du corpus dit sa phrase, exactement, et n'en dit pas d'autre."""

import pytest
from openpyxl.utils import get_column_letter

from data.programmation.modele import CorrespondanceInvalide
from data.programmation.referentiels import ReferentielsAbsents, depuis_base
from tests.data.programmation import corpus
from tests.data.programmation.conftest import LIGNE, TITRES, ecrire, lecture_de, ligne

VALEURS = [LIGNE.get(titre) for titre in TITRES]


def phrases(lue):
    return [constat.phrase() for constat in lue.constats]


@pytest.mark.parametrize(("titre", "ecrit", "cite", "motif"), corpus.CELLULES)
def test_une_cellule_fautive_dit_ou_quoi_et_pourquoi(referentiels, titre, ecrit, cite, motif):
    lue = lecture_de(referentiels, ecrire(TITRES, ligne(**{titre: ecrit})))
    lettre = get_column_letter(TITRES.index(titre) + 1)
    assert phrases(lue) == [f"Ligne 2, colonne {lettre} ({titre}) – « {cite} » : {motif}."]


@pytest.mark.parametrize(("titre", "ecrit", "cite", "motif"), corpus.COLONNES)
def test_une_cellule_fautive_d_une_colonne_facultative_aussi(referentiels, titre, ecrit, cite, motif):
    lue = lecture_de(referentiels, ecrire([*TITRES, titre], [*VALEURS, ecrit]))
    assert phrases(lue) == [f"Ligne 2, colonne K ({titre}) – « {cite} » : {motif}."]


@pytest.mark.parametrize(("changements", "phrase"), corpus.LIGNES)
def test_une_ligne_incomplete_ou_incoherente_se_dit(referentiels, changements, phrase):
    assert phrases(lecture_de(referentiels, ecrire(TITRES, ligne(**changements)))) == [phrase]


@pytest.mark.parametrize(("titre", "valeur", "phrase"), corpus.TITRES_AJOUTES)
def test_un_titre_qui_ne_va_pas_de_soi_se_dit(referentiels, titre, valeur, phrase):
    assert phrases(lecture_de(referentiels, ecrire([*TITRES, titre], [*VALEURS, valeur]))) == [phrase]


@pytest.mark.parametrize(("lignes", "options", "phrase"), corpus.FEUILLES)
def test_une_structure_inattendue_se_dit(referentiels, lignes, options, phrase):
    assert phrase in phrases(lecture_de(referentiels, ecrire(TITRES, *lignes, **options)))


@pytest.mark.parametrize(("lignes", "options", "phrase"), corpus.IMPOSSIBLES)
def test_un_tableau_qui_ne_peut_pas_se_lire_dit_pourquoi(referentiels, lignes, options, phrase):
    with pytest.raises(CorrespondanceInvalide) as erreur:
        lecture_de(referentiels, ecrire(*lignes), **options)
    assert str(erreur.value) == phrase


def test_un_contrat_absent_de_la_base_se_dit(base):
    with pytest.raises(ReferentielsAbsents) as erreur:
        depuis_base(base, "C9")
    assert str(erreur.value) == "Le contrat « C9 » n'est pas dans la base. Contrats connus : C1."


def test_le_corpus_a_plus_de_soixante_fautes():
    tailles = [len(getattr(corpus, nom)) for nom in ("CELLULES", "COLONNES", "LIGNES", "TITRES_AJOUTES")]
    assert sum(tailles) + len(corpus.FEUILLES) + len(corpus.IMPOSSIBLES) >= 100
