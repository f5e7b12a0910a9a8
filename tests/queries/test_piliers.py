"""Les lectures de l'argent : thématiques, classements, thèmes de l'État, angles morts, calculés à la main."""

from decimal import Decimal

import pytest

from pages.composants.formats import absent
from queries import Filtre, lire

BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's');
insert into structure (structure_id, nom, source_id) values ('S1', 'Mission locale', 's');
insert into pilier values
('C1-CS', 'C1', 'CS', 'Cohésion', 1, 2015, 2023, 's'),
('C1-E1', 'C1', 'E1', 'Travailler', 2, 2024, 2030, 's'),
('C1-E2', 'C1', 'E2', 'Habiter', 3, 2024, 2030, 's');
insert into thematique values
('C1-E1-ACC', 'C1-E1', 'ACC', 'Accompagnement', 1, 's'), ('C1-E1-MOB', 'C1-E1', 'MOB', 'Mobilité', 2, 's'),
('C1-E2-CDV', 'C1-E2', 'CDV', 'Cadre de vie', 1, 's'), ('C1-CS-EDU', 'C1-CS', 'EDU', 'Éducation', 1, 's');
insert into theme_national values
('1', '2020-2023', 'Cohésion sociale', null, 's'), ('1.1', '2020-2023', 'Éducation', '1', 's'),
('1', '2024-2030', 'Éducation', null, 's'), ('1.1', '2024-2030', 'PRE', '1', 's'),
('5', '2024-2030', 'Emploi et économie', null, 's'), ('5.1', '2024-2030', 'Emploi', '5', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) values
('QP1', 'C1', 'Nord', 'QPV', '2015', ['1'], 's'), ('QP2', 'C1', 'Sud', 'QPV', '2015', ['1'], 's'),
('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 's'), ('QN2', 'C1', 'Sud', 'QPV', '2024', ['1'], 's'),
('QN3', 'C1', 'Est', 'QPV', '2024', ['1'], 's'), ('QV4', 'C1', 'Veille', 'QVA', '2024', ['1'], 's');
insert into passage_quartier values
('QP1', 'QN1', 'identique', 's'), ('QP2', 'QN2', 'modifié', 's'), (null, 'QN3', 'nouveau', 's');
insert into classement values
('C1-ages', 'C1', 'Âges', true, 's'), ('C1-poles', 'C1', 'Pôles', false, 's');
insert into classe values
('C1-ages-0-5', 'C1-ages', '0-5', 'Petite enfance', 1, 's'),
('C1-ages-16-25', 'C1-ages', '16-25', 'Jeunes', 2, 's'),
('C1-ages-60', 'C1-ages', '60-plus', 'Aînés', 3, 's'),
('C1-poles-cadre', 'C1-poles', 'cadre', 'Cadre', 1, 's'),
('C1-poles-eco', 'C1-poles', 'eco', 'Économie', 2, 's');
insert into action (
    action_id, contrat_id, annee, intitule, structure_id, pilier_id, thematique_id, theme_national, statut,
    echelle, source_id
) values
('A1', 'C1', 2025, 'Tremplin', 'S1', 'C1-E1', 'C1-E1-ACC', '5.1', 'retenue', 'quartiers', 's'),
('A2', 'C1', 2025, 'Permis', null, 'C1-E1', null, '1.1', 'retenue', 'contrat', 's'),
('A3', 'C1', 2025, 'Poste', null, null, null, null, 'retenue', 'contrat', 's'),
('A4', 'C1', 2024, 'Navette', null, 'C1-E1', 'C1-E1-MOB', null, 'retenue', 'quartiers', 's'),
('A5', 'C1', 2023, 'Soutien', null, 'C1-CS', 'C1-CS-EDU', '1.1', 'retenue', 'quartiers', 's'),
('A6', 'C1', 2025, 'Refusée', null, 'C1-E2', 'C1-E2-CDV', null, 'refusée', 'contrat', 's'),
('A7', 'C1', 2016, 'Ancienne', null, 'C1-CS', 'C1-CS-EDU', '1.1', 'retenue', 'contrat', 's');
insert into action_classe values
('A1', 'C1-ages-16-25', 's'), ('A1', 'C1-ages-0-5', 's'), ('A2', 'C1-ages-16-25', 's'),
('A4', 'C1-ages-60', 's'), ('A1', 'C1-poles-eco', 's'), ('A2', 'C1-poles-cadre', 's'),
('A4', 'C1-poles-eco', 's');
insert into ventilation values
('A1', 'etat', 'specifique', 'fonctionnement', 'QN1', 9000, null, 6000.01, 0),
('A1', 'agglo', 'specifique', 'fonctionnement', 'QN1', 3000, null, 2000, 0),
('A2', 'etat', 'specifique', 'fonctionnement', null, 1000, null, 500, 0),
('A3', 'etat', 'specifique', 'fonctionnement', null, 700, null, 700, 0),
('A4', 'etat', 'specifique', 'fonctionnement', 'QN2', 400, null, 400, 0),
('A5', 'etat', 'specifique', 'fonctionnement', 'QP1', 300, null, 300, 0),
('A6', 'etat', 'specifique', 'fonctionnement', null, 5000, null, 5000, 0),
('A7', 'etat', 'specifique', 'fonctionnement', null, 50, null, 50, 0);
"""
PUBLICS = ("retenue",)
EN_2025 = Filtre(contrats=("C1",), annees=(2025, 2025), statuts=PUBLICS)
TOUJOURS = Filtre(contrats=("C1",), statuts=PUBLICS)


@pytest.fixture
def base(base_minuscule):
    base_minuscule(BASE)


def montants(reponse, cle):
    return dict(zip(reponse[cle], reponse["montant_eur"], strict=True))


def test_les_thematiques_se_partagent_l_argent_du_pilier(base):
    reponse = lire(
        "piliers/montants_par_thematique", filtre=Filtre(**{**vars(EN_2025), "piliers": ("C1-E1",)})
    )
    assert montants(reponse, "thematique") == {
        "Accompagnement": Decimal("8000.01"),
        "Sans thématique": Decimal("500.00"),
    }
    annees = lire("piliers/thematiques_par_annee", filtre=TOUJOURS)
    assert [(a.annee, a.thematique, a.montant_eur) for a in annees.itertuples()] == [
        (2016, "Éducation", Decimal("50.00")),
        (2023, "Éducation", Decimal("300.00")),
        (2024, "Mobilité", Decimal("400.00")),
        (2025, "Accompagnement", Decimal("8000.01")),
        (2025, "Sans thématique", Decimal("1200.00")),
    ]


def test_une_action_de_deux_ages_compte_tout_entiere_dans_chacun(base):
    ages = lire("piliers/montants_par_classe", filtre=EN_2025, classement="ages")
    # Les âges gardent leur ordre ; A3, sans âge, est à part.
    assert list(montants(ages, "classe").items()) == [
        ("Petite enfance", Decimal("8000.01")),
        ("Jeunes", Decimal("8500.01")),
        ("Hors âges", Decimal("700.00")),
    ]
    assert ages["nb_actions"].tolist() == [1, 2, 1]


def test_un_classement_simple_redonne_le_total_du_plus_gros_au_plus_petit(base):
    poles = lire("piliers/montants_par_classe", filtre=EN_2025, classement="poles")
    assert poles["classe"].tolist() == ["Économie", "Cadre", "Hors pôles"]
    assert poles["montant_eur"].sum() == Decimal("9200.01")
    annees = lire("piliers/classes_par_annee", filtre=TOUJOURS, classement="poles")
    assert [(a.annee, a.classe, a.montant_eur) for a in annees.itertuples()] == [
        (2024, "Économie", Decimal("400.00")),
        (2025, "Cadre", Decimal("500.00")),
        (2025, "Économie", Decimal("8000.01")),
    ]


def test_un_theme_se_lit_dans_la_nomenclature_de_son_annee(base):
    themes = lire("piliers/montants_par_theme", filtre=TOUJOURS)
    assert {t.theme_id: (t.theme, t.famille, t.montant_eur) for t in themes.fillna("").itertuples()} == {
        "2024-2030_5.1": ("Emploi", "Emploi et économie", Decimal("8000.01")),
        "aucune": ("Sans thème national", "", Decimal("1100.00")),
        "2024-2030_1.1": ("PRE", "Éducation", Decimal("500.00")),
        # 2023, et 2016 que la première nomenclature connue décrit encore.
        "2020-2023_1.1": ("Éducation", "Cohésion sociale", Decimal("350.00")),
    }
    familles = lire("piliers/montants_par_famille", filtre=TOUJOURS)
    assert montants(familles, "famille_id") == {
        "2024-2030_5": Decimal("8000.01"),
        "aucune": Decimal("1100.00"),
        "2024-2030_1": Decimal("500.00"),
        "2020-2023_1": Decimal("350.00"),
    }


@pytest.mark.parametrize(
    ("classement", "classe", "attendues"),
    [
        (None, None, ["A1", "A3", "A2"]),
        ("ages", "16-25", ["A1", "A2"]),
        ("ages", "aucune", ["A3"]),
        ("theme-national", "2024-2030_1.1", ["A2"]),
        ("theme-national", "2020-2023_1.1", []),
        ("theme-national", "aucune", ["A3"]),
        ("poles", "inconnue", []),
    ],
)
def test_les_actions_d_une_categorie(base, classement, classe, attendues):
    actions = lire("piliers/actions", filtre=EN_2025, classement=classement, classe=classe)
    assert actions["action_id"].tolist() == attendues


def test_une_action_dit_ses_financeurs_et_son_montant(base):
    action = lire("piliers/actions", filtre=EN_2025, classement=None, classe=None).iloc[0]
    assert (action["financeurs"], action["montant_eur"]) == ("Agglo, État", Decimal("8000.01"))
    assert (action["porteur"], action["thematique"]) == ("Mission locale", "Accompagnement")


def test_les_lectures_possibles_sont_celles_du_contrat(base):
    lectures = lire("piliers/lectures", contrats=["C1"])
    assert [(v.code, v.nom, v.multiple) for v in lectures.itertuples()] == [
        ("ages", "Âges", True),
        ("poles", "Pôles", False),
        ("theme-national", "Thème national", False),
    ]
    assert lire("piliers/lectures", contrats=["C2"]).empty


def morts(annee, **autres):
    reponse = lire("piliers/angles_morts", filtre=Filtre(**{**vars(TOUJOURS), **autres}), annee=annee)
    return [
        (m.genre, m.nom, None if absent(m.avant_eur) else m.avant_eur)
        for m in reponse.itertuples(index=False)
    ]


def test_les_angles_morts_disent_ce_qui_a_tout_perdu_d_abord(base):
    # Sud, la Mobilité et les Aînés avaient 400 € en 2024 ; la demande refusée du Cadre de vie ne compte pas.
    assert morts(2025) == [
        ("Quartiers", "Sud", Decimal("400.00")),
        ("Thématiques", "Mobilité (Travailler)", Decimal("400.00")),
        ("Âges", "Aînés", Decimal("400.00")),
        ("Quartiers", "Est", Decimal("0.00")),
        ("Thématiques", "Cadre de vie (Habiter)", Decimal("0.00")),
    ]


def test_un_quartier_inchange_se_compare_d_un_zonage_a_l_autre_et_lui_seul(base):
    lignes = {m[1]: m[2] for m in morts(2024)}
    # Nord (QP1 en 2023) a perdu ses 300 € ; Est est né en 2024, les thématiques aussi.
    assert lignes["Nord"] == Decimal("300.00")
    assert lignes["Est"] is None
    assert lignes["Accompagnement (Travailler)"] is None
    assert "Sud" not in lignes


def test_un_genre_que_rien_ne_renseigne_n_est_pas_un_angle_mort(base):
    # En 2016 aucune action n'a de quartier ni d'âge : on ne sait pas, on ne dit rien.
    assert morts(2016) == []


def test_sous_un_filtre_de_pilier_seuls_quartiers_et_thematiques_sont_des_angles_morts(base):
    assert {m[0] for m in morts(2025, piliers=("C1-E1",))} == {"Quartiers", "Thématiques"}
    assert [m[1] for m in morts(2025, piliers=("C1-E1",), quartiers=("QN1",))] == ["Mobilité (Travailler)"]
