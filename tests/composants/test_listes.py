"""Les petits effectifs ne sortent ni à l'écran, ni dans un fichier, et se rangent quand même."""

import pandas as pd

from pages.composants import formats, listes
from pages.composants.exports import csv_francais
from pages.composants.formats import ABSENT, FINE

TABLE = pd.DataFrame({"nom": ["a", "b", "c", "d", "e"], "n": pd.array([4, 5, None, 1200, 0], dtype="Int64")})


def test_un_effectif_sous_cinq_ne_se_dit_pas():
    assert listes.discrets(TABLE, "n")["n"].tolist() == ["moins de 5", 5, None, 1200, "moins de 5"]
    assert [formats.effectif(n) for n in (4, 5, None, 1200)] == ["moins de 5", "5", ABSENT, f"1{FINE}200"]


def test_un_fichier_porte_des_nombres_et_jamais_le_petit():
    texte = csv_francais(listes.discrets(TABLE, "n")).decode("utf-8-sig")
    assert texte.splitlines() == ["nom;n", "a;moins de 5", "b;5", "c;", "d;1200", "e;moins de 5"]


def test_les_effectifs_montres_se_rangent_comme_des_nombres():
    montres = [v for v in listes._triable(listes.discrets(TABLE, "n"))["n"] if not formats.absent(v)]
    assert [v.strip() for v in sorted(montres)] == ["moins de 5", "moins de 5", "5", "1200"]


def test_une_colonne_de_textes_reste_telle_quelle():
    assert listes._triable(TABLE)["nom"].tolist() == TABLE["nom"].tolist()


def test_un_nom_trop_long_se_coupe_entre_deux_mots():
    assert formats.court("Centre social Mosaïque d'Aurenne", 24) == "Centre social Mosaïque…"
    assert formats.court("Centre social", 24) == "Centre social"
