"""Droit commun, Gouvernance, Aide : ce que la page montre est ce que la base dit."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages.composants import aide, calendrier, glossaire

PAGES = ("droit-commun", "gouvernance", "aide")
MENU = Path(__file__).parents[2] / "pages" / "menu.py"


def ouvrir(page: str, **parametres: str) -> AppTest:
    essai = AppTest.from_file(MENU, default_timeout=60)
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    essai.switch_page(f"{page}.py")
    return essai.run()


def textes(essai: AppTest) -> str:
    blocs = [*essai.title, *essai.header, *essai.subheader, *essai.markdown, *essai.caption, *essai.info]
    html = [e.proto.body for e in essai.get("html")]
    return "\n".join([*(str(bloc.value) for bloc in blocs), *html]).replace("\u202f", " ")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("parametres", [{}, {"mode": "projection"}, {"contrat": "*"}, {"annee": "toutes"},
                                        {"annee": "2016"}, {"pilier": "aucun"}])  # fmt: skip
@pytest.mark.parametrize("page", PAGES)
def test_la_page_s_ouvre_sous_tout_filtre(demo, page, parametres):
    essai = ouvrir(page, **parametres)
    assert not essai.exception
    assert essai.title[0].value.endswith("?") and essai.header[0].value


@pytest.mark.parametrize("page", PAGES)
def test_une_base_vide_se_dit(base_minuscule, page):
    base_minuscule("select 1")
    essai = ouvrir(page)
    assert not essai.exception
    assert essai.header[0].value


@pytest.mark.parametrize("page", PAGES)
def test_un_contrat_sans_rien_dit_quelle_feuille_le_remplirait(base_minuscule, page):
    base_minuscule(
        """insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
        values ('C1', 'Essai', 2024, 2030, '2024', 's')"""
    )
    essai = ouvrir(page)
    assert not essai.exception
    if page != "aide":
        feuilles = {"droit-commun": ["engagements"], "gouvernance": ["signataires", "seances", "avis"]}[page]
        assert all(f"`{f}.csv`" in essai.info[0].value for f in feuilles)


def test_les_chiffres_du_droit_commun_sont_ceux_des_lignes(demo):
    essai = ouvrir("droit-commun")
    lignes = demo.execute(
        """select montant_eur, montant_mesure_eur, etat, echeance from engagement
        where contrat_id = 'CN00001I'"""
    ).fetchall()
    chiffres = {m.label: m for m in essai.metric}
    annonce = sum((ligne[0] for ligne in lignes if ligne[0] is not None), Decimal(0))
    lu = chiffres["Annoncé"].help.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == annonce
    retards = sum(e is not None and e < calendrier.aujourd_hui() and s != "tenu" for *_, s, e in lignes)
    assert chiffres["En retard"].value == str(retards)
    tenus = sum(s == "tenu" for *_, s, _ in lignes)
    assert chiffres["Engagements tenus"].value == f"{tenus} sur {len(lignes)}"


def test_une_carte_par_engagement_avec_ses_quatre_questions(demo):
    texte = textes(ouvrir("droit-commun"))
    assert [texte.count(f":small[{q}]") for q in ("Pour quoi", "Combien", "Avec qui", "Comment")] == [17] * 4
    assert "Mesuré : **non mesuré**" in texte


@pytest.mark.parametrize(
    ("etat", "nombre"), [("non-tenu", 2), ("tenu", 6), ("non-mesure", 2), ("en-cours", 7)]
)
def test_l_etat_du_lien_choisit_les_cartes(demo, etat, nombre):
    essai = ouvrir("droit-commun", etat=etat)
    assert essai.query_params["etat"] == etat
    assert textes(essai).count(":small[Pour quoi]") == nombre


def test_un_etat_inconnu_est_ecarte_avec_une_note(demo):
    essai = ouvrir("droit-commun", etat="farfelu")
    assert "farfelu" in "\n".join(str(note.value) for note in essai.info)
    assert textes(essai).count(":small[Pour quoi]") == 17


def test_les_decisions_montrees_ne_portent_que_sur_des_actions_publiques(demo):
    essai = ouvrir("gouvernance", annee="2026")
    attendu = demo.execute(
        """select count(*) from decision join action using (action_id)
        where contrat_id = 'CN00001I' and annee = 2026 and decision is not null
        and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"""
    ).fetchone()[0]
    chiffres = {m.label: m for m in essai.metric}
    assert chiffres["Décisions prises"].value == str(attendu)
    assert not {"rejetée", "ajournée"} & set(textes(essai).split())


def test_la_projection_ne_montre_qu_une_image(demo):
    for page in ("droit-commun", "gouvernance"):
        essai = ouvrir(page, mode="projection")
        assert len(essai.get("plotly_chart")) == 1
        assert not essai.dataframe and not essai.expander


@pytest.mark.parametrize("section", aide.RUBRIQUES)
def test_chaque_rubrique_de_l_aide_a_son_lien(demo, section):
    essai = ouvrir("aide", section=section)
    assert not essai.exception
    assert essai.header[0].value == aide.constat(section)
    assert len(textes(essai)) > 800


def test_la_visite_mene_a_de_vraies_vues_du_contrat_en_cours(demo):
    essai = ouvrir("aide", contrat="CN00002I", annee="2025")
    liens = [e.proto for e in essai.get("page_link")]
    visite = [lien for lien in liens if lien.label.startswith("**")]
    assert len(visite) == len(aide.etapes())
    assert all(
        "contrat=CN00002I" in lien.query_string and "annee=2025" in lien.query_string for lien in visite
    )
    fiche = next(lien for lien in visite if "action=" in lien.query_string)
    code = fiche.query_string.split("action=")[1].split("&")[0]
    assert demo.execute(
        "select statut, contrat_id, annee from action where action_id = ?", [code]
    ).fetchone() in {
        (statut, "CN00002I", 2025) for statut in ("retenue", "conventionnée", "réalisée", "soldée")
    }


def test_le_glossaire_montre_tout_puis_le_mot_cherche(demo):
    tout = textes(ouvrir("aide", section="glossaire"))
    assert tout.count("<dt ") == len(glossaire.mots())
    essai = ouvrir("aide", section="glossaire", mot="qpv")
    assert textes(essai).count("<dt ") == 1
    assert 'id="qpv"' in textes(essai)
    rien = ouvrir("aide", section="glossaire", mot="tartiflette")
    assert "Aucun mot ne contient « tartiflette »" in textes(rien)


def test_une_rubrique_inconnue_se_dit(demo):
    essai = ouvrir("aide", section="recettes")
    assert "recettes" in essai.info[0].value
    assert essai.header[0].value == aide.constat("visite")
