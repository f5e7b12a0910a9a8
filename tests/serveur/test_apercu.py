"""L'aperçu d'un lien : ce que dit l'adresse à qui la reçoit, avant de l'ouvrir, et sans navigateur."""

import io
import threading
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.runtime.scriptrunner import script_runner

from pages import plan
from pages.rendus.html import premiere
from pages.serveur import apercu, page, priorite, routes
from pages.serveur.apercu import DESCRIPTION, lire_apercu, noms_des_pages, normaliser
from pages.serveur.apercu_atelier import FILE_MAX, IMAGES_MAX, RESERVE_APPELANT, Atelier
from pages.serveur.configuration import Configuration
from pages.serveur.debits import Debit
from pages.serveur.sans_ecran import VueIllisible, saisir
from queries.versions import dossier_versions
from tests.conftest import ouvrir_vide
from tests.serveur.conftest import REMPLISSAGE

INDEX = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'
CONTENU = (
    REMPLISSAGE
    + """
insert into financeur values ('F1', 'État', 'État', 1, 's');
insert into ventilation values ('A1', 'F1', 'specifique', 'fonctionnement', null, 6000, null, 5000.5, null);
"""
)
PIEGE = """"><script>alert('x')</script>"""
# Dix liens comme on en colle dans un message : page, paramètres.
LIENS = (
    ("synthese", ""),
    ("synthese", "annee=2024&montant=verse"),
    ("carte", "annee=2024"),
    ("quartier", "quartier=QN00001I"),
    ("piliers", "contrat=CN00001I&annee=2020-2024"),
    ("financeurs", "financeur=etat&annee=2023&fbclid=x"),
    ("actions", "q=emploi&mode=projection"),
    ("indicateurs", ""),
    ("evaluation", "annee=2025"),
    ("territoires", "contrat=*"),
)


class Tete(HTMLParser):
    """Le titre, les balises et le nombre de scripts d'une page, tels qu'un lecteur de liens les lit."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        self.metas, self.titre, self.scripts, self._ouverte = {}, "", 0, ""
        self.feed(texte)

    def handle_starttag(self, tag, attrs):
        lus = dict(attrs)
        self._ouverte = tag
        self.scripts += tag == "script"
        if tag == "meta":
            self.metas[lus.get("property") or lus.get("name")] = lus.get("content")

    def handle_data(self, data):
        if self._ouverte == "title":
            self.titre += data

    def handle_endtag(self, tag):
        self._ouverte = ""


@pytest.fixture
def atelier(monkeypatch):
    neuf = Atelier(debit=Debit(1000, 1))
    # Une vue lue par un autre essai ne sert pas à celui-ci.
    premiere._vue.cache_clear()
    monkeypatch.setattr(routes, "atelier", neuf)
    return neuf


@pytest.fixture
def client(atelier):
    reglages = Configuration()
    milieu = Middleware(
        page.Pages,
        configuration=reglages,
        index=page.page_index(INDEX, reglages),
        chemins=page.chemins_des_pages(),
        apercus=atelier,
    )
    with TestClient(Starlette(routes=routes.routes(), middleware=[milieu])) as client:
        yield client


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


@pytest.fixture
def val(base_minuscule):
    """Une action publique de 5 000,50 € au nom piégé, et une refusée."""
    base_minuscule(
        CONTENU
        + f"""
        update action set intitule = '{PIEGE.replace("'", "''")}';
        insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
        values ('A2', 'CF1', 2024, 'Projet confidentiel', 'refusée', 'contrat', 's');
        """
    )


def lu(client, atelier, nom: str, requete: str = "") -> Tete:
    """La tête de la page, son aperçu prêt : la machine d'essai peut être lente."""
    prevu = atelier.demander(nom, normaliser(requete))
    if prevu is not None:
        prevu.result(60)
    chemin = f"/{plan.adresse(nom)}"
    return Tete(client.get(f"{chemin}?{requete}").raise_for_status().text)


def image(client, adresse: str) -> Image.Image:
    assert adresse.startswith("http://testserver/apercu/")
    reponse = client.get(adresse).raise_for_status()
    assert reponse.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(reponse.content))


@pytest.mark.parametrize(("nom", "requete"), LIENS)
def test_un_lien_dit_sa_page_son_contrat_ses_filtres_et_sa_phrase(
    demo, client, atelier, monkeypatch, nom, requete
):
    vues = []
    monkeypatch.setattr(premiere, "saisir", lambda *d, **o: vues.append(saisir(*d, **o)) or vues[-1])
    tete = lu(client, atelier, nom, requete)
    (vue,) = vues
    assert vue.phrase and vue.contrat in tete.titre
    # Le titre commence la phrase ; la description la dit, puis la page, le contrat et les filtres en mots.
    debut = tete.titre.split(" · ")[0].removesuffix("…")
    assert vue.phrase.startswith(debut) and len(debut) > 20
    description = tete.metas["og:description"]
    assert description == tete.metas["description"]
    assert description.startswith(vue.phrase)
    assert f" {noms_des_pages()[nom]} · {vue.filtres}." in description
    assert description.endswith("Données fictives.")
    assert tete.metas["og:title"] == tete.titre
    assert tete.metas["og:locale"] == "fr_FR" and tete.metas["og:type"] == "website"
    assert tete.metas["twitter:card"] == "summary_large_image"
    assert "fbclid" not in tete.metas["og:url"] and "mode" not in tete.metas["og:url"]
    assert (tete.metas["og:image:width"], tete.metas["og:image:height"]) == ("1200", "630")
    dessinee = image(client, tete.metas["og:image"])
    assert (dessinee.format, dessinee.size) == ("PNG", (1200, 630))
    assert len(dessinee.convert("RGB").getcolors(1 << 20)) > 10


def test_le_titre_et_la_description_sont_ceux_qu_on_attend(val, client, atelier):
    tete = lu(client, atelier, "synthese", "annee=2024&contrat=CF1")
    assert tete.titre == "En 2024, 1 action est soutenue pour 5\u202f001\u202f€ · Val · Contrat de ville"
    assert tete.metas["description"] == (
        "En 2024, 1 action est soutenue pour 5\u202f001\u202f€. Synthèse · Val · 2024 · Montant accordé. "
        "Données fictives."
    )
    assert tete.metas["og:url"] == "http://testserver/?contrat=CF1&annee=2024"
    assert tete.metas["og:image"] == (
        "http://testserver/apercu/synthese.png?contrat=CF1&annee=2024&publication=V1"
    )
    assert tete.metas["og:image:alt"].startswith("Actions soutenues\u202f: 1. En 2024")


def test_un_nom_malveillant_reste_dans_son_attribut(val, client, atelier):
    sans = Tete(page.page_index(INDEX, Configuration()))
    tete = lu(client, atelier, "action", "action=A1")
    assert PIEGE in tete.metas["og:description"].replace("\u202f", "")
    assert tete.scripts == sans.scripts
    assert "<script>alert" not in client.get("/action?action=A1").text


def test_l_apercu_d_une_action_cachee_est_celui_d_une_action_qui_n_existe_pas(val, client, atelier):
    cachee, absente = (lu(client, atelier, "action", f"action={code}") for code in ("A2", "A9"))
    assert cachee.titre == absente.titre == "Fiche action · Contrat de ville"
    assert cachee.metas["description"] == absente.metas["description"] == DESCRIPTION
    assert "confidentiel" not in client.get("/action?action=A2").text
    assert len({client.get(tete.metas["og:image"]).content for tete in (cachee, absente)}) == 1


@pytest.mark.parametrize(
    "requete",
    [
        "annee=abc",
        "contrat=ZZ",
        "contrat=CF1&quartier=Q2",
        "statut=refusée",
        "montant=x",
        "version=V9",
    ],
)
def test_une_valeur_inconnue_ou_cachee_rend_le_titre_de_la_page(val, client, atelier, requete):
    tete = lu(client, atelier, "financeurs", requete)
    assert tete.titre == "Financeurs · Contrat de ville"
    assert tete.metas["description"] == DESCRIPTION


def test_sans_base_la_page_et_son_image_ont_le_titre_par_defaut(client, monkeypatch, tmp_path):
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "absente.duckdb"))
    tete = Tete(client.get("/carte?annee=2024").raise_for_status().text)
    assert tete.titre == tete.metas["og:title"] == "Carte · Contrat de ville"
    reponse = client.get(tete.metas["og:image"])
    assert Image.open(io.BytesIO(reponse.content)).size == (1200, 630)
    # Une image sans chiffre ne doit pas rester chez ceux qui l'ont reçue.
    assert reponse.headers["cache-control"] == "no-store"


def test_l_image_d_une_page_inconnue_n_existe_pas(client):
    assert client.get("/apercu/menu.png").status_code == 404
    assert client.get("/apercu/..%2Fapp.png").status_code == 404


def test_une_page_sans_phrase_pose_sa_question(base_minuscule, client, atelier):
    base_minuscule(CONTENU)
    tete = lu(client, atelier, "synthese", "annee=1999&contrat=CF1")
    assert tete.titre.startswith("Que fait le contrat de ville cette année\u202f? · Val")
    assert "1999" in tete.metas["description"]


def test_un_lien_fige_annonce_les_chiffres_de_sa_version(base_minuscule, client, atelier):
    base = base_minuscule(CONTENU + "update ventilation set accorde_eur = 7000")
    dossier_versions(base).mkdir()
    ancienne = ouvrir_vide(dossier_versions(base) / "V0.duckdb", "V0")
    ancienne.execute(CONTENU)
    ancienne.close()
    assert "7\u202f000\u202f€" in lu(client, atelier, "synthese", "contrat=CF1").titre
    figee = lu(client, atelier, "synthese", "contrat=CF1&version=V0")
    assert "5\u202f001\u202f€" in figee.titre
    assert "Chiffres figés, publiés le 1er janvier 2026." in figee.metas["description"]
    assert figee.metas["og:image"].endswith("version=V0&publication=V0")


def test_un_parametre_inconnu_ou_piege_ne_change_rien(val, client, atelier):
    tete = lu(client, atelier, "financeurs", f"{PIEGE}={PIEGE}&fbclid={PIEGE}")
    assert tete.titre == lu(client, atelier, "financeurs").titre
    assert tete.titre.startswith("En 2024")
    assert "alert" not in str(tete.metas)


def test_une_nouvelle_publication_refait_l_apercu(base_minuscule, client, atelier):
    base = base_minuscule(CONTENU)
    assert "5\u202f001\u202f€" in lu(client, atelier, "synthese").titre
    neuve = ouvrir_vide(base.with_name("neuve.duckdb"), "V2")
    neuve.execute(CONTENU + "update ventilation set accorde_eur = 7000")
    neuve.close()
    base.with_name("neuve.duckdb").replace(base)
    assert "7\u202f000\u202f€" in lu(client, atelier, "synthese").titre


def test_une_lecture_trop_longue_laisse_partir_la_page_puis_se_garde(val, monkeypatch):
    feu = threading.Event()

    def lente(nom, parametres):
        feu.wait(60)
        return lire_apercu(nom, parametres)

    lent = Atelier(lente)
    monkeypatch.setattr(page, "DELAI_S", 0.05)
    index = page.page_index(INDEX, Configuration())
    milieu = page.Pages(Starlette(), Configuration(), index, {"/carte"}, lent)
    client = TestClient(milieu)
    for codage in ("br", "gzip", "identity"):
        recue = client.get("/carte", headers={"accept-encoding": codage})
        assert Tete(recue.text).titre == "Carte · Contrat de ville"
        assert recue.text.endswith("</html>")
    feu.set()
    lent.demander("carte", {}).result(60)
    assert Tete(client.get("/carte").text).titre != "Carte · Contrat de ville"


def test_une_page_en_faute_garde_le_titre_par_defaut(val, client, atelier, monkeypatch):
    monkeypatch.setattr(atelier, "_lire", lambda nom, parametres: 1 / 0)
    assert lu(client, atelier, "carte").titre == "Carte · Contrat de ville"


def test_mille_adresses_ne_font_pas_mille_lectures(val):
    feu, faites = threading.Event(), []

    def comptee(nom, parametres):
        feu.wait(60)
        faites.append(parametres)
        return apercu.par_defaut(nom)

    maintenant = [0.0]
    borne = Atelier(comptee, Debit(20, 0.5, lambda: maintenant[0]))
    en_cours = [borne.demander("actions", {"q": f"mot {i}"}) for i in range(1000)]
    assert sum(futur is not None for futur in en_cours) == FILE_MAX
    # La même adresse ne se lit qu'une fois, pendant la lecture comme après.
    assert borne.demander("actions", {"q": "mot 0"}) is en_cours[0]
    feu.set()
    for futur in en_cours[:FILE_MAX]:
        futur.result(60)
    for i in range(1000, 2000):
        if (futur := borne.demander("actions", {"q": f"mot {i}"})) is not None:
            futur.result(60)
    assert len(faites) <= 20
    maintenant[0] = 10.0
    assert borne.demander("actions", {"q": "plus tard"}) is not None


def test_un_appelant_ne_prend_rien_a_un_autre(val):
    faits = Atelier(lambda nom, _: apercu.par_defaut(nom), Debit(1000, 0))
    avide = [faits.demander("actions", {"q": f"mot {i}"}, "a") for i in range(300)]
    assert sum(futur is not None for futur in avide) <= RESERVE_APPELANT + 1
    assert faits.demander("actions", {"q": "autre"}, "b") is not None


def test_trois_cents_images_attendent_une_a_une_et_pas_toutes():
    feu, faites = threading.Event(), []

    def dessiner(voulu):
        feu.wait(60)
        faites.append(voulu)
        return b"PNG"

    faits = Atelier()
    voulus = [replace(apercu.par_defaut("actions"), titre=str(i)) for i in range(300)]
    futurs = [faits.image(voulu, dessiner) for voulu in (*voulus, *voulus)]
    feu.set()
    assert len({id(futur) for futur in futurs if futur}) == IMAGES_MAX
    assert all(futur.result(60) == b"PNG" for futur in futurs if futur)
    assert len(faites) == IMAGES_MAX


def test_un_apercu_laisse_passer_les_pages_puis_renonce(val, monkeypatch):
    monkeypatch.setattr(priorite, "pages_en_cours", lambda: 1)
    monkeypatch.setattr(priorite.time, "sleep", lambda _: None)
    with pytest.raises(VueIllisible):
        saisir("synthese", {}, ceder=priorite.Cession(1.0))
    assert saisir("synthese", {}).phrase, "un document, lui, est demandé par la page : il n'attend rien"


def test_une_page_qui_attend_elle_meme_ne_retient_rien():
    fin = threading.Event()
    page_en_cours = threading.Thread(target=fin.wait, name=priorite.FIL_DES_PAGES)
    avant = priorite.pages_en_cours()
    page_en_cours.start()
    assert priorite.pages_en_cours() == avant + 1
    with priorite.endormie():
        assert priorite.pages_en_cours() == avant
    fin.set()
    page_en_cours.join()
    assert priorite.pages_en_cours() == avant


def test_streamlit_nomme_encore_ainsi_le_fil_de_ses_pages():
    assert f'name="{priorite.FIL_DES_PAGES}"' in Path(script_runner.__file__).read_text("utf-8")
