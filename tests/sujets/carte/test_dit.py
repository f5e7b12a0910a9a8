"""La phrase de la carte : les extrêmes, le secret, et rien que l'arrondi démente."""

import pandas as pd

from pages.composants.mesures import Mesure
from pages.sujets.carte import dit


def constat(nom: str, ecrire, *lignes: tuple[str, str, object, str]) -> str:
    """La phrase d'une mesure de 2021, ses espaces fines redevenues des espaces."""
    valeurs = pd.DataFrame(lignes, columns=["nom", "quartier_id", "valeur", "statut"])
    mesure = Mesure("m", nom, "2021", "2024", valeurs, ecrire, "", valeurs, {}, valeurs)
    return dit.constat(mesure).replace("\u202f", " ")


def test_la_carte_dit_les_extremes_et_le_secret():
    lignes = ("Nord", "1", 210.0, "diffusée"), ("Sud", "2", 34.0, "diffusée"), ("Est", "3", None, "secret")
    assert constat("Revenu", lambda v: f"{v:.0f} €", *lignes) == (
        "Revenu, 2021 : de 34 € (Sud) à 210 € (Nord). 1 quartier est couvert par le secret statistique."
    )


def test_la_carte_ne_classe_pas_ce_que_l_arrondi_confond():
    lignes = ("Nord", "1", 40.04, "diffusée"), ("Sud", "2", 39.96, "diffusée")
    assert constat("Taux", lambda v: f"{v:.0f} %", *lignes) == "Taux, 2021 : 40 % dans chaque quartier connu."


def test_la_carte_sans_valeur_le_dit():
    assert constat("Taux", str, ("Nord", "1", None, "manquante")) == (
        "Taux, 2021 : aucune valeur par quartier."
    )
