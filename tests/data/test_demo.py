"""Le territoire de démonstration est reproductible, cohérent, et raconte ce qu'il dit raconter."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
import shapely

from data.demo import generateur, histoire
from data.demo.echelle import ecrire_echelle
from data.demo.lexique import lignes
from data.feuilles import FEUILLES

RACINE = Path(__file__).parents[2]
CLASSEUR = RACINE / "data" / "demo" / "classeur"
PRINCIPAL = "CN00001I"


@pytest.fixture(scope="module")
def feuilles():
    """Le classeur, tel que le générateur le rend."""
    return generateur.classeur()


@pytest.fixture(scope="module")
def accordes(feuilles):
    """Référence → somme accordée, euros."""
    sommes = defaultdict(float)
    for ligne in feuilles["financements"]:
        sommes[ligne["reference"]] += ligne["accorde_eur"] or 0
    return sommes


def principales(feuilles, annee=None):
    return [
        ligne
        for ligne in feuilles["programmation"]
        if ligne["contrat_id"] == PRINCIPAL and annee in (None, ligne["annee"])
    ]


def test_le_classeur_livre_est_celui_du_generateur_quel_que_soit_le_hachage(tmp_path):
    for hachage in ("0", "4242"):
        sortie = tmp_path / hachage
        subprocess.run(
            [sys.executable, "-m", "data.demo", "--sortie", str(sortie)],
            check=True,
            cwd=RACINE,
            env={**os.environ, "PYTHONHASHSEED": hachage},
            capture_output=True,
        )
        assert {f.name for f in sortie.iterdir()} == {f"{nom}.csv" for nom in FEUILLES}
        for fichier in sortie.iterdir():
            assert fichier.read_bytes() == (CLASSEUR / fichier.name).read_bytes(), fichier.name


def test_le_classeur_livre_pese_moins_de_cinq_megaoctets():
    assert sum(fichier.stat().st_size for fichier in CLASSEUR.iterdir()) < 5_000_000


def test_les_effectifs_sont_ceux_de_l_enonce(feuilles):
    assert len(feuilles["contrat"]) == 3 and all(contrat["fictif"] for contrat in feuilles["contrat"])
    for generation in ("2015", "2024"):
        types = Counter(
            q["type"]
            for q in feuilles["quartiers"]
            if q["contrat_id"] == PRINCIPAL and q["generation"] == generation
        )
        assert types == {"QPV": 8, "QVA": 1}
    assert len(feuilles["financeurs"]) == 12
    for annee in range(2015, 2027):
        assert 105 <= len(principales(feuilles, annee)) <= 140
    assert 55 <= len({ligne["structure_id"] for ligne in principales(feuilles)}) <= 70
    enjeux = defaultdict(set)
    for ligne in feuilles["piliers"]:
        if ligne["contrat_id"] == PRINCIPAL:
            enjeux[ligne["debut"], ligne["fin"]].add(ligne["pilier_code"])
    assert {bornes: len(codes) for bornes, codes in enjeux.items()} == {(2015, 2023): 3, (2024, 2030): 5}
    assert {p["statut"] for p in feuilles["passages"]} == {"identique", "modifié", "nouveau", "sorti"}
    engages = [e for e in feuilles["engagements"] if e["contrat_id"] == PRINCIPAL]
    assert 14 <= len(engages) <= 20 and {e["etat"] for e in engages} >= {"tenu", "en cours", "non tenu"}


def test_les_noms_de_lieux_et_les_numeros_sont_imaginaires(feuilles):
    for contrat in feuilles["contrat"]:
        chiffres = [int(c) for c in contrat["epci_siren"]]
        doubles = [c * 2 if rang % 2 else c for rang, c in enumerate(reversed(chiffres))]
        assert sum(d - 9 if d > 9 else d for d in doubles) % 10, "ce SIREN serait valide"
    assert not any(structure.get("siret") for structure in feuilles["structures"])
    for commune in feuilles["communes"]:
        assert commune["commune_id"].startswith("000")


def test_les_contours_sont_valides_et_chaque_quartier_est_dans_ses_communes(feuilles):
    communes = {c["commune_id"]: shapely.from_wkt(c["geometrie"]) for c in feuilles["communes"]}
    assert all(contour.is_valid for contour in communes.values())
    for un, autre in combinations(communes.values(), 2):
        assert un.intersection(autre).area < 1e-12
    assert shapely.union_all(list(communes.values())).geom_type == "Polygon"
    contours = defaultdict(list)
    for quartier in feuilles["quartiers"]:
        contour = shapely.from_wkt(quartier["geometrie"])
        assert contour.is_valid
        emprise = shapely.union_all([communes[code] for code in quartier["communes"]])
        assert emprise.contains(contour), quartier["nom"]
        assert all(communes[code].intersects(contour) for code in quartier["communes"])
        # Un degré carré vaut environ 8 500 km² à cette latitude.
        assert 0.15 < contour.area * 8500 < 0.9
        contours[quartier["generation"]].append(contour)
    for voisins in contours.values():
        assert not any(un.intersects(autre) for un, autre in combinations(voisins, 2))


def test_toute_reference_d_une_feuille_a_une_autre_existe(feuilles):
    def codes(feuille, colonne):
        return {ligne[colonne] for ligne in feuilles[feuille]}

    quartiers, communes = codes("quartiers", "quartier_id"), codes("communes", "commune_id")
    epci = codes("contrat", "epci_siren")
    cites = {
        "contrat_id": codes("contrat", "contrat_id"),
        "structure_id": codes("structures", "structure_id"),
        "financeur_id": codes("financeurs", "financeur_id"),
        "indicateur_id": codes("indicateurs", "indicateur_id"),
        "instance_id": codes("instances", "instance_id"),
        "seance_id": codes("seances", "seance_id"),
        "reference": codes("programmation", "reference"),
        "reference_precedente": codes("programmation", "reference"),
        "quartier_id": quartiers,
        "commune_id": communes,
    }
    for nom, rangees in feuilles.items():
        for ligne in rangees:
            for colonne, connus in cites.items():
                assert not ligne.get(colonne) or ligne[colonne] in connus, (nom, colonne, ligne)
    piliers = {(p["contrat_id"], p["pilier_code"]): (p["debut"], p["fin"]) for p in feuilles["piliers"]}
    themes = {(p["contrat_id"], p["pilier_code"], p["thematique_code"]) for p in feuilles["piliers"]}
    classes = {(c["contrat_id"], c["classe_code"]) for c in feuilles["classements"]}
    nationaux = {
        code for ligne in lignes("domaines") for code in (ligne["national_2020"], ligne["national_2024"])
    }
    for action in feuilles["programmation"]:
        contrat, pilier = action["contrat_id"], action.get("pilier")
        if pilier:
            debut, fin = piliers[contrat, pilier]
            assert debut <= action["annee"] <= fin
            assert (contrat, pilier, action["thematique"]) in themes
        assert action["theme_national"] in nationaux
        assert set(action["quartiers"]) <= quartiers
        assert not action.get("parts") or sum(action["parts"]) == pytest.approx(1)
        assert all((contrat, classe.split(":")[1]) in classes for classe in action["classes"])
    for mesure in feuilles["mesures"]:
        connus = {
            "quartier": quartiers,
            "commune": communes,
            "epci": epci,
            "region": {"00"},
            "france": {"FR"},
        }
        assert mesure["territoire_id"] in connus[mesure["territoire_type"]]


def test_une_reference_ou_une_mesure_n_est_ecrite_qu_une_fois(feuilles):
    for nom, cle in {
        "programmation": ("reference",),
        "financements": ("reference", "financeur_id", "nature", "section"),
        "mesures": ("indicateur_id", "territoire_type", "territoire_id", "annee"),
        "enveloppes": ("contrat_id", "annee", "financeur_id", "pilier"),
        "avis": ("reference", "instance_id"),
    }.items():
        doublons = Counter(tuple(ligne[colonne] for colonne in cle) for ligne in feuilles[nom])
        assert max(doublons.values()) == 1, nom


def test_les_montants_se_tiennent(feuilles):
    statuts = {action["reference"]: action["statut"] for action in feuilles["programmation"]}
    demandes = defaultdict(float)
    for ligne in feuilles["financements"]:
        demande, accorde, verse = ligne["demande_eur"], ligne["accorde_eur"], ligne["verse_eur"]
        demandes[ligne["reference"]] += demande
        assert demande > 0
        if accorde is not None:
            assert demande >= accorde >= (verse or 0) >= 0
        if statuts[ligne["reference"]] in ("déposée", "recevable", "en instruction", "ajournée"):
            assert accorde is None and verse is None
        if statuts[ligne["reference"]] in ("refusée", "annulée", "réorientée"):
            assert accorde == 0
    for action in feuilles["programmation"]:
        assert action["cout_total_eur"] >= demandes[action["reference"]] - 0.01


def test_le_contrat_principal_accorde_deux_a_trois_millions_par_an(feuilles, accordes):
    for annee in range(2016, 2027):
        total = sum(accordes[ligne["reference"]] for ligne in principales(feuilles, annee))
        assert 1_700_000 < total < 3_300_000, annee


def test_l_histoire_se_retrouve_dans_les_chiffres(feuilles, accordes):
    actions = {ligne["reference"]: ligne for ligne in principales(feuilles)}
    par_enjeu, etat, cpo, autres, region = Counter(), Counter(), Counter(), Counter(), Counter()
    for ligne in feuilles["financements"]:
        action, accorde = actions.get(ligne["reference"]), ligne["accorde_eur"] or 0
        if not action:
            continue
        annee = action["annee"]
        par_enjeu[annee, action.get("pilier")] += accorde
        if ligne["financeur_id"] == "etat":
            etat[annee] += accorde
            cpo[annee] += accorde if action["pluriannuelle"] else 0
        elif ligne["nature"] != "autofinancement":
            autres[annee] += accorde
        if ligne["financeur_id"] == "region":
            region[annee] += accorde
    for annee in (2024, 2025, 2026):
        assert max(["E1", "E2", "E3", "E4", "E5"], key=lambda code: par_enjeu[annee, code]) == "E2"
    assert region[2019] > 60_000 and not region[2022] and not region[2026]
    assert 0.4 < cpo[2026] / etat[2026] < 0.56 and cpo[2016] / etat[2016] < 0.12
    assert autres[2026] / etat[2026] > 1.3 * autres[2015] / etat[2015]
    oublies = [a for a in principales(feuilles, histoire.ANNEE_OUBLI) if "QP000007" in a["quartiers"]]
    assert not oublies
    annulees = Counter(a["annee"] for a in actions.values() if a["statut"] == "annulée")
    assert annulees.most_common(1)[0][0] == 2020
    contrat = sum(not a["quartiers"] for a in actions.values()) / len(actions)
    assert 0.08 < contrat < 0.2


def test_un_quartier_s_ameliore_un_autre_decroche_et_les_petits_sont_secrets(feuilles):
    mesures = {
        (m["territoire_id"], m["annee"]): m
        for m in feuilles["mesures"]
        if m["indicateur_id"] == "taux-pauvrete"
    }
    assert mesures["QN00002I", 2023]["valeur"] < mesures["QP000002", 2015]["valeur"] - 8
    assert mesures["QN00003I", 2023]["valeur"] > mesures["QP000003", 2015]["valeur"] + 6
    secretes = [m for m in mesures.values() if m["statut"] == "secret"]
    assert secretes and all(m["valeur"] is None for m in secretes)
    for mesure in feuilles["mesures"]:
        assert (mesure["valeur"] is None) == (mesure["statut"] in ("secret", "manquante"))
        attendu = "2015" if mesure["annee"] <= 2022 else "2024"
        assert mesure["zonage"] == (attendu if mesure["territoire_type"] == "quartier" else None)


def test_les_copies_d_une_grande_base_ne_partagent_aucun_identifiant(tmp_path):
    comptes = ecrire_echelle(tmp_path, 2, generateur.GRAINE)
    petits = {nom: len((CLASSEUR / f"{nom}.csv").read_text("utf-8").splitlines()) - 1 for nom in FEUILLES}
    assert comptes["quartiers"] == 2 * petits["quartiers"]
    assert comptes["programmation"] > 1.9 * petits["programmation"]
    assert comptes["financeurs"] == petits["financeurs"]
    for nom in ("contrat", "communes", "quartiers", "structures", "programmation", "instances", "seances"):
        codes = [ligne.split(";")[0] for ligne in (tmp_path / f"{nom}.csv").read_text("utf-8").splitlines()]
        assert len(set(codes)) == len(codes), nom
        assert not any(ord(c) < 32 for ligne in codes for c in ligne), nom
