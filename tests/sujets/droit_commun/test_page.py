"""Droit commun : ce que la page dit est ce que la base dit."""

from collections.abc import Sequence
from decimal import Decimal

import duckdb
import pytest

from pages.blocs import Chiffres, Constat, Dessin, Details, Encadre, Information, Titre
from pages.composants import calendrier
from pages.reponses import Reponse
from pages.sujets.droit_commun import demande
from tests.dire import dire, tableau

QUESTIONS = ("Pour quoi", "Combien", "Avec qui", "Comment")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


def cartes(dite: Reponse) -> list[Encadre]:
    return [bloc for bloc in dite.tous() if isinstance(bloc, Encadre)]


@pytest.mark.parametrize(
    "parametres",
    [
        {},
        {"mode": "projection"},
        {"contrat": "*"},
        {"annee": "toutes"},
        {"annee": "2016"},
        {"pilier": "aucun"},
    ],
)
def test_la_page_repond_sous_tout_filtre(demo, parametres):
    assert dire("droit-commun", parametres).premier(Constat).phrase


def test_une_base_vide_se_dit(base_minuscule):
    base_minuscule("select 1")
    assert dire("droit-commun").premier(Constat).phrase


def test_un_contrat_sans_rien_dit_quelle_feuille_le_remplirait(base_minuscule):
    base_minuscule(
        """insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
        values ('C1', 'Essai', 2024, 2030, '2024', 's')"""
    )
    assert "`engagements.csv`" in dire("droit-commun").premier(Information).texte


def test_les_chiffres_sont_ceux_des_lignes(demo):
    lignes = demo.execute(
        """select montant_eur, montant_mesure_eur, etat, echeance from engagement
        where contrat_id = 'CN00001I'"""
    ).fetchall()
    chiffres = {c.nom: c for c in dire("droit-commun").premier(Chiffres).chiffres}
    annonce = sum((ligne[0] for ligne in lignes if ligne[0] is not None), Decimal(0))
    lu = chiffres["Annoncé"].aide.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == annonce
    retards = sum(e is not None and e < calendrier.aujourd_hui() and s != "tenu" for *_, s, e in lignes)
    assert chiffres["En retard"].valeur == str(retards)
    tenus = sum(s == "tenu" for *_, s, _ in lignes)
    assert chiffres["Engagements tenus"].valeur == f"{tenus} sur {len(lignes)}"


def test_une_carte_par_engagement_avec_ses_quatre_questions(demo):
    montrees = cartes(dire("droit-commun"))
    assert len(montrees) == 17
    assert all(tuple(titre for titre, _ in carte.cases) == QUESTIONS for carte in montrees)
    assert any("Mesuré : **non mesuré**" in _lignes(carte.cases) for carte in montrees)


def _lignes(cases: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    return [ligne for _, lignes in cases for ligne in lignes]


@pytest.mark.parametrize(
    ("etat", "nombre"), [("non-tenu", 2), ("tenu", 6), ("non-mesure", 2), ("en-cours", 7)]
)
def test_l_etat_du_lien_choisit_les_cartes(demo, etat, nombre):
    dite = dire("droit-commun", {"etat": etat})
    assert len(cartes(dite)) == nombre == len(tableau(dite, "engagements").lues())
    (choix,) = next(bloc.choix for bloc in dite.tous() if isinstance(bloc, Titre) and bloc.choix)
    assert choix.valeur == etat and f"({nombre})" in choix.options[etat]


@pytest.mark.parametrize("contrat", ["*", "CN00001I", "CN00002I"])
@pytest.mark.parametrize("etat", demande.ETATS)
def test_le_compte_d_un_etat_est_celui_de_ses_cartes(demo, contrat, etat):
    dite = dire("droit-commun", {"contrat": contrat, "etat": etat})
    for titre in (bloc for bloc in dite.tous() if isinstance(bloc, Titre) and bloc.choix):
        assert f"({len(tableau(dite, 'engagements').lues())})" in titre.choix[0].options[etat]


def test_un_etat_inconnu_est_ecarte_et_se_dit(demo):
    dite = dire("droit-commun", {"etat": "farfelu"})
    (choix,) = next(bloc.choix for bloc in dite.tous() if isinstance(bloc, Titre) and bloc.choix)
    assert choix.inconnue == "farfelu" and choix.valeur == "tous"
    assert len(cartes(dite)) == 17


def test_la_projection_ne_montre_qu_une_image(demo):
    dite = dire("droit-commun", {"mode": "projection"})
    assert [type(bloc) for bloc in dite.tous() if isinstance(bloc, Dessin | Details | Encadre)] == [
        type(dite.premier(Dessin))
    ]
