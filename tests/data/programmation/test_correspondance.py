"""Ce que l'utilisateur confirme est retenu, et relu à l'import suivant."""

from dataclasses import replace

import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance, lecture
from data.programmation.modele import CorrespondanceInvalide
from tests.data.programmation.conftest import LIGNE, TITRES, ecrire, ligne

TITRES_DOUTEUX = [*TITRES, "DRAC accordé", "Département"]
VALEURS = [*[LIGNE.get(titre) for titre in TITRES], 10, 20]


def feuille(*lignes):
    return ouvrir_octets(ecrire(*lignes), "tableau.xlsx").feuilles["Programmation"]


@pytest.fixture
def douteuse(referentiels):
    return correspondance.proposer(feuille(TITRES_DOUTEUX, VALEURS), referentiels)


def confirmee(lue, **changements):
    """La même correspondance, toutes colonnes comprises confirmées."""
    colonnes = tuple(replace(c, degre="confirmée") if c.champ else c for c in lue.colonnes)
    return replace(lue, **{"colonnes": colonnes, **changements})


def test_ce_qui_est_a_confirmer_est_liste_titres_incompris_en_tete(douteuse):
    assert [(c.titre, c.degre) for c in douteuse.a_confirmer] == [
        ("DRAC accordé", "inconnue"),
        ("Département", "probable"),
    ]


def test_ce_qui_est_confirme_survit_au_fichier_et_a_l_ordre_des_colonnes(referentiels, douteuse):
    drac = douteuse.colonnes[10]
    precisee = douteuse.avec(
        drac.numero, champ="montant", financeur_id="agglo", nature="specifique", section="fonctionnement"
    )
    voulue = confirmee(precisee, annee=2026, quartiers={"Les Ormes": "QN00101I"})
    relue = correspondance.lire_toml(correspondance.ecrire_toml(voulue))
    assert (relue.annee, relue.contrat_id, relue.quartiers) == (2026, "C1", {"Les Ormes": "QN00101I"})

    autre_ordre = feuille([*reversed(TITRES_DOUTEUX)], [*reversed(VALEURS)])
    suivante = correspondance.proposer(autre_ordre, referentiels, relue)
    assert suivante.a_confirmer == ()
    assert {c.titre: c.sens() for c in suivante.colonnes} == {c.titre: c.sens() for c in voulue.colonnes}
    lue = lecture.lire(autre_ordre, suivante, referentiels)
    assert sorted((f.financeur_id, int(f.accorde)) for _, f in lue.financements) == [
        ("agglo", 10),
        ("departement", 20),
        ("etat", 2000),
    ]


def test_un_titre_nouveau_reste_a_confirmer(referentiels, douteuse):
    retenue = correspondance.lire_toml(correspondance.ecrire_toml(confirmee(douteuse)))
    plus_large = feuille([*TITRES_DOUTEUX, "Truc"], [*VALEURS, 1])
    assert [c.titre for c in correspondance.proposer(plus_large, referentiels, retenue).a_confirmer] == [
        "DRAC accordé",
        "Truc",
    ]


def test_une_colonne_a_ignorer_n_est_plus_signalee(referentiels, douteuse):
    ignoree = douteuse.avec(11, champ="ignorer")
    lue = lecture.lire(feuille(TITRES_DOUTEUX, VALEURS), confirmee(ignoree), referentiels, 2026)
    assert lue.constats == []


def test_le_fichier_ecrit_garde_en_commentaire_ce_qui_reste_a_dire(referentiels, douteuse):
    lignes = (TITRES_DOUTEUX, [*VALEURS[:6], "Grands", *VALEURS[7:]])
    lue = lecture.lire(feuille(*lignes), douteuse, referentiels, 2026)
    texte = correspondance.ecrire_toml(douteuse, lue.constats)
    assert '# titre = "DRAC accordé" : aucun financeur du contrat ne porte ce nom' in texte
    assert '# quartiers : "Grands" = "QN00101I"' in texte
    correspondance.lire_toml(texte)


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("a = [", "correspondance.toml n'est pas du TOML valide."),
        (
            "feuile = 'x'",
            "correspondance.toml : clé inconnue « feuile ». Clés connues : contrat, annee, feuille, statut, "
            "unite, colonne, statuts, quartiers, porteurs, piliers, creer, feuilles, detail.",
        ),
        ("annee = 'cette année'", "correspondance.toml : « annee » attend un nombre."),
        ("quartiers = 3", 'correspondance.toml : « quartiers » attend des lignes « écrit » = "lu".'),
        (
            "[[colonne]]\nchamp = 'montant'",
            "correspondance.toml : une [[colonne]] doit dire son « titre » ou sa « lettre ».",
        ),
        (
            "[[colonne]]\ntitre = 'A'\nchamp = 'montant'\netape = 'promis'",
            "correspondance.toml : colonne « A » : « promis » n'est pas parmi demande, propose, accorde, "
            "verse.",
        ),
        ("[[colonne]]\ntitre = 'A'", "correspondance.toml : colonne « A » : elle ne dit pas son « champ »."),
    ],
)
def test_un_fichier_mal_ecrit_dit_ou(texte, phrase):
    with pytest.raises(CorrespondanceInvalide) as erreur:
        correspondance.lire_toml(texte)
    assert str(erreur.value) == phrase


@pytest.mark.parametrize(
    ("numero", "changement", "phrase"),
    [
        (
            10,
            {"financeur_id": "drac"},
            "Colonne « CAF accordé » : le financeur « drac » n'existe pas. Connus : etat, agglo, villes",
        ),
        (10, {"financeur_id": None}, "Colonne « CAF accordé » : elle ne dit pas quel financeur."),
        (
            10,
            {"champ": "classement", "classement_id": "C1-poles"},
            "Colonne « CAF accordé » : le contrat n'a pas ce classement (C1-poles).",
        ),
    ],
)
def test_une_correspondance_impossible_est_refusee(referentiels, numero, changement, phrase):
    page = feuille(TITRES, ligne())
    mauvaise = correspondance.proposer(page, referentiels).avec(numero, **changement)
    with pytest.raises(CorrespondanceInvalide) as erreur:
        lecture.lire(page, mauvaise, referentiels, 2026)
    assert str(erreur.value).startswith(phrase)
