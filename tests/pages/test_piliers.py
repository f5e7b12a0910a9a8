"""La page Piliers : la descente est dans le lien, de pilier en action, et par les autres lectures."""

from decimal import Decimal

import duckdb
import pytest

from tests.pages.test_pages import ouvrir, textes

PUBLICS = "('retenue', 'conventionnée', 'réalisée', 'soldée')"
ETAPES = {
    "pilier": {"pilier": "CN00001I-E2"},
    "thematique": {"pilier": "CN00001I-E2", "thematique": "CN00001I-E2-ACC"},
    "sans pilier": {"pilier": "aucun"},
    "ages": {"lecture": "parcours-de-vie"},
    "pole": {"lecture": "poles", "classe": "poles.eco"},
    "theme": {"lecture": "theme-national"},
    "un theme": {"lecture": "theme-national", "classe": "theme-national.2024-2030_5.1"},
    "toutes les années": {"annee": "toutes"},
    "tous les contrats": {"contrat": "*"},
    "ancien contrat": {"annee": "2019", "lecture": "axes-transversaux"},
}


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("mode", ["", "projection"])
@pytest.mark.parametrize("etape", ETAPES)
def test_chaque_etape_de_la_descente_s_ouvre_par_son_lien(demo, etape, mode):
    parametres = ETAPES[etape] | ({"mode": mode} if mode else {})
    essai = ouvrir("piliers", **parametres)
    assert not essai.exception
    assert essai.header[0].value.endswith(".")
    assert dict(essai.query_params) == parametres


def test_le_fil_remonte_d_un_cran(demo):
    essai = ouvrir("piliers", **ETAPES["thematique"])
    assert "**Accompagnement vers l'emploi**" in textes(essai)
    essai.button(key="fil-1").click().run()
    assert dict(essai.query_params) == ETAPES["pilier"]
    essai.button(key="fil-0").click().run()
    assert dict(essai.query_params) == {}


def test_remonter_d_une_categorie_garde_la_lecture_et_les_filtres(demo):
    essai = ouvrir("piliers", annee="2024", **ETAPES["pole"])
    essai.button(key="fil-0").click().run()
    assert dict(essai.query_params) == {"annee": "2024", "lecture": "poles"}


def test_changer_de_lecture_oublie_la_categorie(demo):
    essai = ouvrir("piliers", lecture="parcours-de-vie", classe="poles.eco")
    assert not essai.exception
    assert dict(essai.query_params) == {"lecture": "parcours-de-vie"}


def test_une_categorie_inconnue_est_ecartee_avec_une_note(demo):
    essai = ouvrir("piliers", lecture="poles", classe="poles.inconnue")
    assert "inconnue" in "\n".join(str(note.value) for note in essai.info)
    assert dict(essai.query_params) == {"lecture": "poles"}


def test_une_thematique_montre_le_total_de_ses_actions_au_centime(demo):
    attendu, nb = demo.execute(
        f"""select sum(accorde_eur), count(distinct action_id) from financement join action using (action_id)
        where annee = 2026 and thematique_id = 'CN00001I-E2-ACC' and statut in {PUBLICS}"""
    ).fetchone()
    essai = ouvrir("piliers", **ETAPES["thematique"])
    accorde = next(m for m in essai.metric if m.label == "Accordé")
    lu = accorde.help.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu
    assert next(m for m in essai.metric if m.label == "Actions soutenues").value == str(nb)


def test_les_lectures_multiples_disent_qu_une_action_peut_compter_dans_plusieurs(demo):
    dit = textes(ouvrir("piliers", lecture="axes-transversaux"))
    assert "Une action peut compter dans plusieurs axes transversaux." in dit
    assert "ne s'additionnent pas" in dit


def test_les_angles_morts_sont_dits_meme_quand_il_n_y_en_a_pas(demo):
    assert "Angles morts en 2026" in textes(ouvrir("piliers"))
    assert "Angles morts en 2026\u202f: aucun" in textes(ouvrir("piliers", pilier="CN00001I-E2"))


def test_plusieurs_contrats_se_lisent_par_theme_national(demo):
    essai = ouvrir("piliers", contrat="*")
    assert "« Emploi »" in essai.header[0].value.replace("\u202f", " ")
    assert essai.selectbox(key="choix_lecture").value == "theme-national"


def test_sans_pilier_la_page_dit_quelle_feuille_en_donnerait(base_minuscule):
    base_minuscule(
        """insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
        values ('C1', 'Essai', 2024, 2030, '2024', 's');
        insert into financeur values ('etat', 'État', 'État', 1, 's');
        insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
        values ('A1', 'C1', 2024, 'Poste', 'retenue', 'contrat', 's');
        insert into ventilation values
        ('A1', 'etat', 'specifique', 'fonctionnement', null, null, null, 100, null)"""
    )
    essai = ouvrir("piliers")
    assert not essai.exception
    assert "piliers.csv" in textes(essai)
