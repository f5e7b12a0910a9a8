"""Les règles du modèle sous des filtres au hasard, sur la région fictive et sur de vraies données.

La réponse des questions est comparée à un recalcul naïf, ligne à ligne, des tables brutes.
"""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data.schema import valeurs_admises
from queries import Filtre, lire
from queries.filtre import MONTANTS

RACINE = Path(__file__).parents[2]
REEL = Path(os.environ.get("CONTRAT_REEL") or RACINE.parent / "shared" / "reel")
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
AU_HASARD = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Brut:
    """Les tables brutes d'une base, et ce qu'on y peut choisir."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        with duckdb.connect(str(chemin), read_only=True) as base:
            self.lignes = base.execute(
                """select action.contrat_id, action.annee, coalesce(action.pilier_id, 'aucun'), action.statut,
                financement.financeur_id, financement.nature, action.action_id, financement.demande_eur,
                financement.propose_eur, financement.accorde_eur, financement.verse_eur
                from financement join action using (action_id)"""
            ).fetchall()

    def valeurs(self, colonne: int) -> list:
        return sorted({ligne[colonne] for ligne in self.lignes})

    def total(self, filtre: Filtre) -> tuple[Decimal, int]:
        """Le montant et le nombre d'actions financées, recalculés ligne à ligne."""
        rang = 7 + ("demande", "propose", "accorde", "verse").index(filtre.montant)
        somme, actions = Decimal(0), set()
        for ligne in self.lignes:
            contrat, annee, pilier, statut, financeur, nature, action = ligne[:7]
            if (
                (not filtre.contrats or contrat in filtre.contrats)
                and (filtre.annees is None or filtre.annees[0] <= annee <= filtre.annees[1])
                and (not filtre.piliers or pilier in filtre.piliers)
                and (not filtre.statuts or statut in filtre.statuts)
                and (not filtre.financeurs or financeur in filtre.financeurs)
                and (not filtre.natures or nature in filtre.natures)
            ):
                somme += ligne[rang] or 0
                actions.add(action)
        return somme, len(actions)


@pytest.fixture(scope="module")
def fictive(base_demo):
    return Brut(base_demo)


@pytest.fixture(scope="module")
def reelle(tmp_path_factory):
    if not (REEL / "contrats").is_dir():
        pytest.skip(f"les données publiques ne sont pas dans {REEL} (variable CONTRAT_REEL)")
    base = tmp_path_factory.mktemp("cvl") / "cvl.duckdb"
    commande = [sys.executable, "-m", "data", "construire", "centre-val-de-loire"]
    subprocess.run(
        [*commande, "--dossier", str(REEL), "--base", str(base)], cwd=RACINE, check=True, capture_output=True
    )
    return Brut(base)


def filtres(brut: Brut) -> st.SearchStrategy[Filtre]:
    def plusieurs(valeurs):
        return st.lists(st.sampled_from(valeurs), max_size=3, unique=True).map(tuple)

    annees = st.none() | st.tuples(*[st.sampled_from(brut.valeurs(1))] * 2).map(lambda a: (min(a), max(a)))
    return st.builds(
        Filtre,
        contrats=plusieurs(brut.valeurs(0)),
        annees=annees,
        piliers=plusieurs(brut.valeurs(2)),
        financeurs=plusieurs(brut.valeurs(4)),
        natures=plusieurs(list(valeurs_admises("financement", "nature"))),
        statuts=st.just(PUBLICS) | plusieurs(brut.valeurs(3)),
        montant=st.sampled_from(MONTANTS),
    )


def somme(table) -> Decimal:
    return sum(table["montant_eur"].dropna().tolist(), Decimal(0))


def verifier(brut: Brut, filtre: Filtre) -> None:
    attendu, nb_actions = brut.total(filtre)
    contrats = list(filtre.contrats) or None
    assert somme(lire("synthese/chiffres", filtre=filtre)) == attendu
    reponses = {
        "pilier": lire("synthese/montants_par_pilier", filtre=filtre),
        "financeur": lire("financeurs/montants_par_financeur", filtre=filtre),
        "nature": lire("financeurs/montants_par_nature", filtre=filtre),
        "croise": lire("financeurs/pilier_par_financeur", filtre=filtre),
        "annee": lire("synthese/montants_par_annee", filtre=filtre),
        "porteur": lire("synthese/porteurs", filtre=filtre),
        "quartier": lire(
            "quartiers/montants_par_quartier", filtre=filtre, contrats=contrats, generation=None
        ),
        "emporte": lire("donnees/financements", filtre=filtre).assign(
            montant_eur=lambda t: t[f"{filtre.montant}_eur"]
        ),
        "contrats": lire("territoires/contrats", filtre=filtre, generation="2024"),
        "themes": lire("territoires/themes", filtre=filtre, generation="2024"),
        "region": lire("territoires/totaux", filtre=filtre, generation="2024"),
    }
    for nom, reponse in reponses.items():
        assert somme(reponse) == attendu, nom
    assert reponses["porteur"]["nb_actions"].sum() == nb_actions


@AU_HASARD
@given(st.data())
def test_le_total_est_le_meme_par_tous_les_chemins_sur_la_region_fictive(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    verifier(fictive, data.draw(filtres(fictive)))


@AU_HASARD
@given(st.data())
def test_le_total_est_le_meme_par_tous_les_chemins_sur_les_vraies_donnees(reelle, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(reelle.chemin))
    verifier(reelle, data.draw(filtres(reelle)))


@AU_HASARD
@given(st.data())
def test_chaque_quartier_garde_sa_part_quand_on_le_choisit(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre = data.draw(filtres(fictive))
    par_quartier = lire(
        "quartiers/montants_par_quartier",
        filtre=filtre,
        contrats=list(filtre.contrats) or None,
        generation=None,
    )
    assume(len(par_quartier))
    choisi = par_quartier.iloc[data.draw(st.integers(0, len(par_quartier) - 1))]
    seul = Filtre(**{**vars(filtre), "quartiers": (choisi["quartier_id"],)})
    assert somme(lire("synthese/montants_par_pilier", filtre=seul)) == choisi["montant_eur"]
    assert somme(lire("financeurs/montants_par_financeur", filtre=seul)) == choisi["montant_eur"]
