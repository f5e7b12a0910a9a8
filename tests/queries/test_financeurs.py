"""Qui paie : levier, flux, natures, taux, enveloppes, dépendance, calculés à la main."""

from decimal import Decimal

import pytest

from pages.composants.formats import absent
from queries import Filtre, lire

BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into financeur values
('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's'), ('caf', 'CAF', 'CAF', 3, 's'),
('porteur', 'Porteur', 'autres', 4, 's');
insert into pilier values
('C1-E1', 'C1', 'E1', 'Travailler', 1, 2024, 2030, 's'), ('C1-E2', 'C1', 'E2', 'Habiter', 2, 2024, 2030, 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) values
('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 's'), ('QP1', 'C1', 'Nord', 'QPV', '2015', ['1'], 's');
insert into action (
    action_id, contrat_id, annee, intitule, pilier_id, statut, cout_theorique, echelle, source_id
) values
('A1', 'C1', 2025, 'Tremplin', 'C1-E1', 'retenue', false, 'quartiers', 's'),
('A2', 'C1', 2025, 'Permis', 'C1-E1', 'retenue', false, 'contrat', 's'),
('A3', 'C1', 2025, 'Jardin', 'C1-E2', 'retenue', false, 'contrat', 's'),
('A4', 'C1', 2025, 'Poste', null, 'retenue', true, 'contrat', 's'),
('A5', 'C1', 2024, 'Avant', 'C1-E1', 'retenue', false, 'quartiers', 's'),
('A6', 'C1', 2025, 'Refusée', 'C1-E1', 'refusée', false, 'contrat', 's');
insert into financement values
('A1', 'etat', 'specifique', 'fonctionnement', 4000, 3000, 3000, 1500, 's'),
('A1', 'agglo', 'specifique', 'fonctionnement', 1000, 1000, 1000, null, 's'),
('A1', 'caf', 'droit_commun', 'fonctionnement', null, null, 500, 100, 's'),
('A1', 'porteur', 'autofinancement', 'fonctionnement', 300, 300, 300, 0, 's'),
('A2', 'etat', 'specifique', 'fonctionnement', 900, 900, 800, 0, 's'),
('A2', 'porteur', 'autofinancement', 'fonctionnement', 200, 200, 200, 0, 's'),
('A3', 'agglo', 'specifique', 'fonctionnement', 600, 600, 600, 0, 's'),
('A3', 'caf', 'specifique', 'fonctionnement', 300, 300, 300, 0, 's'),
('A4', 'etat', 'specifique', 'fonctionnement', 700, 700, 700, 0, 's'),
('A5', 'etat', 'specifique', 'fonctionnement', 100, 100, 100, 100, 's'),
('A6', 'etat', 'specifique', 'fonctionnement', 9000, 0, 9000, 0, 's');
insert into ventilation
select action_id, financeur_id, nature, section,
    case when action_id = 'A1' then 'QN1' when action_id = 'A5' then 'QP1' end,
    demande_eur, propose_eur, accorde_eur, verse_eur
from financement;
insert into enveloppe values
('C1', 2025, 'etat', 'C1-E1', 3500, 's'), ('C1', 2025, 'agglo', null, 2000, 's'),
('C1', 2024, 'etat', null, 150, 's'), ('C1', 2025, 'caf', 'C1-E1', 50, 's');
"""
EN_2025 = Filtre(contrats=("C1",), annees=(2025, 2025), statuts=("retenue",))


def filtre(**autres):
    return Filtre(**{**vars(EN_2025), **autres})


@pytest.fixture
def base(base_minuscule):
    base_minuscule(BASE)


def test_le_levier_d_un_pilier_suit_la_definition_de_la_synthese(base):
    leviers = lire("financeurs/levier_par_pilier", filtre=EN_2025)
    # Travailler : A1 seule a l'agglo ; État 3 000 + CAF 500 pour 1 000 €. Habiter : CAF 300 pour 600 €.
    assert dict(zip(leviers["pilier"], leviers["levier"], strict=True)) == {"Travailler": 3.5, "Habiter": 0.5}
    ensemble = lire("synthese/chiffres", filtre=EN_2025).iloc[0]
    assert leviers["epci_eur"].sum() == ensemble["epci_eur"] == Decimal("1600.00")
    assert leviers["autres_eur"].sum() == ensemble["autres_eur"] == Decimal("3800.00")


def test_la_matrice_a_une_case_par_pilier_et_financeur_meme_vide(base):
    croise = lire("financeurs/pilier_par_financeur", filtre=EN_2025)
    cases = {(c.pilier, c.financeur): c.montant_eur for c in croise.itertuples()}
    assert len(cases) == 3 * 4
    assert cases["Habiter", "État"] == 0
    assert cases["Sans pilier", "État"] == Decimal("700.00")
    # Du plus gros financeur au plus petit : État 4 500, Agglo 1 600, CAF 800, porteur 500.
    assert croise["financeur"].head(4).tolist() == ["État", "Agglo", "CAF", "Porteur"]
    assert croise["montant_eur"].sum() == Decimal("7400.00")


def test_un_euro_compte_une_fois_a_chaque_etage_du_flux(base):
    flux = lire("financeurs/flux", filtre=EN_2025)
    assert flux.groupby("etage")["montant_eur"].sum().to_dict() == {1: Decimal(7400), 2: Decimal(7400)}
    second = flux[flux["etage"] == 2]
    assert {(f.source, f.cible): f.montant_eur for f in second.itertuples()} == {
        ("Travailler", "Nord"): Decimal("4800.00"),
        ("Travailler", "Ensemble du contrat"): Decimal("1000.00"),
        ("Habiter", "Ensemble du contrat"): Decimal("900.00"),
        ("Sans pilier", "Ensemble du contrat"): Decimal("700.00"),
    }


def test_deux_zonages_dans_un_flux_se_distinguent(base):
    flux = lire("financeurs/flux", filtre=filtre(annees=(2024, 2025)))
    assert {"Nord", "Nord (zonage 2015)"} < set(flux["cible"])


def test_la_part_du_droit_commun_est_celle_de_son_annee(base):
    natures = lire("financeurs/natures_par_annee", filtre=filtre(annees=None))
    assert [(n.annee, n.nature, n.montant_eur, round(n.part, 4)) for n in natures.itertuples()] == [
        (2024, "specifique", Decimal("100.00"), 1.0),
        (2025, "specifique", Decimal("6400.00"), 0.8649),
        (2025, "droit_commun", Decimal("500.00"), 0.0676),
        (2025, "autofinancement", Decimal("500.00"), 0.0676),
    ]


def test_un_taux_ne_compare_que_ce_qui_est_connu_des_deux_cotes(base):
    etapes = lire("financeurs/du_demande_au_verse", filtre=EN_2025).set_index("financeur")
    assert etapes.loc["État", "taux_accorde"] == pytest.approx(4500 / 5600)
    assert etapes.loc["État", "taux_verse"] == pytest.approx(1500 / 4500)
    # Le versé de l'agglo n'est connu que pour A3, le demandé de la CAF aussi.
    assert etapes.loc["Agglo", "taux_verse"] == 0
    assert etapes.loc["CAF", "taux_accorde"] == 1


def enveloppes(**autres):
    return {
        (e.annee, e.financeur, e.pilier): tuple(
            None if absent(v) else v for v in (e.enveloppe_eur, e.programme_eur, e.reste_eur)
        )
        for e in lire("financeurs/enveloppes", filtre=filtre(**autres)).itertuples()
    }


def test_une_enveloppe_se_compare_a_ce_qu_elle_couvre(base):
    assert enveloppes() == {
        # A1 3 000 + A2 800, hors poste et hors refus : dépassée de 300 €.
        (2025, "État", "Travailler"): (3500, 3800, -300),
        (2025, "Agglo", "Tous les piliers"): (2000, 1600, 400),
        # Le droit commun de la CAF ne prend rien sur son enveloppe ; ses 300 € d'Habiter n'en ont pas.
        (2025, "CAF", "Travailler"): (50, 0, 50),
        (2025, "CAF", "Hors enveloppe"): (None, 300, None),
    }
    total = lire("financeurs/enveloppes", filtre=EN_2025).iloc[0]
    assert (total["total_enveloppe_eur"], total["total_reste_eur"]) == (5550, 150)


def test_une_enveloppe_suit_les_filtres_d_annee_de_financeur_et_de_pilier(base):
    assert enveloppes(annees=(2024, 2024)) == {(2024, "État", "Tous les piliers"): (150, 100, 50)}
    assert set(enveloppes(financeurs=("agglo",))) == {(2025, "Agglo", "Tous les piliers")}
    assert set(enveloppes(piliers=("C1-E1",))) == {(2025, "État", "Travailler"), (2025, "CAF", "Travailler")}


def test_une_action_tient_a_un_seul_financeur_quel_que_soit_le_filtre(base):
    seules = lire("financeurs/actions_un_financeur", filtre=EN_2025)
    # A2 n'a que l'État et son porteur ; A4 est un poste ; A1 et A3 ont plusieurs financeurs.
    assert seules[["action_id", "financeur", "accorde_eur"]].values.tolist() == [
        ["A2", "État", Decimal("800.00")]
    ]
    # Ne regarder que l'agglo ne fait pas d'elle le seul financeur d'A1 ou d'A3.
    assert lire("financeurs/actions_un_financeur", filtre=filtre(financeurs=("agglo",))).empty
