"""La page Piliers : la descente est dans le lien, de pilier en action, et par les autres lectures."""

import random
from decimal import Decimal

import duckdb
import pytest

from pages.blocs import Bandeau, Barres, Chiffres, Constat, Information, Pied, Titre
from pages.rendus.vue import vue
from pages.sujets.piliers import demande
from tests.dire import dessin, dire, tableau
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
    lue = dire("piliers", parametres)
    assert lue.premier(Constat).phrase.endswith(".")
    assert lue.visite.parametres == parametres
    assert vue(lue).dessins


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


def test_une_barre_mene_ou_elle_dit(demo):
    """Un clic descend d'un cran ; au dernier, il ouvre la fiche ; rien ne naît de « Sans thématique »."""
    par_pilier = dessin(dire("piliers"), "parts-pilier")
    assert (par_pilier.choisit, par_pilier.devant, par_pilier.ouvre) == ("pilier", "", None)
    par_thematique = dessin(dire("piliers", ETAPES["pilier"]), "parts-thematique")
    assert par_thematique.choisit == "thematique"
    assert not set(demande.SANS) & set(par_thematique.lignes["code"].dropna())
    actions = dessin(dire("piliers", ETAPES["thematique"]), "parts-action")
    assert actions.choisit == "action"
    assert (actions.ouvre.page, dict(actions.ouvre.parametres)) == ("action", ETAPES["thematique"])
    for lecture in ("poles", "parcours-de-vie", "theme-national"):
        lue = dire("piliers", {"lecture": lecture})
        classes = dessin(lue, "parts-classe")
        for code in classes.lignes["code"]:
            choisie = dire("piliers", {"lecture": lecture, classes.choisit: f"{classes.devant}{code}"})
            assert choisie.visite.parametres["classe"] == f"{lecture}.{code}"
            assert dessin(choisie, "parts-action").choisit == "action"


def test_changer_de_lecture_oublie_la_categorie(demo):
    essai = ouvrir("piliers", lecture="parcours-de-vie", classe="poles.eco")
    assert not essai.exception
    assert dict(essai.query_params) == {"lecture": "parcours-de-vie"}
    assert "eco" not in "\n".join(str(note.value) for note in essai.info)


def test_une_categorie_inconnue_est_ecartee_avec_une_note(demo):
    essai = ouvrir("piliers", lecture="poles", classe="poles.inconnue")
    assert "inconnue" in "\n".join(str(note.value) for note in essai.info)
    assert dict(essai.query_params) == {"lecture": "poles"}


MORCEAUX = ("poles", "theme-national", "parcours-de-vie", "piliers", "eco", "aucun", ".", "..", "%", "é", " ")


@pytest.mark.parametrize("lecture", ["", "piliers", "poles", "theme-national", "inconnue"])
def test_aucune_categorie_du_lien_ne_casse_la_page(demo, lecture):
    """« .x » ne disait pas sa lecture et passait sans être vérifiée."""
    graine = random.randrange(10**6)
    hasard = random.Random(graine)
    dites = [".", ".x", "poles", "poles.", ".eco", "poles.eco.eco", "poles.eco"]
    dites += ["".join(hasard.choices(MORCEAUX, k=hasard.randint(1, 4))) for _ in range(12)]
    for dite in dites:
        lue = dire("piliers", {"lecture": lecture, "classe": dite} if lecture else {"classe": dite})
        assert lue.premier(Constat), (graine, dite)
        gardee = lue.visite.parametres.get("classe")
        assert gardee in (None, f"{lecture}.{gardee.partition('.')[2] if gardee else ''}"), (graine, dite)
        assert bool(gardee) == any(b.cle == "parts-action" for b in lue.tous() if isinstance(b, Barres))


def test_ce_qui_est_d_une_autre_page_quitte_le_lien(demo):
    """Revenir d'une fiche en laisserait le code dans le lien de la liste."""
    essai = ouvrir("piliers", action="A1", mesure="montant", lecture="poles", annee="2024")
    assert dict(essai.query_params) == {"lecture": "poles", "annee": "2024"}


def test_une_thematique_montre_le_total_de_ses_actions_au_centime(demo):
    attendu, nb = demo.execute(
        f"""select sum(accorde_eur), count(distinct action_id) from financement join action using (action_id)
        where annee = 2026 and thematique_id = 'CN00001I-E2-ACC' and statut in {PUBLICS}"""
    ).fetchone()
    lue = dire("piliers", ETAPES["thematique"])
    chiffres = {chiffre.cle: chiffre for chiffre in lue.premier(Chiffres).chiffres}
    lu = chiffres["accorde"].aide.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu
    assert (chiffres["actions"].nom, chiffres["actions"].valeur) == ("Actions soutenues", str(nb))
    assert len(tableau(lue, "actions").lues()) == nb


def test_une_fiche_s_ouvre_sous_les_memes_filtres_et_a_la_meme_version(demo):
    adresse = tableau(dire("piliers", ETAPES["thematique"]), "actions").lues()["fiche"][0]
    assert adresse.startswith("action?pilier=CN00001I-E2&thematique=CN00001I-E2-ACC&action=")
    essai = ouvrir("piliers", **ETAPES["thematique"], lu="20200101-000000-abcdef")
    assert all("&lu=20200101" in a for a in essai.dataframe[0].value["fiche"])


def test_les_lectures_multiples_disent_qu_une_action_peut_compter_dans_plusieurs(demo):
    regle = dire("piliers", {"lecture": "axes-transversaux"}).premier(Pied).regle
    assert "Une action peut compter dans plusieurs axes transversaux." in regle
    assert "ne s'additionnent pas" in regle


def test_les_angles_morts_sont_dits_meme_quand_il_n_y_en_a_pas(demo):
    assert "Angles morts en 2026" in tableau(dire("piliers"), "angles-morts").titre
    assert "Angles morts en 2026\u202f: aucun" in dire("piliers", ETAPES["pilier"]).premier(Titre).texte


def test_plusieurs_contrats_se_lisent_par_theme_national(demo):
    lue = dire("piliers", {"contrat": "*"})
    assert "« Emploi »" in lue.premier(Constat).phrase.replace("\u202f", " ")
    assert lue.premier(Bandeau).choix[0].valeur == "theme-national"


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
    assert "piliers.csv" in dire("piliers").premier(Information).texte
