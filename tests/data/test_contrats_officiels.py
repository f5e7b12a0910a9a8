"""La liste officielle des contrats : celle que la recette nomme, prise en ligne sur demande."""

import json

import httpx
import pytest

from data import contrats_officiels, telechargement

_CONTRATS = (("CN07501I", "75 - Paris", "200054781"), ("CN04101I", "41 - CA de Blois", "200030385"))


@pytest.fixture
def liste(tmp_path, monkeypatch):
    """Le fichier d'une petite liste officielle ; le cache des téléchargements est à côté, le réseau fermé."""
    monkeypatch.setenv("CONTRAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(httpx.Client, "stream", lambda *a, **k: pytest.fail("une sortie réseau"))
    fichier = tmp_path / "contrats.geojson"
    entites = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [1.3, 47.6]},
            "properties": {"code_cv": code, "lib_cv": nom, "codgeo": siren, "pop": "9000"},
        }
        for code, nom, siren in _CONTRATS
    ]
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": entites}), encoding="utf-8")
    return fichier


def recette(tmp_path, *sources: tuple[str, str]):
    chemin = tmp_path / "recette.toml"
    blocs = "".join(f'[[source]]\ntype = "{t}"\nfichier = "{f}"\n' for t, f in sources)
    chemin.write_text(f'nom = "Essai"\n{blocs}', encoding="utf-8")
    return chemin


def test_la_liste_d_une_recette_par_departement(liste, tmp_path):
    dits = contrats_officiels.trouver(
        recette(tmp_path, ("contrats-anct", liste.name), ("classeur", "c.xlsx"))
    )
    assert [(c.contrat_id, c.nom, c.departement) for c in dits.contrats] == [
        ("CN04101I", "CA de Blois", "41"),
        ("CN07501I", "Paris", "75"),
    ]
    assert [s["type"] for s in dits.sources] == ["contrats-anct"], (
        "la programmation d'un autre n'est pas reprise"
    )
    assert dits.manquants == 0


def test_sans_recette_ou_sans_fichier_il_n_y_a_pas_de_liste(tmp_path, liste):
    vide = contrats_officiels.Officiels()
    assert contrats_officiels.trouver(None) == vide
    assert contrats_officiels.trouver(tmp_path / "absente.toml") == vide
    assert contrats_officiels.trouver(recette(tmp_path, ("classeur", "c.xlsx"))) == vide
    assert contrats_officiels.trouver(recette(tmp_path, ("contrats-anct", "absent.geojson"))) == vide


def test_une_liste_abimee_ne_fait_pas_tomber_la_page(tmp_path, liste):
    liste.write_text("<html>", encoding="utf-8")
    assert contrats_officiels.trouver(recette(tmp_path, ("contrats-anct", liste.name))).contrats == ()


def test_une_adresse_n_est_prise_que_si_on_le_demande(tmp_path, liste, monkeypatch):
    adresse = "https://exemple.fr/contrats.geojson"
    sienne = recette(tmp_path, ("contrats-anct", adresse))
    assert contrats_officiels.trouver(sienne) == contrats_officiels.Officiels(manquants=1)

    def recu(url: str, **_: object):
        telechargement.place(url).parent.mkdir(parents=True)
        telechargement.place(url).write_bytes(liste.read_bytes())

    monkeypatch.setattr(telechargement, "telecharger", recu)
    contrats_officiels.telecharger(sienne)
    dits = contrats_officiels.trouver(sienne)
    assert len(dits.contrats) == 2 and dits.manquants == 0
    assert dits.sources[0]["fichier"] == str(telechargement.place(adresse))
