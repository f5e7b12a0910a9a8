"""Lire pendant que la base est remplacée : toute lecture rend une base entière, l'ancienne ou la nouvelle."""

import os
import random
import shutil
import tempfile
import threading
import time
from pathlib import Path

import duckdb

from data import publication
from pages.serveur.routes import sante
from queries import Filtre, porte
from tests.conftest import ouvrir_vide
from tests.epreuves.genre import Epreuve, Resultat

LECTURES = 50
"""Lectures exigées pendant chaque remplacement."""
_LECTEURS = 4
_LIGNES = 20_000


def lire_et_remplacer(graine: int, fois: int) -> Resultat:
    """`fois` bases publiées l'une sur l'autre, LECTURES lectures au moins pendant chacune."""
    avant = os.environ.get("CONTRAT_BASE")
    try:
        with tempfile.TemporaryDirectory(prefix="remplacements-") as dossier:
            return _Essai(Path(dossier), graine).jouer(fois)
    finally:
        os.environ.pop("CONTRAT_BASE")
        if avant:
            os.environ["CONTRAT_BASE"] = avant


class _Essai:
    """Une base servie dont la version dit le total : une lecture à cheval sur deux bases se verrait."""

    def __init__(self, dossier: Path, graine: int) -> None:
        self.dossier, self.hasard = dossier, random.Random(graine)
        self.base, self.modele = dossier / "b.duckdb", dossier / "modele.duckdb"
        self.fini, self.lues, self.fautes, self.pire = threading.Event(), 0, [], 0.0
        self.compte = threading.Lock()
        with ouvrir_vide(self.modele) as base:
            base.execute(
                f"insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) "
                f"select 'A' || i, 'C1', 2024, 'Essai', 'retenue', 'contrat', 's' from range({_LIGNES}) r(i)"
            )
            base.execute(
                "insert into contrat (contrat_id, nom, debut, fin, generation, source_id) "
                "values ('C1', 'Essai', 2024, 2030, '2024', 's')"
            )
            base.execute("insert into financeur values ('etat', 'État', 'État', 1, 's')")
            base.execute(
                "insert into source values ('s', 'classeur', 'S', '', '', '', '', 'f', 'e', now(), 1, 1, 0)"
            )
        self._publier(0)
        os.environ["CONTRAT_BASE"] = str(self.base)

    def jouer(self, fois: int) -> Resultat:
        fils = [threading.Thread(target=self._lecteur, args=(rang,)) for rang in range(_LECTEURS)]
        for fil in fils:
            fil.start()
        try:
            for rang in range(1, fois + 1):
                debut, deja = self.lues, rang
                # Une publication trop brève pour cinquante lectures est suivie d'une autre, sans pause.
                while self.lues - debut < LECTURES and not self.fautes:
                    self._publier(deja)
                    deja += 1000
        finally:
            self.fini.set()
            for fil in fils:
                fil.join()
        return Resultat(self.lues, tuple(self.fautes[:20]), self.pire)

    def _publier(self, rang: int) -> None:
        neuve = self.dossier / "neuve.duckdb"
        shutil.copyfile(self.modele, neuve)
        with duckdb.connect(str(neuve)) as base:
            base.execute("update version set version_id = ?", [f"V{rang}"])
            base.execute(
                "insert into financement (action_id, financeur_id, nature, section, accorde_eur, source_id)"
                " select action_id, 'etat', 'specifique', 'fonctionnement', ?, 's' from action",
                [rang],
            )
            base.execute(
                "insert into ventilation select action_id, financeur_id, nature, section, null, "
                "demande_eur, propose_eur, accorde_eur, verse_eur from financement"
            )
        publication.publier_fichier(neuve, self.base, "essai", malgre_tout=True)

    def _lecteur(self, rang: int) -> None:
        alea = random.Random(rang)
        while not self.fini.is_set():
            debut = time.monotonic()
            try:
                faute = self._sante() if alea.random() < 0.2 else self._question()
            except Exception as erreur:  # noqa: BLE001 - une lecture qui lève est ce que l'on cherche
                faute = f"{type(erreur).__name__} : {erreur}"
            with self.compte:
                self.lues += 1
                self.pire = max(self.pire, time.monotonic() - debut)
                if faute:
                    self.fautes.append(faute)

    def _question(self) -> str:
        # Le cache répondrait sans ouvrir la base : chaque lecture le vide.
        porte._repondre.cache_clear()
        lu = porte.lire("financeurs/montants_par_financeur", filtre=Filtre())
        total, entier = lu["montant_eur"].sum(), int(lu["nb_actions"].sum()) == _LIGNES
        return "" if entier and total % _LIGNES == 0 else f"base à moitié : {lu.to_dict('records')}"

    @staticmethod
    def _sante() -> str:
        reponse = sante(None)  # type: ignore[arg-type]
        return "" if reponse.status_code == 200 else f"/sante rend {reponse.status_code} : {reponse.body!r}"


EPREUVES = [
    Epreuve(
        "Pannes",
        f"lectures (pages et /sante) pendant vingt remplacements de la base, {LECTURES} au moins chacun",
        fois=20,
        lancer=lire_et_remplacer,
    )
]
