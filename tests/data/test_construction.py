"""La construction : ce qui entre, ce qui se complète, ce qui sort, et l'ancienne base toujours sauve."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import construction
from data.construction import EchecConstruction, SourceIllisible, construire
from data.lecture import Lecture
from data.schema import creer
from data.sources import LECTEURS

RACINE = Path(__file__).parents[2]


def lire_base(chemin, requete):
    with duckdb.connect(str(chemin), read_only=True) as base:
        return base.execute(requete).fetchall()


@pytest.fixture
def batir(tmp_path):
    """Construit la recette et rend (rapport, chemin de la base)."""

    def faire(recette, **options):
        base = tmp_path / "essai.duckdb"
        return construire(recette, base=base, silencieux=True, **options), base

    return faire


def test_les_totaux_sont_ceux_des_fichiers(classeur, batir):
    rapport, base = batir(classeur())
    assert rapport.totaux == {
        "contrats": 2,
        "quartiers": 3,
        "quartiers_2015": 0,
        "actions": 3,
        "financements": 3,
        "accorde_eur": Decimal("6800.51"),
    }
    essai = rapport.sources[0]
    assert (essai.lues, essai.retenues, essai.rejetees, essai.motifs) == (19, 19, 0, {})
    ((resume, fond, empreinte),) = lire_base(
        base, "select resume, fond, empreinte from version, source where type = 'classeur'"
    )
    assert json.loads(resume)["totaux"]["accorde_eur"] == 6800.51
    assert (fond, len(empreinte)) == (None, 64)


def test_la_ventilation_redonne_chaque_montant_et_le_vide_reste_vide(classeur, batir):
    _, base = batir(classeur())
    lignes = lire_base(
        base,
        "select action_id, quartier_id, demande_eur, accorde_eur from ventilation order by all",
    )
    assert lignes == [
        ("C1-A1", "QN1", Decimal("3000.01"), Decimal("3000.01")),
        ("C1-A1", "QN2", Decimal("3000.00"), Decimal("3000.00")),
        ("C1-A2", None, Decimal("500.00"), None),
        ("C2-A3", "QN3", Decimal("1000.00"), Decimal("800.50")),
    ]


def test_le_perimetre_ne_garde_que_le_contrat_et_compte_le_reste_a_part(classeur, batir):
    rapport, base = batir(classeur('nom = "Essai"\ncontrats = ["C1"]'))
    for table in ("contrat", "quartier", "commune", "action", "pilier", "financement"):
        attendues = {"contrat": 1, "quartier": 2, "commune": 1, "action": 2, "pilier": 2, "financement": 2}
        assert lire_base(base, f"select count(*) from {table}") == [(attendues[table],)]
    essai = rapport.sources[0]
    # C2 tient 6 lignes : contrat, commune, quartier, pilier, action, financement.
    assert (essai.lues, essai.retenues, essai.rejetees, essai.hors_perimetre) == (19, 13, 0, 6)


@pytest.mark.parametrize("entete", ['departements = ["41"]', 'regions = ["24"]'])
def test_le_perimetre_se_dit_aussi_par_departement_ou_region(classeur, batir, entete):
    _, base = batir(classeur(f'nom = "Essai"\n{entete}'))
    attendus = ["C1"] if "41" in entete else ["C1", "C2"]
    assert [code for (code,) in lire_base(base, "select contrat_id from contrat order by 1")] == attendus


def test_deux_sources_se_completent_sans_s_ecraser(classeur, batir, tmp_path):
    recette = classeur()
    autre = tmp_path / "autre"
    autre.mkdir()
    (autre / "quartiers.csv").write_text(
        "quartier_id;contrat_id;nom;type;generation;communes;population;menages\n"
        "QN1;C1;Autre nom;QPV;2024;1;999;40\nQN4;C2;Ouest;QPV;2024;2;30;10\n",
        encoding="utf-8",
    )
    with recette.open("a", encoding="utf-8") as flux:
        flux.write('\n[[source]]\ntype = "classeur"\nfichier = "autre"\n')
    _, base = batir(recette)
    lignes = lire_base(
        base, "select quartier_id, nom, population, menages, source_id from quartier order by 1"
    )
    assert lignes[0] == ("QN1", "Nord", 100, 40, "s01")
    assert lignes[3] == ("QN4", "Ouest", 30, 10, "s02")


def test_une_source_qui_se_contredit_est_refusee_avec_son_motif(classeur, batir):
    rapport, base = batir(
        classeur(
            quartiers="quartier_id;contrat_id;nom;type;generation;communes;population\n"
            "QN1;C1;Nord;QPV;2024;1;100\nQN1;C1;Nord;QPV;2024;1;120\n"
            "QN2;C1;Sud;QPV;2024;1;50\nQN3;C2;Centre;QPV;2024;2;60\n"
        )
    )
    assert lire_base(base, "select population from quartier where quartier_id = 'QN1'") == [(100,)]
    ((feuille, ligne, colonne, valeur, motif),) = lire_base(
        base, "select feuille, ligne, colonne, valeur, motif from rejet"
    )
    assert (feuille, ligne, colonne, valeur) == ("quartiers", 3, "population", "120")
    assert "deux fois" in motif
    assert rapport.sources[0].rejetees == 1


def test_chaque_reference_inconnue_est_refusee_et_entraine_ce_qui_en_depend(classeur, batir):
    entete = "reference;contrat_id;annee;intitule;structure_id;pilier;statut;quartiers\n"
    rapport, base = batir(
        classeur(
            programmation=entete + "A1;C1;2024;Chantier;S1;EMP;retenue;QN1,QN9\n"
            "A2;C1;2020;Fête;S1;EMP;retenue;\n"
            "A3;C9;2024;Atelier;S1;;retenue;\n"
            "A4;C1;2024;Bal;S9;;retenue;\n"
            "A5;C1;2024;Jeu;S1;XXX;retenue;\n"
            "A6;C1;2024;Film;S1;;retenue;\n",
            financements="reference;financeur_id;nature;section;accorde_eur\n"
            "A1;etat;specifique;fonctionnement;10\nA6;etat;specifique;fonctionnement;20\n"
            "A6;caf;specifique;fonctionnement;30\nA6;etat;specifique;fonctionnement;40\n",
        )
    )
    assert lire_base(base, "select action_id from action") == [("C1-A6",)]
    assert lire_base(base, "select accorde_eur from financement") == [(Decimal("20.00"),)]
    trouves = dict(
        ((feuille, ligne), motif)
        for feuille, ligne, motif in lire_base(base, "select feuille, ligne, motif from rejet")
    )
    assert trouves == {
        ("programmation", 2): "ce quartier n'existe pas",
        ("programmation", 3): "ce pilier n'est pas au contrat cette année-là",
        ("programmation", 4): "ce contrat n'existe pas",
        ("programmation", 5): "cette structure n'existe pas",
        ("programmation", 6): "ce pilier n'est pas au contrat",
        ("financements", 2): "l'action n'existe pas, ou a été refusée",
        ("financements", 4): "ce financeur n'existe pas",
        ("financements", 5): "même clé qu'une autre ligne, avec d'autres valeurs (ligne 3)",
    }
    assert rapport.sources[0].rejetees == 8
    assert rapport.sources[0].motifs["programmation / quartier_id : ce quartier n'existe pas"] == 1


def test_la_superficie_et_le_point_interieur_sont_calcules(classeur, batir):
    # Un carré d'un centième de degré à 47° N : 1,1119 km du sud au nord, 0,7605 km d'ouest en est.
    carre = "POLYGON ((1 47, 1.01 47, 1.01 47.01, 1 47.01, 1 47))"
    _, base = batir(
        classeur(
            quartiers="quartier_id;contrat_id;nom;type;generation;communes;geometrie\n"
            f"QN1;C1;Nord;QPV;2024;1;{carre}\nQN2;C1;Sud;QPV;2024;1;\nQN3;C2;Centre;QPV;2024;2;\n"
        )
    )
    ((superficie, longitude, latitude),) = lire_base(
        base, "select superficie_km2, longitude, latitude from quartier where superficie_km2 is not null"
    )
    assert superficie == pytest.approx(1.1117 * 0.7607, abs=0.001)
    assert (longitude, latitude) == pytest.approx((1.005, 47.005))
    assert lire_base(base, "select longitude from contrat where contrat_id = 'C1'") == [(longitude,)]


@pytest.fixture
def source_essai(monkeypatch):
    """Ajoute à une recette une source « essai » dont le lecteur rend la lecture donnée."""

    def ajouter(recette, lecture):
        monkeypatch.setitem(LECTEURS, "essai", lambda _chemin, _avance: lecture)
        (recette.parent / "essai.geojson").touch()
        with recette.open("a", encoding="utf-8") as flux:
            flux.write('\n[[source]]\ntype = "essai"\nfichier = "essai.geojson"\n')

    return ajouter


def test_un_quartier_prend_le_contrat_de_ses_communes_et_celui_de_2015_de_son_successeur(
    classeur, batir, source_essai
):
    recette = classeur(
        contrat="contrat_id;nom;epci_siren;debut;fin;generation\n"
        "C1;Un;200;2024;2030;2024\nC2;Deux;2;2024;2030;2024\n",
        communes="commune_id;nom\n1;Bourg\n2;Plaine\n",
        **dict.fromkeys(("quartiers", "piliers", "programmation", "financements")),
    )
    lignes = [("QN7", "Neuf", "2024", ["2"]), ("QP7", "Ancien", "2015", [])]
    quartier = pd.DataFrame(lignes, columns=["quartier_id", "nom", "generation", "communes"])
    passage = pd.DataFrame([("QP7", "QN7", "modifié")], columns=["ancien", "nouveau", "statut"])
    quartier, passage = quartier.assign(_ligne=[1, 2], _feuille="q"), passage.assign(_ligne=3, _feuille="p")
    tables = {"quartier": quartier.assign(type="QPV"), "passage_quartier": passage}
    source_essai(recette, Lecture(tables, [], 3, 3))
    _, base = batir(recette)
    assert lire_base(base, "select quartier_id, contrat_id, communes from quartier order by 1") == [
        ("QN7", "C2", ["2"]),
        ("QP7", "C2", ["2"]),
    ]
    assert lire_base(base, "select commune_id, contrat_id from commune order by 1") == [
        ("1", None),
        ("2", "C2"),
    ]


def test_un_ancien_code_de_contrat_est_suivi_et_signale(classeur, batir, source_essai):
    recette = classeur()
    postes = pd.DataFrame(
        [
            ("P1", "CV9", 2024, "Poste", "retenue", "contrat", 5),
            ("P2", "CV8", 2024, "Poste", "retenue", "contrat", 6),
        ],
        columns=["action_id", "contrat_id", "annee", "intitule", "statut", "echelle", "_ligne"],
    ).assign(_feuille="postes")
    alias = pd.DataFrame([("CV9", "C1")], columns=["ancien", "nouveau"])
    source_essai(recette, Lecture({"alias_contrat": alias, "action": postes}, [], 2, 2))
    rapport, base = batir(recette)
    assert lire_base(base, "select contrat_id from action where action_id = 'P1'") == [("C1",)]
    assert lire_base(base, "select ligne, motif, bloquant from rejet order by ligne") == [
        (5, "ancien code, lu comme C1", False),
        (6, "ce contrat n'existe pas", True),
    ]
    assert (rapport.sources[1].retenues, rapport.sources[1].rejetees) == (1, 1)


def test_un_echec_laisse_l_ancienne_base_et_aucun_reste(classeur, batir, tmp_path, monkeypatch):
    recette = classeur()
    _, base = batir(recette)
    avant = base.read_bytes()
    (recette.parent / "classeur" / "financeurs.csv").write_text("n'importe quoi\n", encoding="utf-8")
    with pytest.raises(SourceIllisible):
        batir(recette)
    classeur()
    monkeypatch.setattr(construction.controle, "nb_lignes", lambda _base, c: int(c.nom == "liens_actions"))
    monkeypatch.setattr(construction.controle, "exemples", lambda *_: ["A1"])
    with pytest.raises(EchecConstruction, match="contrôle bloquant"):
        batir(recette)
    assert base.read_bytes() == avant
    assert sorted(f.name for f in tmp_path.glob(".construction*")) == []


def test_un_perimetre_ou_un_fichier_absent_est_un_echec_explique(classeur, batir):
    with pytest.raises(EchecConstruction, match="CN99999X"):
        batir(classeur('nom = "Essai"\ncontrats = ["CN99999X"]'))
    with pytest.raises(EchecConstruction, match="périmètre"):
        batir(classeur('nom = "Essai"\nregions = ["99"]'))
    recette = classeur()
    recette.write_text(recette.read_text(encoding="utf-8").replace('"classeur"\nnom', '"absent"\nnom'))
    with pytest.raises(SourceIllisible, match="absent"):
        batir(recette)


DEMARRAGE = """
import sys
from pathlib import Path
from data import construction
construction.chemin_base = lambda: Path(sys.argv[1])
construction.assurer_base()
"""


def test_deux_processus_qui_demarrent_ensemble_ne_font_qu_une_base(tmp_path):
    chemin = tmp_path / "defaut.duckdb"
    commande = [sys.executable, "-c", DEMARRAGE, str(chemin)]
    ensemble = [subprocess.Popen(commande, cwd=RACINE, stderr=subprocess.PIPE) for _ in range(2)]
    for tache in ensemble:
        _, erreurs = tache.communicate(timeout=180)
        assert tache.returncode == 0, erreurs.decode()
    assert len(lire_base(chemin, "select version_id from version")) == 1
    assert list(tmp_path.glob(".construction*")) == []


MONTANTS = st.none() | st.decimals(0, 10**11, places=2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=9),
    st.lists(st.tuples(MONTANTS, MONTANTS), min_size=1, max_size=4),
)
def test_la_ventilation_tombe_juste_au_centime(poids, montants):
    somme = sum(poids)
    with duckdb.connect() as base:
        creer(base)
        base.executemany(
            "insert into action_quartier values ('A', ?, ?, null, 's')",
            [(f"Q{rang}", poid / somme) for rang, poid in enumerate(poids)],
        )
        base.executemany(
            "insert into financement values (?, ?, 'specifique', 'fonctionnement', ?, null, ?, null, 's')",
            [("A", f"F{rang}", demande, accorde) for rang, (demande, accorde) in enumerate(montants)],
        )
        base.execute((construction.DOSSIER / "ventilation.sql").read_text(encoding="utf-8"))
        lignes = base.execute(
            "select financeur_id, sum(demande_eur), sum(accorde_eur), min(accorde_eur), count(*) "
            "from ventilation group by all order by all"
        ).fetchall()
        ecarts = base.execute(
            "select max(abs(v.accorde_eur - (f.accorde_eur::double * q.part))) from ventilation as v "
            "join financement as f using (financeur_id) join action_quartier as q using (quartier_id)"
        ).fetchone()[0]
    assert [(a, b) for _, a, b, _, _ in lignes] == montants
    assert all(nb == len(poids) for *_, nb in lignes)
    assert all(plus_petit is None or plus_petit >= 0 for _, _, _, plus_petit, _ in lignes)
    # Chaque quartier a sa part à un centime près (plus l'imprécision du calcul flottant du test).
    assert ecarts is None or ecarts <= 0.011 + 1e-4
