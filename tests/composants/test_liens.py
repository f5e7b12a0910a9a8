"""Le lien dit tout le filtre, et rien que lui."""

from hypothesis import given
from hypothesis import strategies as st

from pages.composants import liens
from queries.filtre import MONTANTS, Filtre

codes = st.lists(st.text(min_size=1, max_size=12), max_size=4, unique=True).map(tuple)
annees = st.none() | st.tuples(st.integers(2000, 2050), st.integers(2000, 2050)).map(
    lambda p: (min(p), max(p))
)
filtres = st.builds(
    Filtre,
    contrats=codes,
    annees=annees,
    piliers=codes,
    thematiques=codes,
    quartiers=codes,
    financeurs=codes,
    natures=codes,
    statuts=codes,
    montant=st.sampled_from(MONTANTS),
)


@given(filtres, filtres)
def test_un_filtre_survit_au_lien(filtre, defaut):
    assert liens.lire(liens.ecrire(filtre, defaut), defaut) == (filtre, [])


def test_le_lien_omet_les_defauts_et_garde_l_ordre():
    filtre = Filtre(contrats=("C1",), annees=(2020, 2024), quartiers=("Q2", "Q1"), montant="verse")
    defaut = Filtre(contrats=("C1",))
    parametres = liens.ecrire(filtre, defaut, {"mode": "projection", "mesure": ""})
    assert list(parametres.items()) == [
        ("annee", "2020-2024"),
        ("quartier", "Q2,Q1"),
        ("montant", "verse"),
        ("mode", "projection"),
    ]
    assert liens.adresse("https://exemple.fr/carte", parametres) == (
        "https://exemple.fr/carte?annee=2020-2024&quartier=Q2,Q1&montant=verse&mode=projection"
    )


def test_une_valeur_inconnue_est_ecartee_avec_une_phrase():
    filtre, notes = liens.lire({"annee": "20x4", "montant": "beaucoup"})
    assert filtre == Filtre()
    assert len(notes) == 2
    filtre, notes = liens.valider(Filtre(quartiers=("Q1", "ZZ")), {"quartiers": {"Q1"}})
    assert filtre.quartiers == ("Q1",)
    assert "« ZZ »" in notes[0]
