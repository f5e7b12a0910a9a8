"""`python -m tests.photographie FICHIER` photographie ; `--comparer A B` dit ce qui a changé, en mots.

Bases : la fiction et, si `../shared/reel` (ou CONTRAT_REEL) est là, le Centre-Val de Loire, construites
pour l'occasion avec le programme en cours ; ou celles que nomme `--base`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import RACINE

REEL = Path(os.environ.get("CONTRAT_REEL") or RACINE.parent / "shared" / "reel")
CONFIGURATION = 'agents = ["@photographie.example"]\n'


def photographier(bases: dict[str, Path], pages: tuple[str, ...] = ()) -> dict[str, object]:
    """Base › page › lien → ce que la page dit ; une page en faute le dit aussi."""
    # Importés ici : la configuration et la base se lisent dès l'import des pages.
    from pages.serveur.sans_ecran import VueIllisible, saisir
    from tests.photographie import liens, prise

    prises: dict[str, object] = {}
    for nom, base in bases.items():
        os.environ["CONTRAT_BASE"] = str(base)
        vues: dict[str, object] = {}
        for page in pages or liens.PAGES:
            for lien, (parametres, identite) in liens.liens(page).items():
                try:
                    dit = prise.vue(saisir(page, parametres, identite))
                except VueIllisible as erreur:
                    dit = {"faute": repr(erreur.__cause__)}
                vues[f"{page} › {lien}"] = dit
            print(f"{nom} : {page}", file=sys.stderr)
        prises[nom] = vues
    return prises


def construire(dossier: Path) -> dict[str, Path]:
    """Les bases à photographier, neuves."""
    recettes = {"fiction": ["demo"]}
    if REEL.is_dir():
        recettes["Centre-Val de Loire"] = ["centre-val-de-loire", "--dossier", str(REEL)]
    else:
        print(f"{REEL} manque : la fiction seule est photographiée.", file=sys.stderr)
    bases = {}
    for nom, mots in recettes.items():
        bases[nom] = dossier / f"{mots[0]}.duckdb"
        commande = [sys.executable, "-m", "data", "construire", *mots, "--base", str(bases[nom])]
        subprocess.run(commande, cwd=RACINE, check=True, stdout=subprocess.DEVNULL)
    return bases


def main() -> int:
    """0 : photographié, ou rien n'a changé ; 1 : des différences."""
    choix = argparse.ArgumentParser(prog="python -m tests.photographie", description=__doc__)
    choix.add_argument("fichier", nargs="?", type=Path, help="où écrire la photographie (JSON)")
    choix.add_argument("--base", type=Path, action="append", help="une base à photographier (répétable)")
    choix.add_argument("--page", action="append", default=[], help="cette page seulement (répétable)")
    choix.add_argument("--comparer", nargs=2, type=Path, metavar=("A", "B"))
    dit = choix.parse_args()
    if dit.comparer:
        from tests.photographie.comparaison import differences

        avant, apres = (json.loads(chemin.read_text("utf-8")) for chemin in dit.comparer)
        trouvees = list(differences(avant, apres))
        print("\n".join(trouvees) or "Aucune différence.")
        return int(bool(trouvees))
    if dit.fichier is None:
        choix.error("dites où écrire la photographie")
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        reglages = dossier / "reglages.toml"
        reglages.write_text(CONFIGURATION, "utf-8")
        os.environ["CONTRAT_CONFIG"] = str(reglages)
        bases = {base.stem: base.resolve() for base in dit.base} if dit.base else construire(dossier)
        prises = photographier(bases, tuple(dit.page))
    dit.fichier.write_text(json.dumps(prises, ensure_ascii=False, indent=1, sort_keys=False), "utf-8")
    fautes = [f"{b} › {v}" for b, vues in prises.items() for v, lue in vues.items() if "faute" in lue]  # type: ignore[attr-defined]
    print(f"{sum(len(v) for v in prises.values())} vues photographiées, {len(fautes)} en faute")  # type: ignore[arg-type]
    print("\n".join(fautes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
