"""Un travail à part : il rend ce qu'il rendrait ici, et rien de ce qui lui arrive n'atteint le serveur."""

import io
import os
import pickle
import subprocess
import sys
import threading
import time

import pytest

from data import a_part, enfant
from data.fichier_depose import deposer
from data.lecture import SourceIllisible

# Ce qu'un fichier fait pour nuire obtiendrait d'un lecteur : les mêmes processus, d'autres travaux.
PIEGES = """
import os, sys, time
from data import enfant

def refuser(phrase):
    from data.lecture import SourceIllisible
    raise SourceIllisible(phrase)
def faillir(): raise KeyError("un détail du serveur")
def engloutir():
    pris = []
    while True: pris.append(bytearray(1 << 24))
def calculer():
    while True: pass
def dormir(s): time.sleep(s)
def mourir(): os.abort()
def partir(): os._exit(0)
def bavarder(): print("Content-Length: 3"); return os.getpid()
def mentir(): return os.system
def priorite(): return os.nice(0)

enfant.FONCTIONS = {nom: "__main__" for nom, lue in globals().items() if callable(lue)}
enfant.main()
"""


@pytest.fixture(scope="module")
def pieges(tmp_path_factory):
    script = tmp_path_factory.mktemp("pieges") / "pieges.py"
    script.write_text(PIEGES, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(a_part, "COMMANDE", [sys.executable, str(script)])
        patch.setenv("PYTHONPATH", str(a_part.RACINE))
        patch.setattr(a_part, "_oisifs", [])
        yield
        for oisif in a_part._oisifs:
            oisif.tuer()


CSV = "Intitulé;Porteur;Pilier;Statut;Etat accordé\nAtelier;Lien;Emploi;retenue;1000\n".encode()


def test_un_fichier_lu_a_part_est_lu_de_la_meme_facon(monkeypatch):
    monkeypatch.setattr(a_part, "_oisifs", [])
    a_part.prechauffer()
    assert a_part.faire("deposer", CSV, "p.csv") == deposer(CSV, "p.csv")
    with pytest.raises(SourceIllisible, match="est vide"):
        a_part.faire("deposer", b"", "p.csv")
    (oisif,) = a_part._oisifs
    oisif.tuer()


def test_une_faute_qui_a_sa_phrase_la_garde_et_les_autres_ne_disent_rien(pieges):
    with pytest.raises(SourceIllisible, match=r"^trop de colonnes$"):
        a_part.faire("refuser", "trop de colonnes")
    with pytest.raises(a_part.Imprevue) as imprevue:
        a_part.faire("faillir")
    assert "détail" not in str(imprevue.value)


def test_la_memoire_est_bornee_et_le_dit(pieges):
    with pytest.raises(SourceIllisible, match=r"trop de mémoire|arrêtée d'elle-même"):
        a_part.faire("engloutir")
    assert a_part.faire("bavarder"), "le suivant est servi"


@pytest.mark.parametrize("travail", [("calculer",), ("dormir", 3600)])
def test_le_temps_est_borne_et_le_dit(pieges, travail):
    with pytest.raises(SourceIllisible, match="trop de temps"):
        a_part.faire(*travail, delai_s=0.3)
    assert a_part.faire("bavarder")


@pytest.mark.parametrize("travail", ["mourir", "partir", "mentir"])
def test_un_processus_mort_ou_menteur_devient_une_phrase(pieges, travail):
    with pytest.raises(SourceIllisible, match="arrêtée d'elle-même"):
        a_part.faire(travail)
    assert a_part.faire("bavarder")


def test_un_clic_arrete_le_travail_et_son_processus(pieges):
    vus = []

    class Clic(BaseException):
        pass

    def respirer():
        vus.append(1)
        if len(vus) > 3:
            raise Clic

    avant = len(enfants_vivants())
    with pytest.raises(Clic):
        a_part.faire("calculer", respirer=respirer)
    assert len(enfants_vivants()) <= avant


def test_un_troisieme_travail_attend_son_tour(pieges):
    fils = [threading.Thread(target=_sans_faute, args=("dormir", 2)) for _ in range(a_part.ENFANTS)]
    for fil in fils:
        fil.start()
    while a_part._places._value:
        time.sleep(0.01)
    with pytest.raises(a_part.Occupe):
        a_part.faire("bavarder", patience_s=0)
    for fil in fils:
        fil.join()
    assert a_part.faire("bavarder")


def test_le_meme_processus_sert_plusieurs_fois_a_basse_priorite(pieges):
    assert a_part.faire("bavarder") == a_part.faire("bavarder") != os.getpid()
    assert a_part.faire("priorite") >= 10


def test_il_meurt_avec_le_serveur():
    code = "from data import a_part; a_part.prechauffer(); print(a_part._oisifs[0].processus.pid, flush=True)"
    serveur = subprocess.Popen(
        [sys.executable, "-c", code + "; input()"],
        cwd=a_part.RACINE,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    pid = int(serveur.stdout.readline())
    serveur.kill()
    serveur.wait()
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("le processus à part survit au serveur")


@pytest.mark.parametrize("objet", [os.system, subprocess.Popen, print, enfant.main, pickle.loads])
def test_une_reponse_ne_rebatit_que_des_donnees(objet):
    flux = io.BytesIO()
    enfant.ecrire(flux, ("rendu", objet))
    flux.seek(0)
    with pytest.raises(pickle.UnpicklingError):
        enfant.lire(flux)


def _sans_faute(*travail) -> None:
    a_part.faire(*travail)


def enfants_vivants() -> list[str]:
    return subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid="], capture_output=True, text=True, check=False
    ).stdout.split()
