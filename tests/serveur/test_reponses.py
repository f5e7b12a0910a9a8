"""Ce que répond le serveur, hors de Streamlit : santé, contours, ressources, pages, en-têtes."""

import base64
import hashlib
import html
import re
import socket

import pytest

from pages.serveur.ressources import LEAFLET_CSS, LEAFLET_JS, POLICE, composant_carte
from tests.serveur.conftest import base_remplie


def _brute(service, chemin: str) -> tuple[int, bytes]:
    """Le statut et le reste de la réponse à une adresse écrite telle quelle (httpx la normaliserait)."""
    hote, port = service.base_url.host, service.base_url.port
    with socket.create_connection((hote, port), timeout=10) as prise:
        prise.sendall(f"GET {chemin} HTTP/1.1\r\nHost: {hote}\r\nConnection: close\r\n\r\n".encode())
        reponse = b"".join(iter(lambda: prise.recv(65536), b""))
    return int(reponse.split(b" ")[1]), reponse


PAGES = ("/", "/carte", "/quartier", "/financeurs?annee=2024", "/donnees")


def test_sante_dit_la_version_la_date_et_les_effectifs(service):
    reponse = service.get("/sante")
    assert reponse.status_code == 200
    assert reponse.headers["cache-control"] == "no-store"
    assert '"contrats":2,' in reponse.text
    assert reponse.json() == {
        "etat": "disponible",
        "version": "V1",
        "nom": "Essai",
        "publiee_le": "2026-01-01T00:00:00",
        "effectifs": {"contrats": 2, "quartiers": 3, "actions": 1, "financements": 1, "accorde_eur": 5000.5},
    }


def test_une_base_remplacee_est_vue_sans_redemarrage(service, base_servie, tmp_path):
    base_remplie(tmp_path / "neuve.duckdb", "V2").replace(base_servie)
    assert service.get("/sante").json()["version"] == "V2"
    base_remplie(tmp_path / "retour.duckdb", "V1").replace(base_servie)
    assert service.get("/sante").json()["version"] == "V1"


def test_une_base_absente_ou_abimee_rend_503_puis_le_service_se_remet(service, base_servie, tmp_path):
    cote = tmp_path / "de_cote.duckdb"
    base_servie.rename(cote)
    absente = service.get("/sante")
    base_servie.write_bytes(b"ceci n'est pas une base" * 1000)
    abimee = service.get("/sante")
    cote.replace(base_servie)
    assert (absente.status_code, abimee.status_code) == (503, 503)
    assert "introuvable" in absente.json()["motif"]
    assert "abîmé" in abimee.json()["motif"]
    assert service.get("/sante").status_code == 200


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_est_en_francais_a_notre_nom_et_ne_se_garde_pas(service, adresse):
    reponse = service.get(adresse)
    assert reponse.status_code == 200
    assert '<html lang="fr">' in reponse.text
    assert re.search("<title>[^<]+ · Agglo &lt;du&gt; Val</title>", reponse.text)
    assert "enable JavaScript" not in reponse.text
    # Streamlit changerait une icône « shortcut icon » pour un dessin demandé à fonts.gstatic.com.
    assert "shortcut icon" not in reponse.text
    assert reponse.headers["cache-control"] == "no-cache"


def test_la_csp_porte_l_empreinte_de_chaque_script_en_ligne_de_la_page_servie(service):
    reponse = service.get("/")
    regle = reponse.headers["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", reponse.text, flags=re.DOTALL)
    assert scripts
    for script in scripts:
        empreinte = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{empreinte}'" in regle
    assert "'unsafe-eval'" not in regle
    assert "'unsafe-inline'" not in next(r for r in regle.split("; ") if r.startswith("script-src"))
    assert "default-src 'self'" in regle and "object-src 'none'" in regle


def test_seul_le_cadre_de_la_carte_a_droit_aux_scripts_en_ligne_et_aux_tuiles_configurees(service):
    page = service.get("/").headers["content-security-policy"]
    carte = service.get("/component/x/index.html").headers["content-security-policy"]
    assert "script-src 'self' 'unsafe-inline'" in carte
    assert "https://data.geopf.fr" in carte
    assert "https://data.geopf.fr" not in page


@pytest.mark.parametrize("adresse", ["/", "/sante", LEAFLET_JS, "/inconnue", "/_stcore/health"])
def test_toute_reponse_porte_les_en_tetes_de_securite(service, adresse):
    entetes = service.get(adresse).headers
    assert entetes["x-content-type-options"] == "nosniff"
    assert entetes["referrer-policy"] == "same-origin"
    assert "geolocation=()" in entetes["permissions-policy"]
    assert "frame-ancestors 'self' https://www.val.example" in entetes["content-security-policy"]
    # SAMEORIGIN interdirait l'intégration que la configuration permet.
    assert "x-frame-options" not in entetes


@pytest.mark.parametrize(
    "adresse", ["/inconnue", "/carte/deux", "/pages/menu.py", "/menu", "/app.py", "/.git/config"]
)
def test_une_adresse_inconnue_rend_une_page_404_en_francais(service, adresse):
    reponse = service.get(adresse)
    assert reponse.status_code == 404
    assert "Cette page n'existe pas" in html.unescape(reponse.text)
    assert '<html lang="fr">' in reponse.text


@pytest.mark.parametrize(
    ("adresse", "cible"), [("/carte/?annee=2024", "/carte?annee=2024"), ("/synthese?q=é", "/?q=%C3%A9")]
)
def test_une_barre_de_trop_ou_l_ancien_nom_de_l_accueil_renvoient_a_la_page(service, adresse, cible):
    reponse = service.get(adresse)
    assert reponse.status_code == 307
    assert reponse.headers["location"] == cible


def test_une_double_barre_ne_renvoie_pas_vers_un_autre_site(service):
    statut, reponse = _brute(service, "//carte/")
    assert statut in (400, 404)
    assert b"location:" not in reponse.lower()


@pytest.mark.parametrize("codage", ["br", "gzip"])
def test_les_statiques_sont_compresses_et_gardes_pour_toujours(service, codage):
    script = re.search(r'src="(/static/js/index[^"]+)"', service.get("/").text)[1]
    brut = service.get(script, headers={"accept-encoding": "identity"})
    reponse = service.get(script, headers={"accept-encoding": codage})
    assert reponse.headers["content-encoding"] == codage
    assert reponse.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reponse.headers["vary"] == "Accept-Encoding"
    assert reponse.text == brut.text
    assert int(reponse.headers["content-length"]) < len(brut.content) / 2


def test_leaflet_et_la_police_viennent_de_chez_nous(service):
    for adresse, type_mime in (
        (LEAFLET_JS, "text/javascript"),
        (LEAFLET_CSS, "text/css"),
        (POLICE, "font/woff2"),
    ):
        reponse = service.get(adresse)
        assert reponse.status_code == 200
        assert reponse.headers["content-type"].startswith(type_mime)
        assert "immutable" in reponse.headers["cache-control"]


@pytest.mark.parametrize(
    "chemin",
    [
        "/ressources/../app.py",
        "/ressources/leaflet/../../../../etc/passwd",
        f"{LEAFLET_JS.rsplit('/', 1)[0]}/../../../leaflet/__init__.py",
        f"{LEAFLET_JS.rsplit('/', 1)[0]}/%2e%2e/%2e%2e/__init__.py",
        f"{LEAFLET_JS.rsplit('/', 1)[0]}//etc/passwd",
        "/static/../../../../app.py",
        "/static/%2e%2e/%2e%2e/__init__.py",
    ],
)
def test_on_ne_remonte_pas_dans_les_dossiers(service, chemin):
    statut, reponse = _brute(service, chemin)
    assert statut in (400, 404)
    assert b"import " not in reponse and b"root:" not in reponse


def test_les_contours_sont_ceux_du_contrat_et_de_la_generation(service):
    reponse = service.get("/contours/V1/quartiers.geojson?contrat=CF1&generation=2024")
    assert reponse.headers["content-type"].startswith("application/geo+json")
    assert reponse.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reponse.headers["content-encoding"] in ("br", "gzip")
    (entite,) = reponse.json()["features"]
    assert entite["properties"] == {"code": "Q1", "nom": "Nord"}
    # Cinq décimales : le mètre.
    assert entite["geometry"]["coordinates"][0][1] == [1.41235, 47.6]


def test_les_contours_d_une_version_passee_renvoient_a_la_version_en_cours(service):
    reponse = service.get("/contours/V0/quartiers.geojson?contrat=CF1")
    assert reponse.status_code == 307
    assert reponse.headers["location"] == "/contours/V1/quartiers.geojson?contrat=CF1"
    assert reponse.headers["cache-control"] == "no-store"


def test_une_couche_inconnue_ou_un_code_piege_ne_rendent_rien(service):
    assert service.get("/contours/V1/secrets.geojson").status_code == 404
    piege = service.get("/contours/V1/quartiers.geojson", params={"contrat": "CF1') or 1=1 --"})
    assert piege.json()["features"] == []


def test_les_moteurs_de_recherche_sont_ecartes_par_defaut(service):
    consigne = service.get("/robots.txt").text
    assert consigne.endswith("\n\nUser-agent: *\nDisallow: /\n")
    # Qui montre un lien à ceux qui l'ont reçu doit pouvoir le lire : il n'indexe rien.
    assert consigne.startswith("User-agent: Twitterbot\n") and "Allow: /\n" in consigne
    assert service.get("/").headers["x-robots-tag"] == "noindex, nofollow"


def test_rien_ne_s_ecrit_sur_une_page(service):
    assert service.post("/carte").status_code == 405


def test_le_composant_de_carte_est_compresse_et_garde(service):
    prefixe, dossier = next(iter(composant_carte().items()))
    script = next(dossier.glob("js/*.js"))
    reponse = service.get(f"{prefixe}js/{script.name}")
    assert reponse.headers["content-encoding"] == "br"
    assert "immutable" in reponse.headers["cache-control"]
    assert len(reponse.content) == script.stat().st_size


def test_tout_ce_que_la_page_demande_des_sa_tete_pese_moins_de_2_400_ko(service):
    # Les graphiques et les tableaux compris, qu'elle demandait plus tard.
    adresses = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', service.get("/").text))
    poids = sum(int(service.get(a).headers["content-length"]) for a in adresses)
    assert 100_000 < poids < 2_400_000, f"{poids} octets pour {len(adresses)} fichiers"
