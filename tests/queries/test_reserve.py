"""Une réserve ne pèse jamais plus que sa borne, quoi qu'on lui demande, et rend toujours la bonne réponse."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from queries import porte
from queries.reserve import ENTREE, reserve


def test_elle_ne_pese_jamais_plus_que_sa_borne():
    faites = []

    @reserve(200_000, len)
    def carre(nombre: int, taille: int) -> bytes:
        faites.append(nombre)
        return bytes([nombre % 256]) * taille

    hasard = random.Random()
    for _ in range(5_000):
        nombre, taille = hasard.randrange(400), hasard.choice((0, 10, 3_000, 49_000, 300_000))
        assert carre(nombre, taille) == bytes([nombre % 256]) * taille
        assert carre.octets() <= 200_000
    carre.cache_clear()
    assert carre.octets() == 0
    faites.clear()
    assert carre(1, 10) is carre(1, 10) and len(faites) == 1


def test_un_argument_demesure_pese_aussi():
    @reserve(100_000, lambda _: 0)
    def rien(mot: str) -> str:
        return "vu"

    for rang in range(100):
        rien(f"{rang}" + "a" * 20_000)
    assert rien.octets() <= 100_000
    for rang in range(10_000):
        rien(str(rang))
    assert rien.octets() >= 100_000 - 2 * ENTREE, "des réponses vides pèsent leur entrée"


def test_plusieurs_fils_n_en_faussent_pas_le_compte():
    @reserve(50_000, len)
    def texte(rang: int) -> bytes:
        return bytes(rang % 3_000)

    def lire():
        hasard = random.Random()
        for _ in range(2_000):
            rang = hasard.randrange(10_000)
            assert len(texte(rang)) == rang % 3_000

    fils = [threading.Thread(target=lire) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert 0 < texte.octets() <= 50_000


def test_une_reponse_pese_au_moins_ce_qu_elle_garde():
    listes = pd.DataFrame({"mots": [["a" * 10] * 3] * 1000, "nombre": range(1000)})
    assert porte._peser(listes) >= 1000 * 100 + 8_000


def test_les_questions_ne_gardent_pas_plus_que_leur_part(base_minuscule, monkeypatch):
    base_minuscule("")
    porte._repondre.cache_clear()
    for rang in range(60):
        porte.lire("serveur/effectifs", statuts=["x" * 500_000 + str(rang)])
    assert porte._repondre.octets() <= porte.OCTETS_GARDES


def test_deux_qui_demandent_ensemble_ne_calculent_qu_une_fois():
    commence, fin, calculs = threading.Event(), threading.Event(), []

    @reserve(1_000_000, len)
    def calculer(nom: str) -> str:
        calculs.append(nom)
        commence.set()
        fin.wait(30)
        return nom * 2

    with ThreadPoolExecutor(8) as fils:
        rendus = [fils.submit(calculer, "a") for _ in range(8)]
        assert commence.wait(30)
        fin.set()
        assert [rendu.result(30) for rendu in rendus] == ["aa"] * 8
    assert calculs == ["a"]


def test_la_faute_de_l_un_n_est_pas_celle_de_qui_attendait():
    commence, fin, calculs = threading.Event(), threading.Event(), []

    @reserve(1_000_000, len)
    def calculer(nom: str) -> str:
        calculs.append(nom)
        if len(calculs) == 1:
            commence.set()
            fin.wait(30)
            raise ValueError("la première")
        return nom

    with ThreadPoolExecutor(2) as fils:
        premier = fils.submit(calculer, "a")
        assert commence.wait(30)
        second = fils.submit(calculer, "a")
        fin.set()
        assert second.result(30) == "a"
        assert isinstance(premier.exception(30), ValueError)


def test_une_reponse_peut_se_demander_elle_meme():
    profondeurs = []

    @reserve(1_000_000, len)
    def calculer(nom: str) -> str:
        profondeurs.append(nom)
        return nom if len(profondeurs) > 1 else calculer(nom)

    assert calculer("a") == "a"
