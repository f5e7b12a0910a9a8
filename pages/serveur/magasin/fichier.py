"""Le magasin par défaut : un fichier SQLite, que plusieurs processus de la même machine partagent."""

import hashlib
import hmac
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pages.serveur.magasin.contrat import GENRES, MagasinIndisponible, MagasinPlein

ATTENTE_S = 5.0
"""Ce qu'on attend un autre processus qui écrit."""
_SCHEMA = """
create table if not exists reglage (nom text primary key, valeur text not null);
create table if not exists entree (
    genre text not null, cle text not null, valeur blob not null, expire real not null,
    touche real not null, au_nom_de text not null, octets integer not null, primary key (genre, cle)
);
create index if not exists entree_place on entree (genre, octets);
create index if not exists entree_de on entree (genre, au_nom_de, touche, octets);
create index if not exists entree_expire on entree (expire);
create table if not exists compteur (
    genre text not null, cle text not null, total integer not null, expire real not null,
    primary key (genre, cle)
);
"""

journal = logging.getLogger(__name__)


class MagasinFichier:
    """Un magasin dans le fichier `chemin`, créé s'il manque et lisible du seul compte du service.

    Un fichier abîmé est mis de côté (`.abime`) et refait : tout ce qu'il savait est perdu, et `naissance`
    le dit. Lève MagasinIndisponible.
    """

    def __init__(self, chemin: Path, horloge: Callable[[], float] = time.time) -> None:
        self.chemin = chemin
        self._horloge = horloge
        self._verrou = threading.Lock()
        try:
            self._base = self._ouvrir()
        except sqlite3.DatabaseError as erreur:
            if isinstance(erreur, sqlite3.OperationalError):
                raise MagasinIndisponible(f"{chemin} : {erreur}") from erreur
            journal.exception("magasin abîmé, mis de côté : %s", chemin)
            self._mettre_de_cote()
            self._base = self._ouvrir()
        self._naissance = float(self._reglage("naissance", str(self.heure())))
        self._sel = self._reglage("sel", secrets.token_hex(16)).encode()

    def _ouvrir(self) -> sqlite3.Connection:
        try:
            self.chemin.touch(mode=0o600)
        except OSError as erreur:
            raise MagasinIndisponible(f"{self.chemin} : {erreur}") from erreur
        base = sqlite3.connect(self.chemin, ATTENTE_S, isolation_level=None, check_same_thread=False)
        try:
            base.execute("pragma journal_mode = wal")
            # Une session close qui se rouvrirait après une coupure de courant serait une faute.
            base.execute("pragma synchronous = full")
            base.executescript(_SCHEMA)
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _mettre_de_cote(self) -> None:
        try:
            self.chemin.replace(self.chemin.with_name(self.chemin.name + ".abime"))
            for suite in ("-wal", "-shm"):
                self.chemin.with_name(self.chemin.name + suite).unlink(missing_ok=True)
        except OSError as erreur:
            raise MagasinIndisponible(f"{self.chemin} : {erreur}") from erreur

    def _reglage(self, nom: str, neuf: str) -> str:
        with self._ecriture() as base:
            base.execute("insert or ignore into reglage values (?, ?)", (nom, neuf))
            return str(base.execute("select valeur from reglage where nom = ?", (nom,)).fetchone()[0])

    @contextmanager
    def _lecture(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._verrou:
                yield self._base
        except sqlite3.Error as erreur:
            raise MagasinIndisponible(f"{self.chemin} : {erreur}") from erreur

    @contextmanager
    def _ecriture(self) -> Iterator[sqlite3.Connection]:
        """Une transaction, entière ou nulle ; un autre processus qui écrit se fait attendre."""
        with self._lecture() as base:
            base.execute("begin immediate")
            try:
                yield base
                base.execute("commit")
            finally:
                if base.in_transaction:
                    base.execute("rollback")

    def lire(self, genre: str, cle: str, prolonger_s: float = 0) -> bytes | None:
        """Voir `Magasin.lire`."""
        GENRES[genre]
        maintenant = self.heure()
        with self._lecture() as base:
            ligne = base.execute(
                "select valeur, expire from entree where genre = ? and cle = ? and expire > ?",
                (genre, cle, maintenant),
            ).fetchone()
        # Chaque appareil d'une séance lit chaque seconde : une écriture de temps en temps suffit.
        if ligne and prolonger_s and ligne[1] - maintenant < prolonger_s * 0.9:
            with self._ecriture() as base:
                base.execute(
                    "update entree set expire = max(expire, ?), touche = ? where genre = ? and cle = ?",
                    (maintenant + prolonger_s, maintenant, genre, cle),
                )
        return bytes(ligne[0]) if ligne else None

    def poser(self, genre: str, cle: str, valeur: bytes, duree_s: float, au_nom_de: str = "") -> None:
        """Voir `Magasin.poser`."""
        GENRES[genre]
        with self._ecriture() as base:
            self._ranger(base, genre, cle, valeur, duree_s, au_nom_de)

    def changer(
        self, genre: str, cle: str, changement: Callable[[bytes | None], bytes | None], duree_s: float
    ) -> bytes | None:
        """Voir `Magasin.changer`."""
        GENRES[genre]
        with self._ecriture() as base:
            ligne = base.execute(
                "select valeur from entree where genre = ? and cle = ? and expire > ?",
                (genre, cle, self.heure()),
            ).fetchone()
            neuve = changement(bytes(ligne[0]) if ligne else None)
            if neuve is None:
                base.execute("delete from entree where genre = ? and cle = ?", (genre, cle))
            else:
                self._ranger(base, genre, cle, neuve, duree_s, "")
            return neuve

    def effacer(self, genre: str, cle: str) -> None:
        """Voir `Magasin.effacer`."""
        GENRES[genre]
        with self._ecriture() as base:
            base.execute("delete from entree where genre = ? and cle = ?", (genre, cle))

    def compter(self, genre: str, cle: str, quantite: int, duree_s: float) -> int:
        """Voir `Magasin.compter`."""
        bornes, maintenant = GENRES[genre], self.heure()
        with self._ecriture() as base:
            # Plus de temps à courir que toute la période : l'horloge a reculé, le compte recommence.
            base.execute(
                "delete from compteur where expire <= ? or (genre = ? and cle = ? and expire > ?)",
                (maintenant, genre, cle, maintenant + duree_s),
            )
            connu = base.execute(
                "select total from compteur where genre = ? and cle = ?", (genre, cle)
            ).fetchone()
            if connu is None:
                (nombre,) = base.execute("select count(*) from compteur where genre = ?", (genre,)).fetchone()
                if nombre >= bornes.entrees:
                    raise MagasinPlein(f"{genre} : {nombre} compteurs")
            base.execute(
                "insert into compteur values (?, ?, ?, ?) "
                "on conflict (genre, cle) do update set total = total + excluded.total",
                (genre, cle, quantite, maintenant + duree_s),
            )
            return (connu[0] if connu else 0) + quantite

    def heure(self) -> float:
        """Voir `Magasin.heure`."""
        return self._horloge()

    def naissance(self) -> float:
        """Voir `Magasin.naissance`."""
        return self._naissance

    def anonyme(self, texte: str) -> str:
        """Voir `Magasin.anonyme`."""
        return hmac.new(self._sel, texte.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:24]

    def _ranger(
        self, base: sqlite3.Connection, genre: str, cle: str, valeur: bytes, duree_s: float, au_nom_de: str
    ) -> None:
        bornes, maintenant = GENRES[genre], self.heure()
        octets = len(valeur) + len(cle.encode())
        base.execute("delete from entree where expire <= ?", (maintenant,))
        ancienne = base.execute(
            "select au_nom_de from entree where genre = ? and cle = ?", (genre, cle)
        ).fetchone()
        # Qui pose ce qu'un autre a posé le garde à son nom : le prendre à sa charge permettrait de l'évincer.
        qui = ancienne[0] if ancienne else au_nom_de
        if octets > min(bornes.octets, bornes.octets_par_visiteur):
            raise MagasinPlein(f"{genre} : {octets} octets d'un coup")
        autres = "genre = ? and cle <> ?"
        if qui:
            (sienne,) = base.execute(
                f"select coalesce(sum(octets), 0) from entree where {autres} and au_nom_de = ?",
                (genre, cle, qui),
            ).fetchone()
            if sienne + octets > bornes.octets_par_visiteur:
                raise MagasinPlein(f"{genre} : ce visiteur y tient déjà {sienne} octets")
        place, reste = bornes.octets - octets, bornes.entrees - 1
        if bornes.evince:
            self._faire_place(base, genre, cle, place, reste)
        nombre, somme = base.execute(
            f"select count(*), coalesce(sum(octets), 0) from entree where {autres}", (genre, cle)
        ).fetchone()
        if nombre > reste or somme > place:
            raise MagasinPlein(f"{genre} : {nombre} entrées, {somme} octets")
        base.execute(
            "insert or replace into entree values (?, ?, ?, ?, ?, ?, ?)",
            (genre, cle, valeur, maintenant + duree_s, maintenant, qui, octets),
        )

    @staticmethod
    def _faire_place(base: sqlite3.Connection, genre: str, sauf: str, octets: int, nombre: int) -> None:
        """Efface les plus délaissées jusqu'à ce que le reste du genre tienne dans `octets` et `nombre`."""
        autres = base.execute(
            "select cle, octets from entree where genre = ? and cle <> ? order by touche desc, cle",
            (genre, sauf),
        )
        somme, effacees = 0, []
        for gardees, (cle, taille) in enumerate(autres, 1):
            somme += taille
            if somme > octets or gardees > nombre:
                effacees.append((genre, cle))
        base.executemany("delete from entree where genre = ? and cle = ?", effacees)
