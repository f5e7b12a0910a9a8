"""Ce qui sort en formats ouverts se relit à l'identique, et un visiteur n'emporte rien de réservé."""

import csv
import io
import json
import zipfile

import pyarrow as pa
import pytest
from frictionless import Package, system
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import from_geojson, from_wkt

from data.__main__ import main
from data.ouverts import archive
from data.ouverts.tables import Champ, Table, tables
from tests.data.ouverts.relecture import relire, relire_csv

PUBLICS = ["retenue", "soldée"]
REMPLIE = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le, licence, url)
values ('s01', 'classeur', '=1+1', 'a.csv', 'x', '2026-01-01 10:00:00', 'Licence Ouverte 2.0', null);
insert into contrat (contrat_id, nom, debut, fin, generation, fictif, source_id)
values ('C1', 'Contrat, "dit" du Val', 2024, 2030, '2024', true, 's01');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, geometrie, source_id)
values
('Q1', 'C1', 'Nord', 'QPV', '2024', ['41018', '41269'], 'POLYGON ((1 47, 2 47, 2 48, 1 47))', 's01'),
('Q2', 'C1', 'Sud', 'QPV', '2024', [], null, 's01');
insert into financeur (financeur_id, nom, categorie, ordre, source_id)
values ('caf', 'CAF', 'CAF', 1, 's01');
insert into action (
    action_id, contrat_id, annee, intitule, description, statut, echelle, beneficiaires_prevus,
    beneficiaires_reels, source_id
) values
('A1', 'C1', 2024, '-Sorties' || chr(10) || 'à la mer', '', 'retenue', 'quartiers', 3, 12, 's01'),
('A2', 'C1', 2024, '''Secret réservé', null, 'en instruction', 'quartiers', 40, null, 's01');
insert into action_quartier values ('A1', 'Q1', 1.0, 4, 's01'), ('A2', 'Q1', 1.0, 40, 's01');
insert into financement values
('A1', 'caf', 'specifique', 'fonctionnement', 1200.10, null, 0.10, null, 's01'),
('A2', 'caf', 'specifique', 'fonctionnement', 98765.43, null, null, null, 's01');
insert into ventilation values
('A1', 'caf', 'specifique', 'fonctionnement', 'Q1', 1200.10, null, 0.10, null),
('A2', 'caf', 'specifique', 'fonctionnement', 'Q1', 98765.43, null, null, null);
insert into rejet (source_id, feuille, ligne, colonne, valeur, motif, bloquant)
values ('s01', 'programmation', 4, 'Accordé', '98765,43', 'Montant illisible.', true);
"""


@pytest.fixture
def base(base_minuscule):
    return base_minuscule(REMPLIE)


def _ouvrir(base, statuts=None):
    flux = io.BytesIO()
    archive.ecrire(flux, base, statuts)
    return flux


@pytest.mark.parametrize("dossier", ["parquet", "csv"])
def test_chaque_table_se_relit_a_l_identique(base, dossier):
    relues = relire(_ouvrir(base), dossier)
    for table in tables(base):
        assert relues[table.nom].equals(table.lignes), table.nom
    assert relues["action"]["intitule"].to_pylist() == ["-Sorties\nà la mer", "'Secret réservé"]
    assert relues["action"]["description"].to_pylist() == ["", None]
    assert relues["quartier"]["communes"].to_pylist() == [["41018", "41269"], []]


@pytest.mark.parametrize("dossier", ["parquet", "csv"])
def test_la_region_fictive_se_relit_a_l_identique(base_demo, dossier):
    relues = relire(_ouvrir(base_demo), dossier)
    assert all(relues[table.nom].equals(table.lignes) for table in tables(base_demo))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.none() | st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    )
)
def test_aucun_texte_ne_change_en_passant_par_le_csv(textes):
    # Un retour chariot seul ne survit pas à un CSV : le moteur de lecture le tient pour une fin de ligne.
    textes = [t and t.replace("\r\n", "\n").replace("\r", "\n") for t in textes]
    lignes = pa.table(
        {"rang": pa.array(range(len(textes)), pa.int32()), "texte": pa.array(textes, pa.string())}
    )
    champs = (Champ("rang", "INTEGER", ""), Champ("texte", "VARCHAR", ""))
    octets = archive._csv(Table("t", "", champs, (), lignes))
    assert relire_csv(octets, lignes.schema).to_pylist() == lignes.to_pylist()
    for ligne in list(csv.reader(io.StringIO(octets.decode(), newline="")))[1:]:
        assert not ligne[1].startswith(("=", "+", "-", "@", "\t"))


def test_la_description_suit_la_norme_data_package(base, tmp_path):
    with zipfile.ZipFile(_ouvrir(base)) as ouverte:
        ouverte.extractall(tmp_path)
    paquet = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["name"] for r in paquet["resources"]} == {t.nom for t in tables(base)}
    assert all(c["description"] for r in paquet["resources"] for c in r["schema"]["fields"])
    with system.use_context(trusted=True):
        rapport = Package(str(tmp_path / "datapackage.json")).validate()
    assert rapport.valid, rapport.flatten(["title", "fieldName", "message"])[:5]


def test_les_contours_relus_sont_ceux_de_la_base(base):
    with zipfile.ZipFile(_ouvrir(base)) as ouverte:
        lus = json.loads(ouverte.read("quartiers.geojson"))
    (forme,) = lus["features"]
    assert forme["properties"]["communes"] == ["41018", "41269"]
    assert from_geojson(json.dumps(forme["geometry"])).equals(from_wkt("POLYGON ((1 47, 2 47, 2 48, 1 47))"))


def test_un_visiteur_n_emporte_ni_demande_ni_petit_effectif(base):
    flux = _ouvrir(base, PUBLICS)
    relues = relire(flux)
    assert relues["action"]["action_id"].to_pylist() == ["A1"]
    assert (
        relues["financement"]["demande_eur"].to_pylist() == relues["ventilation"]["demande_eur"].to_pylist()
    )
    assert relues["action"]["beneficiaires_prevus"].to_pylist() == [None]
    assert relues["action"]["beneficiaires_reels"].to_pylist() == [12]
    assert relues["action_quartier"]["beneficiaires"].to_pylist() == [None]
    assert not {"rejet", "version", "controle"} & set(relues)
    with zipfile.ZipFile(flux) as ouverte:
        contenu = b"".join(ouverte.read(nom) for nom in ouverte.namelist() if not nom.endswith(".parquet"))
    assert b"98765" not in contenu and "Secret réservé" not in contenu.decode()


def test_la_commande_ecrit_l_archive_et_dit_une_base_absente(base, tmp_path, capsys):
    sortie = tmp_path / "tout.zip"
    assert main(["exporter", str(sortie), "--base", str(base)]) == 0
    assert relire(sortie)["action"].num_rows == 2
    assert main(["exporter", str(sortie), "--base", str(base), "--statuts", "retenue"]) == 0
    assert relire(sortie)["action"].num_rows == 1
    assert main(["exporter", str(sortie), "--base", str(tmp_path / "absente.duckdb")]) == 1
    assert "introuvable" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.partiel"))
