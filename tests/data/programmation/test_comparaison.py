"""La différence avec la base : ajouté, retiré, modifié champ par champ ; ce qui n'a pas de colonne reste."""

import json
from decimal import Decimal

from data.programmation import rapport
from tests.data.programmation.conftest import TITRES, ecrire, ligne, lu

A1 = ligne(
    Référence="A1",
    Intitulé="Chantier",
    Quartiers="QN00101I ; QN00102M",
    **{"État P147 demandé": 6000, "État P147 accordé": 5000.50},
)
A2 = {"Référence": "A2", "Intitulé": "Fête", "Porteur": "Mission locale", "Statut": "déposée", "Pilier": "E2"}
EUROS = "\u202f€"


def test_le_tableau_de_la_base_n_y_change_rien(base):
    d = lu(base, ecrire(TITRES, A1, A2 | {"Quartiers": "contrat"})).difference
    assert d.phrase() == "0 action ajoutée, 0 retirée, 0 modifiée, 2 inchangées."
    assert d.totaux["accorde"] == (Decimal("5300.50"), Decimal("5300.50"))


def test_une_action_nouvelle_et_une_action_absente_sont_dites(base):
    d = lu(base, ecrire(TITRES, A1, ligne())).difference
    assert [f.reference for f in d.ajoutees] == ["N1"]
    assert [f.reference for f in d.retirees] == ["A2"]
    assert d.totaux["accorde"] == (Decimal("5300.50"), Decimal("7300.50"))
    assert d.par_financeur["caf"] == (Decimal(0), Decimal(0))


def test_chaque_champ_change_dit_son_avant_et_son_apres(base):
    change = A1 | {
        "Statut": "soldée",
        "Porteur": "Mission locale",
        "Quartiers": "Gare Sud",
        "Pilier": "E2",
        "État P147 accordé": 4000,
    }
    d = lu(base, ecrire(TITRES, change)).difference
    ((fiche, changements),) = d.modifiees
    assert fiche.action_id == "C1-A1"
    assert [(c.champ, c.avant, c.apres) for c in changements] == [
        ("porteur", "Régie de quartier", "Mission locale"),
        ("pilier", "Emploi et insertion", "Cadre de vie"),
        ("statut", "retenue", "soldée"),
        ("quartiers", f"Les Grands Ormes (60{EUROS[0]}%), La Verrerie (40{EUROS[0]}%)", "Gare Sud"),
        (
            "État – politique de la ville (programme 147) accordé",
            f"5\u202f000,50{EUROS}",
            f"4\u202f000,00{EUROS}",
        ),
    ]


def test_un_montant_efface_devient_vide_et_non_zero(base):
    d = lu(base, ecrire(TITRES, A1 | {"État P147 accordé": None})).difference
    ((_, changements),) = d.modifiees
    assert [(c.avant, c.apres) for c in changements] == [(f"5\u202f000,50{EUROS}", "")]


def test_un_financeur_ou_un_champ_sans_colonne_reste_ce_que_la_base_en_dit(base):
    d = lu(base, ecrire(TITRES, A1)).difference
    assert d.hors_tableau == {"Conseil départemental": Decimal(300)}
    fiche = d.finales[0]
    assert fiche.champs["beneficiaires_prevus"] == 40
    assert fiche.financements["departement", "specifique", "fonctionnement"]["accorde"] == 300


def test_les_parts_publiees_restent_si_les_quartiers_ne_changent_pas(base):
    memes = lu(base, ecrire(TITRES, A1)).difference.finales[0]
    assert memes.quartiers == {"QN00101I": (0.6, 30), "QN00102M": (0.4, 10)}
    autres = lu(base, ecrire(TITRES, A1 | {"Quartiers": "QN00101I ; QN00103N"})).difference.finales[0]
    assert autres.quartiers == {"QN00101I": (0.5, 30), "QN00103N": (0.5, None)}


def test_une_action_dont_la_ligne_est_refusee_n_est_pas_retiree(base):
    d = lu(base, ecrire(TITRES, A1, A2 | {"Statut": "?"})).difference
    assert d.retirees == []
    assert [(f.reference, ligne) for f, ligne in d.retenues_en_l_etat] == [("A2", 3)]
    assert d.totaux["demande"] == (Decimal(6800), Decimal(6800))


def test_sans_reference_l_action_se_retrouve_par_son_nom_et_son_porteur(base):
    d = lu(base, ecrire(TITRES, A1 | {"Référence": None, "Intitulé": "CHANTIER"})).difference
    assert [f.action_id for f in d.finales] == ["C1-A1"]
    assert d.ajoutees == []


def test_les_autres_annees_ne_sont_pas_touchees(base):
    d = lu(base, ecrire(TITRES, ligne()), annee=2025).difference
    assert [f.reference for f in d.retirees] == ["A0"]
    assert [f.action_id for f in d.ajoutees] == ["C1-2025-N1"]


def test_le_rapport_se_lit_en_texte_et_en_json_exact(base):
    contenu = ecrire(TITRES, A1, A2 | {"Statut": "?"}, ["Total", *[None] * 6, 6000, 5000])
    examen = lu(base, contenu)
    texte = rapport.texte(examen)
    assert "Lignes : 2 actions lues, 1 retenue, 1 refusée" in texte
    assert f"le tableau annonce 5\u202f000,00{EUROS} (écart \u22120,50{EUROS})" in texte
    assert "A2 « Fête » (0,00\u202f€ accordés) (sa ligne 3 est refusée)" in texte
    lu_json = json.loads(rapport.en_json(examen), parse_float=Decimal)
    assert lu_json["totaux"][1]["importe"] == Decimal("5000.50")
    assert lu_json["totaux"][1]["ecart"] == Decimal("-0.50")
    assert lu_json["difference"]["totaux"]["demande"] == {"avant": 6800, "apres": 6800}
