"""Les droits : ce qu'on tente pour voir ou publier sans en avoir le droit."""

import random
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import streamlit as st
from starlette.types import Scope

from data.cle_locale import DUREE_S, Serrure, cle, secret_neuf
from pages.composants import acces
from pages.serveur import identite, identite_signee, poste_local, sessions
from pages.serveur.configuration import Configuration
from pages.serveur.magasin.fichier import MagasinFichier
from tests import identites
from tests.epreuves.genre import Epreuve, Resultat
from tests.identites import CHEF, en_tete, lue, passe, scope

SIGNES = (
    "@",
    ".",
    "agglo.fr",
    "@agglo.fr",
    "@evil.com",
    "evil.com",
    "\n",
    "\r",
    "\x00",
    "\t",
    " ",
    ",",
    ";",
    "<",
    '"',
    "\\",
    "%40",
    "\u200b",
    "\u202e",
    "\u0301",
    "。",
    "．",
    "＠",
    "\uff41",
    "\u0261",
    "\u017f",
    "\u212a",
    "ß",
    "İ",
    ">",
    "xn--",
    "-",
    "+",
    "(",
    ")",
    "[127.0.0.1]",
    "\ud800",
    "a" * 70,
    "chef",
    "CHEF",
    "=?utf-8?q?",
)
VERIFIE = (
    True,
    "true",
    False,
    "false",
    "True",
    "TRUE",
    " true",
    "true\n",
    "1",
    "0",
    1,
    0,
    1.0,
    None,
    "",
    "vrai",
    "yes",
    [],
    [True],
    {},
    {"true": True},
    b"true",
    float("nan"),
    "tru\u0435",
)
HOTES = (
    "evil.com",
    "127.0.0.1.evil.com",
    "localhost.evil.com",
    "127.0.0.1@evil.com",
    "evil.com:8501",
    "127.1",
    "0.0.0.0:8501",
    "2130706433",
    "0x7f.0.0.1",
    "127.0.0.2",
    "[::ffff:127.0.0.1]",
    "localhost.",
    "127.0.0.1:",
    "127.0.0.1:x",
    "127.0.0.1 evil.com",
    "",
    "192.168.1.10:8501",
    "tableau.agglo.fr",
    "127.0.0.1,evil.com",
    "１２７.0.0.1",
    "127.0.0.1:8501#evil.com",
    "/127.0.0.1",
)
ORIGINES = (
    "http://evil.com",
    "null",
    "https://127.0.0.1:8501",
    "http://127.0.0.1:9999",
    "http://127.0.0.1:8501.evil.com",
    "http://localhost:8501",
    "file://",
    "http://evil.com:8501",
    "http://127.0.0.1:8501/",
    "chrome-extension://x",
)
MANDATAIRES = (
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "x-original-host",
)
CLIENTS = ("192.168.1.10", "10.0.0.1", "8.8.8.8", "::ffff:10.0.0.1", "fe80::1", "", "localhost", None)


def _adresses(graine: int, fois: int) -> Resultat:
    """Une adresse admise, abîmée : le rôle n'en sort que si elle est encore, exactement, du domaine."""
    hasard, fautes = random.Random(graine), []
    reglages = Configuration(agents=("@agglo.fr",), administrateurs=("chef@agglo.fr",))
    with patch.object(acces, "configuration", lambda: reglages):
        for _ in range(fois):
            ecrite = hasard.choice(("chef@agglo.fr", "Marie@AGGLO.fr", "a@evil.com", ""))
            for _ in range(hasard.randint(1, 3)):
                place = hasard.randint(0, len(ecrite))
                ecrite = ecrite[:place] + hasard.choice(SIGNES) + ecrite[place + hasard.randint(0, 2) :]
            dit = {"is_logged_in": True, "email": ecrite, "email_verified": True}
            with patch.object(type(st.user), "to_dict", lambda _, dit=dit: dit):
                role = acces.role()
            juste = ecrite.isascii() and ecrite.isprintable() and not set(ecrite) & set(' ,;<>()[]\\"')
            juste = juste and ecrite.count("@") == 1 and unicodedata.normalize("NFKC", ecrite) == ecrite
            juste = juste and ecrite.lower().endswith("@agglo.fr")
            if role != acces.VISITEUR and not juste:
                fautes.append(f"{ecrite!r} a le rôle « {role} »")
            if (role == acces.ADMINISTRATEUR) != (ecrite.lower() == "chef@agglo.fr"):
                fautes.append(f"{ecrite!r} : « {role} »")
    return Resultat(fois, tuple(fautes))


def _verifie(graine: int, fois: int) -> Resultat:
    """Le jeton et l'« userinfo » disent n'importe quoi : seule compte une adresse dite vérifiée."""
    hasard, fautes = random.Random(graine), []
    for _ in range(fois):
        presume = hasard.random() < 0.3
        jeton: dict[str, object] = {"is_logged_in": True, "sub": "1"}
        a_part: dict[str, object] = {"sub": "1"}
        if en_jeton := hasard.random() < 0.5:
            jeton["email"] = "chef@agglo.fr"
        for dit, chance in ((jeton, 0.6), (a_part, 0.6)):
            if hasard.random() < chance:
                dit["email_verified"] = hasard.choice(VERIFIE)
        a_part |= {"email": "chef@agglo.fr", "is_logged_in": True, "poste_local": "x", "session": "y"}
        source = jeton if en_jeton else a_part
        autre = {} if en_jeton else jeton
        vrai = [
            d["email_verified"] is True or d["email_verified"] == "true"
            for d in (source, autre)
            if "email_verified" in d
        ]
        juste = all(vrai) and ("email_verified" in source or (presume and not vrai))
        reglages = Configuration(administrateurs=("chef@agglo.fr",), courriel_presume_verifie=presume)
        with (
            patch.object(acces, "configuration", lambda r=reglages: r),
            patch.object(type(st.user), "to_dict", lambda _, j=jeton: j),
            patch.object(type(st.user), "tokens", {"access": "x"}),
            patch.object(identite, "demander", lambda *_, a=a_part: a),
            patch.object(st, "session_state", {}),
        ):
            role, vue = acces.role(), acces.identite_vue()
            seule = acces.reduite(jeton)
        attendu = acces.ADMINISTRATEUR if juste else acces.VISITEUR
        if role != attendu or bool(vue) != juste or (bool(seule) and not (en_jeton and juste)):
            fautes.append(f"jeton {jeton}, à part {a_part}, présumé {presume} : {role}, {vue}, {seule}")
    return Resultat(fois, tuple(fautes))


def _sessions(graine: int, fois: int) -> Resultat:
    """Des cookies rejoués, mêlés, coupés, retouchés : Streamlit n'y lit qu'une session encore vive."""
    hasard, fautes, maintenant = random.Random(graine), [], 1_700_000_000
    with tempfile.TemporaryDirectory() as dossier:
        garde = MagasinFichier(Path(dossier) / "m.magasin", lambda: maintenant - 90 * 86_400)
        garde = MagasinFichier(Path(dossier) / "m.magasin", lambda: maintenant)
        with (
            patch.object(sessions, "get_cookie_secret", lambda: identites.SECRET),
            patch.object(sessions.magasin, "magasin", lambda: garde),
        ):
            _vider()
            vives, mortes = _connexions(hasard, maintenant)
            for _ in range(fois):
                paquet, autre = hasard.choice(vives + mortes), hasard.choice(vives + mortes)
                poses = list(paquet.items())
                for _ in range(hasard.randint(0, 2)):
                    _abimer(hasard, poses, autre)
                entete = "; ".join(f"{n}={v}" for n, v in poses)
                recu, _ = passe(sessions.Sessions, scope(entete), configuration=Configuration())
                dit = lue(recu)
                present = [v for v in vives if _charge(v) in {_charge(dict([pose])) for pose in poses}]
                if dit and (dit["sub"], dit["email"]) not in {
                    (v["sub"], v["email"]) for v in map(_dit, present)
                }:
                    fautes.append(f"{entete[:300]} : {dit.get('sub')}")
                if not dit and entete in {en_tete(v) for v in vives}:
                    fautes.append(f"session vive refusée : {entete[:300]}")
            _vider()
    return Resultat(fois, tuple(fautes))


def _vider() -> None:
    sessions._vues.clear()
    sessions._en_attente.clear()
    sessions._depart, sessions._muet = None, 0.0


def _connexions(hasard: random.Random, maintenant: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Des sessions vives ; et des mortes : closes, vieilles, signées demain, d'un autre secret, coupées."""
    vives, mortes = [], []
    for rang in range(20):
        quand, secret = maintenant - hasard.randint(60, 11 * 3600), identites.SECRET
        vives.append(identites.cookies(CHEF | {"sub": str(rang), "email": f"p{rang}@agglo.fr"}, quand))
        sort = rang % 5
        if sort == 1:
            quand = maintenant - hasard.randint(12 * 3600 + 1, 60 * 86_400)
        elif sort == 2:
            quand = maintenant + hasard.randint(120, 86_400)
        elif sort == 3:
            secret = "f" * 10 + identites.SECRET
        qui = CHEF | {"sub": f"m{rang}"}
        poses = identites.cookies(qui, quand, hasard.randint(2, 3) if sort == 4 else 1, secret=secret)
        if sort == 0:
            fin = scope(en_tete(poses), "http", "/auth/logout")
            passe(sessions.Sessions, fin, configuration=Configuration())
        mortes.append(poses)
    return vives, mortes


def _charge(poses: dict[str, str]) -> tuple[str, str]:
    """Le nom d'un cookie et ce qu'il signe, sans la signature."""
    ((nom, valeur),) = list(poses.items())[:1]
    return nom.strip(), valeur.rpartition(".")[0]


def _dit(poses: dict[str, str]) -> dict[str, object]:
    _, dit = identite_signee.lire(poses.items(), identites.SECRET) or (None, {})
    return dit


def _abimer(hasard: random.Random, poses: list[tuple[str, str]], autre: dict[str, str]) -> None:
    rang = hasard.randrange(len(poses)) if poses else 0
    nom, valeur = poses[rang] if poses else ("_streamlit_user", "x")
    geste = hasard.randrange(7)
    if geste == 0 and poses:
        del poses[rang]
    elif geste == 1:
        poses.append(hasard.choice(list(autre.items())))
    elif geste == 2 and poses:
        poses[rang] = (nom, autre.get(nom, valeur))
    elif geste == 3 and poses:
        place = hasard.randrange(len(valeur))
        poses[rang] = (nom, valeur[:place] + hasard.choice("AZaz09_-.=") + valeur[place + 1 :])
    elif geste == 4:
        # Les derniers bits d'une signature en base 64 ne comptent pas : un autre texte, la même signature.
        poses[rang : rang + 1] = [(nom, valeur[:-1] + hasard.choice("ABCDEFGHabcdefgh0123"))]
    elif geste == 5:
        poses.insert(0, (hasard.choice((f" {nom}", f"\xa0{nom}", nom)), valeur))
    else:
        hasard.shuffle(poses)


def requetes_etrangeres(hasard: random.Random, fois: int, cookie: str, genre: str) -> Iterator[Scope]:
    """Des requêtes qui tiennent le bon cookie, mais ne viennent pas de cet ordinateur ou pas à lui."""
    for _ in range(fois):
        chemin = hasard.choice(("/", "/instruction", "/poste-local", "/_stcore/stream", "/sante"))
        demande = scope(cookie, genre, chemin)
        entetes = demande["headers"]
        sort = hasard.randrange(6)
        if sort == 0:
            _remplacer(entetes, "host", hasard.choice(HOTES))
            if hasard.random() < 0.5:
                _remplacer(entetes, "origin", "")
        elif sort == 1:
            _remplacer(entetes, "origin", hasard.choice(ORIGINES))
        elif sort == 2:
            nom = "".join(hasard.choice((c, c.upper())) for c in hasard.choice(MANDATAIRES))
            entetes.append((nom.encode(), hasard.choice((b"127.0.0.1", b"http", b"", b"localhost"))))
        elif sort == 3:
            choisi = hasard.choice(CLIENTS)
            demande["client"] = None if choisi is None else (choisi, 1)
        elif sort == 4:
            demande["server"] = hasard.choice((("192.168.1.10", 8501), ("0.0.0.0", 8501), None))
        else:
            entetes.append((b"host", hasard.choice((b"127.0.0.1:8501", b"evil.com"))))
        yield demande


def _remplacer(entetes: list[tuple[bytes, bytes]], nom: str, valeur: str) -> None:
    entetes[:] = [(n, v) for n, v in entetes if n != nom.encode()]
    if valeur:
        entetes.append((nom.encode(), valeur.encode("latin-1", "replace")))


def _ailleurs(graine: int, fois: int) -> Resultat:
    """Hôte, origine, mandataire, client : rien d'étranger n'atteint le poste local, même avec son cookie."""
    hasard, fautes = random.Random(graine), []
    reglages = {"secret": secret_neuf(), "configuration": Configuration()}
    for genre in ("http", "websocket"):
        for demande in requetes_etrangeres(hasard, fois // 2, "poste_local=x", genre):
            recu, envoyes = passe(poste_local.PosteLocal, demande, **reglages)
            statut = envoyes[0].get("status", envoyes[0].get("code")) if envoyes else None
            if recu is not None or statut not in (403, 1008):
                fautes.append(
                    f"{genre} {demande['headers']} {demande['client']} {demande['server']} : {statut}"
                )
    return Resultat(fois // 2 * 2, tuple(fautes))


def _cles(graine: int, fois: int) -> Resultat:
    """Des clés rejouées, retouchées, périmées, d'une autre exécution : aucune n'ouvre."""
    hasard, fautes, heure = random.Random(graine), [], [1_700_000_000.0]
    secret = secret_neuf()
    serrure = Serrure(secret, lambda: heure[0])
    for _ in range(fois):
        donnee = cle(secret, lambda: heure[0])
        sort = hasard.randrange(4)
        if sort == 0:
            if not serrure.ouvrir(donnee):
                fautes.append("une clé neuve n'ouvre pas")
        elif sort == 1:
            place = hasard.randrange(len(donnee))
            abimee = donnee[:place] + hasard.choice("é0az.\x00-_ ") + donnee[place + hasard.randint(0, 1) :]
            if abimee == donnee:
                continue
            donnee = abimee
        elif sort == 2:
            heure[0] += hasard.choice((DUREE_S + 1, -DUREE_S, 10 * DUREE_S))
        else:
            donnee = cle(secret_neuf(), lambda: heure[0])
        if serrure.ouvrir(donnee):
            fautes.append(f"{donnee!r} ouvre")
    return Resultat(fois, tuple(fautes))


EPREUVES = [
    Epreuve("Droits", "adresses mal formées ou imitant un domaine", 5000, _adresses),
    Epreuve("Droits", "« email_verified » de tout type, mélange du jeton et de l'userinfo", 3000, _verifie),
    Epreuve(
        "Sessions", "cookies clos, périmés, mêlés, coupés ou retouchés, rejoués en websocket", 5000, _sessions
    ),
    Epreuve("Poste local", "requêtes d'un autre hôte, d'une autre origine, d'un mandataire", 5000, _ailleurs),
    Epreuve("Poste local", "clés rejouées, retouchées, périmées, d'une autre exécution", 5000, _cles),
]
