"""Une exécution du banc : les serveurs côte à côte, les parties demandées, les mesures écrites à mesure."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from itertools import cycle
from pathlib import Path

import duckdb
from playwright.sync_api import sync_playwright
from websockets.exceptions import ConnectionClosed

from tests.bench import liens, memoire, navigateur, passages
from tests.bench.serveur import NOTRE, NUE, SEULE, Servi, construire, servir
from tests.navigateur.outils import RACINE
from tests.serveur.visiteur import visiter

# (entière, rapide)
LOTS, TAILLE_LOT = (3, 2), (10, 6)
SECONDES = (10, 4)
VISITES = (5, 2)
"""Au bureau ; une ou deux de moins aux autres tailles, où seul le décalage compte."""
PASSAGES_MEMOIRE = (2000, 200)


@dataclass(frozen=True)
class Demande:
    """Ce qu'on veut mesurer. `sortie` : un JSON complété après chaque mesure (une coupure ne perd rien)."""

    pages: tuple[str, ...]
    parties: tuple[str, ...]
    portees: tuple[str, ...]
    echelle: int
    base: Path | None
    dossier: Path
    rapide: bool
    sortie: Path | None = None


def mesurer(demande: Demande) -> dict[str, object]:
    """Les mesures : « conditions », puis base › « passages », « debits », « visites », « memoire »."""
    demande.dossier.mkdir(parents=True, exist_ok=True)
    base = demande.base or construire(demande.dossier, demande.echelle)
    nom = base.stem if demande.base else f"échelle {demande.echelle}" if demande.echelle > 1 else "fiction"
    mesures: dict[str, object] = {"bases": {}}
    if demande.sortie and demande.sortie.exists():
        mesures = json.loads(demande.sortie.read_text("utf-8"))
    dites = mesures["bases"].setdefault(nom, {})
    ici = conditions(base, demande)
    if not memes_conditions(dites.get("conditions", ici), ici):
        # Un fichier se complète ; il ne mêle pas deux programmes.
        dites.clear()
    dites["conditions"] = ici

    def garder(partie: str, *suite: str, portee: str = "") -> Callable[[object], None]:
        chemin = (partie, portee, *suite) if portee else (partie, *suite)

        def poser(valeur: object) -> None:
            ici = dites
            for cle in chemin[:-1]:
                ici = ici.setdefault(cle, {})
            ici[chemin[-1]] = valeur
            if demande.sortie:
                demande.sortie.write_text(json.dumps(mesures, ensure_ascii=False, indent=1), "utf-8")
            dire(" › ".join(chemin))

        return poser

    with (
        servir(NOTRE, base, demande.dossier / "notre.txt") as notre,
        servir(NUE, base, demande.dossier / "nue.txt") as nue,
        servir(SEULE, base, demande.dossier / "seule.txt") as seule,
    ):
        temoins = {"seule": seule, "nue": nue}
        for portee in demande.portees:
            offre = liens.choix(base, portee)
            for page in demande.pages:
                _page(demande, offre, notre, temoins, page, partial(garder, portee=portee))
        if "visites" in demande.parties:
            _visites(demande, notre, nue, garder)
        if "memoire" in demande.parties:
            _memoire(demande, base, temoins | {"page": notre}, garder)
    dites["conditions"]["charge_a_la_fin"] = os.getloadavg()[0]
    garder("conditions")(dites["conditions"])
    return mesures


def _page(
    demande: Demande, offre: liens.Choix, notre: Servi, temoins: dict[str, Servi], page: str, garder: Callable
) -> None:
    vite = demande.rapide
    try:
        if "passages" in demande.parties:
            lus = passages.couts(
                notre,
                temoins,
                page,
                liens.garde(offre, page),
                liens.neufs(offre, page),
                lots=LOTS[vite],
                taille=TAILLE_LOT[vite],
            )
            garder("passages", page)(lus)
        if "debits" in demande.parties:
            lus = passages.debits(notre, temoins, page, liens.salle(offre, page), SECONDES[vite])
            garder("debits", page)(lus)
    except (TimeoutError, ConnectionClosed) as erreur:
        garder("abandons", page)(repr(erreur))


def _visites(demande: Demande, notre: Servi, nue: Servi, garder: Callable) -> None:
    with sync_playwright() as pilote:
        for page in demande.pages:
            adresse = f"{notre.adresse}/{'' if page == 'synthese' else page}"
            # À froid pour le visiteur, non pour le serveur : il en a déjà reçu d'autres.
            for servi, nom in ((notre, page), (nue, "")):
                with visiter(servi.adresse, visiteur=passages.Cliqueur) as ouverte:
                    ouverte.ouvrir(nom)
            for taille in navigateur.TAILLES:
                nombre = VISITES[demande.rapide] - (
                    0 if taille == navigateur.BUREAU else 1 + (not demande.rapide)
                )
                vues = navigateur.visites(pilote, adresse, f"{nue.adresse}/", taille, nombre)
                garder("visites", page, taille.nom)(vues)


def _memoire(demande: Demande, base: Path, servis: dict[str, Servi], garder: Callable) -> None:
    offre = liens.choix(base, demande.portees[0])
    for nom, servi in servis.items():
        nues: Iterator[tuple[str, list[str]]] = cycle([("", [""] * memoire.PAR_VISITE)])
        visites = memoire.parcours(offre) if nom == "page" else nues
        garder("memoire", nom)(memoire.suivre(servi, visites, PASSAGES_MEMOIRE[demande.rapide], dire))


def conditions(base: Path, demande: Demande) -> dict[str, object]:
    """Ce qu'il faut savoir pour relire ces nombres."""
    with duckdb.connect(str(base), read_only=True) as ouverte:
        actions, financements = (
            ouverte.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("action", "financement")
        )
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=RACINE, capture_output=True, text=True, check=False
    )
    modele = [
        li for li in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if li.startswith("model name")
    ]
    return {
        "le": datetime.now().isoformat(timespec="minutes"),
        "commit": commit.stdout.strip(),
        "processeur": modele[0].partition(": ")[2] if modele else platform.machine(),
        "coeurs": os.cpu_count(),
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
        "charge_au_debut": os.getloadavg()[0],
        "rapide": demande.rapide,
        "actions": actions,
        "financements": financements,
    }


def memes_conditions(avant: dict[str, object], ici: dict[str, object]) -> bool:
    """Vrai si des mesures prises à deux moments peuvent être dans la même table."""
    return all(avant.get(nom) == ici[nom] for nom in ("commit", "rapide", "streamlit", "financements"))


def fautes(mesures: dict) -> list[str]:
    """Où une page a fait une faute, ou n'a plus répondu."""

    def dans(ici: object, ou: str) -> Iterator[str]:
        for nom, valeur in ici.items() if isinstance(ici, dict) else ():
            if nom in ("fautes", "erreurs", "abandons") and valeur:
                yield f"{ou} : {valeur}"
            else:
                yield from dans(valeur, f"{ou} › {nom}" if ou else nom)

    return list(dans(mesures.get("bases", {}), ""))


def dire(texte: str) -> None:
    """Où en est le banc, sur la sortie d'erreur."""
    print(texte, file=sys.stderr, flush=True)
