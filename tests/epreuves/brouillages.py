"""Des liens et des séances brouillés : une phrase ou rien, jamais une erreur, jamais longtemps."""

import json
import random
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from decimal import Decimal
from types import SimpleNamespace
from unittest import mock
from urllib.parse import parse_qsl, urlencode

from pages.composants import etat, liens
from pages.seance import ordre
from queries.filtre import Filtre
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import suivie

LIMITE_S, LIMITE_MO = 2.0, 300.0
_MORCEAUX = (
    "",
    "\0",
    "\n",
    "%",
    "%2C",
    "%00",
    "%FF",
    "%C3%28",
    ",",
    ",,,,",
    "*",
    "%2A",
    "-",
    "–",
    "&",
    "=",
    "#",
    "?",
    "\u202e",
    "\ufeff",
    "\ud800",
    "é",
    "𝟚𝟘𝟚𝟜",
    "٢٠٢٤",
    "1_000",
    "9" * 5000,
    "-1",
    "1e9",
    "NaN",
    "toutes",
    "2024-",
    "-2024",
    "2024-2023",
    "'; drop table action --",
    "<script>",
    "[x](javascript:x)",
    "../" * 50,
    "$(id)",
    "null",
    "[]",
    "{}",
    '"',
    "'''",
    '"""',
    "a.b.c = 1\n",
    "[[point]]\n",
    "[point]\n",
    "= 1\n",
    "0x10",
    "inf",
    "nan",
    "2026-13-45",
    "true",
    "A" * 3000,
    "😀" * 500,
    "point.point = 1\n",
    "a." * 9000 + "a = 1\n",
    "[" * 9000,
)
_LIENS = (
    "contrat=CN04101I&annee=2018-2022&pilier=EMP,aucun&quartier=QN1,ensemble&financeur=etat&montant=verse",
    "annee=toutes&statut=retenue&mode=projection&lu=260101-abcdef&version=260101-abcdef",
    "seance=eNo&salle=abc&pas=3&role=pupitre&nature=specifique&thematique=T%2C1&contrat=*",
)


def brouiller(graine: int, fois: int) -> Resultat:
    """`fois` liens, séances en lien et séances en fichier, chacun abîmé de une à six façons."""
    hasard, fautes, pire_s, pire_mo = random.Random(graine), [], 0.0, 0.0
    for rang in range(fois):
        quoi, essai = hasard.choice((_lien, _seance_lien, _seance_lien_refait, _seance_fichier))(hasard)
        mesure = suivie(essai)
        pire_s, pire_mo = max(pire_s, mesure.duree_s), max(pire_mo, mesure.memoire_mo)
        dit = mesure.faute or (f"{mesure.duree_s:.1f} s" if mesure.duree_s > LIMITE_S else "")
        if mesure.memoire_mo > LIMITE_MO:
            dit = f"{mesure.memoire_mo:.0f} Mo"
        if dit:
            fautes.append(f"n° {rang} : {quoi[:300]!r} : {dit}")
    return Resultat(fois, tuple(fautes[:20]), pire_s, pire_mo)


def _abimer(hasard: random.Random, texte: str) -> str:
    for _ in range(hasard.randint(1, 6)):
        place = hasard.randrange(len(texte) + 1)
        fin = min(len(texte), place + hasard.choice((0, 0, 1, 1, 3, 20)))
        geste = hasard.random()
        if geste < 0.6:
            texte = texte[:place] + hasard.choice(_MORCEAUX) + texte[fin:]
        elif geste < 0.75:
            texte = (
                texte[:place]
                + chr(hasard.choice((hasard.randrange(128), hasard.randrange(0x11000))))
                + (texte[fin:])
            )
        elif geste < 0.9:
            texte = texte[:place] + texte[place:fin] * hasard.choice((2, 50)) + texte[fin:]
        else:
            texte = texte[:place]
    return texte[:60_000]


def _lien(hasard: random.Random):
    requete = _abimer(hasard, hasard.choice(_LIENS))
    try:
        parametres = dict(parse_qsl(requete, keep_blank_values=True, errors="replace"))
    except ValueError:
        parametres = {"annee": requete, "contrat": requete, "montant": requete}

    def essai() -> None:
        filtre, notes = liens.lire(parametres)
        garde, autres = liens.valider(filtre, {c: {"CN04101I", "etat"} for c in liens.LISTES.values()})
        ecrit = liens.ecrire(garde)
        relu, encore = liens.lire(ecrit)
        if relu != garde or encore:
            raise AssertionError(f"le lien ne redit pas le filtre : {ecrit} {encore}")
        assert all(isinstance(note, str) for note in (*notes, *autres))
        garde.structure()
        _aller_retour(parametres)

    return urlencode(parametres, errors="replace"), essai


def _aller_retour(parametres: dict[str, str]) -> None:
    """L'état de la visite : ce que dit l'adresse y entre, en ressort, et suit d'une page à l'autre."""
    faux = SimpleNamespace(session_state={}, query_params=_Adresse(parametres))
    with mock.patch.object(etat, "st", faux):
        etat.recevoir("carte")
        etat.poser(mode="projection")
        etat.emettre()
        etat.recevoir("actions")
        etat.remplacer(liens.ecrire(Filtre(annees=(2024, 2024))))
        etat.emettre()
        assert etat.projection()


class _Adresse(dict):
    def from_dict(self, autre: dict[str, str]) -> None:
        self.clear()
        self.update(autre)


def _seance(hasard: random.Random) -> ordre.Seance:
    pages = list(ordre.NOMS_PAGES)
    points = [
        ordre.point_de(
            f"Point {rang}", hasard.choice(pages), {"annee": "2024", "mesure": "habitant"}, "Note\n2"
        )
        for rang in range(hasard.randint(0, 6))
    ]
    decisions = [ordre.Decision(f"A{n}", "validée", Decimal("12.30"), "parce que") for n in range(2)]
    return ordre.Seance("Comité", tuple(points), tuple(decisions))


def _relire(lire, code: object):
    def essai() -> None:
        try:
            lue = lire(code)
        except ordre.SeanceInvalide as refus:
            if not str(refus).endswith((".", "…", ")")):
                raise AssertionError(f"un refus sans phrase : {refus}") from refus
            return
        # Ce qui est accepté se garde et se transmet : à l'identique.
        assert ordre.de_lien(ordre.en_lien(lue)) == lue, "le lien ne redit pas la séance"
        assert ordre.de_toml(ordre.en_toml(lue)) == lue, "le fichier ne redit pas la séance"

    return essai


def _seance_lien(hasard: random.Random):
    code = _abimer(hasard, ordre.en_lien(_seance(hasard)))
    return code, _relire(ordre.de_lien, code)


def _seance_lien_refait(hasard: random.Random):
    """Le contenu abîmé, puis compressé comme il faut : ce qu'écrirait un attaquant, et non le hasard."""
    code = ordre.en_lien(_seance(hasard))
    clair = zlib.decompress(urlsafe_b64decode(code + "=" * (-len(code) % 4))).decode()
    if hasard.random() < 0.5:
        clair = json.dumps(_remplacer(hasard, json.loads(clair)))
    else:
        clair = _abimer(hasard, clair)
    refait = urlsafe_b64encode(zlib.compress(clair.encode(errors="surrogatepass"))).decode().rstrip("=")
    return clair, _relire(ordre.de_lien, refait)


def _remplacer(hasard: random.Random, valeur: object) -> object:
    """La même structure, une valeur remplacée par une autre d'un genre inattendu."""
    if isinstance(valeur, list) and valeur and hasard.random() < 0.85:
        rang = hasard.randrange(len(valeur))
        return [_remplacer(hasard, v) if n == rang else v for n, v in enumerate(valeur)]
    profond: object = 1
    for _ in range(hasard.choice((3, 900))):
        profond = [profond]
    return hasard.choice(
        (
            None,
            True,
            0,
            -1,
            10**30,
            1.5,
            float("nan"),
            float("inf"),
            "",
            [],
            {},
            {"a": 1},
            profond,
            *_MORCEAUX,
        )
    )


def _seance_fichier(hasard: random.Random):
    texte = _abimer(hasard, ordre.en_toml(_seance(hasard)))
    octets = texte.encode("utf-8", "surrogatepass")
    if hasard.random() < 0.3:
        place = hasard.randrange(len(octets) + 1)
        octets = octets[:place] + hasard.randbytes(3) + octets[place:]
    return texte, _relire(ordre.de_toml, octets)


EPREUVES = [
    Epreuve("Entrées", "liens et séances brouillés (adresse, lien, fichier)", fois=10_000, lancer=brouiller)
]
