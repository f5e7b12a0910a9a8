"""Ce qu'un humain écrit dans un tableau se lit, exactement, ou se dit."""

from decimal import Decimal

import pytest

from data import vocabulaire
from data.programmation import statuts
from tests.data.programmation.conftest import LIGNE, TITRES, ecrire, lecture_de, ligne, lu

VALEURS = [LIGNE.get(titre) for titre in TITRES]


def action(referentiels, *, titres=TITRES, valeurs=None, annee=2026, **changements):
    """La seule action d'un tableau d'une ligne."""
    lue = lecture_de(referentiels, ecrire(titres, valeurs or ligne(**changements)), annee=annee)
    assert lue.rejets == [], [r.phrase() for r in lue.rejets]
    return lue.actions[0]


@pytest.mark.parametrize(
    ("ecrit", "euros"),
    [
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u202f€", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.50"),
        ("1 000 euros", "1000"),
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.30"),
    ],
)
def test_un_montant_francais_se_lit_au_centime(referentiels, ecrit, euros):
    lue = action(referentiels, **{"CAF accordé": ecrit})
    assert [f.accorde for f in lue.financements if f.financeur_id == "caf"] == [Decimal(euros)]


@pytest.mark.parametrize("ecrit", [None, "-", "–", "- €", "  "])
def test_un_vide_ou_un_tiret_n_est_pas_zero(referentiels, ecrit):
    lue = action(referentiels, **{"État P147 demandé": ecrit})
    assert [f.demande for f in lue.financements] == [None]


def test_un_point_de_milliers_se_lit_si_la_colonne_le_tranche(referentiels):
    lignes = [
        ligne(**{"CAF accordé": "1.234"}),
        ligne(Référence="N2", Intitulé="B", **{"CAF accordé": "2.500,75"}),
    ]
    lue = lecture_de(referentiels, ecrire(TITRES, *lignes))
    assert [str(a.somme("accorde")) for a in lue.actions] == ["3234.00", "4500.75"]


def test_deux_colonnes_d_un_meme_montant_s_additionnent(referentiels):
    titres = [*TITRES, "Ville de Bourg accordé", "Ville de Plaine accordé"]
    lue = action(referentiels, titres=titres, valeurs=[*VALEURS, 100, 50])
    assert [f.accorde for f in lue.financements if f.financeur_id == "villes"] == [Decimal(150)]


@pytest.mark.parametrize(
    ("ecrit", "codes"),
    [
        ("QN00101I", ["QN00101I"]),
        ("QN00101I ; QN00102M", ["QN00101I", "QN00102M"]),
        ("La Verrerie\nLes Grands Ormes", ["QN00102M", "QN00101I"]),
        ("grands ormes, GARE SUD et la verrerie", ["QN00101I", "QN00103N", "QN00102M"]),
        ("QPV La Verrerie", ["QN00102M"]),
        ("QN00101I – Les Grands Ormes", ["QN00101I"]),
        ("Les Grands Ormes (QN00101I) / Gare-Sud", ["QN00101I", "QN00103N"]),
        ("Tous les quartiers", []),
        ("Ensemble du contrat", []),
    ],
)
def test_plusieurs_quartiers_se_lisent_dans_une_cellule(referentiels, ecrit, codes):
    lue = action(referentiels, Quartiers=ecrit)
    assert lue.quartiers == codes
    assert sum(lue.parts) == pytest.approx(1 if codes else 0)


def test_un_nom_de_quartier_prend_le_code_de_son_epoque(referentiels):
    assert action(referentiels, Quartiers="La Verrerie", Pilier="CS", annee=2019).quartiers == ["QP001002"]


def test_un_quartier_confirme_n_est_plus_refuse(referentiels):
    contenu = ecrire(TITRES, ligne(Quartiers="Les Ormes du bas"))
    lue = lecture_de(referentiels, contenu, quartiers={"Les Ormes du bas": "QN00101I"})
    assert lue.actions[0].quartiers == ["QN00101I"]
    assert lue.constats == []


def test_chaque_mot_de_statut_a_sa_correspondance_et_celle_qu_on_confirme(referentiels):
    for mot, statut in vocabulaire.lire(statuts.CHAMP).mots.items():
        assert statuts.trouver(mot.upper(), {}) == statut, mot
    assert statuts.trouver("acquis", {"Acquis": "retenue"}) == "retenue"


@pytest.mark.parametrize(
    ("siret", "structure"),
    [
        ("732 829 320 00074", "mission"),
        (73282932000074, "mission"),
        ("35600000000048", "35600000000048"),
        ("35600000049837", "35600000049837"),
    ],
)
def test_un_siret_valable_designe_le_porteur_la_poste_comprise(referentiels, siret, structure):
    assert action(referentiels, SIRET=siret, Porteur=None).structure_id == structure


def test_un_porteur_deja_dans_la_base_garde_son_identifiant(referentiels):
    assert action(referentiels, Porteur="REGIE DE QUARTIER (association)").structure_id == "regie"
    assert action(referentiels, Porteur="Les Neufs").structure_id == "nom-les-neufs"


def test_un_pilier_s_ecrit_par_son_code_son_nom_ou_les_deux(referentiels):
    for ecrit in ("E1", "emploi et INSERTION", "E1 - Emploi et insertion", "Pilier 1 : Emploi et insertion"):
        assert action(referentiels, Pilier=ecrit).pilier_id == "C1-E1", ecrit


def test_une_thematique_dit_son_pilier(referentiels):
    lue = action(
        referentiels, titres=[*TITRES, "Thématique"], valeurs=[*VALEURS[:5], None, *VALEURS[6:], "INS"]
    )
    assert (lue.pilier_id, lue.thematique_id) == ("C1-E1", "C1-E1-INS")


def test_un_pilier_fusionne_vaut_pour_toutes_ses_lignes(referentiels):
    lignes = [
        ligne(Référence=f"N{n}", Intitulé=f"Action {n}", Pilier="E2" if n == 0 else None) for n in range(3)
    ]
    lue = lecture_de(referentiels, ecrire(TITRES, *lignes, fusions=("F2:F4",)))
    assert [a.pilier_id for a in lue.actions] == ["C1-E2"] * 3


def test_une_ligne_de_section_vaut_pilier_pour_la_suite(referentiels):
    lignes = [["Cadre de vie"], ligne(Pilier=None), ["Emploi et insertion"]]
    lignes.append(ligne(Référence="N2", Intitulé="B", Pilier=None))
    lue = lecture_de(referentiels, ecrire(TITRES, *lignes))
    assert [a.pilier_id for a in lue.actions] == ["C1-E2", "C1-E1"]


def test_sous_totaux_et_total_se_rapprochent_sans_etre_des_actions(referentiels):
    def somme(libelle, demande, accorde):
        return [libelle, *[None] * 6, demande, accorde]

    lignes = [
        ligne(),
        somme("Total pilier 1", 3000, 2000),
        ligne(Référence="N2", Intitulé="B"),
        somme("Total pilier 2", 3000, 2000),
        somme("TOTAL", 6000, 4000),
    ]
    lue = lecture_de(referentiels, ecrire(TITRES, *lignes))
    assert len(lue.actions) == 2
    assert lue.avertissements == []
    assert [(t.importe, t.fichier, t.ecart) for t in lue.totaux[:2]] == [(6000, 6000, 0), (4000, 4000, 0)]


def test_une_action_dont_le_nom_commence_par_total_reste_une_action(referentiels):
    assert action(referentiels, Intitulé="Total respect", Référence=None).intitule == "Total respect"


def test_sans_reference_l_action_en_recoit_une_qui_ne_depend_pas_de_sa_place(referentiels):
    deux = [ligne(Référence=None), ligne(Référence=None, Intitulé="B")]
    directe = lecture_de(referentiels, ecrire(TITRES, *deux))
    renversee = lecture_de(referentiels, ecrire(TITRES, *reversed(deux)))
    assert {a.reference for a in directe.actions} == {a.reference for a in renversee.actions}


def test_un_csv_de_tableur_francais_se_lit(base):
    lignes = [TITRES, [str(v) if v is not None else "" for v in VALEURS[:-1]] + ["1 234,50"]]
    contenu = "\r\n".join(";".join(ligne) for ligne in lignes).encode("cp1252")
    examen = lu(base, contenu, nom="tableau.csv")
    assert [str(t.importe) for t in examen.lecture.totaux] == ["3000.00", "2000.00", "1234.50"]


def test_les_lignes_vides_ne_comptent_pas(referentiels):
    lue = lecture_de(referentiels, ecrire(TITRES, [], ligne(), [], [], ligne(Référence="N2", Intitulé="B")))
    assert (lue.nb_lignes, len(lue.actions), lue.constats) == (2, 2, [])
