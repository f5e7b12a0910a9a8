"""Rien de ce qui sort du serveur, vers un visiteur, ne dépend d'une ligne cachée.

Deux bases (tests/epreuves/plantes.py), l'une avec des lignes cachées dans chaque table, l'autre sans : tout
ce qu'un visiteur peut obtenir doit y être le même, octet pour octet. Un tirage en joue une part, chaque fois
une autre ; l'épreuve entière joue tout.
"""

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random

import duckdb
import pypdf
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest, local_script_runner

from data.ouverts import scdl_sortie
from pages.composants import regard
from pages.documents import blocs, diaporama, dossier, rapport_annuel, releve
from pages.documents.matiere import rassembler
from pages.seance.modeles import modeles, remplir
from pages.seance.ordre import Seance
from pages.serveur import sans_ecran
from pages.serveur.apercu import lire_apercu, noms_des_pages
from pages.serveur.apercu_carte import carte
from pages.serveur.routes import routes
from pages.sujets.donnees import fabrique
from queries import Filtre, a_ces_statuts, a_la_version, lire
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.plantes import ANCIENNE, CACHES, CONTRAT, MARQUE, PUBLICS, jumelles

MENU = str(Path(sans_ecran.MENU))
SITE = "https://ville.exemple.fr"
PLANTES = {
    nom: f"{MARQUE}-{cible}-0"
    for nom, cible in {
        "contrat": "contrat",
        "pilier": "pilier",
        "thematique": "thematique",
        "quartier": "quartier",
        "financeur": "financeur",
        "porteur": "structure",
        "action": "action",
        "classe": "classe",
        "indicateur": "indicateur",
        "lecture": "classement",
    }.items()
}
"""Les codes des plantes, essayés dans l'adresse : ils doivent y être inconnus."""
CONTRATS = (None, "CN00001I", "CN00002I", "CN00003I")
LIENS: tuple[dict[str, str], ...] = (
    {},
    {"contrat": "*", "annee": "toutes", "montant": "demande"},
    {"contrat": CONTRAT, "annee": "2025"},
    {"statut": ",".join(CACHES), "annee": "2026", "montant": "propose"},
    {"annee": "2091"},
    {"q": MARQUE, "annee": "toutes"},
    {"lu": ANCIENNE},
    {"lu": "260101-000000"},
    {"version": ANCIENNE, "contrat": "*", "annee": "toutes"},
    {"mode": "projection", "contrat": CONTRAT},
    *({nom: code} for nom, code in PLANTES.items()),
    {"annee": "toutes"} | PLANTES,
)
ROUTES = (
    "/sante",
    "/robots.txt",
    "/salle?code=SECRET",
    *(
        f"/contours/{version}/{couche}.geojson{suite}"
        for version in (ANCIENNE, "x")
        for couche in ("quartiers", "communes", "contrats", "territoires")
        for suite in ("", f"?contrat={CONTRAT}", f"?contrat={MARQUE}-contrat-0")
    ),
)
_DATES = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ?|/(?:CreationDate|ModDate|ID)[^\n]*")

_PASSAGERS = re.compile(rb"b [0-9a-f]{32}(?=\xd2)")
"""L'adresse d'un fichier à fabriquer, que Streamlit tire au hasard à chaque passage."""


def sorties(demo: Path) -> dict[str, Callable[[], bytes]]:
    """Nom → comment l'obtenir, de tout ce qu'un visiteur peut emporter. Lit la base de CONTRAT_BASE."""
    rendues: dict[str, Callable[[], bytes]] = {}
    for page in noms_des_pages():
        for rang, lien in enumerate(LIENS):
            rendues[f"page {page} {rang}"] = lambda p=page, i=lien: page_dite(p, i)
            rendues[f"écran {page} {rang}"] = lambda p=page, i=lien: page_montree(p, i)
        for rang in (0, 2, 10):
            rendues[f"aperçu {page} {rang}"] = lambda p=page, i=LIENS[rang]: _apercu(p, i)
    for adresse in ROUTES:
        rendues[f"route {adresse}"] = lambda a=adresse: _route(a)
    for contrat in (*CONTRATS, PLANTES["contrat"]):
        for rempli in (False, True):
            rendues[f"classeur {contrat} {rempli}"] = lambda c=contrat, r=rempli: _classeur(c, r)
    rendues["archive"] = lambda: _zip(fabrique.archive(_base(), PUBLICS))
    with duckdb.connect(str(demo), read_only=True) as base:
        payeurs = [
            code for (code,) in base.execute("select financeur_id from financeur order by 1").fetchall()
        ]
    for payeur in (*payeurs, PLANTES["financeur"]):
        rendues[f"scdl {payeur}"] = lambda p=payeur: scdl_sortie.ecrire(_base(), p, "1" * 14, PUBLICS).contenu
    for nom in ("financements", "mesures"):
        rendues[f"jeu {nom}"] = lambda n=nom: _jeu(n)
    rendues["jeu contours"] = lambda: fabrique.contours(None)
    for modele in modeles():
        for genre in ("diaporama", "dossier", "releve"):
            rendues[f"document {modele} {genre}"] = lambda m=modele, g=genre: _document(m, g)
    for annee in (2024, 2025, 2091):
        rendues[f"rapport {annee}"] = lambda a=annee: _rapport(a)
    return rendues


def page_dite(page: str, lien: Mapping[str, str]) -> bytes:
    """Ce que les documents et les aperçus tirent d'une page, tableaux entiers."""
    vue = sans_ecran.saisir(page, lien)
    morceaux = [repr(v) for n, v in vars(vue).items() if n not in ("tableaux", "dessins", "blocs")]
    morceaux += [repr(vars(dessin)) for dessin in vue.dessins]
    morceaux += [t.titre + t.lignes.to_csv() + repr(t.colonnes) for t in vue.tableaux]
    return "\n".join(morceaux).encode()


def page_montree(page: str, lien: Mapping[str, str]) -> bytes:
    """Les messages qu'un navigateur reçoit au premier dessin : textes, choix des filtres, données, aides."""
    recus: list[bytes] = []
    vrai = local_script_runner.parse_tree_from_messages

    def recevoir(messages):
        for message in messages:
            nu = type(message)()
            nu.CopyFrom(message)
            # Tiré au hasard à chaque message.
            nu.ClearField("hash")
            recus.append(nu.SerializeToString(deterministic=True))
        return vrai(messages)

    local_script_runner.parse_tree_from_messages = recevoir
    try:
        essai = AppTest.from_file(MENU, default_timeout=120)
        for nom, valeur in lien.items():
            essai.query_params[nom] = valeur
        essai.switch_page(f"{page}.py")
        essai.run()
    finally:
        local_script_runner.parse_tree_from_messages = vrai
    if essai.exception:
        return f"FAUTE {essai.exception[0].message}".encode()
    return _PASSAGERS.sub(b"", b"\n".join(recus))


def _apercu(page: str, lien: Mapping[str, str]) -> bytes:
    apercu = lire_apercu(page, lien)
    return repr(apercu).encode() + carte(apercu)


def _route(adresse: str) -> bytes:
    with TestClient(Starlette(routes=routes())) as client:
        reponse = client.get(adresse, follow_redirects=True)
    return f"{reponse.status_code} {sorted(reponse.headers.items())}".encode() + reponse.content


def _classeur(contrat: str | None, rempli: bool) -> bytes:
    from data.modele.contenu import ModeleImpossible

    try:
        return _zip(fabrique.classeur(_base(), contrat, PUBLICS, rempli))
    except ModeleImpossible as refus:
        return str(refus).encode()


def _jeu(nom: str) -> bytes:
    parametres = {"filtre": Filtre(statuts=PUBLICS)} if nom == "financements" else {"contrats": None}
    return lire(f"donnees/{nom}", **parametres).to_csv().encode()


def _document(modele: str, genre: str) -> bytes:
    seance = remplir(modeles()[modele], Filtre(contrats=(CONTRAT,), annees=(2025, 2025), statuts=PUBLICS))
    matiere = rassembler(seance, SITE)
    if genre == "diaporama":
        return _zip(diaporama.pptx(matiere))
    if genre == "dossier":
        return _pdf(dossier.pdf(matiere))
    ecrit = releve.ecrire(matiere, PUBLICS)
    return _zip(blocs.docx(ecrit)) + _pdf(blocs.pdf(ecrit))


def _rapport(annee: int) -> bytes:
    ecrit = rapport_annuel.ecrire(CONTRAT, annee)
    vide = rassembler(Seance("x"), SITE)
    return _zip(blocs.docx(ecrit)) + repr((vide.titre, rapport_annuel.exercices(CONTRAT, PUBLICS))).encode()


def _zip(octets: bytes) -> bytes:
    """Ce que contient un fichier compressé, dates ôtées, jusque dans les classeurs qu'il porte."""
    with zipfile.ZipFile(io.BytesIO(octets)) as ouvert:
        lus = [(nom, ouvert.read(nom)) for nom in sorted(ouvert.namelist())]
    return b"\n".join(
        nom.encode() + (_zip(lu) if lu.startswith(b"PK\x03\x04") else _DATES.sub(b"", lu)) for nom, lu in lus
    )


def _pdf(octets: bytes) -> bytes:
    lu = pypdf.PdfReader(io.BytesIO(octets))
    return "\n".join(page.extract_text() for page in lu.pages).encode()


def _base() -> Path:
    return Path(os.environ["CONTRAT_BASE"])


@contextmanager
def servie(base: Path) -> Iterator[None]:
    """Cette base, servie à un visiteur."""
    avant = os.environ.get("CONTRAT_BASE")
    os.environ["CONTRAT_BASE"] = str(base)
    regard.suivre(servi=True)
    try:
        with a_la_version(None), a_ces_statuts(PUBLICS):
            yield
    finally:
        if avant is None:
            del os.environ["CONTRAT_BASE"]
        else:
            os.environ["CONTRAT_BASE"] = avant


def comparer(paire: tuple[Path, Path], noms: list[str]) -> list[str]:
    """Les phrases de ce qui diffère d'une base à l'autre, ou nomme une plante, parmi ces sorties."""
    fautes = []
    for nom in noms:
        rendus = []
        for base in paire:
            with servie(base):
                try:
                    rendus.append(sorties(base)[nom]())
                except Exception as faute:  # noqa: BLE001 — une faute dit aussi quelque chose
                    rendus.append(f"FAUTE {type(faute).__name__} {faute}".encode())
        if rendus[0] != rendus[1]:
            fautes.append(f"{nom} : {ecart(*rendus)}")
        elif rendus[0].startswith(b"FAUTE"):
            fautes.append(f"{nom} : {rendus[0][:300]!r}")
    return fautes


def ecart(avec: bytes, sans: bytes) -> str:
    """Le premier endroit où deux sorties diffèrent."""
    rang = next((i for i, (a, b) in enumerate(zip(avec, sans, strict=False)) if a != b), 0)
    return f"{avec[max(0, rang - 60) : rang + 100]!r} / {sans[max(0, rang - 60) : rang + 100]!r}"


def _lancer(graine: int, fois: int) -> Resultat:
    from data.construction import construire

    with tempfile.TemporaryDirectory() as dossier:
        modele = Path(dossier) / "modele.duckdb"
        construire("demo", base=modele, silencieux=True)
        paire = jumelles(modele, Path(dossier), graine)
        noms = list(sorties(modele))
        choisis = Random(graine).sample(noms, min(fois, len(noms)))
        return Resultat(len(choisis), tuple(comparer(paire, choisis)))


EPREUVES = [
    Epreuve("Secret", "tout ce qui sort, avec des lignes cachées dans chaque table ou sans", 2000, _lancer)
]
