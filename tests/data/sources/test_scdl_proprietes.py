"""Des fichiers de subventions au hasard : la somme accordée est celle qu'on refait à la main, quel que soit
l'ordre des lignes et leur découpage en fichiers."""

import tempfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.assemblage import Atelier
from tests.data.sources.subventions import ecrire, ligne, lu, somme

ACCORDES = {
    "attribuée": True,
    "VOTÉES": True,
    "soldé": True,
    "Refusées": False,
    "en cours d'instruction": False,
}
MONTANTS = {
    "100": 100,
    "100,00 €": 100,
    "1 250,50": Decimal("1250.50"),
    "0": 0,
    "99999.99": Decimal("99999.99"),
}
ATTRIBUANTS = {"Agglo d'essai": "99999990700002", "Ville": "", "Département": "22770001000019"}


@st.composite
def subventions(draw):
    """Peu de valeurs, pour que les lignes se ressemblent souvent."""
    nom = draw(st.sampled_from(sorted(ATTRIBUANTS)))
    annee = draw(st.sampled_from([2024, 2025]))
    numero = draw(st.sampled_from(["", "", "S1", "S2"]))
    projet = draw(st.sampled_from(["", "", "P1"]))
    return ligne(
        1,
        draw(st.sampled_from(sorted(MONTANTS))),
        nomAttribuant=nom,
        idAttribuant=ATTRIBUANTS[nom],
        idBeneficiaire="",
        nomBeneficiaire=draw(st.sampled_from(["Lien", "Éveil"])),
        objet=draw(st.sampled_from(["Atelier", "Fête"])),
        statutLabel=draw(st.sampled_from(sorted(ACCORDES))),
        exerciceBudgetaire=draw(st.sampled_from(["", annee])),
        dateConvention=f"{annee}-03-14",
        idSubvention=numero,
        idCofinancement=projet,
    )


def _contenu(une):
    """Tout ce que dit une ligne, à l'écriture près."""
    statut = {"attribuée": "retenue", "VOTÉES": "retenue"}.get(une["statutLabel"], une["statutLabel"])
    ecrit = {**une, "montant": MONTANTS[une["montant"]], "statutLabel": statut}
    return tuple(sorted((nom, str(valeur)) for nom, valeur in ecrit.items() if valeur != ""))


def _a_la_main(lignes):
    """La somme accordée : chaque ligne distincte une fois, sauf celles qu'un même numéro contredit."""
    distinctes = {_contenu(une): une for une in lignes}.values()

    def numero(une):
        # L'action est celle du projet, sinon de la subvention ; un numéro n'y sert qu'une fois.
        action = une["idCofinancement"] or f"{une['nomAttribuant']} {une['idSubvention']}"
        return action, une["nomAttribuant"], une["dateConvention"][:4], une["idSubvention"]

    fois = Counter(numero(une) for une in distinctes if une["idSubvention"])
    return sum(
        MONTANTS[une["montant"]]
        for une in distinctes
        if ACCORDES[une["statutLabel"]] and fois[numero(une)] <= 1
    )


@cache
def _atelier():
    """Un atelier pour toute la série : en faire un par exemple prendrait l'essentiel du temps."""
    return Atelier(duckdb.connect())


def _lire_ensemble(fichiers):
    """(somme accordée, identifiants des actions) de plusieurs fichiers lus l'un après l'autre."""
    atelier = _atelier()
    for table in ("contrat", "action", "financement", "structure", "financeur", "action_quartier"):
        atelier.base.execute(f"delete from {table}")
    atelier.base.execute("insert into contrat (contrat_id, epci_siren, _rang) values ('C1', '999999907', 0)")
    total, actions = Decimal(0), set()
    with tempfile.TemporaryDirectory() as dossier:
        for rang, lignes in enumerate(fichiers):
            lecture = lu(ecrire(Path(dossier) / f"f{rang}.csv", lignes), atelier.base)
            atelier.deposer(f"s{rang}", lecture)
            total += somme(lecture)
            actions |= set(lecture.tables["action"]["action_id"])
    versees = atelier.base.execute("select coalesce(sum(accorde_eur), 0) from financement").fetchone()[0]
    assert versees == total
    return total, actions


@settings(max_examples=25)
@given(st.lists(subventions(), min_size=1, max_size=12), st.randoms())
def test_la_somme_est_celle_qu_on_refait_quel_que_soit_l_ordre_et_le_decoupage(lignes, hasard):
    lu_d_un_bloc = _lire_ensemble([lignes])
    assert lu_d_un_bloc[0] == _a_la_main(lignes)
    melees = hasard.sample(lignes, len(lignes))
    assert _lire_ensemble([melees]) == lu_d_un_bloc
    annees = [[une for une in lignes if une["dateConvention"].startswith(an)] for an in ("2024", "2025")]
    par_annee = [fichier for fichier in annees if fichier]
    assert _lire_ensemble(par_annee) == lu_d_un_bloc
    assert _lire_ensemble(par_annee[::-1]) == lu_d_un_bloc


@settings(max_examples=20)
@given(st.lists(subventions(), min_size=1, max_size=8))
def test_relire_le_meme_fichier_n_ajoute_pas_un_euro(lignes):
    assert _lire_ensemble([lignes, lignes]) == _lire_ensemble([lignes])


@pytest.mark.parametrize("nb", [1, 5000])
def test_un_gros_fichier_garde_chaque_centime(tmp_path, nb):
    lignes = [ligne(rang, f"{rang},01", referenceDecision=f"D{rang}") for rang in range(1, nb + 1)]
    assert somme(lu(ecrire(tmp_path / "s.csv", lignes))) == nb * (nb + 1) // 2 + nb * Decimal("0.01")
