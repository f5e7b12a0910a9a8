"""L'ordre du jour : ce qui entre dans un lien ou un fichier en ressort, ce qui n'en est pas un est dit."""

import base64
import json
import zlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.composants import liens
from pages.seance import ordre
from pages.seance.ordre import Decision, Point, Seance, SeanceInvalide

_MOTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40).map(str.strip)
_PLEINS = _MOTS.filter(bool)
_PARAMETRES = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True).filter(lambda n: n not in liens.HORS_VUE),
    _PLEINS,
    max_size=4,
).map(lambda lus: tuple(lus.items()))
_NOTES = st.lists(_MOTS, max_size=3).map("\n".join).map(str.strip)
_POINTS = st.builds(
    Point, _PLEINS, st.sampled_from(sorted(ordre.NOMS_PAGES)), _PARAMETRES, _NOTES, st.integers(0, 600)
)
_MONTANTS = st.none() | st.decimals(0, 10**9, places=2)
_DECISIONS = st.builds(Decision, _PLEINS, st.sampled_from(ordre.DECISIONS), _MONTANTS, _NOTES)
_SEANCES = st.builds(
    Seance,
    _PLEINS,
    st.lists(_POINTS, max_size=5).map(tuple),
    st.lists(_DECISIONS, max_size=4, unique_by=lambda d: d.action_id).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(_SEANCES)
def test_une_seance_survit_au_lien_et_au_fichier(seance):
    assert ordre.de_lien(ordre.en_lien(seance)) == seance
    assert ordre.de_toml(ordre.en_toml(seance)) == seance
    assert ordre.de_toml(ordre.en_toml(seance).encode("utf-8-sig")) == seance


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_un_texte_quelconque_n_est_jamais_une_erreur_imprevue(texte):
    for lire in (ordre.de_toml, ordre.de_lien):
        with pytest.raises(SeanceInvalide):
            lire(texte)


def fichier(**champs: object) -> str:
    """Un fichier de séance d'un point, où ces champs du point sont remplacés (None : omis)."""
    point = {"titre": '"Ouverture"', "vue": '"carte?annee=2024"', "minutes": "5"} | champs
    lignes = [f"{nom} = {valeur}" for nom, valeur in point.items() if valeur is not None]
    return "\n".join([f'format = "{ordre.FORMAT}"', "version = 1", "[[point]]", *lignes])


def decision(champs: str) -> str:
    return f'format = "{ordre.FORMAT}"\nversion = 1\n[[decision]]\n{champs}'


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("titre = [", "Ce fichier de séance est abîmé : il ne peut pas être relu."),
        ('titre = "A"\nvue = =\n', "Ce fichier de séance est abîmé (ligne 2) : il ne peut pas être relu."),
        ("n = " + "9" * 5000, "Ce fichier de séance est abîmé : il ne peut pas être relu."),
        ("a = " + "[" * 20000, "Ce fichier de séance est abîmé (ligne 1) : il ne peut pas être relu."),
        (b"PK\x03\x04\xff\xfe\x00", "Ce fichier n'est pas un texte : ce n'est pas une séance."),
        (b"#" * 600_000, "Ce fichier est trop gros pour une séance."),
        ("", "Ce fichier n'est pas une séance de ce tableau de bord."),
        ('nom = "Recette"', "Ce fichier n'est pas une séance de ce tableau de bord."),
        (
            f'format = "{ordre.FORMAT}"\nversion = 9',
            "Cette séance a été enregistrée par une autre version de ce tableau de bord.",
        ),
        (
            f'format = "{ordre.FORMAT}"\nversion = 1\npoint = "a"',
            "Cette séance est abîmée : ses points ne forment pas une liste.",
        ),
        (f'format = "{ordre.FORMAT}"\nversion = 1\npoint = [3]', "Le point 1 de la séance est abîmé."),
        (fichier(vue=None), "Le point 1 de la séance n'ouvre aucune page connue (« »)."),
        (
            fichier(vue='"../menu?x=1"'),
            "Le point 1 de la séance n'ouvre aucune page connue (« ../menu »).",
        ),
        (fichier(vue='"copil"'), "Le point 1 de la séance n'ouvre aucune page connue (« copil »)."),
        (
            fichier(vue='"carte?' + "&".join(f"a{i}=1" for i in range(80)) + '"'),
            "Le point 1 de la séance a une vue abîmée.",
        ),
        (fichier(vue="12"), "La vue du point 1 n'est pas un texte."),
        (
            fichier(minutes='"dix"'),
            "Le point 1 de la séance a une durée impossible : écrivez de 0 à 600 minutes.",
        ),
        (
            fichier(minutes="-5"),
            "Le point 1 de la séance a une durée impossible : écrivez de 0 à 600 minutes.",
        ),
        (
            fichier(minutes="nan"),
            "Le point 1 de la séance a une durée impossible : écrivez de 0 à 600 minutes.",
        ),
        (fichier(titre='"' + "a" * 301 + '"'), "Le titre du point 1 est trop long : 300 signes au plus."),
        (
            decision('action_id = "A"\ndecision = "adoptée"'),
            "La décision 1 de la séance n'est pas l'une de : validée, modifiée, ajournée, rejetée.",
        ),
        (decision('decision = "validée"'), "La décision 1 de la séance ne dit pas de quelle action."),
        (
            decision('action_id = "A"\ndecision = "modifiée"\nmontant_eur = "12 €"'),
            "La décision 1 de la séance a un montant illisible.",
        ),
        (
            decision('action_id = "A"\ndecision = "modifiée"\nmontant_eur = nan'),
            "La décision 1 de la séance a un montant illisible.",
        ),
        (
            decision('action_id = "A"\ndecision = "modifiée"\nmontant_eur = -1'),
            "La décision 1 de la séance a un montant impossible.",
        ),
    ],
)
def test_un_fichier_abime_ou_etranger_recoit_une_phrase(texte, phrase):
    with pytest.raises(SeanceInvalide) as refus:
        ordre.de_toml(texte)
    assert str(refus.value).replace("«  »", "« »") == phrase


def test_un_fichier_de_trop_de_points_est_refuse():
    points = "[[point]]\nvue = 'carte'\n" * 61
    with pytest.raises(SeanceInvalide, match="au plus 60 points et 2000 décisions"):
        ordre.de_toml(f'format = "{ordre.FORMAT}"\nversion = 1\n{points}')


def code(corps: object) -> str:
    """Un lien fait à la main."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(corps).encode())).decode().rstrip("=")


@pytest.mark.parametrize(
    "lien",
    [
        "pas une séance",
        "eJw",
        "é",
        "A" * 4000,
        code({}),
        code([]),
        code(["t", [["a"]], []]),
        code(["t", 3, []]),
        code(["t", [], [["A", "validée"]]]),
        ordre.en_lien(Seance("T", (Point("P", "carte"),)))[:-6],
    ],
)
def test_un_lien_coupe_ou_abime_recoit_une_phrase(lien):
    with pytest.raises(SeanceInvalide, match="coupé ou abîmé"):
        ordre.de_lien(lien)


def test_une_bombe_de_compression_n_est_pas_ouverte():
    bombe = base64.urlsafe_b64encode(zlib.compress(b"[" + b" " * 200_000_000 + b"]", 9)).decode().rstrip("=")
    with pytest.raises(SeanceInvalide, match="coupé ou abîmé"):
        ordre.de_lien(bombe)


def test_les_signes_qu_aucun_document_ne_sait_ecrire_sont_retires():
    lu = ordre.de_lien(code(["T\ud800\x00itre", [["a\nb", "carte?q=a%00b", "l1\nl2\x1b", 5]], []]))
    assert lu.titre == "Titre"
    assert lu.points == (Point("a b", "carte", (("q", "ab"),), "l1\nl2"),)


def test_ce_qui_n_est_pas_de_la_vue_n_entre_pas_dans_un_point():
    parametres = {"annee": "2024", "mesure2": "montant", "mode": "projection", "seance": "x", "salle": "y"}
    attendu = (("annee", "2024"), ("mesure2", "montant"))
    assert ordre.point_de("T", "carte", parametres).parametres == attendu
    lu = ordre.de_toml(fichier(vue='"carte?annee=2024&mesure2=montant&pas=3&role=pupitre"'))
    assert lu.points[0].parametres == attendu


def test_un_point_se_deplace_se_remplace_et_se_retire():
    a, b, c = (Point(titre, "carte") for titre in "abc")
    seance = Seance("T", (a, b, c))
    assert ordre.deplacer(seance, 2, -1).points == (a, c, b)
    assert ordre.deplacer(seance, 0, 1).points == (b, a, c)
    assert (
        ordre.deplacer(seance, 0, -1)
        == seance
        == ordre.deplacer(seance, 2, 1)
        == ordre.deplacer(seance, 7, 1)
    )
    assert ordre.remplacer(seance, 1).points == (a, c)
    assert ordre.remplacer(seance, 1, b, b).points == (a, b, b, c)
    assert ordre.remplacer(seance, 5, c) == seance


def test_une_seance_pleine_refuse_un_point_de_plus():
    pleine = Seance("T", (Point("P", "carte"),) * ordre.POINTS_MAX)
    for geste in (
        lambda: ordre.ajouter(pleine, Point("P", "carte")),
        lambda: ordre.remplacer(pleine, 0, *pleine.points[:2]),
    ):
        with pytest.raises(SeanceInvalide, match="au plus 60 points"):
            geste()


def test_une_decision_remplace_celle_de_la_meme_action():
    seance = Seance().avec(Decision("A", "validée")).avec(Decision("B", "rejetée", motif="Hors sujet"))
    seance = seance.avec(Decision("A", "modifiée", Decimal("1200.50")))
    assert [d.decision for d in seance.decisions] == ["rejetée", "modifiée"]
    assert seance.sans("B") == replace(seance, decisions=seance.decisions[1:])
