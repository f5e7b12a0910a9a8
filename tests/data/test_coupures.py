"""Une coupure à n'importe quel instant d'une publication laisse une base entière."""

import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb

from data.publication import publier, version_servie
from queries.versions import dossier_versions, journal

RACINE = Path(__file__).parents[2]
MINIME = """
create table version as
select
    '{version}' as version_id, 'Essai' as nom, '2026-01-01'::timestamp as publiee_le,
    '' as resume, null::varchar as fond;
create table action as select 'A1' as action_id, 'C1' as contrat_id, 2024 as annee, 'retenue' as statut;
create table financement as
select
    'A1' as action_id, 100.10::decimal(14, 2) as accorde_eur, null::decimal(14, 2) as demande_eur,
    null::decimal(14, 2) as propose_eur, null::decimal(14, 2) as verse_eur;
"""


def accorde(base: Path) -> Decimal:
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute("select sum(accorde_eur) from financement").fetchone()[0]


def test_tuer_deux_cents_publications_laisse_toujours_une_base_entiere(tmp_path):
    # Dans un processus à part, qui n'a ouvert aucune base : il peut se dédoubler sans risque.
    commande = [sys.executable, "-m", "tests.data.test_coupures", str(tmp_path)]
    fini = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False, timeout=600)
    assert fini.returncode == 0, fini.stderr[-3000:]
    coupees, parues = map(int, fini.stdout.split())
    assert coupees >= 50, "presque toutes les publications ont eu le temps de finir"
    assert parues >= 2, "aucune publication n'a eu le temps de finir"


def _tuer(dossier: Path, fois: int = 200) -> None:
    """Tue `fois` processus en pleine publication, à un instant au hasard ; relit tout après chacun."""
    os.environ["CONTRAT_CONFIG"] = str(dossier / "c.toml")
    (dossier / "c.toml").write_text("versions_conservees = 3\n", encoding="utf-8")
    base, neuves = dossier / "b.duckdb", _bases_minimes(dossier, fois + 4)
    debut = time.monotonic()
    publier(neuves.pop(), base, "essai")
    duree_s = time.monotonic() - debut
    hasard, parues, relues, coupees = random.Random(20261122), set(), set(), 0
    for rang in range(fois):
        enfant = _publier_a_cote(neuves.pop(), base)
        # Une fois sur cinq, on laisse le temps de finir : la charge de la machine change d'un coup à l'autre.
        time.sleep(hasard.uniform(0, duree_s) if rang % 5 else 4 * duree_s)
        os.kill(enfant, signal.SIGKILL)
        coupees += os.waitpid(enfant, 0)[1] == signal.SIGKILL
        assert accorde(base) == Decimal("100.10")
        parues |= {entree.version_id for entree in journal(base)}
        # Une version rangée ne change plus : la relire une fois suffit.
        gardees = {f for f in dossier_versions(base).iterdir() if f.suffix == ".duckdb" and f.name[0] != "."}
        for archive in gardees - relues:
            assert accorde(archive) == Decimal("100.10")
        relues |= gardees
    for neuf in neuves:
        publier(neuf, base, "essai")
    assert journal(base)[-1].version_id == version_servie(base)
    gardees = {f.stem for f in dossier_versions(base).iterdir() if f.suffix == ".duckdb"}
    assert gardees == {entree.version_id for entree in journal(base)[-3:]}
    print(coupees, len(parues))


def _publier_a_cote(neuf: Path, base: Path) -> int:
    """Commence à publier dans un autre processus ; rend son numéro quand il est parti."""
    entendre, dire = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        os.write(dire, b".")
        publier(neuf, base, "essai")
        os._exit(0)
    os.read(entendre, 1)
    os.close(entendre)
    os.close(dire)
    return enfant


def _bases_minimes(dossier: Path, combien: int) -> list[Path]:
    """Des bases réduites à ce que lit la publication ; tout est refermé au retour."""
    chemins = [dossier / f"neuve-{rang}.duckdb" for rang in range(combien)]
    with duckdb.connect(config={"threads": 1}) as connexion:
        for rang, chemin in enumerate(chemins):
            connexion.execute(f"attach '{chemin}' as neuve (block_size 16384); use neuve")
            connexion.execute(MINIME.format(version=f"V{rang}"))
            connexion.execute("use memory; detach neuve")
    return chemins


if __name__ == "__main__":
    _tuer(Path(sys.argv[1]))
