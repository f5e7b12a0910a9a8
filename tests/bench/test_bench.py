"""Les pièces du banc tournent ; aucun temps n'est jugé ici."""

import copy
import json
import re
from itertools import islice
from random import Random

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from tests.bench import __main__ as commande
from tests.bench import execution, liens, memoire, navigateur, passages, rapports, table
from tests.bench.comparaison import changements, exigences
from tests.bench.serveur import NOTRE, NUE, servir
from tests.navigateur.outils import RACINE
from tests.serveur.conftest import base_remplie
from tests.serveur.visiteur import visiter

ALEA = Random()


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return base_remplie(tmp_path_factory.mktemp("banc") / "banc.duckdb")


def mesures_au_hasard(pages: list[str]) -> dict:
    """Des mesures de la forme de celles d'une exécution, aux nombres quelconques."""

    def cout() -> dict[str, float]:
        dit = {nom: ALEA.uniform(1, 1000) for nom in ("cpu_ms", "ms", "octets")}
        return dit | {"nombre": 10, "fautes": 0}

    def debit() -> dict[str, float]:
        return {nom: ALEA.uniform(1, 100) for nom in ("par_s", "attente_ms", "pire_ms")} | {"erreurs": 0}

    def vue() -> dict[str, object]:
        noms = ["reponse_ms", "tout_ms", "ko", "requetes", "decalage"]
        # Une page sans chiffres n'a pas ce moment-là : la table doit le supporter.
        noms += ["chiffre_ms"] if ALEA.random() < 0.7 else []
        return {nom: ALEA.uniform(1, 3000) for nom in noms} | {"fautes": []}

    qui = ("gardee", "neuve", "seule", "nue", "premiere")
    suivi = memoire.resume([ALEA.uniform(100, 900) for _ in range(21)]) | {"passages": 2000, "fautes": 0}
    return {
        "bases": {
            "fiction": {
                "conditions": {
                    **dict.fromkeys(("commit", "processeur", "python", "streamlit"), "x"),
                    **dict.fromkeys(("coeurs", "actions", "financements", "charge_au_debut"), 2),
                    "le": "2026-11-27T17:00",
                    "rapide": True,
                },
                "passages": {"un": {page: {q: cout() for q in qui} for page in pages}},
                "debits": {
                    "un": {
                        page: {n: {q: debit() for q in ("page", "seule", "nue")} for n in ("1", "5", "20")}
                        for page in pages
                    }
                },
                "visites": {
                    page: {t.nom: {q: vue() for q in ("page", "nue")} for t in navigateur.TAILLES}
                    for page in pages
                },
                "memoire": {q: suivi for q in ("page", "seule", "nue")},
            }
        }
    }


def test_une_page_s_execute_se_compte_et_se_compare_a_la_page_nue(base, tmp_path):
    page = ALEA.choice(liens.PAGES)
    offre = liens.choix(base, "un")
    with servir(NOTRE, base, tmp_path / "n.txt") as notre, servir(NUE, base, tmp_path / "t.txt") as nue:
        temoins = {"seule": nue, "nue": nue}
        # Rien de nos pages dans celle de la page nue : ni notre aperçu, ni une réponse peinte d'avance.
        html = httpx.get(nue.adresse).text
        assert "og:title" not in html and 'id="reponse"' not in html and "<script" in html
        lus = passages.couts(
            notre, temoins, page, liens.garde(offre, page), liens.neufs(offre, page), lots=1, taille=2
        )
        debits = passages.debit(notre, page, liens.salle(offre, page), 2, 0.5)
        with visiter(nue.adresse, visiteur=passages.Cliqueur) as ouverte:
            ouverte.ouvrir("")
            premiere = ouverte.octets
            ouverte.cliquer("annee=2024")
        # La page nue ne lit pas son adresse : le même passage, à l'adresse répétée près.
        assert ouverte.page_ouverte and abs(ouverte.octets - 2 * premiere) < 1000 and ouverte.fautes == 0
        suivi = memoire.suivre(nue, iter([("", ["", "", ""])] * 2), 4, lambda _: None)
    assert {lus[qui]["fautes"] for qui in ("gardee", "neuve", "nue")} == {0}, page
    assert all(lus[qui]["octets"] > 1000 for qui in ("gardee", "neuve", "nue", "premiere"))
    assert debits["erreurs"] == 0 and debits["par_s"] > 0
    assert suivi["passages"] == 4 and suivi["fin_mo"] > 10
    assert not execution.fautes({"bases": {"b": {"passages": {"un": {page: lus}}}}})


def test_un_lien_neuf_ne_revient_jamais(base):
    for portee in liens.PORTEES:
        offre = liens.choix(base, portee)
        for page in liens.PAGES:
            connus = liens.salle(offre, page)
            tires = list(liens.neufs(offre, page))
            assert len({*connus, *tires}) == len(connus) + len(tires)
            assert tires == list(liens.neufs(offre, page)), (
                "deux exécutions doivent se comparer lien pour lien"
            )
            assert all(f"contrat={offre.contrat}" in lien for lien in tires)


def test_toutes_les_pages_de_lecture_sont_du_banc():
    ateliers = {"copil", "mise-a-jour", "menu", "__init__"}
    # plan.py et les paquets à côté des pages ne sont pas des pages : une page a une majuscule et un « ? ».
    pages = {f.stem for f in (RACINE / "pages").glob("*.py") if "?" in f.read_text("utf-8").split("\n", 1)[0]}
    assert pages - ateliers <= set(liens.PAGES)
    assert all((RACINE / "pages" / f"{page}.py").is_file() for page in liens.PAGES)


def test_la_page_nue_est_ce_que_le_banc_en_dit():
    vue = AppTest.from_file(str(RACINE / "tests" / "bench" / "page_nue.py")).run(timeout=60)
    assert not vue.exception
    selecteurs = {
        "selectbox": 3,
        "multiselect": 3,
        "select_slider": 1,
        "button": 1,
        "toggle": 1,
        "text_input": 1,
    }
    selecteurs |= {"checkbox": 1, "radio": 1}
    assert {genre: len(vue.get(genre)) for genre in selecteurs} == selecteurs
    attendus = {"metric": 5, "plotly_chart": 2, "dataframe": 3, "arrow_data_frame": 3}
    comptes = {genre: len(vue.get(genre)) for genre in attendus}
    assert (comptes["metric"], comptes["plotly_chart"]) == (5, 2)
    assert 3 in (comptes["dataframe"], comptes["arrow_data_frame"])


def test_la_table_dit_chaque_page_et_chaque_condition():
    pages = ALEA.sample(liens.PAGES, 3)
    mesures = mesures_au_hasard(pages)
    texte = table.ecrire(mesures)
    for page in pages:
        assert texte.count(f"| {page} |") == 3
    assert "Mesure rapide" in texte and "Mémoire, 2\u202f000 réexécutions" in texte
    assert not re.search(r"\bnan\b|None", texte)
    lu = mesures["bases"]["fiction"]["passages"]["un"][pages[0]]
    attendu = table.nombre(lu["gardee"]["cpu_ms"] / lu["seule"]["cpu_ms"])
    assert f"| {pages[0]} | {attendu} |" in texte


def test_ce_qui_a_bouge_se_dit_et_le_reste_se_tait():
    pages = ALEA.sample(liens.PAGES, 3)
    avant = mesures_au_hasard(pages)
    assert changements(avant, json.loads(json.dumps(avant))) == ["Rien n'a bougé au-delà du bruit."]
    apres = copy.deepcopy(avant)
    apres["bases"]["fiction"]["passages"]["un"][pages[0]]["gardee"]["cpu_ms"] /= 3
    for lu in apres["bases"]["fiction"]["debits"]["un"][pages[1]]["5"].values():
        lu["par_s"] *= (
            1 if lu is not apres["bases"]["fiction"]["debits"]["un"][pages[1]]["5"]["page"] else 0.5
        )
    dites = changements(avant, apres)
    assert any(pages[0] in d and "CPU d'une réponse gardée" in d and "(mieux)" in d for d in dites)
    assert any(pages[1] in d and "cinq sessions" in d and "(moins bien)" in d for d in dites)
    assert not any(d.startswith(f"{pages[2]} ") for d in dites)
    del (
        apres["bases"]["fiction"]["passages"]["un"][pages[2]],
        apres["bases"]["fiction"]["debits"]["un"][pages[2]],
    )
    del apres["bases"]["fiction"]["visites"][pages[2]]
    assert any(d.startswith(f"{pages[2]} ") and "n'est plus mesurée" in d for d in changements(avant, apres))


def test_une_exigence_manquee_nomme_la_page():
    page = ALEA.choice(liens.PAGES)
    mesures = mesures_au_hasard([page])
    lu = mesures["bases"]["fiction"]["passages"]["un"][page]
    lu["seule"]["cpu_ms"] = lu["nue"]["cpu_ms"] = 10.0
    for cpu, mot in ((19.0, "TENU"), (21.0, "NON")):
        lu["gardee"]["cpu_ms"] = cpu
        (ligne,) = [
            li for li in exigences(mesures) if "gardée, un contrat : CPU ≤ 2" in li and "figée" not in li
        ]
        assert ligne.startswith(mot) and (page in ligne) == (mot == "NON")
    vues = mesures["bases"]["fiction"]["visites"][page]["bureau"]
    vues["page"] |= {"reponse_ms": 300.0, "chiffre_ms": 1000.0}
    vues["nue"]["chiffre_ms"] = 500.0
    assert any(li.startswith("TENU  réponse lisible") for li in exigences(mesures, mesures))
    vues["page"]["reponse_ms"] = 400.0
    assert any(li.startswith("NON  réponse lisible") and page in li for li in exigences(mesures, mesures))


def test_le_decalage_est_celui_de_la_pire_rafale():
    # Deux rafales que deux secondes séparent ; la première est coupée à cinq secondes.
    longue = [(100.0 * rang, 0.01) for rang in range(80)]
    assert navigateur.decalage([]) == 0
    assert navigateur.decalage([(0, 0.1), (500, 0.2), (2500, 0.25)]) == pytest.approx(0.3)
    assert navigateur.decalage(longue) == pytest.approx(0.51)


def test_la_memoire_se_juge_une_fois_chaude():
    monte = memoire.resume([100.0, 200, 300, 400, *[500.0] * 17])
    assert monte["ecart"] == 0 and monte["apres_chauffe_mo"] == 500
    assert memoire.resume([100.0] * 10 + [100.0 + 10 * r for r in range(11)])["ecart"] > 0.5


def test_les_visites_de_la_memoire_ne_s_epuisent_pas(base):
    visites = list(islice(memoire.parcours(liens.choix(base, "un")), 64))
    assert [page for page, _ in visites[: len(liens.PAGES)]] == list(liens.PAGES)
    assert all(len(clics) == memoire.PAR_VISITE for _, clics in visites)


def test_les_rapports_supportent_ce_qui_manque(base):
    assert list(rapports.lignes({"bases": {"x": {}}})) == []
    demande = execution.Demande(("synthese",), ("passages",), ("un",), 1, base, base.parent, rapide=True)
    ici = execution.conditions(base, demande)
    assert ici["actions"] == ici["financements"] == 1
    assert execution.memes_conditions(ici | {"le": "hier"}, ici)
    assert not execution.memes_conditions(ici | {"commit": "un autre"}, ici)
    assert commande._portees(None, 1) == ("un",) and commande._portees(None, 115) == ("un", "tous")
