"""Les cartes : classes à bornes rondes, état envoyé au navigateur, clic rendu une seule fois."""

import json
import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st_h

from pages.composants import cartes
from pages.composants.cartes_classes import classe_de, classes, couleurs, effectif_par_classe
from pages.composants.couleurs import luminance

_VALEURS = st_h.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda x: round(x, 4))


def test_sans_valeur_il_n_y_a_pas_de_classe():
    assert classes([]) == []
    assert classes([None, math.nan, math.inf]) == []


def test_des_valeurs_egales_font_une_seule_classe_qui_les_contient():
    assert len(classes([12345.67] * 3)) == 2
    bas, haut = classes([12345.67] * 3)
    assert bas <= 12345.67 <= haut


def test_deux_quartiers_font_deux_classes_coupees_par_un_nombre_rond():
    assert classes([28, 41.5]) == [20, 40, 50]


def test_les_revenus_d_un_contrat_se_coupent_au_millier_ou_presque():
    bornes = classes([11200, 12800, 13100, 13724, 12347, 12100, 15000, 10788])
    assert all(borne % 100 == 0 for borne in bornes)
    assert 3 <= len(bornes) <= 6


def test_beaucoup_de_zeros_ne_font_pas_de_classe_vide():
    bornes = classes([0] * 8 + [5000, 20000])
    assert 0 not in effectif_par_classe([0] * 8 + [5000, 20000], bornes)


def test_une_valeur_sur_une_borne_va_dans_la_classe_du_dessus():
    assert classe_de(20, [10, 20, 30]) == 1
    assert classe_de(30, [10, 20, 30]) == 1


@given(st_h.lists(_VALEURS, min_size=1, max_size=80))
def test_toute_valeur_est_classee_entre_des_bornes_croissantes(valeurs):
    bornes = classes(valeurs)
    assert 2 <= len(bornes) <= 6
    assert all(bas < haut for bas, haut in pairwise(bornes))
    assert bornes[0] <= min(valeurs) and max(valeurs) <= bornes[-1]
    assert sum(effectif_par_classe(valeurs, bornes)) == len(valeurs)
    assert 0 not in effectif_par_classe(valeurs, bornes)


def test_les_couleurs_vont_du_clair_au_fonce_et_s_inversent_sur_fond_sombre():
    assert len(set(couleurs(5, sombre=False))) == 5
    claires = [luminance(c) for c in couleurs(3, sombre=False)]
    sombres = [luminance(c) for c in couleurs(3, sombre=True)]
    assert claires == sorted(claires, reverse=True)
    assert sombres == sorted(sombres)
    assert couleurs(0, sombre=False) == []


def _mesures(*lignes):
    return pd.DataFrame(lignes, columns=["quartier_id", "nom", "type", "valeur", "statut"])


def _etat(mesures, **options):
    return cartes.etat_carte(mesures, format=lambda v: f"{v:.0f} €", titre="Accordé", **options)


def test_secret_absence_et_zero_ne_se_confondent_pas():
    etat = _etat(
        _mesures(
            ("A", "Nord", "QPV", 0.0, "diffusée"),
            ("B", "Sud", "QPV", None, "secret"),
            ("C", "Est", "QVA", None, "manquante"),
        )
    )
    assert {code: q["genre"] for code, q in etat["quartiers"].items()} == {
        "A": "classe",
        "B": "secret",
        "C": "vide",
    }
    assert etat["quartiers"]["A"]["texte"] == "0 €"
    assert [(ligne["genre"], ligne["effectif"]) for ligne in etat["legende"]] == [
        ("classe", 1),
        ("vide", 1),
        ("secret", 1),
        ("veille", 1),
    ]


def test_la_legende_compte_chaque_quartier_une_fois_par_classe():
    etat = _etat(_mesures(*((f"Q{i}", f"Q{i}", "QPV", i * 10.0, "diffusée") for i in range(12))))
    assert sum(ligne["effectif"] for ligne in etat["legende"]) == 12
    couleurs_vues = {q["couleur"] for q in etat["quartiers"].values()}
    assert couleurs_vues == {ligne["couleur"] for ligne in etat["legende"]}


def test_une_estimation_se_dit():
    etat = _etat(_mesures(("A", "Nord", "QPV", 10.0, "estimée")))
    assert etat["quartiers"]["A"]["texte"] == "10 € (estimation)"


def test_une_colonne_absente_se_dit_en_francais():
    with pytest.raises(ValueError, match="La carte attend les colonnes statut"):
        _etat(_mesures().drop(columns="statut"))


def _dessiner(monkeypatch, mesures, reponse=None, **options):
    """Appelle `carte` avec un composant factice ; rend le code et ce que le composant a reçu."""
    recu = {}

    def composant(carte, **arguments):
        carte.get_root().render()
        recu.update(arguments, html=carte.get_root().html.render(), script=carte.get_root().script.render())
        return reponse

    monkeypatch.setattr("streamlit_folium.st_folium", composant)
    monkeypatch.setattr(cartes.queries, "version_base", lambda: "V1")
    monkeypatch.setattr(cartes, "fond_de_carte", lambda: "aucun")
    voulu = {"contrat": "CN041", "generation": "2024", "titre": "Accordé", "cle": "carte"} | options
    return cartes.carte(mesures, format=str, **voulu), recu


def test_un_nom_piege_ne_sort_pas_de_son_json(monkeypatch):
    mesures = _mesures(("A", "</script><img src=x onerror=alert(1)>", "QPV", 1.0, "diffusée"))
    _, recu = _dessiner(monkeypatch, mesures)
    assert "<img" not in recu["html"]
    brut = recu["html"].split('id="carte-etat">')[1].split("</script>")[0]
    assert json.loads(brut)["quartiers"]["A"]["nom"] == "</script><img src=x onerror=alert(1)>"


def test_filtrer_ne_change_pas_le_script_donc_ne_recharge_pas_la_carte(monkeypatch):
    _, avant = _dessiner(monkeypatch, _mesures(("A", "Nord", "QPV", 1.0, "diffusée")))
    _, apres = _dessiner(monkeypatch, _mesures(("A", "Nord", "QPV", 9.0, "diffusée")), choisi="A")
    assert avant["key"] == apres["key"]
    assert avant["html"] != apres["html"]


def test_deux_contrats_n_ont_pas_la_meme_carte(monkeypatch):
    mesures = _mesures(("A", "Nord", "QPV", 1.0, "diffusée"))
    _, un = _dessiner(monkeypatch, mesures, contrat="x_1")
    _, deux = _dessiner(monkeypatch, mesures, contrat="x_2")
    assert un["key"] != deux["key"]


def test_un_clic_est_rendu_une_seule_fois_et_le_meme_quartier_peut_etre_recliqué(monkeypatch):
    mesures = _mesures(("A", "Nord", "QPV", 1.0, "diffusée"))

    def clic(heure):
        return {"last_active_drawing": {"properties": {"code": "A", "clic": heure}}}

    monkeypatch.setattr(cartes.st, "session_state", {})
    assert _dessiner(monkeypatch, mesures, {"last_active_drawing": None})[0] is None
    assert _dessiner(monkeypatch, mesures, clic(1))[0] == "A"
    assert _dessiner(monkeypatch, mesures, clic(1))[0] is None
    assert _dessiner(monkeypatch, mesures, clic(2))[0] == "A"


def test_aucun_hote_exterieur_sans_fond_configure(monkeypatch):
    _, recu = _dessiner(monkeypatch, _mesures(("A", "Nord", "QPV", 1.0, "diffusée")))
    assert '"fond":"aucun"' in recu["script"]
    carte = cartes._Carte({}, {})
    assert all(adresse.startswith("/ressources/") for _, adresse in carte.default_js + carte.default_css)


def test_un_fond_inconnu_est_refuse(monkeypatch):
    with pytest.raises(ValueError, match="Fond de carte inconnu"):
        _dessiner(monkeypatch, _mesures(), fond="google")
