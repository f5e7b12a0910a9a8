"""`python -m tests.bench` mesure chaque page contre une page nue ; `--comparer A B` dit ce qui a changé.

Réexécutions (websocket), débit, première visite (navigateur), mémoire : sur la base fictive, et, à
`--echelle 115`, sur 1,2 million de financements. Une exécution entière dure des heures ; `--rapide` et
`--page`, des minutes.
"""

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from tests.bench import execution, liens, table
from tests.bench.comparaison import changements, exigences

PARTIES = ("passages", "debits", "visites", "memoire")


def arguments() -> argparse.ArgumentParser:
    """Les choix de la ligne de commande."""
    choix = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    choix.add_argument("--page", action="append", choices=liens.PAGES, help="cette page (répétable)")
    choix.add_argument("--echelle", type=int, default=1, metavar="N", help="la base fictive, N fois")
    choix.add_argument("--base", type=Path, help="cette base plutôt que la fictive")
    choix.add_argument("--dossier", type=Path, help="où garder les bases construites, d'une fois sur l'autre")
    choix.add_argument(
        "--portee", choices=[*liens.PORTEES, "toutes"], help="un contrat, tous, ou l'un et l'autre"
    )
    choix.add_argument("--seulement", action="append", choices=PARTIES, help="cette partie (répétable)")
    choix.add_argument("--rapide", action="store_true", help="peu de passages : un ordre de grandeur")
    choix.add_argument(
        "--json", type=Path, metavar="FICHIER", help="écrit les mesures ; complète celles qu'il a"
    )
    choix.add_argument("--ecrire", type=Path, metavar="FICHIER.md", help="écrit la table")
    choix.add_argument(
        "--lire", type=Path, metavar="FICHIER.json", help="ne mesure rien : la table de ce fichier"
    )
    choix.add_argument(
        "--comparer", type=Path, nargs=2, metavar=("AVANT", "APRES"), help="ce qui a changé, en mots"
    )
    return choix


def main() -> int:
    """0 : mesuré ou comparé ; 1 : une page a fait une faute."""
    choix = arguments().parse_args()
    # Tué, le banc arrête quand même les serveurs et le navigateur qu'il a lancés.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if choix.comparer:
        avant, apres = (json.loads(fichier.read_text("utf-8")) for fichier in choix.comparer)
        print("\n".join([*changements(avant, apres), "", *exigences(apres, avant)]))
        return 0
    if choix.lire:
        mesures = json.loads(choix.lire.read_text("utf-8"))
    else:
        with tempfile.TemporaryDirectory(prefix="banc-") as nom:
            mesures = execution.mesurer(
                execution.Demande(
                    pages=tuple(choix.page or liens.PAGES),
                    parties=tuple(choix.seulement or PARTIES),
                    portees=_portees(choix.portee, choix.echelle),
                    echelle=choix.echelle,
                    base=choix.base,
                    dossier=(choix.dossier or Path(nom)).resolve(),
                    rapide=choix.rapide,
                    sortie=choix.json,
                )
            )
    texte = table.ecrire(mesures)
    print(texte)
    print("\n".join(exigences(mesures)))
    if choix.ecrire:
        choix.ecrire.write_text(texte, "utf-8")
    return 1 if execution.fautes(mesures) else 0


def _portees(voulue: str | None, echelle: int) -> tuple[str, ...]:
    if voulue is None:
        # À l'échelle de la France, « tous les contrats » est la question difficile.
        return tuple(liens.PORTEES) if echelle > 1 else ("un",)
    return tuple(liens.PORTEES) if voulue == "toutes" else (voulue,)


if __name__ == "__main__":
    sys.exit(main())
