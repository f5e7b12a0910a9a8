"""Chercher une action et lire sa fiche : l'attendu se calcule à la main, ou par un recalcul naïf."""

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries import Filtre, lire
from tests.queries.test_sommes_au_hasard import Brut, filtres

PUBLICS = ["retenue", "conventionnée", "réalisée", "soldée"]
CHAINE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into source (source_id, type, nom, producteur, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Classeur', 'Agglo', 'f.csv', 'x', '2026-01-01');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 100, 's'),
('QN2', 'C1', 'Sud', 'QPV', '2024', ['1'], 50, 's');
insert into financeur values
('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's'),
('porteur', 'Porteur', 'autres', 3, 's');
insert into pilier values ('C1-P1', 'C1', 'P1', 'Emploi', 1, 2024, 2030, 's');
insert into thematique values ('C1-P1-T', 'C1-P1', 'T', 'Insertion', 1, 's');
insert into theme_national values ('2', '2020-2023', 'Ancien thème', null, 's'),
('2', '2024-2030', 'Emploi et insertion', null, 's');
insert into structure (structure_id, nom, source_id) values
('S1', 'Régie des Cœurs', 's'), ('S2', 'Maison de l''emploi', 's');
insert into action (
    action_id, contrat_id, annee, intitule, description, objectifs, structure_id, pilier_id, thematique_id,
    theme_national, statut, action_precedente, echelle, cout_total_eur, beneficiaires_prevus,
    beneficiaires_reels, bilan_recu, cout_theorique, source_id
) values
('A24', 'C1', 2024, 'Chantier d''été', null, null, 'S1', null, null, null, 'soldée', null, 'contrat', null,
 null, 3, true, false, 's'),
('A25', 'C1', 2025, 'Chantier d''été', null, null, 'S1', null, null, null, 'refusée', 'A24', 'contrat', null,
 null, null, null, false, 's'),
('A26', 'C1', 2026, 'Chantier d''été', 'Des emplois saisonniers', 'Lever les freins à l''EMPLOI', 'S1',
 'C1-P1', 'C1-P1-T', '2', 'retenue', 'A25', 'quartiers', 9000, 40, null, null, false, 's'),
('B26', 'C1', 2026, 'Bus de l’emploi', null, null, 'S1', null, null, null, 'retenue', null, 'contrat',
 null, null, null, null, false, 's'),
('C26', 'C1', 2026, 'Jardin partagé', null, 'Remployer', 'S2', null, null, null, 'retenue', null, 'contrat',
 null, null, null, null, true, 's');
insert into action_quartier values ('A26', 'QN1', 0.75, 4, 's'), ('A26', 'QN2', 0.25, 20, 's');
insert into financement values
('A24', 'etat', 'specifique', 'fonctionnement', 500, 500, 400, 400, 's'),
('A26', 'etat', 'specifique', 'fonctionnement', 4000, 4000, 3000, 0, 's'),
('A26', 'agglo', 'droit_commun', 'investissement', 1000, 1000, 1000.01, 500, 's'),
('A26', 'agglo', 'droit_commun', 'fonctionnement', 100, 100, 100, 0, 's'),
('A26', 'porteur', 'autofinancement', 'fonctionnement', 200, 200, 200, 200, 's'),
('B26', 'etat', 'specifique', 'fonctionnement', 100, 100, 80, 80, 's');
insert into ventilation values
('A24', 'etat', 'specifique', 'fonctionnement', null, 500, 500, 400, 400),
('A26', 'etat', 'specifique', 'fonctionnement', 'QN1', 3000, 3000, 2250, 0),
('A26', 'etat', 'specifique', 'fonctionnement', 'QN2', 1000, 1000, 750, 0),
('A26', 'agglo', 'droit_commun', 'investissement', 'QN1', 750, 750, 750.01, 375),
('A26', 'agglo', 'droit_commun', 'investissement', 'QN2', 250, 250, 250, 125),
('A26', 'agglo', 'droit_commun', 'fonctionnement', 'QN1', 75, 75, 75, 0),
('A26', 'agglo', 'droit_commun', 'fonctionnement', 'QN2', 25, 25, 25, 0),
('A26', 'porteur', 'autofinancement', 'fonctionnement', 'QN1', 150, 150, 150, 150),
('A26', 'porteur', 'autofinancement', 'fonctionnement', 'QN2', 50, 50, 50, 50),
('B26', 'etat', 'specifique', 'fonctionnement', null, 100, 100, 80, 80);
insert into classement values ('C1-axes', 'C1', 'Axes', true, 's');
insert into classe values ('x1', 'C1-axes', 'j', 'Jeunesse', 2, 's'),
('x2', 'C1-axes', 'f', 'Égalité', 1, 's');
insert into action_classe values ('A26', 'x1', 's'), ('A26', 'x2', 's');
insert into instance values ('I1', 'C1', 'COPIL', 'COPIL', null, 's'),
('I2', 'C1', 'Conseil citoyen', 'conseil citoyen', 'QN1', 's');
insert into seance values ('S-2', 'I1', '2026-04-02', null, null, 's'),
('S-1', 'I1', '2026-03-01', null, null, 's');
insert into decision values ('S-2', 'A26', 'Programmation', 'validée', null, 4000, 's'),
('S-1', 'A26', 'Programmation', 'ajournée', 'Bilan attendu.', null, 's'),
('S-1', 'B26', 'Autre', 'validée', null, 80, 's');
insert into avis values ('A26', 'I2', 'favorable', 'Utile.', 's');
"""
FILTRE = Filtre(contrats=("C1",), annees=(2026, 2026), statuts=tuple(PUBLICS))


def chercher(mots, filtre=FILTRE, porteur=None, limite=None):
    return lire("actions/recherche", filtre=filtre, q=mots, porteur=porteur, limite=limite)


@pytest.fixture
def base(base_minuscule):
    base_minuscule(CHAINE)


@pytest.mark.parametrize(
    ("mots", "attendu"),
    [
        ("emploi", ["B26", "C26", "A26"]),  # l'intitulé d'abord, puis le porteur, puis les objectifs
        ("EMPLOIS", ["B26", "C26", "A26"]),
        ("été", ["A26"]),
        ("ete chantiers", ["A26"]),
        ("coeur", ["A26", "B26"]),
        ("cœurs bus", ["B26"]),
        ("emploi jardin", ["C26"]),
        ("ploi", []),  # au début d'un mot, jamais au milieu
        ("emploi inconnu", []),
        ("  ' - ", ["A26", "B26", "C26"]),
        (None, ["A26", "B26", "C26"]),
    ],
)
def test_tous_les_mots_y_sont_sans_accent_ni_casse_ni_pluriel(base, mots, attendu):
    assert chercher(mots)["action_id"].tolist() == attendu


def test_la_recherche_ne_laisse_pas_injecter_de_sql(base):
    assert chercher("'; drop table action; --").empty


def test_les_totaux_comptent_toute_la_recherche_et_un_euro_une_fois(base):
    ligne = chercher(None, limite=1)
    assert len(ligne) == 1
    totaux = ligne.iloc[0]
    assert (totaux["total_actions"], totaux["total_postes"], totaux["total_porteurs"]) == (3, 1, 2)
    assert totaux["total_accorde_eur"] == Decimal("4380.01")
    assert totaux["total_demande_eur"] == Decimal(5400)
    assert totaux["total_eur"] == totaux["total_accorde_eur"]


def test_un_quartier_choisi_donne_sa_part_mais_nomme_tous_les_quartiers(base):
    ligne = chercher(None, replace(FILTRE, quartiers=("QN2",))).iloc[0]
    assert ligne["action_id"] == "A26"
    assert ligne["accorde_eur"] == Decimal(1075)
    assert ligne["quartiers"] == "Nord, Sud"
    assert ligne["financeurs"] == "État, Agglo, Porteur"


def test_le_montant_choisi_range_la_liste(base):
    ligne = chercher(None, replace(FILTRE, montant="verse")).iloc[0]
    assert ligne["montant_eur"] == Decimal(700)
    assert ligne["financeurs"] == "Agglo, Porteur"


def test_un_porteur_restreint_la_liste(base):
    assert chercher(None, porteur="S2")["action_id"].tolist() == ["C26"]


def test_la_fiche_dit_l_action_entiere(base):
    fiche = lire("actions/fiche", action="A26", statuts=PUBLICS).iloc[0]
    assert fiche["accorde_eur"] == Decimal("4300.01")
    assert fiche["finances_eur"] == Decimal("4100.01")
    assert fiche["demande_finances_eur"] == Decimal(5100)
    assert fiche["nb_financeurs"] == 2
    assert fiche["theme_national_nom"] == "Emploi et insertion"
    assert (fiche["pilier"], fiche["thematique"], fiche["porteur"]) == (
        "Emploi",
        "Insertion",
        "Régie des Cœurs",
    )
    assert (fiche["source"], fiche["producteur"]) == ("Classeur", "Agglo")


def test_une_action_qui_n_est_pas_publique_n_a_pas_de_fiche(base):
    assert lire("actions/fiche", action="A25", statuts=PUBLICS).empty
    assert lire("actions/fiche", action="inconnue", statuts=PUBLICS).empty
    assert len(lire("actions/fiche", action="A25", statuts=None)) == 1


def test_l_argent_d_une_action_se_lit_par_financeur_et_nature(base):
    lignes = lire("actions/financements", action="A26")
    assert dict(zip(lignes["libelle"], lignes["accorde_eur"], strict=True)) == {
        "État": Decimal(3000),
        "Agglo (droit commun)": Decimal("1100.01"),
        "Porteur": Decimal(200),
    }
    assert lignes["accorde_eur"].sum() == Decimal("4300.01")


def test_les_quartiers_d_une_action_se_partagent_son_argent(base):
    lignes = lire("actions/quartiers", action="A26")
    assert lignes["quartier"].tolist() == ["Nord", "Sud"]
    assert lignes["part"].tolist() == [0.75, 0.25]
    assert lignes["accorde_eur"].tolist() == [Decimal("3225.01"), Decimal(1075)]
    assert lignes["beneficiaires"].tolist() == [4, 20]


def test_les_classes_d_une_action_se_lisent_par_classement(base):
    assert lire("actions/classes", action="A26").values.tolist() == [["Axes", "Égalité, Jeunesse"]]


@pytest.mark.parametrize("action", ["A24", "A26"])
def test_l_histoire_suit_la_chaine_dans_les_deux_sens_sans_montrer_le_refus(base, action):
    lignes = lire("actions/histoire", action=action, statuts=PUBLICS)
    assert lignes["action_id"].tolist() == ["A24", "A26"]
    assert lignes["accorde_eur"].tolist() == [Decimal(400), Decimal("4300.01")]
    assert len(lire("actions/histoire", action=action, statuts=None)) == 3


def test_une_chaine_qui_boucle_s_arrete(base_minuscule):
    base_minuscule(CHAINE + "update action set action_precedente = 'A26' where action_id = 'A24';")
    assert lire("actions/histoire", action="A26", statuts=None)["action_id"].tolist() == ["A24", "A25", "A26"]


def test_les_avis_et_les_decisions_sont_ceux_de_l_action(base):
    avis = lire("actions/avis", action="A26")
    assert avis[["instance", "avis", "quartier"]].values.tolist() == [
        ["Conseil citoyen", "favorable", "Nord"]
    ]
    decisions = lire("actions/decisions", action="A26")
    assert decisions["decision"].tolist() == ["ajournée", "validée"]
    assert decisions["montant_eur"].tolist()[1] == Decimal(4000)


# Sous des filtres au hasard : ce que montre la page est ce que donne un recalcul naïf en Python.
AU_HASARD = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MOTS = ("emploi", "Été", "jeunes", "jardins", "école numérique", "cœur", "santé femmes", "poste", "zzz")


def mots_de(texte: str) -> list[str]:
    plat = unicodedata.normalize("NFD", texte.lower()).replace("œ", "oe").replace("æ", "ae")
    return re.findall(r"[a-z0-9]+", "".join(c for c in plat if not unicodedata.combining(c)))


def repond(texte: str, cherches: list[str]) -> bool:
    presents = mots_de(texte)
    return all(
        any(p.startswith(m) or (len(m) > 2 and m[-1] in "sx" and p == m[:-1]) for p in presents)
        for m in cherches
    )


@pytest.fixture(scope="module")
def fictive(base_demo):
    brut = Brut(base_demo)
    with duckdb.connect(str(base_demo), read_only=True) as lue:
        brut.textes = dict(
            lue.execute(
                """select action_id, concat_ws(' ', intitule, structure.nom, objectifs, description)
                from action left join structure using (structure_id)"""
            ).fetchall()
        )
    return brut


@AU_HASARD
@given(st.data())
def test_la_recherche_trouve_et_compte_comme_un_recalcul_naif(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre, mots = data.draw(filtres(fictive)), data.draw(st.sampled_from(MOTS))
    trouves = {action for action, texte in fictive.textes.items() if repond(texte, mots_de(mots))}
    sous = Brut.__new__(Brut)
    sous.lignes = [ligne for ligne in fictive.lignes if ligne[6] in trouves]
    attendu, nb_actions = sous.total(filtre)
    reponse = chercher(mots, filtre)
    assert set(reponse["action_id"]) <= trouves
    assert sum(reponse["montant_eur"].dropna().tolist(), Decimal(0)) == attendu
    if len(reponse):
        assert reponse["total_eur"].dropna().tolist()[:1] in ([], [attendu])
        assert reponse.iloc[0]["total_actions"] == len(reponse) >= nb_actions
