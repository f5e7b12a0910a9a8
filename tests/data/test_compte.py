"""Le compte : une ligne ou un euro qui se perd, se double ou s'invente est une faute qui les nomme."""

import json
from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import construction
from data.__main__ import main
from data.assemblage import Atelier
from data.construction import EchecConstruction, construire
from data.lecture import Ecart, Ignoree, Lecture, Lues, Rejet
from data.registre import Registre
from data.sources import LECTEURS, classeur_tables
from tests.data.conftest import MINUSCULE


@pytest.fixture
def batir(tmp_path):
    def faire(recette, **options):
        return construire(recette, base=tmp_path / "b.duckdb", silencieux=True, **options)

    return faire


@pytest.fixture
def lecteur(classeur, batir, monkeypatch):
    """Construit le classeur minuscule et une source d'une lecture donnée ; rend le bilan de celle-ci."""

    def lire(lecture: Lecture):
        monkeypatch.setitem(LECTEURS, "essai", lambda _chemin, _avance: lecture)
        recette = classeur()
        (recette.parent / "e.json").touch()
        with recette.open("a", encoding="utf-8") as flux:
            flux.write('\n[[source]]\ntype = "essai"\nfichier = "e.json"\nnom = "Postes"\n')
        return batir(recette).sources[1]

    return lire


def postes(*lignes: tuple[int, str], feuille: str = "postes") -> Lecture:
    """Une action et 10 € par (ligne, montant écrit) ; le montant d'une ligne est ce qu'on en retient."""
    action = pd.DataFrame(
        [(f"P{n}", "C1", 2024, "Poste", "retenue", "contrat", n) for n, _ in lignes],
        columns=["action_id", "contrat_id", "annee", "intitule", "statut", "echelle", "_ligne"],
    )
    financement = pd.DataFrame(
        [(f"P{n}", "etat", "specifique", "fonctionnement", Decimal(m), n) for n, m in lignes],
        columns=["action_id", "financeur_id", "nature", "section", "accorde_eur", "_ligne"],
        dtype=object,
    )
    numeros = [n for n, _ in lignes]
    lues = Lues(feuille, numeros, {"accorde": [Decimal(m) for _, m in lignes]})
    tables = {"action": action.assign(_feuille=feuille), "financement": financement.assign(_feuille=feuille)}
    return Lecture(tables, [], len(numeros), len(numeros), [lues])


def sans(table: pd.DataFrame, ligne: int) -> pd.DataFrame:
    return table[table["_ligne"] != ligne]


def test_lues_egale_retenues_plus_refusees_plus_hors_perimetre_en_lignes_et_en_euros(classeur, batir):
    entete = "reference;financeur_id;nature;section;demande_eur;accorde_eur\n"
    rapport = batir(
        classeur(
            'nom = "Essai"\ncontrats = ["C1"]',
            financements=entete + "A1;etat;specifique;fonctionnement;6000,01;6000,01\n"
            "A1;inconnu;specifique;fonctionnement;;50,25\nA2;agglo;specifique;fonctionnement;500;beaucoup\n"
            "A3;etat;specifique;fonctionnement;1 000;800,50\n",
        )
    )
    essai = rapport.sources[0]
    # De C2 : contrat, commune, quartier, pilier, action, financement. Refusées : le financeur, le montant.
    assert (essai.lues, essai.retenues, essai.rejetees, essai.hors_perimetre) == (20, 12, 2, 6)
    accorde = essai.euros["accorde"]
    assert (accorde.lus, accorde.retenus, accorde.refuses, accorde.hors_perimetre) == (
        Decimal("6850.76"),
        Decimal("6000.01"),
        Decimal("50.25"),
        Decimal("800.50"),
    )
    demande = essai.euros["demande"]
    assert (demande.lus, demande.retenus, demande.refuses, demande.hors_perimetre) == (
        Decimal("7500.01"),
        Decimal("6000.01"),
        Decimal("500.00"),
        Decimal("1000.00"),
    )
    assert (essai.illisibles, essai.lignes_d_action) == (1, 3)
    assert rapport.a_corriger == 2


def test_le_compte_est_le_meme_dans_le_rapport_le_json_et_la_base_relue(classeur, tmp_path, capsys):
    base = tmp_path / "b.duckdb"
    assert main(["construire", str(classeur()), "--base", str(base), "--json"]) == 0
    ecrit = capsys.readouterr().out
    compte = json.loads(ecrit, parse_float=str)["sources"][0]["euros"]["accorde"]
    assert (compte["lus"], compte["retenus"], compte["refuses"]) == ("6800.51", "6800.51", "0.00")
    assert main(["verifier", "--base", str(base)]) == 0
    assert "    accordé : 6\u202f800,51\u202f€ lus, 6\u202f800,51\u202f€ retenus" in capsys.readouterr().out


def test_un_lecteur_qui_oublie_une_ligne_est_pris_et_la_ligne_nommee(lecteur):
    lecture = postes((4, "10"), (5, "20"), (9, "30"))
    lecture.tables = {nom: sans(table, 5) for nom, table in lecture.tables.items()}
    with pytest.raises(EchecConstruction, match=r"« Postes », 1 ligne \(postes, ligne 5\) n'a pas de sort"):
        lecteur(lecture)


def test_une_ligne_retenue_sans_action_est_une_faute_meme_si_elle_laisse_autre_chose(lecteur):
    lecture = postes((4, "10"))
    structure = pd.DataFrame([("S9", "Neuve", 5)], columns=["structure_id", "nom", "_ligne"])
    lecture.tables["structure"] = structure.assign(_feuille="postes")
    lecture.lues = [Lues("postes", [4, 5], {"accorde": [Decimal(10), None]})]
    lecture.nb_lignes = lecture.nb_retenues = 2
    with pytest.raises(EchecConstruction, match=r"ligne 5.* n'a pas de sort"):
        lecteur(lecture)


def test_une_ligne_lue_deux_fois_est_prise(lecteur):
    lecture = postes((4, "10"))
    lecture.lues = [Lues("postes", [4, 4], {"accorde": [Decimal(10), None]})]
    lecture.nb_lignes = lecture.nb_retenues = 2
    with pytest.raises(EchecConstruction, match=r"ligne 4.* est lue deux fois"):
        lecteur(lecture)


def test_une_ligne_refusee_qui_entre_quand_meme_est_prise(lecteur):
    lecture = postes((4, "10"), (5, "20"))
    lecture.rejets = [Rejet("montant douteux", None, 5, "montant", "20")]
    lecture.nb_retenues = 1
    with pytest.raises(EchecConstruction, match=r"ligne 5.* est refusée, et pourtant dans la base"):
        lecteur(lecture)


def test_une_ligne_citee_sans_avoir_ete_lue_est_prise(lecteur):
    lecture = postes((4, "10"), (5, "20"))
    lecture.lues = [Lues("postes", [4], {"accorde": [Decimal(10)]})]
    lecture.nb_lignes = lecture.nb_retenues = 1
    with pytest.raises(EchecConstruction, match=r"ligne 5.* a un sort sans avoir été lue"):
        lecteur(lecture)


@pytest.mark.parametrize("ecrit", ["12", "7"])
def test_un_montant_change_en_route_est_pris_et_sa_ligne_nommee(lecteur, ecrit):
    lecture = postes((4, "10"), (5, "20"))
    lecture.lues = [Lues("postes", [4, 5], {"accorde": [Decimal(ecrit), Decimal(20)]})]
    motif = rf"postes, ligne 4\) : {ecrit},00.€ dans le fichier \(accordé\), 10,00.€ dans la base"
    with pytest.raises(EchecConstruction, match=motif):
        lecteur(lecture)


def test_deux_erreurs_qui_se_compensent_sont_prises(lecteur):
    lecture = postes((4, "10"), (5, "20"))
    lecture.lues = [Lues("postes", [4, 5], {"accorde": [Decimal(20), Decimal(10)]})]
    with pytest.raises(EchecConstruction, match=r"2 lignes"):
        lecteur(lecture)


def test_un_financement_double_est_pris(lecteur):
    lecture = postes((4, "10"))
    double = lecture.tables["financement"].assign(section="investissement")
    lecture.tables["financement"] = pd.concat([lecture.tables["financement"], double])
    with pytest.raises(EchecConstruction, match=r"10,00.€ dans le fichier .accordé., 20,00.€ dans la base"):
        lecteur(lecture)


def test_ce_que_le_lecteur_annonce_doit_etre_ce_qu_il_rend(lecteur):
    lecture = postes((4, "10"))
    lecture.nb_retenues = 0
    with pytest.raises(EchecConstruction, match=r"annonce 1 ligne dont 0 retenue, et en rend 1 dont 1"):
        lecteur(lecture)


def test_une_ligne_d_une_feuille_que_le_lecteur_n_a_pas_lue_est_prise(lecteur):
    lecture = postes((4, "10"))
    lecture.lues.append(Lues("autre", [2]))
    lecture.rejets = [Rejet("x", "nulle part", 3)]
    with pytest.raises(EchecConstruction, match=r"cite la ligne 3 de la feuille « nulle part »"):
        lecteur(lecture)


def test_ignoree_ecarte_et_repris_sont_dits_a_part(lecteur):
    lecture = postes((4, "10"), (5, "20"))
    lus = {"accorde": [Decimal(15), Decimal(12), Decimal(30)]}
    lecture.lues = [Lues("postes", [4, 5, 6], lus)]
    lecture.ignorees = [Ignoree("postes", 6, "ligne de total")]
    lecture.ecartes = [Ecart("postes", 4, "accorde", Decimal(5), "autre année")]
    lecture.repris = [Ecart("postes", 5, "accorde", Decimal(8), "déjà là")]
    bilan = lecteur(lecture)
    compte = bilan.euros["accorde"]
    assert (compte.lus, compte.retenus, compte.ignores, compte.ecartes, compte.repris) == (22, 22, 30, 5, 8)
    assert (bilan.lues, bilan.retenues, bilan.ignorees) == (2, 2, 1)
    assert bilan.dits == {"autre année": 1, "déjà là": 1, "ligne de total": 1}


@pytest.mark.parametrize(
    ("geste", "faute"),
    [
        ("delete from lot.action where action_id = 'C1-A2'", "programmation, ligne 3"),
        ("delete from lot.quartier where quartier_id = 'QN2'", "quartiers, ligne 3"),
        ("delete from lot.financement where action_id = 'C1-A1'", "financements, ligne 2"),
        ("update lot.financement set accorde_eur = 1 where action_id = 'C1-A1'", "6\u202f000,01"),
        ("delete from lot.signataire", ""),
    ],
)
def test_un_assemblage_qui_perd_une_ligne_est_pris(classeur, batir, monkeypatch, geste, faute):
    assembler = Atelier.assembler

    def perdre(atelier):
        assembler(atelier)
        atelier.base.execute(geste)

    monkeypatch.setattr(Atelier, "assembler", perdre)
    if not faute:
        batir(classeur())
        return
    with pytest.raises(EchecConstruction, match=r"Le compte ne tombe pas juste") as echec:
        batir(classeur())
    assert faute in str(echec.value)


def test_un_perimetre_qui_retire_trop_est_pris(classeur, batir, monkeypatch):
    apres = Registre.apres_perimetre

    def retirer_encore(registre):
        registre.base.execute("delete from financement where action_id = 'C1-A1'")
        return apres(registre)

    monkeypatch.setattr(Registre, "apres_perimetre", retirer_encore)
    with pytest.raises(EchecConstruction, match=r"retire des lignes qu'il devrait garder \(financement\)"):
        batir(classeur('nom = "Essai"\ncontrats = ["C1"]'))


def test_un_versement_incomplet_est_pris(classeur, batir, monkeypatch):
    verser = Atelier.verser

    def perdre(atelier, cible):
        verser(atelier, cible)
        atelier.base.execute(f"delete from {cible}.financement where action_id = 'C2-A3'")

    monkeypatch.setattr(Atelier, "verser", perdre)
    with pytest.raises(EchecConstruction, match=r"la table financement n'a pas tout reçu de la source s01"):
        batir(classeur())


def test_un_lecteur_de_classeur_qui_perd_une_jointure_est_pris(classeur, batir, monkeypatch):
    requetes = [
        (nom, sql.replace("order by p._ligne", "where p.reference <> 'A2' order by p._ligne"))
        for nom, sql in classeur_tables._requetes()
    ]
    monkeypatch.setattr(classeur_tables, "_requetes", lambda: requetes)
    with pytest.raises(EchecConstruction, match=r"programmation, ligne 3"):
        batir(classeur(financements="reference;financeur_id;nature;section\n"))


def test_toutes_les_lignes_fondues_dans_une_fiche_incomplete_sont_refusees(classeur, batir, monkeypatch):
    """Deux sources nomment un quartier sans contrat connu ni type : les deux lignes sont dites."""
    recette = classeur()
    sans_nom = pd.DataFrame([("C9", 3)], columns=["contrat_id", "_ligne"]).assign(_feuille="e")
    for rang in (1, 2):
        monkeypatch.setitem(
            LECTEURS,
            f"essai{rang}",
            lambda _c, _a: Lecture({"contrat": sans_nom}, [], 1, 1, [Lues("e", [3])]),
        )
        (recette.parent / f"e{rang}").touch()
        with recette.open("a", encoding="utf-8") as flux:
            flux.write(f'\n[[source]]\ntype = "essai{rang}"\nfichier = "e{rang}"\n')
    bilans = batir(recette).sources[1:3]
    assert [(b.lues, b.retenues, b.rejetees) for b in bilans] == [(1, 0, 1), (1, 0, 1)]


CELLULES = st.one_of(
    st.decimals(0, 10**6, places=2).map(lambda d: f"{d:f}".replace(".", ",")),
    st.sampled_from(["", "-", "beaucoup", "-3", "1.234", "12 €", "1 200,50 €"]),
)
FINANCEMENT = st.tuples(
    st.sampled_from(["A1", "A2", "A3", "A9"]),
    st.sampled_from(["etat", "agglo", "personne"]),
    st.sampled_from(["specifique", "droit_commun", "autre"]),
    CELLULES,
    CELLULES,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FINANCEMENT, max_size=8), st.sampled_from(["", '\ncontrats = ["C1"]', '\ncontrats = ["C2"]']))
def test_tout_petit_classeur_a_un_compte_juste(tmp_path_factory, lignes, perimetre):
    dossier = tmp_path_factory.mktemp("petit")
    (dossier / "classeur").mkdir()
    ecrits = "reference;financeur_id;nature;section;demande_eur;accorde_eur\n"
    ecrits += "".join(f"{r};{f};{n};fonctionnement;{d};{a}\n" for r, f, n, d, a in lignes)
    for nom, contenu in {**MINUSCULE, "financements": ecrits}.items():
        (dossier / "classeur" / f"{nom}.csv").write_text(contenu, encoding="utf-8")
    (dossier / "r.toml").write_text(
        f'nom = "E"{perimetre}\n[[source]]\ntype = "classeur"\nfichier = "classeur"\n', encoding="utf-8"
    )
    base = dossier / "b.duckdb"
    bilan = construire(dossier / "r.toml", base=base, silencieux=True).sources[0]
    # 16 lignes dans les autres feuilles, et celles-ci ; chacune a un sort.
    assert bilan.lues == 16 + len(lignes)
    assert bilan.lues == bilan.retenues + bilan.rejetees + bilan.hors_perimetre
    with duckdb.connect(str(base), read_only=True) as lue:
        for etape in ("demande", "accorde"):
            compte = bilan.euros.get(etape)
            (dedans,) = lue.execute(f"select coalesce(sum({etape}_eur), 0) from financement").fetchone()
            assert (compte.retenus if compte else 0) == dedans
            assert compte is None or compte.lus == compte.retenus + compte.refuses + compte.hors_perimetre


def test_la_faute_ne_laisse_rien_de_publie(lecteur, tmp_path):
    lecture = postes((4, "10"))
    lecture.lues = [Lues("postes", [4, 5], {"accorde": [Decimal(10), None]})]
    lecture.nb_lignes = lecture.nb_retenues = 2
    with pytest.raises(EchecConstruction, match=r"rien n'est publié"):
        lecteur(lecture)
    assert not (tmp_path / "b.duckdb").exists()


def test_le_sort_le_plus_grave_l_emporte():
    """L'ordre de l'énumération est celui des décisions, et non celui de l'alphabet."""
    with duckdb.connect() as base:
        atelier = Atelier(base)
        base.execute(
            "insert into sort_ligne values (1, 1, 'base', 'retenue'), (1, 1, 'assemblage', 'refusée')"
        )
        assert base.execute("select min(sort)::varchar, max(sort)::varchar from sort_ligne").fetchall() == [
            ("refusée", "retenue")
        ]
        assert atelier.registre is not None


def test_un_refus_decide_apres_l_assemblage_a_son_sort(classeur, batir, monkeypatch):
    """Le rattachement refuse aussi, avec ou sans périmètre : sa ligne n'est pas une ligne perdue."""
    rattacher = construction.rattachement.rattacher

    def refuser_encore(atelier):
        rattacher(atelier)
        atelier.refuser("mesure", "true", "'territoire inconnu'", "territoire_id")

    monkeypatch.setattr(construction.rattachement, "rattacher", refuser_encore)
    essai = batir(
        classeur(
            indicateurs="indicateur_id;nom;theme;unite;definition;sens;sommable\n"
            "i;Indice;Emploi;%;Part;hausse;non\n",
            mesures="indicateur_id;territoire_type;territoire_id;annee;valeur;statut\n"
            "i;quartier;QN1;2024;3;diffusée\n",
        )
    ).sources[0]
    assert (essai.lues, essai.retenues, essai.rejetees) == (21, 20, 1)
