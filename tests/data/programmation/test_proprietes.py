"""Aucune entrée ne fait une trace, ni ne change un montant en silence."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from data.fichiers.classeur import Cellule, Classeur, Feuille, Ligne
from data.programmation import comparaison, examen
from data.programmation.modele import CorrespondanceInvalide
from data.programmation.referentiels import depuis_base
from tests.data.programmation.conftest import LIGNE, TITRES, ouvrir_base

BASE = ouvrir_base()
REFERENTIELS = depuis_base(BASE, "C1")
ECRITS = {
    "1 234,56 €": "1234.56",
    "1.234,56": "1234.56",
    "1234.5": "1234.5",
    "2\u202f000": "2000",
    "-": "0",
    "–": "0",
    "0": "0",
    "": "0",
    "12,5": "12.5",
    "7 €": "7",
    "1 000 000": "1000000",
    "3.250,75": "3250.75",
    "12 mille": None,
    "-5": None,
    "(5,00)": None,
    "10 %": None,
    "1e3": None,
    "?": None,
    "=1+1": None,
    "1 2": None,
    "12k": None,
    "#REF!": None,
}
"""Ce qu'on écrit dans une case de montant → les euros qu'un humain y lit ; None : personne ne sait."""
QUELCONQUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.dates(),
    st.booleans(),
    st.sampled_from([*TITRES, *ECRITS, "Total", "Sous-total", "QN00101I ; QP001005", "CAF", "2026", "N-1"]),
)


def feuille(lignes, fusions=()):
    """Une feuille en mémoire : les cellules qu'un classeur ouvert aurait données."""
    return Feuille(
        "Programmation",
        [
            Ligne(n, [Cellule("Programmation", n, c, v or None) for c, v in enumerate(ligne, start=1)])
            for n, ligne in enumerate(lignes, start=1)
        ],
        fusions=fusions,
    )


def lire(page):
    classeur = Classeur("tableau.xlsx", "xlsx", {page.nom: page})
    return examen.lire(classeur, REFERENTIELS, annee=2026)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(QUELCONQUES, max_size=12), max_size=8), st.integers(0, 3))
def test_aucune_feuille_ne_fait_une_trace(lignes, place):
    lignes.insert(min(place, len(lignes)), list(TITRES))
    try:
        lu = lire(feuille(lignes, fusions=("A1:B1", "F2:F4")))
    except CorrespondanceInvalide as erreur:
        assert str(erreur).endswith((".", "?"))
        return
    comparaison.comparer(lu.lecture, REFERENTIELS, BASE)
    assert all(c.phrase() for c in lu.lecture.constats)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(list(ECRITS))] * 3), min_size=1, max_size=6))
def test_un_montant_entre_exactement_ou_sa_ligne_est_refusee(montants):
    lignes = []
    for rang, (demande, accorde, caf) in enumerate(montants):
        dits = {"État P147 demandé": demande, "État P147 accordé": accorde, "CAF accordé": caf}
        action = {**LIGNE, "Référence": f"N{rang}", "Intitulé": f"Action {rang}", **dits}
        lignes.append([action.get(titre) for titre in TITRES])
    lecture = lire(feuille([TITRES, *lignes])).lecture
    entrees = {action.ligne: action for action in lecture.actions}
    refusees = {rejet.ligne for rejet in lecture.rejets}
    for numero, (demande, accorde, caf) in enumerate(montants, start=2):
        lus = [ECRITS[demande], ECRITS[accorde], ECRITS[caf]]
        if None in lus:
            assert numero in refusees
            assert numero not in entrees
            continue
        assert numero not in refusees
        voulus = {"etat": (Decimal(lus[0]), Decimal(lus[1])), "caf": (Decimal(0), Decimal(lus[2]))}
        for financeur, (voulu_demande, voulu_accorde) in voulus.items():
            siens = [f for f in entrees[numero].financements if f.financeur_id == financeur]
            assert sum((f.demande or 0 for f in siens), Decimal(0)) == voulu_demande
            assert sum((f.accorde or 0 for f in siens), Decimal(0)) == voulu_accorde
