"""Un vrai service de connexion : chacun voit ce que son rôle permet, l'administrateur publie et défait."""

import io
from urllib.parse import urlsplit

import duckdb
import flask
import pytest
from oidc_provider_mock import User, run_server_in_thread
from openpyxl import load_workbook

from data.modele.ecriture import ecrire
from data.publication import publier_fichier
from tests.navigateur import outils
from tests.navigateur.prise import dessiner, prise

CONFIGURATION = """
collectivite = "Agglo d'essai"
agents = ["@agglo.fr"]
administrateurs = ["chef@agglo.fr"]
"""
SECRETS = """
[auth]
redirect_uri = "{adresse}/oauth2callback"
cookie_secret = "un secret d'essai, long de plus de trente-deux signes"
client_id = "tableau-de-bord"
client_secret = "secret"
server_metadata_url = "{fournisseur}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email" }}
"""
ADRESSES = ("chef@agglo.fr", "agent@agglo.fr", "curieux@ailleurs.fr")
AJOUT_EUR = 1_000_000
CONTRAT = "CN00001I"


@pytest.fixture(scope="module")
def site(base_demo, tmp_path_factory):
    """Le site avec connexion : (adresse, base servie)."""
    dossier = tmp_path_factory.mktemp("connexion")
    base = dossier / "servie" / "b.duckdb"
    publier_fichier(base_demo, base, "essai")
    config, secrets, port = dossier / "config.toml", dossier / "secrets.toml", outils.port_libre()
    config.write_text(CONFIGURATION, encoding="utf-8")
    personnes = [User(sub=a, claims={"email": a, "email_verified": True}) for a in ADRESSES]
    sans_style = pytest.MonkeyPatch()
    # Les pages du fournisseur d'essai demandent leur feuille de style à un hôte extérieur.
    dessiner_page = flask.render_template
    sans_style.setattr(
        flask, "render_template", lambda *a, **k: dessiner_page(*a, **k).replace("<link", "<x")
    )
    with run_server_in_thread(user_claims=personnes) as fournisseur:
        adresse = f"http://127.0.0.1:{port}"
        secrets.write_text(
            SECRETS.format(adresse=adresse, fournisseur=f"http://localhost:{fournisseur.server_port}"),
            encoding="utf-8",
        )
        environnement = {
            "CONTRAT_CONFIG": str(config),
            "STREAMLIT_SECRETS_FILES": str(secrets),
            # Le fournisseur d'essai parle http ; un vrai est en https.
            "AUTHLIB_INSECURE_TRANSPORT": "1",
        }
        journal = dossier / "journal.txt"
        with outils.servir(base, journal=journal, environnement=environnement, port=port) as servie:
            yield servie, base
        print(journal.read_text(encoding="utf-8")[-3000:])
    sans_style.undo()


@pytest.fixture
def ouvrir(navigateur, site):
    """Une visite neuve, connectée à cette adresse électronique (vide : visiteur), à « Mettre à jour »."""
    contextes = []

    def ouvrir(courriel: str = ""):
        contexte = navigateur.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
        contextes.append(contexte)
        page = contexte.new_page()
        outils.ouvrir(page, f"{site[0]}/mise-a-jour")
        if courriel:
            page.get_by_role("button", name="Se connecter").click()
            page.locator("input[name=sub]").fill(courriel)
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(lambda url: urlsplit(url).netloc == urlsplit(site[0]).netloc)
            outils.attendre_pret(page)
            outils.ouvrir(page, f"{site[0]}/mise-a-jour")
        return page

    yield ouvrir
    for contexte in contextes:
        contexte.close()


def accorde(page, adresse: str) -> str:
    outils.ouvrir(page, f"{adresse}/?contrat={CONTRAT}&annee=2026")
    return page.locator(".st-key-chiffres").inner_text()


def classeur_augmente(base) -> bytes:
    """Le classeur de la base, un montant public de 2026 augmenté."""
    with duckdb.connect(str(base), read_only=True) as lue:
        action, financeur, avant = lue.execute(
            "select action_id, financeur_id, accorde_eur from financement join action using (action_id) "
            "where contrat_id = ? and annee = 2026 and statut = 'retenue' and accorde_eur > 0 "
            "and nature = 'specifique' order by all limit 1",
            [CONTRAT],
        ).fetchone()
    flux = io.BytesIO()
    ecrire(flux, base, None, True)
    classeur = load_workbook(io.BytesIO(flux.getvalue()))
    feuille = classeur["Financements"]
    titres = [str(c.value).rstrip(" *") for c in feuille[1]]
    accorde = next(i for i, titre in enumerate(titres, 1) if titre.startswith("Accordé"))
    reference = action.removeprefix(f"{CONTRAT}-")
    for ligne in feuille.iter_rows(min_row=2):
        dits = [str(c.value) for c in ligne[:3]]
        if dits[0].split(" · ")[0] == reference and dits[1].split(" · ")[0] == financeur:
            cellule = feuille.cell(ligne[0].row, accorde)
            if cellule.value == float(avant):
                cellule.value = float(avant) + AJOUT_EUR
                break
    else:
        raise AssertionError("le montant n'est pas dans le classeur")
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_un_visiteur_ne_voit_que_la_connexion(ouvrir):
    page = ouvrir()
    assert page.get_by_role("button", name="Se connecter").is_visible()
    assert page.get_by_role("link", name="Connexion des agents").is_visible()
    for testid in ("stFileUploader", "stDataFrame", "stMetric"):
        assert not page.get_by_test_id(testid).count()


def test_une_adresse_non_autorisee_reste_visiteur(ouvrir, site):
    page = ouvrir("curieux@ailleurs.fr")
    assert page.get_by_text("n'est pas autorisée").is_visible()
    assert not page.get_by_test_id("stFileUploader").count()
    page.get_by_role("button", name="Se déconnecter").click()
    # Le fournisseur d'identité demande confirmation, puis ramène à l'accueil du site.
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(lambda url: urlsplit(url).netloc == urlsplit(site[0]).netloc)
    outils.ouvrir(page, f"{site[0]}/mise-a-jour")
    assert page.get_by_role("button", name="Se connecter").is_visible()


def test_une_session_deconnectee_ne_se_rejoue_pas(ouvrir, site, navigateur):
    adresse, reserve = site[0], "Votre tableau de programmation"
    page = ouvrir("agent@agglo.fr")
    copie = page.context.cookies()
    onglet = page.context.new_page()
    outils.ouvrir(onglet, f"{adresse}/mise-a-jour")
    posee = {c["name"]: c["value"] for c in copie}
    notice = (outils.RACINE / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{nom}`" in notice for nom in posee), "la notice dit tous les cookies"
    assert "_streamlit_user" in posee and "_streamlit_user_1" not in posee
    with prise(adresse, posee) as ouverte:
        assert reserve in dessiner(ouverte, "mise-a-jour"), "la copie ouvre tant que la session vit"
        page.get_by_role("button", name="Se déconnecter").click()
        page.get_by_role("button", name="End session").click()
        page.wait_for_url(lambda url: urlsplit(url).netloc == urlsplit(adresse).netloc)
        # La websocket déjà ouverte, puis une neuve ; un navigateur à qui l'on donne les cookies copiés.
        assert reserve not in dessiner(ouverte, "mise-a-jour")
    with prise(adresse, posee) as neuve:
        dit = dessiner(neuve, "mise-a-jour")
        assert reserve not in dit and "Se connecter" in dit
    voleur = navigateur.new_context(locale="fr-FR")
    voleur.add_cookies(copie)
    outils.ouvrir(vole := voleur.new_page(), f"{adresse}/mise-a-jour")
    assert vole.get_by_role("button", name="Se connecter").is_visible()
    voleur.close()
    # L'autre onglet, resté ouvert : son prochain clic n'est plus celui d'un agent.
    onglet.get_by_role("button", name="Continuer").first.click()
    onglet.get_by_role("button", name="Se connecter").wait_for()
    outils.attendre_pret(onglet)
    assert not onglet.get_by_test_id("stFileUploader").count()


def test_un_agent_verifie_et_ne_publie_pas(ouvrir):
    page = ouvrir("agent@agglo.fr")
    assert page.get_by_test_id("stFileUploader").is_visible()
    assert not page.get_by_role("heading", name="Revenir en arrière").count()


def test_l_administrateur_publie_voit_le_nouveau_chiffre_et_revient(ouvrir, site):
    adresse, base = site
    page = ouvrir("chef@agglo.fr")
    avant = accorde(page, adresse)
    outils.ouvrir(page, f"{adresse}/mise-a-jour")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "à jour.xlsx", "mimeType": "application/octet-stream", "buffer": classeur_augmente(base)}
    )
    page.get_by_role("button", name="Vérifier le classeur").click()
    page.get_by_role("heading", name="5. Publier").wait_for(timeout=120_000)
    outils.attendre_pret(page)
    texte = page.get_by_test_id("stMain").inner_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert "0 action ajoutée, 0 retirée, 1 modifiée" in texte
    assert page.get_by_role("button", name="Publier", exact=True).is_disabled()
    page.get_by_text("J'ai lu les différences").click()
    outils.attendre_pret(page)
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_text("publiée : les pages montrent").wait_for(timeout=60_000)
    outils.attendre_pret(page)
    with duckdb.connect(str(base), read_only=True) as lue:
        ajout = f"select sum(accorde_eur) - {AJOUT_EUR} from financement"
        apres = lue.execute(ajout).fetchone()[0]
    assert accorde(page, adresse) != avant
    outils.ouvrir(page, f"{adresse}/mise-a-jour")
    page.get_by_role("button", name="Remettre en service").click()
    page.get_by_role("button", name="Oui, la remettre en service").click()
    page.get_by_text("remise en service.").wait_for(timeout=60_000)
    assert accorde(page, adresse) == avant
    with duckdb.connect(str(base), read_only=True) as lue:
        assert lue.execute("select sum(accorde_eur) from financement").fetchone()[0] == apres
