"""Une cellule écrite par un humain : elle veut dire une seule chose, ou elle est refusée avec la raison."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources import cellules
from data.sources.cellules import CelluleInvalide, booleen, jour, lire_montant


@pytest.mark.parametrize(
    ("ecrit", "montant"),
    [
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1\u2009234\u2009567,8", "1234567.8"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("1'234.50", "1234.5"),
        ("12 345,670", "12345.67"),
        ("0,500", "0.5"),
        ("€ 12", "12"),
        ("12,50 EUR", "12.5"),
        ("12 000 euros TTC", "12000"),
        ("12,", "12"),
        ("0", "0"),
        (Decimal("1234.5"), "1234.5"),
    ],
)
def test_un_montant_se_lit_dans_toutes_ses_ecritures(ecrit, montant):
    assert lire_montant(ecrit) == Decimal(montant)


@pytest.mark.parametrize("ecrit", [None, "", "  ", "-", "–", "—", "- €", "-\u00a0€"])
def test_un_vide_ou_un_tiret_n_est_pas_zero(ecrit):
    assert lire_montant(ecrit) is None
    assert cellules.lire_entier(ecrit) is None
    assert cellules.lire_liste(ecrit) == []


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("12 345,678", "un montant a deux décimales au plus"),
        ("1.234", "écrivez « 1 234 »"),
        ("1,234", "écrivez « 1 234 »"),
        ("1,000", "écrivez « 1 000 »"),
        ("12k€", "sans « k » ni « M »"),
        ("3 M€", "sans « k » ni « M »"),
        ("12 %", "pas un pourcentage"),
        ("1,2E+05", "le tableur a abrégé ce nombre"),
        ("12 34", "les espaces ne séparent pas des milliers"),
        ("1.2,3", "points et virgules s'y contredisent"),
        ("1.23.4", "ce n'est pas un nombre"),
        ("12€50", "ce n'est pas un nombre"),
        ("douze", "ce n'est pas un nombre"),
        ("5-", "ce n'est pas un nombre"),
        ("١٢", "ce n'est pas un nombre"),
        ("-5", "ne peut pas être négatif"),
        ("(5,00 €)", "ne peut pas être négatif"),
        ("9999999999999", "trop grand"),
        (Decimal("1.234"), "deux décimales"),
        (Decimal("1E+300"), "trop grand"),
        (True, "un montant est attendu"),
        (date(2026, 1, 1), "un montant est attendu"),
    ],
)
def test_un_montant_qui_a_deux_sens_ou_aucun_est_refuse(ecrit, raison):
    with pytest.raises(CelluleInvalide, match=raison):
        lire_montant(ecrit)


def test_les_parentheses_et_le_moins_sont_negatifs_quand_on_les_admet():
    assert [lire_montant(m, negatif=True) for m in ("(1 234,50 €)", "-5", "−5", "- 5,00 €")] == [
        Decimal("-1234.5"),
        -5,
        -5,
        -5,
    ]


def test_la_colonne_tranche_ce_qu_une_cellule_laisse_en_doute():
    assert cellules.signe_decimal(["1.234", "12,50", "-", None, 3]) == ","
    assert cellules.signe_decimal(["1,234", "12.50"]) == "."
    assert cellules.signe_decimal(["1.234.567"]) == ","
    assert cellules.signe_decimal(["1.234", "1,234"]) is None
    assert cellules.signe_decimal(["12.5", "12,5"]) is None
    assert lire_montant("1.234", signe=",") == 1234
    assert lire_montant("1,230", signe=",") == Decimal("1.23")
    with pytest.raises(CelluleInvalide, match="deux décimales"):
        lire_montant("1,234", signe=",")


ESPACES = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "."])


@given(
    st.decimals(0, Decimal("999999999.99"), places=2),
    ESPACES,
    st.sampled_from(",."),
    st.sampled_from(["", " €", "€", "\u00a0€", " EUR", " euros"]),
    st.integers(0, 2),
    st.sampled_from(["", " "]),
)
def test_ecrit_de_cent_facons_un_montant_se_relit_ou_est_refuse(
    montant, milliers, signe, devise, places, bord
):
    if milliers == signe:
        milliers = ""
    entiers, centimes = f"{montant:.2f}".split(".")
    groupes = f"{int(entiers):,}".replace(",", milliers)
    fraction = centimes[:places] if set(centimes[places:]) <= {"0"} else centimes
    texte = f"{bord}{groupes}{signe if fraction else ''}{fraction}{devise}{bord}"
    try:
        lu = lire_montant(texte)
    except CelluleInvalide as erreur:
        # Sans décimales, « 1.234 » a deux sens : le seul refus permis.
        assert milliers == "." and not fraction and "deux décimales" in str(erreur)
    else:
        assert lu == montant


@given(st.text("0123456789 .,-€%()kE+'\u00a0", max_size=14))
def test_aucun_texte_ne_devient_un_montant_dont_il_n_a_pas_les_chiffres(texte):
    try:
        lu = lire_montant(texte, negatif=True)
    except CelluleInvalide:
        return
    if lu is None:
        assert not any(c.isdigit() for c in texte)
        return
    chiffres = "".join(c for c in texte if c.isdigit()).strip("0")
    assert chiffres == "".join(map(str, lu.normalize().as_tuple().digits)).strip("0")


@pytest.mark.parametrize(
    "ecrit",
    [
        "2026-03-12",
        "2026-03-12 00:00:00",
        "12/03/2026",
        "12/3/2026",
        "12.03.26",
        "12-03-2026",
        "46093",
        "12 mars 2026",
        "jeudi 12 Mars 2026",
        "12/03/2026 14h05",
    ],
)
def test_une_date_se_lit_dans_toutes_ses_ecritures(ecrit):
    assert jour(ecrit) == date(2026, 3, 12)


def test_les_dates_particulieres():
    assert jour("1er janvier 2026") == date(2026, 1, 1)
    assert jour("12 févr. 2026") == date(2026, 2, 12)
    assert jour("44631", True) == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("31/02/2026", "n'existe pas"),
        ("03/25/2026", "n'existe pas"),
        ("12 jui 2026", "s'écrit JJ/MM/AAAA"),
        ("mars 2026", "s'écrit JJ/MM/AAAA"),
        ("12/03", "s'écrit JJ/MM/AAAA"),
        ("0026-03-12", "entre 1900 et 2100"),
        ("99999", "entre 1900 et 2100"),
    ],
)
def test_une_date_impossible_ou_douteuse_est_refusee(ecrit, raison):
    with pytest.raises(CelluleInvalide, match=raison):
        jour(ecrit)


def test_oui_et_non_se_disent_de_plusieurs_facons():
    assert all(booleen(v) is True for v in ("x", "X", "✓", "✔️", "Vrai", "OUI", "1"))
    assert all(booleen(v) is False for v in ("non", "FAUX", "☐", "0"))
    with pytest.raises(CelluleInvalide):
        booleen("peut-être")


@pytest.mark.parametrize("ecrit", ["QN1, QN2", "QN1;QN2", "QN1 / QN2", "QN1\nQN2", "QN1|QN2|"])
def test_une_liste_se_separe_de_plusieurs_facons(ecrit):
    assert cellules.lire_liste(ecrit) == ["QN1", "QN2"]
