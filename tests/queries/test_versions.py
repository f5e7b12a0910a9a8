"""Le journal des versions : ce qui y est écrit se relit, ce qui est abîmé se saute et se dit."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.blocs import Note
from pages.composants import publications
from queries import Filtre
from queries.versions import Ligne, Publication, dossier_versions, illisibles, journal, lire_ligne
from tests.dire import dire, tableau
from tests.serveur.conftest import base_remplie

QUAND = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIGNE = Ligne("CF1", 2024, "retenue", 3, Decimal("5000.50"), Decimal(0), Decimal(0), Decimal("-1.00"))
BONNE = Publication("V2", QUAND, "ville@val.example", "publier", "Essai", (LIGNE,))
HOSTILES = [
    None,
    True,
    1,
    -1,
    2**70,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "é",
    "\ud800",
    "NaN",
    "Infinity",
    "1e999999",
    "-1e-999999",
    "１２",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59+14:00",
    "2026-02-30",
    [],
    [[]],
    [[1]],
    {},
    {"a": 1},
    [["CF1", 2024, "retenue", "3", "1", "1", "1", "1"]],
    [["CF1", 2024, "retenue", 3, "NaN", "1", "1", "1"]],
    [["CF1", 2**80, "retenue", 3, "1", "1", "1", "1"]],
    [["CF1", 2024, None, 3, "1", "1", "1", "1"]],
    [["CF1", 2024, "retenue", 3, "1", "1", "1"]],
    [["CF1", 2024, "retenue", 3, "1e99", "1", "1", "1"]],
    [["CF1", True, "retenue", 3, "1", "1", "1", "1"]],
    [["CF1", 2024, "retenue", -3, "1", "1", "1", "1"]],
    [[["CF1"], 2024, "retenue", 3, "1", "1", "1", "1"]],
    "<script>alert(1)</script>",
    "x" * 20_000,
]
BRUTES = [
    b"",
    b"{",
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"\xff\xfe",
    b"null",
    b"[1]",
    b'"x"',
    b"NaN",
    b"\0" * 99,
    b"{}",
    BONNE.json().encode()[:-1],
    BONNE.json().encode() * 2,
    BONNE.json().encode("utf-16"),
    b'{"version_id":1e400}',
]


@pytest.fixture
def ecrit(tmp_path, monkeypatch):
    """Écrit ces lignes au journal d'une base servie, et rend son chemin."""
    base = base_remplie(tmp_path / "b.duckdb")
    monkeypatch.setenv("CONTRAT_BASE", str(base))

    def ecrire(*lignes):
        dossier = dossier_versions(base)
        dossier.mkdir(exist_ok=True)
        (dossier / "journal.jsonl").write_bytes(b"\n".join([*lignes, b""]))
        return base

    return ecrire


def abimees() -> list[bytes]:
    """Chaque champ remplacé par chaque valeur hostile ou retiré, et des lignes qui n'en sont pas."""
    lignes = list(BRUTES)
    for champ in json.loads(BONNE.json()):
        for valeur in HOSTILES:
            lignes.append(json.dumps(json.loads(BONNE.json()) | {champ: valeur}).encode())
        lignes.append(json.dumps({c: v for c, v in json.loads(BONNE.json()).items() if c != champ}).encode())
    return [ligne for ligne in lignes if b"\n" not in ligne]


def montrable(entree: Publication) -> None:
    """Tout ce que les pages font d'une ligne lue."""
    entree.publiee_le.astimezone()
    entree.json().encode("utf-8")
    assert all(nb >= 0 and eur.is_finite() for nb, eur in entree.totaux().values())


def test_une_ligne_abimee_se_saute_ou_se_montre_sans_faute():
    sautees = 0
    for ligne in abimees():
        entree = lire_ligne(ligne)
        sautees += entree is None
        if entree:
            montrable(entree)
    assert sautees > 100


def test_des_octets_changes_au_hasard_ne_cassent_aucune_page():
    graine = time.time_ns()
    hasard = random.Random(graine)
    juste = BONNE.json().encode()
    for _ in range(1500):
        ligne = bytearray(juste)
        for _ in range(hasard.randrange(1, 5)):
            rang = hasard.randrange(len(ligne))
            geste = hasard.randrange(3)
            if geste == 0:
                ligne[rang] = hasard.randrange(256)
            elif geste == 1:
                del ligne[rang : rang + hasard.randrange(1, 9)]
            else:
                ligne[rang:rang] = hasard.choice((b"9" * 30, b"e999", b"\\ud800", b"[", b'"', b"null", b"-"))
        if entree := lire_ligne(bytes(ligne)):
            montrable(entree)


TEXTES = st.text(max_size=40).filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t))
EUROS = st.decimals(min_value=-(10**15), max_value=10**15, places=2)
PUBLICATIONS = st.builds(
    Publication,
    version_id=st.from_regex(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}", fullmatch=True),
    publiee_le=st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),
    par=TEXTES,
    action=TEXTES,
    nom=TEXTES,
    lignes=st.lists(
        st.builds(Ligne, TEXTES, st.integers(0, 9999), TEXTES, st.integers(0, 10**8), *[EUROS] * 4),
        max_size=4,
    ).map(tuple),
)


@given(PUBLICATIONS)
def test_ce_qui_s_ecrit_au_journal_se_relit(entree):
    assert lire_ligne(entree.json().encode()) == entree


def test_les_lignes_abimees_sont_comptees_et_les_autres_restent(ecrit):
    base = ecrit(BONNE.json().encode(), b"{", b"", b"\xff", BONNE.json().encode().replace(b"V2", b"V3"))
    assert [entree.version_id for entree in journal(base)] == ["V2", "V3"]
    assert illisibles(base) == (2, 4)


def test_la_page_donnees_dit_les_lignes_sautees_et_ne_tombe_sur_aucune(ecrit):
    def dits() -> str:
        # La base n'a pas changé, la réponse est celle qui est gardée : son journal se relit quand on montre.
        dite = dire("donnees")
        assert "difference" in tableau(dite, "versions").lues()
        return " ".join(
            bloc.texte() for bloc in dite.tous() if isinstance(bloc, Note) and callable(bloc.texte)
        )

    ecrit(BONNE.json().encode(), *abimees())
    assert "lignes du journal des versions sont abîmées : elles sont sautées" in dits()
    ecrit(BONNE.json().encode())
    assert dits() == ""


@pytest.mark.parametrize("ecart", [timedelta(days=-400), timedelta(hours=-2), timedelta(days=3650)])
def test_une_horloge_reculee_ne_change_pas_l_ordre_des_publications(ecrit, ecart):
    dates = [QUAND, QUAND + ecart, QUAND + ecart + timedelta(minutes=5), QUAND + timedelta(days=1)]
    entrees = [Publication(f"V{n}", quand, "a@b.fr", "publier", "E") for n, quand in enumerate(dates)]
    base = ecrit(*(entree.json().encode() for entree in entrees))
    assert [entree.version_id for entree in journal(base)] == ["V0", "V1", "V2", "V3"]
    rendues = publications.lignes(Filtre())
    assert list(rendues["publiee_le"].notna()) == [True] * 4


def test_une_base_retrouvee_prend_la_place_de_sa_date(ecrit):
    ancienne = Publication("V0", QUAND - timedelta(days=9), "inconnu", "publier", "E")
    base = ecrit(BONNE.json().encode(), ancienne.json().encode())
    assert [entree.version_id for entree in journal(base)] == ["V0", "V2"]
