"""Composer, conduire, suivre : les gestes d'une séance, sans navigateur."""

import pytest
from streamlit.testing.v1 import AppTest

from pages import plan
from pages.composants import inerte
from pages.seance import composition, courante, fichier, ordre, salle
from pages.seance.ordre import Point, Seance
from tests.lecture import lire_la_page
from tests.pages.test_pages import ouvrir, textes

TROIS = Seance(
    "Comité de mars",
    (
        Point("Ouverture", "synthese", (("contrat", "CN00001I"), ("annee", "2024")), "Saluer le préfet", 5),
        Point("Où va l'argent", "carte", (("contrat", "CN00001I"), ("annee", "2024")), "", 10),
        Point("Suites", "gouvernance", (("contrat", "CN00001I"),), "", 3),
    ),
)


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def bouton(essai: AppTest, cle: str):
    """Le bouton qui porte cette clé."""
    return next(b for b in essai.button if b.key == cle)


def lue(essai: AppTest) -> Seance:
    """La séance de l'adresse."""
    code = essai.query_params.get("seance", [""])
    return courante.seance_de(code[0] if isinstance(code, list) else code)


def adresse(essai: AppTest, nom: str) -> str | None:
    lu = essai.query_params.get(nom)
    return lu[0] if isinstance(lu, list) else lu


def copil(seance: Seance = TROIS, **parametres: str) -> AppTest:
    essai = ouvrir("copil", seance=courante.code_de(seance), **parametres)
    assert not essai.exception
    return essai


def test_ajouter_une_vue_prend_sa_phrase_son_contrat_et_son_annee():
    essai = ouvrir("financeurs", annee="2023", montant="demande")
    bouton(essai, "ajouter-seance").click().run()
    assert not essai.exception
    assert essai.toast[0].value.startswith("Ajouté à la séance\u202f: point 1")
    (point,) = lue(essai).points
    assert point.titre == essai.header[0].value.replace("\\", "")
    assert point.page == "financeurs"
    assert point.minutes == 5
    assert point.vue() == {"contrat": "CN00001I", "annee": "2023", "montant": "demande"}
    bouton(essai, "ajouter-seance").click().run()
    assert len(lue(essai).points) == 2


def test_la_seance_suit_d_une_page_a_l_autre():
    essai = ouvrir("carte", seance=courante.code_de(TROIS))
    essai.switch_page("piliers.py").run()
    assert lue(essai) == TROIS


@pytest.mark.parametrize("page", ["copil", "aide", "donnees"])
def test_ce_qui_n_est_pas_une_vue_ne_s_ajoute_pas(page):
    assert "ajouter-seance" not in [b.key for b in ouvrir(page).button]


def test_le_lien_copie_d_une_vue_ne_porte_pas_la_seance():
    essai = ouvrir("carte", seance=courante.code_de(TROIS), salle="ABCDEFGH", pas="2", role="pupitre")
    (lien,) = [c.value for c in essai.code]
    assert "carte?" in lien
    assert not any(f"{nom}=" in lien for nom in ("seance", "salle", "pas", "role"))


def test_un_lien_de_seance_abime_le_dit_et_laisse_recommencer():
    essai = ouvrir("copil", seance="abime")
    assert not essai.exception
    assert "coupé ou abîmé" in essai.error[0].value
    bouton(essai, "nouvelle").click().run()
    assert not essai.error
    assert adresse(essai, "seance") is None
    essai = ouvrir("carte", seance="abime")
    bouton(essai, "ajouter-seance").click().run()
    assert len(lue(essai).points) == 1


def test_un_modele_remplit_un_ordre_du_jour_vide():
    essai = ouvrir("copil", annee="2024")
    assert essai.title[0].value.startswith("Que met-on à l'ordre du jour")
    bouton(essai, "prendre-bilan").click().run()
    assert not essai.exception
    assert lue(essai).titre == "Bilan de l'année 2024"
    assert "8 points" in essai.header[0].value


def test_l_ordre_du_jour_se_recompose():
    essai = copil()
    assert "3 points, 18\u00a0min en tout" in essai.header[0].value
    bouton(essai, "descendre-0").click().run()
    assert [p.titre for p in lue(essai).points] == ["Où va l'argent", "Ouverture", "Suites"]
    bouton(essai, "monter-2").click().run()
    assert [p.titre for p in lue(essai).points] == ["Où va l'argent", "Suites", "Ouverture"]
    assert bouton(essai, "monter-0").disabled
    assert bouton(essai, "descendre-2").disabled
    next(s for s in essai.selectbox if s.label == "Durée du point 1").select(45).run()
    assert lue(essai).points[0].minutes == 45
    next(t for t in essai.text_input if t.key == "titre-seance").input("Comité\nd'avril").run()
    assert lue(essai).titre == "Comité d'avril"
    bouton(essai, "vider").click().run()
    assert lue(essai) == Seance()
    assert not essai.exception


def test_une_note_se_lit_a_la_composition_et_jamais_a_l_ecran():
    assert "Saluer le préfet" in textes(copil())
    assert "Saluer le préfet" not in textes(copil(mode="projection"))
    essai = ouvrir("synthese", seance=courante.code_de(TROIS), mode="projection", pas="1")
    assert "Saluer le préfet" not in textes(essai)
    assert fichier.sans_notes(TROIS).points[0].note == ""


def test_lancer_projette_le_premier_point_et_ouvre_la_salle():
    essai = copil()
    bouton(essai, "lancer").click().run()
    assert not essai.exception
    assert essai.title[0].value == "Point 1 sur 3 · Ouverture"
    assert (adresse(essai, "mode"), adresse(essai, "pas")) == ("projection", "1")
    assert adresse(essai, "annee") == "2024"
    assert lue(essai) == TROIS
    assert salle.lire(adresse(essai, "salle")).pas == 1


def au_point(page: str, rang: int, **autres: str) -> AppTest:
    """Le point projeté, comme un lien qu'on vient d'ouvrir."""
    return ouvrir(page, seance=courante.code_de(TROIS), mode="projection", pas=str(rang), **autres)


@pytest.mark.parametrize(
    ("page", "rang", "touche", "attendu"),
    [
        ("copil", 0, "suivant", "Point 1 sur 3 · Ouverture"),
        ("synthese", 1, "suivant", "Point 2 sur 3 · Où va l'argent"),
        ("carte", 2, "suivant", "Point 3 sur 3 · Suites"),
        ("gouvernance", 3, "suivant", "Séance terminée"),
        ("copil", 4, "precedent", "Point 3 sur 3 · Suites"),
        ("carte", 2, "precedent", "Point 1 sur 3 · Ouverture"),
        ("synthese", 1, "precedent", "Que voyons-nous aujourd'hui\u202f?"),
    ],
)
def test_les_fleches_vont_de_point_en_point(page, rang, touche, attendu):
    code = salle.nouveau_code()
    salle.ouvrir(code, pas=rang)
    essai = au_point(page, rang, salle=code)
    bouton(essai, f"touche-{touche}").click().run()
    assert not essai.exception
    assert essai.title[0].value == attendu
    assert lue(essai) == TROIS
    voulu = rang + (1 if touche == "suivant" else -1)
    assert (adresse(essai, "pas"), salle.lire(code).pas) == (str(voulu), voulu)


def test_l_ordre_du_jour_projete_a_une_salle_des_le_premier_point():
    essai = copil(mode="projection")
    assert "Où va l'argent" in textes(essai)
    assert bouton(essai, "touche-precedent").disabled
    bouton(essai, "touche-suivant").click().run()
    assert salle.lire(adresse(essai, "salle")).pas == 1


def test_la_fin_dit_ce_que_la_seance_a_decide_et_n_a_pas_de_suite():
    decidee = TROIS.avec(ordre.Decision("A1", "validée")).avec(ordre.Decision("A2", "ajournée"))
    essai = copil(decidee, mode="projection", pas="4")
    assert "3 points (18\u00a0min prévues)\u202f; 2 décisions notées." in essai.header[0].value
    assert "1 demande validée et 1 demande ajournée" in textes(essai)
    assert bouton(essai, "touche-suivant").disabled


def test_echap_revient_a_la_composition_avec_la_seance():
    essai = au_point("carte", 2, salle="ABCDEFGH")
    bouton(essai, "touche-quitter").click().run()
    assert essai.title[0].value.startswith("Que met-on")
    assert [adresse(essai, nom) for nom in ("mode", "pas", "salle")] == [None, None, "ABCDEFGH"]
    assert lue(essai) == TROIS


def test_revenue_a_la_composition_la_seance_se_reprend_ou_elle_en_est():
    code = salle.nouveau_code()
    salle.ouvrir(code)
    salle.aller(code, 2)
    essai = copil(salle=code)
    bouton(essai, "reprendre").click().run()
    assert essai.title[0].value == "Point 2 sur 3 · Où va l'argent"
    assert salle.lire(code).pas == 2


def test_le_titre_d_un_point_ne_repete_pas_la_phrase_de_la_page():
    essai = ouvrir("synthese", annee="2024")
    bouton(essai, "ajouter-seance").click().run()
    code = adresse(essai, "seance")
    essai = ouvrir("synthese", annee="2024", seance=code, mode="projection", pas="1")
    assert essai.title[0].value == "Point 1 sur 1 · Que fait le contrat de ville cette année\u202f?"


def test_un_titre_venu_d_un_fichier_reste_du_texte():
    seance = Seance("T", (Point("**gras** [x](http://y) <b>", "synthese"),))
    essai = ouvrir("synthese", seance=courante.code_de(seance), mode="projection", pas="1")
    (montre,) = (titre.value for titre in essai.title)
    assert montre == "Point 1 sur 1 · " + inerte.markdown("**gras** [x](http://y) <b>")
    # Ni gras, ni lien, ni balise : ce qu'en fait le navigateur est éprouvé par tests/navigateur.
    assert r"\*\*gras\*\*" in montre and "](http://" not in montre and r"\<b\>" in montre


def test_l_ecran_rejoint_la_salle_que_le_pupitre_a_fait_avancer():
    code = salle.nouveau_code()
    salle.ouvrir(code)
    essai = ouvrir("synthese", seance=courante.code_de(TROIS), mode="projection", pas="1", salle=code)
    assert essai.title[0].value.startswith("Point 1")
    salle.aller(code, 3)
    essai.run()
    assert essai.title[0].value == "Point 3 sur 3 · Suites"
    assert adresse(essai, "pas") == "3"


def test_sans_salle_l_ecran_avance_seul():
    essai = ouvrir("synthese", seance=courante.code_de(TROIS), mode="projection", pas="1", salle="ABCDEFGH")
    bouton(essai, "touche-suivant").click().run()
    assert not essai.exception
    assert essai.title[0].value == "Point 2 sur 3 · Où va l'argent"


def test_l_adresse_de_la_seance_mene_au_point_qu_elle_dit():
    assert copil(mode="projection", pas="2").title[0].value == "Point 2 sur 3 · Où va l'argent"


def test_un_rang_hors_de_la_seance_mene_a_la_fin():
    assert copil(mode="projection", pas="99").title[0].value == "Séance terminée"


def test_un_code_court_redevient_la_seance_entiere_dans_l_adresse():
    essai = ouvrir("copil", seance=courante.code_court(TROIS))
    assert adresse(essai, "seance") == ordre.en_lien(TROIS)


def test_une_seance_trop_longue_est_gardee_par_le_serveur_et_demande_le_fichier():
    # Des titres qui ne se compriment pas.
    longs = tuple(Point("".join(salle.nouveau_code() for _ in range(20)), "carte") for _ in range(60))
    longue = Seance("Longue", longs)
    assert not courante.tient_dans_un_lien(longue)
    code = courante.code_de(longue)
    assert len(code) < 40
    assert courante.seance_de(code) == longue
    assert "enregistrez son fichier" in textes(copil(longue))
    with pytest.raises(ordre.SeanceInvalide, match="n'est plus gardée"):
        courante.seance_de("~" + "0" * 24)


def test_les_durees_et_le_nom_du_fichier_se_lisent():
    assert [composition.duree(m) for m in (0, 45, 60, 65)] == [
        "0\u00a0min",
        "45\u00a0min",
        "1\u00a0h",
        "1\u00a0h\u00a005",
    ]
    assert (
        fichier.nom_du_fichier(Seance("Revue à mi-parcours /../ 2026"))
        == "seance-revue-a-mi-parcours-2026.toml"
    )
    assert fichier.nom_du_fichier(Seance("…")) == "seance-comite.toml"


def test_les_pages_portent_le_nom_que_le_menu_leur_donne():
    menu = next(m.navigation for m in lire_la_page("carte", {}).messages if m.navigation.app_pages)
    dit = {page.url_pathname or plan.ACCUEIL: page.page_name for page in menu.app_pages}
    assert {page: dit[page] for page in ordre.NOMS_PAGES} == ordre.NOMS_PAGES
