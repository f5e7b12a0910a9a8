"""Un lien qui ne ment pas : figé, il montre ses chiffres ; sinon, il dit ce qui a changé."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from data.publication import publier_fichier, restaurer
from pages.composants import versions
from pages.reponses import reponse
from pages.serveur.routes import routes
from pages.visite import construire
from queries import (
    BaseIndisponible,
    Filtre,
    a_la_meme_version,
    a_la_version,
    choisir_version,
    lire,
    porte,
    version_base,
)
from queries.versions import dossier_versions, fichier_version, journal
from tests.conftest import ouvrir_vide
from tests.dire import dire, tableau
from tests.pages.test_pages import ouvrir, textes

REMPLIR = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Essai', 'e', '', '2026-01-01');
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Val', 2024, 2030, '2024', 's');
insert into structure (structure_id, nom, source_id) values ('S1', 'Régie', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
"""


def base_de(chemin: Path, version: str, montants: dict[str, str], **statuts: str) -> Path:
    """Une base d'un contrat, une action de 2024 par montant accordé ; retenue, sauf `statuts`."""
    with ouvrir_vide(chemin, version=version) as base:
        base.execute(REMPLIR)
        for code, montant in montants.items():
            base.execute(
                "insert into action (action_id, contrat_id, annee, intitule, structure_id, statut, echelle, "
                "source_id) values (?, 'C1', 2024, 'Chantier', 'S1', ?, 'contrat', 's')",
                [code, statuts.get(code, "retenue")],
            )
            base.execute(
                "insert into financement values "
                "(?, 'etat', 'specifique', 'fonctionnement', null, null, ?, null, 's')",
                [code, montant],
            )
        base.execute(
            "insert into ventilation select action_id, financeur_id, nature, section, null, demande_eur, "
            "propose_eur, accorde_eur, verse_eur from financement"
        )
    return chemin


@pytest.fixture
def publiee(tmp_path, monkeypatch):
    """Publie une base de plus : `publiee("V2", {"A1": "100"})` ; rend le chemin de la base servie."""
    base = tmp_path / "b.duckdb"
    monkeypatch.setenv("CONTRAT_BASE", str(base))

    def publier(version: str, montants: dict[str, str], **statuts: str) -> Path:
        neuve = base_de(tmp_path / f"{version}.duckdb", version, montants, **statuts)
        # Ces versions perdent exprès presque tout : la garde a ses essais (tests/data/test_garde.py).
        publier_fichier(neuve, base, "Claire", malgre_tout=True)
        return base

    return publier


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """1 204 300 € puis 1 198 000 € ; A2 disparaît, A3 et A4 arrivent, A5 n'est pas publique."""
    dossier = tmp_path_factory.mktemp("site")
    for version, montants in (
        ("V1", {"A1": "1200000", "A2": "4300", "A5": "77777"}),
        ("V2", {"A1": "1197000", "A3": "600", "A4": "400", "A5": "99999"}),
    ):
        neuve = base_de(dossier / f"{version}.duckdb", version, montants, A5="refusée")
        publier_fichier(neuve, dossier / "b.duckdb", "Claire")
        neuve.unlink()
    return dossier


@pytest.fixture
def deux_publications(site, tmp_path, monkeypatch) -> Path:
    """La base servie d'une copie de `site`."""
    shutil.copytree(site, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "b.duckdb"))
    return tmp_path / "b.duckdb"


def bandeau(essai: AppTest) -> str:
    """Le texte du bandeau de version, espaces ordinaires."""
    trouves = [str(m.value) for m in essai.markdown if ":material/history:" in str(m.value)]
    assert len(trouves) <= 1
    return trouves[0].partition(": ")[2].replace("\u202f", " ") if trouves else ""


def test_un_lien_fige_montre_encore_les_premiers_chiffres_apres_deux_publications(deux_publications, publiee):
    publiee("V3", {"A1": "1"})
    fige = ouvrir("synthese", version="V1")
    assert not fige.exception
    # 1 200 000 + 4 300 : A5, refusée, n'est pas publique.
    assert "2 actions" in fige.header[0].value and "1,2" in fige.header[0].value
    assert bandeau(fige).startswith("Chiffres tels que publiés le ")
    assert "1 action " in ouvrir("synthese").header[0].value.replace("\u202f", " ")


@pytest.mark.parametrize("page", ["synthese", "financeurs", "carte"])
def test_le_bandeau_dit_ce_qui_a_change_a_l_euro_pres(deux_publications, page):
    dit = bandeau(ouvrir(page, lu="V1"))
    assert dit.startswith("Depuis que ce lien a été copié (chiffres du ")
    attendu = "accordé 2024 : 1 204 300 € → 1 198 000 € ; 2 actions ajoutées, 1 retirée, 1 modifiée."
    assert dit.endswith(attendu)


def test_le_bandeau_suit_les_filtres_et_se_tait_quand_rien_n_a_change(deux_publications):
    assert bandeau(ouvrir("synthese", lu="V2")) == ""
    # Aucun montant demandé dans les deux versions : seules les actions ont changé.
    dit = bandeau(ouvrir("synthese", lu="V1", montant="demande"))
    assert dit.endswith("2 actions ajoutées, 1 retirée, 1 modifiée.") and "€" not in dit
    # Une page sans argent ne parle pas d'argent.
    assert bandeau(ouvrir("gouvernance", lu="V1")) == ""


def test_les_boutons_du_bandeau_ramenent_a_aujourd_hui_ou_au_lien(deux_publications):
    essai = ouvrir("synthese", lu="V1")
    essai.button(key="version-0").click().run()
    assert "2 actions" in essai.header[0].value
    assert essai.query_params["version"] == "V1" and "lu" not in essai.query_params
    essai.button(key="version-0").click().run()
    assert "3 actions" in essai.header[0].value
    assert "version" not in essai.query_params and bandeau(essai) == ""


def test_une_version_effacee_donne_les_chiffres_d_aujourd_hui_et_ce_que_le_journal_en_sait(deux_publications):
    fichier_version(deux_publications, "V1").unlink()
    essai = ouvrir("synthese", version="V1")
    assert "3 actions" in essai.header[0].value
    assert "qui ne sont plus conservés ; depuis, pour tout le contrat, accordé 2024 :" in bandeau(essai)
    assert bandeau(essai).endswith("1 204 300 € → 1 198 000 € ; 1 action de plus.")
    assert "1 204 300 € → 1 198 000 €" in bandeau(ouvrir("synthese", lu="V1"))


@pytest.mark.parametrize("nom", ["version", "lu"])
@pytest.mark.parametrize("valeur", ["V9", "../../etc/passwd", "<b>x</b>", "V1/../V2", "é", "a" * 300, "%00"])
def test_une_version_inconnue_ou_etrange_est_une_note(deux_publications, nom, valeur):
    phrase, boutons = versions.message({nom: valeur}, Filtre())
    assert phrase.endswith("aujourd'hui.") and valeur not in phrase
    assert boutons == {"Fermer": {"version": None, "lu": None}}


@pytest.mark.parametrize("nom", ["version", "lu"])
def test_un_lien_mal_recopie_s_ouvre_sur_aujourd_hui(deux_publications, nom):
    essai = ouvrir("synthese", **{nom: "../V1"})
    assert not essai.exception
    assert "3 actions" in essai.header[0].value
    assert bandeau(essai).endswith("aujourd'hui.")


def test_revenir_en_arriere_se_voit_aussitot(deux_publications):
    restaurer("V1", deux_publications, "Luc")
    assert "2 actions" in ouvrir("synthese").header[0].value
    assert bandeau(ouvrir("synthese", lu="V1")) == ""
    assert "1 198 000 € → 1 204 300 €" in bandeau(ouvrir("synthese", lu="V2"))


def test_le_lien_copie_dit_les_chiffres_qu_il_montrait_et_se_fige(deux_publications):
    essai = ouvrir("synthese")
    copie = parse_qs(urlsplit(essai.code[0].value).query)
    assert copie == {"contrat": ["C1"], "annee": ["2024"], "lu": ["V2"]}
    essai.toggle(key="figer-lien-non").set_value(True).run()
    copie = parse_qs(urlsplit(essai.code[0].value).query)
    assert copie == {"contrat": ["C1"], "annee": ["2024"], "version": ["V2"]}


def test_un_agent_lit_qui_a_publie_un_visiteur_non(deux_publications):
    restaurer("V1", deux_publications, "luc@agglo.fr")
    table = tableau(dire("donnees", agent=True), "versions")
    assert "par" in table.colonnes
    assert table.lues()["par"].tolist() == ["luc (retour)", "Claire", "Claire"]
    assert "par" not in tableau(dire("donnees"), "versions").colonnes


def test_qui_relit_une_ancienne_version_lit_le_journal_d_aujourd_hui(deux_publications):
    def lus() -> list[str]:
        visite = construire("donnees", {}, version="V1")
        return tableau(reponse(visite), "versions").lues()["etat"].tolist()

    assert lus() == ["en service", "conservée"]
    # La version lue n'a pas changé, donc la réponse gardée non plus ; le journal, si.
    restaurer("V1", deux_publications, "luc@agglo.fr")
    assert lus() == ["en service", "conservée", "conservée"]


def test_la_page_donnees_liste_les_versions_sans_chiffre_reserve(deux_publications):
    restaurer("V1", deux_publications, "luc@agglo.fr")
    essai = ouvrir("donnees")
    assert not essai.exception
    (table,) = [t.value for t in essai.dataframe if "difference" in t.value.columns]
    assert "par" not in table
    assert table["etat"].tolist() == ["en service", "conservée", "conservée"]
    assert table["nb_actions"].tolist() == [2, 3, 2]
    assert table["accorde_eur"].tolist() == [1204300, 1198000, 1204300]
    assert "77777" not in textes(essai) + table.to_csv()


def test_les_contours_d_une_version_gardee_restent_les_siens(deux_publications):
    service = TestClient(Starlette(routes=routes()), follow_redirects=False)
    assert service.get("/contours/V1/quartiers.geojson").status_code == 200
    assert service.get("/contours/V2/quartiers.geojson").status_code == 200
    ailleurs = service.get("/contours/V9/quartiers.geojson")
    assert (ailleurs.status_code, ailleurs.headers["location"]) == (307, "/contours/V2/quartiers.geojson")


def test_un_fichier_fabrique_au_clic_est_celui_de_la_version_lue(deux_publications):
    with a_la_version("V1"):
        plus_tard = a_la_meme_version(version_base)
    assert (version_base(), plus_tard()) == ("V2", "V1")


def test_le_journal_ne_dit_rien_d_une_base_jamais_publiee(base_minuscule):
    base_minuscule("select 1")
    essai = ouvrir("donnees", lu="V1")
    assert not essai.exception and bandeau(essai) == ""


def test_la_porte_repond_sur_la_version_demandee_et_borne_ce_qu_elle_ouvre(publiee, monkeypatch):
    monkeypatch.setattr(porte, "ANCIENNES_OUVERTES", 2)
    for rang in range(1, 5):
        base = publiee(f"V{rang}", {"A1": str(rang)})
    for rang in range(1, 5):
        with a_la_version(f"V{rang}"):
            assert version_base() == f"V{rang}"
            assert lire("versions/actions", filtre=Filtre())["montant_eur"].tolist() == [rang]
    assert version_base() == "V4"
    assert len(porte._anciennes) == 2
    with a_la_version("V1"):
        with a_la_version(None):
            assert version_base() == "V4"
        assert version_base() == "V1"
    with a_la_version("../b"), pytest.raises(BaseIndisponible, match="plus conservée"):
        lire("serveur/version")
    choisir_version("V2")
    try:
        assert version_base() == "V2"
    finally:
        choisir_version(None)
    assert len(journal(base)) == len(list(dossier_versions(base).glob("*.duckdb"))) == 4


def test_l_ecart_de_la_base_fictive_est_celui_qu_on_lui_a_fait(base_demo, tmp_path, monkeypatch):
    servie, neuve = tmp_path / "b.duckdb", tmp_path / "neuve.duckdb"
    monkeypatch.setenv("CONTRAT_BASE", str(servie))
    premiere = publier_fichier(base_demo, servie).version_id
    neuve.write_bytes(base_demo.read_bytes())
    with duckdb.connect(str(neuve)) as base:
        # La plus grosse part d'une action de l'année courante gagne 1 234,56 €.
        ((action, financeur, nature, section),) = base.execute(
            "select action_id, financeur_id, nature, section from ventilation join action using (action_id) "
            "where statut = 'retenue' and quartier_id is null and annee = 2026 and contrat_id = 'CN00001I' "
            "and accorde_eur > 0 order by accorde_eur desc, action_id limit 1"
        ).fetchall()
        for table in ("financement", "ventilation"):
            base.execute(
                f"update {table} set accorde_eur = accorde_eur + 1234.56, demande_eur = demande_eur + 2000 "
                "where action_id = ? and financeur_id = ? and nature = ? and section = ?",
                [action, financeur, nature, section],
            )
    publier_fichier(neuve, servie)
    essai = ouvrir("synthese", lu=premiere)
    filtre = Filtre(
        contrats=("CN00001I",),
        annees=(2026, 2026),
        statuts=("retenue", "conventionnée", "réalisée", "soldée"),
    )
    apres = lire("synthese/chiffres", filtre=filtre)["accorde_eur"].iloc[0]
    with a_la_version(premiere):
        avant = lire("synthese/chiffres", filtre=filtre)["accorde_eur"].iloc[0]
    assert float(apres) - float(avant) == pytest.approx(1234.56)
    ecrits = [f"{v:,.2f}".replace(",", " ").replace(".", ",").removesuffix(",00") for v in (avant, apres)]
    assert f"accordé 2026 : {ecrits[0]} € → {ecrits[1]} € ; 1 action modifiée." in bandeau(essai)
