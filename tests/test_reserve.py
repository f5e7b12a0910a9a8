"""Un visiteur ne voit, par aucun lien, route, recherche ou fichier, un chiffre réservé aux agents.

La preuve est une différence : la région fictive, et la même sans aucune demande ni refus. Un visiteur ne doit
pas pouvoir les distinguer, où qu'il regarde ; ce qui changerait trahirait ce qu'on lui cache.
"""

import io
import shutil
import zipfile
from decimal import Decimal

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.composants import exports
from pages.seance.modeles import modeles, remplir
from pages.serveur.configuration import Configuration
from pages.serveur.routes import routes
from pages.serveur.sans_ecran import saisir
from queries import Filtre

PUBLICS = Configuration().statuts_publics
RESERVES = ("déposée", "recevable", "en instruction", "ajournée", "réorientée", "refusée", "annulée")
AGENT = {"is_logged_in": True, "email": "a@agglo.fr", "email_verified": True}
PAGES = (
    "synthese", "carte", "quartier", "piliers", "financeurs", "actions", "porteurs", "indicateurs",
    "evaluation", "droit-commun", "gouvernance", "territoires", "instruction", "aide",
)  # fmt: skip
LIENS = (
    {"contrat": "*", "annee": "toutes", "montant": "demande"},
    {"statut": ",".join(RESERVES), "annee": "2026", "montant": "propose"},
    {"q": "a"},
)
FILTRE = Filtre(contrats=("CN00001I",), annees=(2026, 2026), statuts=PUBLICS)
MARQUE = Decimal("98765.43")


@pytest.fixture(scope="module")
def jumelles(base_demo, tmp_path_factory):
    """La région fictive, dont chaque demande porte un montant et un intitulé marqués ; et sans elles."""
    dossier = tmp_path_factory.mktemp("reserve")
    chemins = {nom: dossier / f"{nom}.duckdb" for nom in ("avec", "sans")}
    for nom, chemin in chemins.items():
        shutil.copyfile(base_demo, chemin)
        with duckdb.connect(str(chemin)) as base:
            base.execute(
                "create temp table cachees as "
                "select action_id from action where not list_contains(?, statut)",
                [list(PUBLICS)],
            )
            if nom == "avec":
                base.execute(
                    "update action set intitule = 'MARQUE réservée ' || action_id "
                    "where action_id in (from cachees)"
                )
                base.execute(
                    "update financement set demande_eur = ?, propose_eur = ? "
                    "where action_id in (from cachees)",
                    [MARQUE, MARQUE],
                )
                continue
            for table in ("financement", "ventilation", "action_quartier", "action_classe", "avis"):
                base.execute(f"delete from {table} where action_id in (from cachees)")
            base.execute("delete from decision where action_id in (from cachees)")
            base.execute("delete from action where action_id in (from cachees)")
    return chemins


def _dit(base, monkeypatch, page, lien, identite=None):
    """Tout ce qu'une page donne à voir ou à emporter, en texte."""
    monkeypatch.setenv("CONTRAT_BASE", str(base))
    vue = saisir(page, lien, identite)
    morceaux = [vue.question, vue.phrase, vue.message, vue.filtres, vue.regle, *vue.sources]
    morceaux += [f"{c.nom} {c.valeur} {c.suite} {c.aide}" for c in vue.chiffres]
    morceaux += [f"{d.titre} {d.sous_titre} {d.alt} {d.spec}" for d in vue.dessins]
    morceaux += [str(c.etat) for c in vue.cartes]
    for tableau in vue.tableaux:
        montre = tableau.lignes[list(tableau.colonnes)]
        morceaux.append(exports.csv_francais(montre).decode("utf-8-sig"))
    return "\n".join(morceaux)


@pytest.mark.parametrize("page", PAGES)
def test_un_visiteur_ne_distingue_pas_une_base_de_la_meme_sans_ses_demandes(jumelles, monkeypatch, page):
    for lien in LIENS:
        avec = _dit(jumelles["avec"], monkeypatch, page, lien)
        assert avec == _dit(jumelles["sans"], monkeypatch, page, lien), (page, lien)
        assert "MARQUE" not in avec and "98\u202f765" not in avec and "98765" not in avec


def test_un_agent_lui_les_voit(jumelles, monkeypatch):
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))
    dit = _dit(jumelles["avec"], monkeypatch, "actions", LIENS[1], AGENT)
    assert "MARQUE réservée" in dit


def test_la_fiche_et_la_recherche_d_une_demande_restent_fermees(jumelles, monkeypatch):
    with duckdb.connect(str(jumelles["avec"]), read_only=True) as base:
        cachees = base.execute(
            "select action_id from action where intitule like 'MARQUE%' limit 5"
        ).fetchall()
    for (action,) in cachees:
        for page, lien in (("action", {"action": action}), ("actions", {"q": "MARQUE", "annee": "toutes"})):
            dit = _dit(jumelles["avec"], monkeypatch, page, lien)
            assert "réservée" not in dit and "98765" not in dit


def test_une_seance_de_programmation_toute_prete_non_plus(jumelles, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(jumelles["avec"]))
    for point in remplir(modeles()["programmation"], FILTRE).points:
        avec = _dit(jumelles["avec"], monkeypatch, point.page, point.vue())
        assert avec == _dit(jumelles["sans"], monkeypatch, point.page, point.vue()), point


def test_aucune_route_ne_les_dit(jumelles, monkeypatch):
    adresses = (
        "/sante", "/contours/x/quartiers.geojson?contrat=CN00001I", "/robots.txt",
        "/apercu/actions.png?q=MARQUE",
    )  # fmt: skip
    reponses = {}
    for nom in ("avec", "sans"):
        monkeypatch.setenv("CONTRAT_BASE", str(jumelles[nom]))
        with TestClient(Starlette(routes=routes())) as client:
            reponses[nom] = [client.get(adresse).content for adresse in adresses]
    assert reponses["avec"] == reponses["sans"]


def test_l_archive_ouverte_d_un_visiteur_non_plus(jumelles):
    from data.ouverts import archive

    contenus = {}
    for nom, base in jumelles.items():
        flux = io.BytesIO()
        archive.ecrire(flux, base, PUBLICS)
        with zipfile.ZipFile(flux) as ouverte:
            contenus[nom] = {n: ouverte.read(n) for n in ouverte.namelist()}
    assert contenus["avec"] == contenus["sans"]
