"""Sur le papier : les tableaux en entier, écrits en français, et sans rien d'actif venu des données."""

from datetime import datetime
from decimal import Decimal

import pandas as pd

from pages.composants import formats, impression
from pages.composants.tableaux import Colonne


def test_chaque_type_de_colonne_s_ecrit_en_francais():
    lisible = {
        ("euros", Decimal("1204300.5")): "1 204 300,50 €",
        ("pourcent", 0.456): "46 %",
        ("entier", 1234.0): "1 234",
        ("nombre", 12.34): "12,3",
        ("nombre", 12.0): "12",
        ("annee", 2024.0): "2024",
        ("date", datetime(2024, 3, 1)): "01/03/2024",
        ("oui_non", True): "oui",
        ("texte", "Blois"): "Blois",
        ("euros", None): "n. d.",
    }
    for (genre, valeur), attendu in lisible.items():
        assert impression.ecrite(valeur, genre).replace(formats.FINE, " ") == attendu


def test_le_tableau_echappe_les_textes_et_omet_les_liens():
    df = pd.DataFrame({"nom": ["<script>alert(1)</script>"], "eur": [Decimal("5.00")], "ou": ["/action"]})
    colonnes = {"nom": Colonne("Nom"), "eur": Colonne("Montant", "euros"), "ou": Colonne("Ouvrir", "lien")}
    page = impression.html(df, colonnes, 'Un "titre"')
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "/action" not in page
    assert '<td class="nombre">5\u202f€</td>' in page
    assert "&quot;titre&quot;" in page
