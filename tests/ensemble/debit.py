"""`python -m tests.ensemble.debit [--base B] [--visites 12] [--secondes 20]` : le débit de 1 à 3 répliques.

Chaque visite ouvre sa page, puis la redemande sans cesse sous d'autres années, à travers le nginx livré.
Les nombres n'ont de sens que comparés entre eux : même machine, même passage.
"""

import argparse
import shutil
import ssl
import tempfile
import threading
import time
from pathlib import Path

from tests.conftest import RACINE
from tests.ensemble.repliques import Ensemble, redis, servir
from tests.serveur.visiteur import visiter

PAGES = ("synthese", "carte", "financeurs", "actions")
ANNEES = ("2022", "2023", "2024", "2025")


def mesurer(ensemble: Ensemble, visites: int, secondes: float) -> tuple[float, float]:
    """Passages par seconde, et passages dont la page a fait une faute."""
    fin = threading.Event()
    faits: list[str] = []
    depart = threading.Barrier(visites + 1)
    contexte = ssl.create_default_context()
    contexte.check_hostname, contexte.verify_mode = False, ssl.CERT_NONE

    def cliquer(rang: int) -> None:
        cookie = {"cookie": f"replique=visite{rang}"}
        with visiter(ensemble.adresse, ssl=contexte, additional_headers=cookie) as ouverte:
            page = PAGES[rang % len(PAGES)]
            ouverte.page(page)
            depart.wait()
            tour = rang
            while not fin.is_set():
                tour += 1
                recus = ouverte.page(page, f"annee={ANNEES[tour % len(ANNEES)]}")
                faits.append(
                    "faute" if b"erreur-page" in b"".join(m.SerializeToString() for m in recus) else ""
                )

    fils = [threading.Thread(target=cliquer, args=(rang,), daemon=True) for rang in range(visites)]
    for fil in fils:
        fil.start()
    depart.wait()
    debut = time.monotonic()
    fin.wait(secondes)
    fin.set()
    duree = time.monotonic() - debut
    comptes = list(faits)
    for fil in fils:
        fil.join(60)
    return len(comptes) / duree, sum(map(bool, comptes))


def main() -> None:
    """Écrit une ligne par nombre de répliques."""
    choix = argparse.ArgumentParser()
    choix.add_argument("--base", type=Path, default=RACINE / "data" / "contrat_de_ville.duckdb")
    choix.add_argument("--visites", type=int, default=12)
    choix.add_argument("--secondes", type=float, default=20)
    dit = choix.parse_args()
    print(f"{dit.visites} visites, {dit.secondes:g} s, pages {', '.join(PAGES)}")
    reference = 0.0
    for nombre in (1, 2, 3):
        with tempfile.TemporaryDirectory() as nom:
            dossier = Path(nom)
            base = dossier / "servie.duckdb"
            shutil.copyfile(dit.base, base)
            with redis(dossier) as magasin, servir(base, dossier, nombre, magasin) as ensemble:
                debit, fautes = mesurer(ensemble, dit.visites, dit.secondes)
        reference = reference or debit
        rapport = debit / reference
        print(
            f"{nombre} réplique(s) : {debit:.2f} passages/s, × {rapport:.2f}, {fautes:.0f} en faute",
            flush=True,
        )


if __name__ == "__main__":
    main()
