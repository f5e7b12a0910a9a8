"""Les mots d'un champ : reconnus de toutes les façons de les écrire, et rien d'autre ne l'est."""

import string
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import vocabulaire
from data.modele.colonnes import champ_ferme
from data.schema import tables, valeurs_admises
from data.sources import classeur
from data.vocabulaire import MotInconnu
from data.vocabulaire.formes import cle

CHAMPS = sorted(
    {f"{t.nom}.{r.colonnes[0]}" for t in tables().values() for r in t.regles if r.valeurs}
    | {fichier.stem for fichier in vocabulaire.DOSSIER.glob("*.toml")}
)
"""Tous les champs : ceux du schéma et ceux qui n'ont que leur fichier."""
TOUS = [(nom, mot, code) for nom in CHAMPS for mot, code in vocabulaire.lire(nom).ecrits.items()]
ECRITS = [(nom, mot, code) for nom, mot, code in TOUS if len(cle(mot)) > 3 and mot[-1].isalpha()]
"""Les mots qui s'accordent ou se ponctuent sans changer de sens (ni sigles de trois lettres, ni signes)."""


def _sans_accents(mot: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", mot) if not unicodedata.combining(c))


ECRITURES = st.sampled_from(
    [
        str.upper,
        str.lower,
        str.title,
        str.capitalize,
        _sans_accents,
        lambda m: _sans_accents(m).upper(),
        lambda m: unicodedata.normalize("NFD", m),
        lambda m: m.replace(" ", "\u00a0"),
        lambda m: m.replace(" ", "-"),
        lambda m: m.replace(" ", "_"),
        lambda m: m.replace(" ", "   "),
        lambda m: m.replace("'", "’"),
        lambda m: m.replace(" ", "\n"),
        lambda m: m[0] + "\u00ad" + m[1:],
        lambda m: "\u200b" + m,
        lambda m: f"« {m} »",
        lambda m: f'"{m}"',
    ]
)
BORDS = st.text(" \t.,;:!-()\u00a0\u202f", max_size=3)


@given(st.sampled_from(TOUS), st.lists(ECRITURES, max_size=3), BORDS, BORDS)
def test_casse_accents_espaces_et_ponctuation_ne_changent_rien(mot, ecritures, avant, apres):
    nom, ecrit, code = mot
    if any(c.isalnum() for c in ecrit):
        for ecriture in ecritures:
            ecrit = ecriture(ecrit)
        ecrit = avant + ecrit + apres
    assert vocabulaire.reconnaitre(nom, ecrit) == code


@pytest.mark.parametrize("participe", ["", "e", "s", "es", "(e)", "(e)s", "·e", "·e·s", "-e-s", ".e", "/e"])
@pytest.mark.parametrize(
    ("nom", "mot"),
    [
        (nom, mot)
        for nom, mot, _ in ECRITS
        if " " not in mot and mot.endswith(("é", "ée", "és", "ées", "u", "ue"))
    ],
)
def test_un_participe_s_accorde(nom, mot, participe):
    masculin = mot.removesuffix("s").removesuffix("e")
    assert vocabulaire.reconnaitre(nom, masculin + participe) == vocabulaire.reconnaitre(nom, mot)


ACCORDS = {
    "action.statut": "transmis transmise transmis transmises déposée recevables retenus réorientées soldé",
    "avis.avis": "positif positive positifs positives négatives",
    "quartier.type": "prioritaires prioritaire",
    "financeur.categorie": "européen européenne européens départements",
    "pluriannuelle": "pluriannuel pluriannuelle pluriannuels pluriannuelles triennal triennaux triennales",
    "passage_quartier.statut": "nouveau nouvelle nouvelles modifiées identiques sortie sorties sortants",
    "financement.nature": "spécifique spécifiques autofinancements",
    "structure.categorie": "associations bailleurs collectivités privée privés entreprises",
    "mesure.statut": "secrets secrète provisoires confidentielles",
}


@pytest.mark.parametrize(
    ("nom", "mot"), [(nom, mot) for nom, mots in ACCORDS.items() for mot in mots.split()]
)
def test_genre_et_nombre_ne_changent_rien(nom, mot):
    assert vocabulaire.reconnaitre(nom, mot) in vocabulaire.lire(nom).codes


@pytest.mark.parametrize("statut", ["retenue", "conventionnée", "réalisée", "soldée"])
def test_aucune_negation_n_est_accordee(statut):
    """Nier un mot d'accord ne rend jamais un accord."""
    table = vocabulaire.lire("action.statut")
    for mot, code in table.ecrits.items():
        if code == statut:
            for nie in (
                f"non {mot}",
                f"Pas {mot}",
                f"NON-{mot.upper()}",
                f"in{mot}",
                f"dé{mot}",
                f"{mot} non",
            ):
                lu = vocabulaire.chercher("action.statut", nie)
                assert lu not in ("retenue", "conventionnée", "réalisée", "soldée"), nie


@given(st.sampled_from(CHAMPS), st.text(string.ascii_lowercase + "éèàç '-0123456789", max_size=25))
def test_un_mot_hors_du_vocabulaire_est_refuse_avec_la_liste(nom, texte):
    table = vocabulaire.lire(nom)
    if table.cle(texte) in {table.cle(mot) for mot in table.ecrits}:
        return
    assert vocabulaire.chercher(nom, texte) is None
    with pytest.raises(MotInconnu) as refus:
        vocabulaire.reconnaitre(nom, texte)
    assert all(code in str(refus.value) for code in table.codes)


@given(st.sampled_from(ECRITS), st.sampled_from(string.ascii_lowercase), st.integers(0, 40))
def test_une_faute_de_frappe_est_refusee_ou_dit_la_meme_chose(mot, lettre, rang):
    """Une lettre en plus ne fait jamais d'un mot un mot d'un autre sens."""
    nom, ecrit, code = mot
    place = rang % len(ecrit)
    assert vocabulaire.chercher(nom, ecrit[:place] + lettre + ecrit[place:]) in (None, code)


@pytest.mark.parametrize("nom", CHAMPS)
def test_les_codes_sont_ceux_du_schema_et_aucun_mot_n_a_deux_sens(nom):
    table, (debut, _, fin) = vocabulaire.lire(nom), nom.partition(".")
    if fin:
        assert table.codes == valeurs_admises(debut, fin)
    assert set(table.ecrits.values()) == set(table.codes)
    assert not set(table.a_confirmer) & set(table.mots)
    for possibles in table.a_confirmer.values():
        assert len(possibles) > 1 and set(possibles) <= set(table.codes)


def test_un_mot_a_deux_sens_n_est_jamais_choisi_d_office():
    with pytest.raises(MotInconnu, match="peut vouloir dire « retenue » ou « en instruction »") as refus:
        vocabulaire.reconnaitre("action.statut", "Favorable sous réserves")
    assert refus.value.propositions == ("retenue", "en instruction")
    assert vocabulaire.reconnaitre("avis.avis", "Avis favorable sous réserve") == "réservé"


def test_un_mot_proche_est_propose_pas_compris():
    with pytest.raises(MotInconnu, match=r"« Refsée » n'est pas un mot connu .*peut-être « refusée »"):
        vocabulaire.reconnaitre("action.statut", "Refsée")


FEUILLES = [
    ("programmation", "statut", "Rejetés", "refusée"),
    ("financements", "nature", "Crédits de droit commun", "droit_commun"),
    ("financements", "section", "INVEST.", "investissement"),
    ("indicateurs", "sens", "À la baisse", "baisse"),
    ("mesures", "territoire_type", "Quartiers prioritaires", "quartier"),
    ("mesures", "statut", "Secret statistique", "secret"),
    ("structures", "categorie", "Associations", "association"),
    ("financeurs", "categorie", "Conseil départemental", "Département"),
    ("quartiers", "type", "Quartier prioritaire", "QPV"),
    ("decisions", "decision", "Non retenues", "rejetée"),
    ("avis", "avis", "Réservée", "réservé"),
    ("engagements", "etat", "Non tenus", "non tenu"),
    ("instances", "type", "Comité de pilotage", "COPIL"),
    ("passages", "statut", "Inchangés", "identique"),
    ("contrat", "generation", "2024-2030", "2024"),
]


@pytest.mark.parametrize(("feuille", "colonne", "ecrit", "code"), FEUILLES)
def test_le_classeur_lit_chaque_liste_fermee_par_sa_table(feuille, colonne, ecrit, code):
    assert champ_ferme(feuille, colonne) in CHAMPS
    lue, fautes = classeur._liste_fermee(
        feuille, colonne, pa.chunked_array([[ecrit, None, "n'importe quoi"]])
    )
    assert lue.to_pylist() == [code, None, None]
    ((rang, texte, motif),) = fautes
    assert (rang, texte) == (2, "n'importe quoi")
    assert motif.startswith("valeur inconnue ; attendu : ") and code in motif
