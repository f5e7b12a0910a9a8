"""La porte lit seulement, voit une base remplacée, et dit en français ce qui manque."""

import threading

import duckdb
import pytest

from queries import BaseIndisponible, lire, version_base
from queries.porte import _connexion, _empreinte, chemin_base
from tests.conftest import ouvrir_vide


def test_une_base_remplacee_est_vue_sans_redemarrer(base_minuscule, tmp_path):
    chemin = base_minuscule("select 1")
    assert version_base() == "V1"
    neuve = tmp_path / "neuve.duckdb"
    ouvrir_vide(neuve, version="V2").close()
    neuve.replace(chemin)
    assert version_base() == "V2"


def test_rien_ne_s_ecrit_ni_ne_se_lit_ailleurs(base_minuscule):
    base_minuscule("select 1")
    curseur = _connexion(_empreinte(chemin_base())).cursor()
    for interdit in (
        "create table base.pirate as select 1",
        "delete from base.version",
        "from read_csv('/etc/passwd')",
        "attach '/tmp/autre.duckdb' as autre",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            curseur.execute(interdit)


def test_une_base_absente_abimee_ou_d_un_autre_schema_le_dit(tmp_path, monkeypatch):
    chemin = tmp_path / "b.duckdb"
    monkeypatch.setenv("CONTRAT_BASE", str(chemin))
    with pytest.raises(BaseIndisponible, match="introuvable"):
        lire("serveur/version")
    chemin.write_bytes(b"ceci n'est pas une base" * 1000)
    with pytest.raises(BaseIndisponible, match="abîmé"):
        lire("serveur/version")
    chemin.unlink()
    ouvrir_vide(chemin, schema=99).close()
    with pytest.raises(BaseIndisponible, match="autre version"):
        lire("serveur/version")


def test_plusieurs_fils_lisent_en_meme_temps(base_minuscule):
    base_minuscule("insert into financeur values ('etat', 'État', 'État', 1, 's')")
    fautes = []

    def lecteur(rang: int) -> None:
        try:
            assert lire("referentiels/annees", contrats=[str(rang)], statuts=None).empty
            assert lire("referentiels/financeurs")["nom"].tolist() == ["État"]
        except AssertionError as faute:
            fautes.append(faute)

    fils = [threading.Thread(target=lecteur, args=(rang,)) for rang in range(16)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert fautes == []


def test_modifier_une_reponse_ne_change_pas_la_suivante(base_minuscule):
    base_minuscule("insert into financeur values ('etat', 'État', 'État', 1, 's')")
    reponse = lire("referentiels/financeurs")
    reponse.loc[0, "nom"] = "Modifié"
    assert lire("referentiels/financeurs")["nom"].tolist() == ["État"]
