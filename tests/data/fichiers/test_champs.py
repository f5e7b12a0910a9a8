"""Un CSV se découpe exactement, ou se refuse en nommant sa ligne : aucun guillemet ne mange de lignes."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.fichiers.champs import SEPARATEURS, decouper
from data.lecture import SourceIllisible

CHAMP = st.text("abcé0123456789 .'\"", max_size=8)
LONG = st.one_of(CHAMP, st.text('abc ;,\t|"\n', max_size=20))


def texte_csv(lignes: list[list[str]], separateur: str = ";", guillemets: int = csv.QUOTE_MINIMAL) -> str:
    flux = io.StringIO(newline="")
    csv.writer(flux, delimiter=separateur, quoting=guillemets).writerows(lignes)
    return flux.getvalue()


def champs(texte: str) -> list[list[str]]:
    return [ligne for _, ligne in decouper(texte, "essai.csv").lignes]


@pytest.mark.parametrize("separateur", SEPARATEURS)
@pytest.mark.parametrize("annonce", ["", "sep={}\n", "SEP={}\r\n", '"sep={}"\n'])
def test_le_separateur_se_trouve_ou_s_annonce(separateur, annonce):
    lignes = [["code", "nom", "montant"], ["A1", "Été", "1200"], ["A2", "Régie", "300"]]
    decoupe = decouper(annonce.format(separateur) + texte_csv(lignes, separateur), "essai.csv")
    assert [ligne for _, ligne in decoupe.lignes] == lignes and decoupe.separateur == separateur
    assert [numero for numero, _ in decoupe.lignes] == [rang + bool(annonce) for rang in (1, 2, 3)]


@given(st.lists(st.lists(LONG, min_size=4, max_size=4), min_size=1, max_size=6))
def test_ce_qu_un_tableur_ecrit_se_relit_exactement_ou_se_refuse(lignes):
    entete = ["un", "deux", "trois", "quatre"]
    attendues = [
        entete,
        *[ligne for ligne in lignes if any(c.strip() for c in ligne) or "\n" in "".join(ligne)],
    ]
    try:
        lues = champs(texte_csv([entete, *lignes], guillemets=csv.QUOTE_ALL))
    except SourceIllisible:
        # Un texte qui, ligne à ligne, ressemble à des lignes du tableau : le doute profite à l'argent public.
        assert any("\n" in c and c.count(";") for ligne in lignes for c in ligne)
    else:
        assert [ligne for ligne in lues if any(c.strip() for c in ligne)] == [
            ligne for ligne in attendues if any(c.strip() for c in ligne)
        ]


def test_un_texte_de_plusieurs_lignes_se_lit_et_la_suivante_garde_son_numero():
    texte = 'code;texte;montant\nA1;"une ligne ; puis\nune autre, ""citée""";5\nA2;x;6\n'
    assert decouper(texte, "essai.csv").lignes == [
        (1, ["code", "texte", "montant"]),
        (2, ["A1", 'une ligne ; puis\nune autre, "citée"', "5"]),
        (4, ["A2", "x", "6"]),
    ]


TABLEAU = st.lists(
    st.tuples(
        st.integers(1, 999).map(lambda n: f"A{n}"),
        st.text("abcdefé ", min_size=1, max_size=10).filter(str.strip),
        st.text("abcdefé ", max_size=10),
        st.integers(0, 99999).map(str),
    ).map(list),
    min_size=2,
    max_size=8,
)


@given(TABLEAU, st.data())
def test_un_guillemet_de_trop_n_importe_ou_ne_perd_aucune_ligne(lignes, tirage):
    """Le guillemet reste dans son champ, ou le fichier est refusé à sa ligne : jamais une ligne de moins."""
    texte = texte_csv([["reference", "intitule", "description", "montant"], *lignes]).replace("\r\n", "\n")
    place = tirage.draw(st.integers(0, len(texte) - 1))
    abime = texte[:place] + '"' + texte[place:]
    ligne = texte[:place].count("\n") + 1
    try:
        lues = champs(abime)
    except SourceIllisible as refus:
        assert f"ligne {ligne} " in str(refus)
    else:
        assert len(lues) == len(lignes) + 1
        assert [len(c) for c in lues] == [4] * len(lues)
        assert sum(c.count('"') for c in lues[ligne - 1]) == 1


@given(TABLEAU, st.data())
def test_deux_guillemets_de_trop_ne_perdent_aucune_ligne_en_silence(lignes, tirage):
    texte = texte_csv([["reference", "intitule", "description", "montant"], *lignes]).replace("\r\n", "\n")
    places = sorted(tirage.draw(st.lists(st.integers(0, len(texte)), min_size=2, max_size=2)))
    abime = texte[: places[0]] + '"' + texte[places[0] : places[1]] + '"' + texte[places[1] :]
    try:
        lues = champs(abime)
    except SourceIllisible:
        return
    # Une ligne avalée laisse une ligne plus courte que ses titres : le lecteur la refuse.
    assume(any(len(ligne) != 4 for ligne in lues) or len(lues) == len(lignes) + 1)
    assert any(len(ligne) != 4 for ligne in lues) or len(lues) == len(lignes) + 1


def test_deux_guillemets_qui_encadrent_des_lignes_sont_vus():
    texte = 'a;b;c;d\nA1;"x;1;2\nA2;y;3;4\nA3;z";5;6\n'
    with pytest.raises(SourceIllisible, match="ligne 2 "):
        decouper(texte, "essai.csv")


def test_un_champ_de_n_importe_quelle_taille_se_lit():
    long = "x" * 300_000
    assert champs(f"a;b\n{long};1\n")[1] == [long, "1"]
