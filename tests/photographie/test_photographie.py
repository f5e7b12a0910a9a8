"""La photographie : la même vue donne deux fois la même, et un changement se dit en mots."""

import pandas as pd

from pages.composants.recueil import Dessin, Tableau, Vue
from pages.composants.tableaux import Colonne
from pages.serveur.sans_ecran import saisir
from tests.photographie import liens, prise
from tests.photographie.comparaison import differences


def test_une_vue_photographiee_deux_fois_est_la_meme(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    parametres, identite = liens.liens("financeurs")["un contrat"]
    prises = [prise.vue(saisir("financeurs", parametres, identite)) for _ in range(2)]
    assert list(differences(*prises)) == []
    assert prises[0]["phrase"] and prises[0]["chiffres"] and prises[0]["tableaux"] and prises[0]["dessins"]
    assert len(liens.liens("synthese")) == 12


def test_chaque_difference_se_dit_ou_elle_est():
    def vue(total: str, lignes: list, barre: float) -> dict:
        tableau = pd.DataFrame({"nom": [n for n, _ in lignes], "eur": [v for _, v in lignes], "cache": 1})
        colonnes = {"nom": Colonne("Financeur"), "eur": Colonne("Accordé", "euros")}
        return prise.vue(
            Vue(
                "financeurs",
                phrase=f"L'État apporte {total}.",
                tableaux=[Tableau("t", "Qui paie", tableau, colonnes)],
                dessins=[Dessin("d", {"data": [{"x": [barre], "customdata": ["<b>État</b> &amp; autres"]}]})],
            )
        )

    avant, apres = vue("10 €", [("État", 10)], 0.1 + 0.2), vue("12 €", [("État", 12), ("CAF", 1)], 0.3)
    assert list(differences(avant, apres)) == [
        "phrase : L'État apporte 10 €. → L'État apporte 12 €.",
        "tableaux › 1. t › lignes : 1 éléments, puis 2",
        "tableaux › 1. t › lignes › n° 1 › n° 2 : 10 → 12",
    ]
    assert avant["dessins"]["1. d"]["series"] == [{"x": [0.3], "customdata": ["État & autres"]}]
    assert list(differences({"a": 1}, {"b": 2})) == ["a : a disparu (1)", "b : est apparu (2)"]
