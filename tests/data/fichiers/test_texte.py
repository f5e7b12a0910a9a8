"""L'encodage d'un fichier : trouvé et dit, réparé si c'est certain, refusé sinon ; jamais d'accent faux."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.fichiers.texte import decoder
from data.lecture import SourceIllisible

CLASSEUR = Path(__file__).parents[3] / "data" / "demo" / "classeur"
ACCENTUEES = sorted(
    {
        ligne
        for nom in ("structures", "programmation", "piliers", "engagements", "objectifs", "membres")
        for ligne in (CLASSEUR / f"{nom}.csv").read_text(encoding="utf-8").splitlines()
        if not ligne.isascii()
    }
)
"""De vraies lignes françaises, avec leurs tirets, leurs guillemets et leurs majuscules accentuées."""
UN_OCTET = ("cp1252", "cp850", "mac_roman")


def ecrite(ligne: str, encodage: str) -> bytes | None:
    try:
        return ligne.encode(encodage)
    except UnicodeEncodeError:
        return None


def lue(contenu: bytes) -> str | None:
    """Le texte, ou None s'il est refusé."""
    try:
        return decoder(contenu, "essai.csv").contenu
    except SourceIllisible:
        return None


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_un_encodage_qui_se_prouve_se_lit_exactement(encodage):
    texte = "\n".join(ACCENTUEES[:400])
    assert lue(texte.encode(encodage)) == texte


@pytest.mark.parametrize("encodage", UN_OCTET)
def test_aucune_ligne_seule_n_est_lue_de_travers(encodage):
    # Une seule ligne d'un seul accent ne tranche pas toujours : elle est alors refusée, jamais garblée.
    octets = [(ligne, brute) for ligne in ACCENTUEES if (brute := ecrite(ligne, encodage))]
    fausses = [(ligne, lu) for ligne, brute in octets if (lu := lue(brute)) not in (ligne, None)]
    assert fausses == []
    refusees = sum(lue(brute) is None for _, brute in octets)
    assert refusees < len(octets) / 50


@pytest.mark.parametrize("encodage", UN_OCTET)
def test_un_fichier_entier_se_lit_et_dit_son_encodage(encodage):
    texte = "\n".join(ligne for ligne in ACCENTUEES if ecrite(ligne, encodage))
    lu = decoder(texte.encode(encodage), "essai.csv")
    assert lu.contenu == texte
    assert lu.dits == (f"fichier lu en {lu.encodage}",) and lu.encodage != "UTF-8"


@given(
    st.lists(st.sampled_from(ACCENTUEES), min_size=2, max_size=12),
    st.sampled_from(UN_OCTET),
    st.integers(0, 11),
)
def test_une_ligne_d_un_autre_encodage_est_relue_juste_ou_nommee(lignes, encodage, rang):
    rang %= len(lignes)
    brute = ecrite(lignes[rang], encodage)
    if brute is None:
        return
    contenu = b"\n".join(brute if i == rang else ligne.encode() for i, ligne in enumerate(lignes))
    try:
        lu = decoder(contenu, "essai.csv")
    except SourceIllisible as refus:
        assert f"ligne {rang + 1} " in str(refus)
    else:
        assert lu.contenu == "\n".join(lignes)
        if lu.dits:
            assert f"ligne {rang + 1} " in lu.dits[0]


@given(st.lists(st.sampled_from(ACCENTUEES), min_size=1, max_size=6))
def test_une_double_lecture_se_defait(lignes):
    texte = "\n".join(lignes)
    try:
        double = texte.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    lu = decoder(double.encode(), "essai.csv")
    assert lu.contenu == texte and "deux fois encodés" in lu.dits[0]


@pytest.mark.parametrize("octet", [0xB1, 0xB0, 0xBA, 0xDE, 0xF0])
def test_un_octet_qui_ne_veut_rien_dire_est_refuse_et_sa_ligne_nommee(octet):
    contenu = "nom;montant\nÉté;1\nma".encode() + bytes([octet]) + b" son;2\n"
    with pytest.raises(SourceIllisible, match="ligne 3 "):
        decoder(contenu, "essai.csv")


@given(st.binary(max_size=200))
def test_n_importe_quels_octets_donnent_un_texte_ou_une_phrase(contenu):
    try:
        assert isinstance(decoder(contenu, "essai.csv").contenu, str)
    except SourceIllisible as refus:
        assert "essai.csv" in str(refus)
