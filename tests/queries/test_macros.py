"""Les macros sont à la porte : la base d'hier reçoit les règles d'aujourd'hui, chacune écrite une fois."""

import ast
import re
import shutil
from pathlib import Path
from random import SystemRandom

import duckdb
import pytest

import queries
from data import controle
from data.schema import creer, tables
from queries import Filtre, a_la_version, lire, macros, porte, visible
from queries.versions import dossier_versions
from tests.epreuves import plantes
from tests.queries.null_tous import fautes

DOSSIER = Path(queries.__file__).parent
TOUS = ("tous", "parmi", "egale", "entre")
"""Les seules à dire ce que vaut un choix vide."""
D_AVANT = """
create macro financements_filtres(f) as table
select action.contrat_id, ventilation.accorde_eur as montant_eur
from ventilation join action using (action_id)
where f['contrats'] is null or list_contains(f['contrats'], action.contrat_id);
create macro actions_filtrees(f) as table select action_id from action where false;
create macro parmi(a, b) as (false);
create macro cout_hors_ligne(a, b) as (true);
create macro habitants_du_contrat(a, b, c) as table select 'faux' as contrat_id, 7 as population;
"""
"""Ce que gardent les bases construites avant, et des macros de nos noms qui mentent."""


def d_avant(modele: Path, cible: Path) -> Path:
    """Une copie de la base, avec les macros d'un programme d'hier."""
    shutil.copyfile(modele, cible)
    with duckdb.connect(str(cible)) as base:
        for genre, nom in base.execute(
            "select case function_type when 'table_macro' then 'macro table' else 'macro' end, function_name "
            "from duckdb_functions() where not internal and database_name = current_database()"
        ).fetchall():
            base.execute(f"drop {genre} {nom}")
        base.execute(D_AVANT)
    return cible


def test_null_veut_dire_tous_ne_s_ecrit_que_dans_les_macros():
    requetes = {f: f.read_text(encoding="utf-8").rstrip().rstrip(";") for f in DOSSIER.glob("*/*.sql")}
    assert len(requetes) > 90
    assert {f.name: dites for f, texte in requetes.items() if (dites := fautes(texte))} == {}
    for nom, texte in macros.textes().items():
        parametres = re.findall(r"\w+", texte[: texte.index(")")].split("(", 1)[1])
        corps = texte[texte.index(") as ") + 5 :].strip()
        requete = corps.removeprefix("table") if macros.lit_des_tables(texte) else f"select {corps}"
        assert (nom in TOUS) == bool(fautes(requete, parametres)), nom


@pytest.mark.parametrize(
    "ecrite",
    [
        "$p is null or list_contains($p, a)",
        "list_contains($p, a) or ($p) IS\nNULL",
        "$f['x'] is null or a = $f['x']",
        "$f.x isnull or a = $f.x",
        "not ($p is not null) or a = $p",
        "$p is not distinct from null or a = $p",
        "coalesce(list_contains($p, a), true)",
        "coalesce(a = $p, true)",
        "a = coalesce($p, a)",
        "a = ifnull($p, a)",
        "a = nvl($p, a)",
        "case when $p is null then true else a = $p end",
        "if($p is null, true, a = $p)",
        "$p::varchar[] is null or b",
        "list_contains(coalesce($p, [a]), a)",
        "tous($p) or list_contains($p, a)",
        "b or tous($p) or a <= $p",
        "tous($f['x']) or list_has($f['x'], a)",
        "exists (select 1 from t where $p is null or a = $p)",
    ],
)
def test_l_essai_reconnait_toutes_les_facons_de_l_ecrire(ecrite):
    assert fautes(f"select * from t where {ecrite}")


@pytest.mark.parametrize(
    "permise",
    [
        "parmi(a, $p)",
        "a is null or parmi(a, $p)",
        "coalesce($q::varchar, '') = ''",
        "tous($p) or exists (select 1 from u where list_contains($p, c))",
        "coalesce(a = $p, false)",
        "tous($p) or list_contains($q, a)",
        "len($p) = 2",
        "a is not distinct from $p",
    ],
)
def test_l_essai_laisse_ce_qui_n_en_est_pas(permise):
    assert not fautes(f"select * from t where {permise}")


def test_un_choix_vide_prend_tout_et_un_choix_ne_prend_que_lui():
    with duckdb.connect() as base:
        macros.poser_le_temps(base, avec_tables=False)

        def dit(expression: str, **lies: object) -> object:
            return base.execute(f"select {expression}", lies).fetchone()[0]

        assert dit("parmi('a', $p)", p=None) and dit("parmi(null, $p)", p=None)
        assert dit("parmi('a', $p)", p=["a", "b"]) and not dit("parmi('c', $p)", p=["a", "b"])
        assert not dit("parmi(null, $p)", p=["a"]) and not dit("parmi('a', $p::varchar[])", p=[])
        assert dit("egale(3, $p)", p=None) and dit("egale(3, $p)", p=3) and not dit("egale(3, $p)", p=4)
        assert dit("entre(3, $d, $f)", d=None, f=None) and dit("entre(3, $d, $f)", d=3, f=3)
        assert not dit("entre(3, $d, $f)", d=4, f=None) and not dit("entre(3, $d, $f)", d=None, f=2)


@pytest.mark.parametrize(
    ("macro", "ecrite"),
    [
        ("parmi(contrat_id, $p)", "$p is null or list_contains($p, contrat_id)"),
        ("egale(contrat_id, $p[1])", "$p[1] is null or contrat_id = $p[1]"),
        ("entre(contrat_id, $p[1], null)", "$p[1] is null or contrat_id >= $p[1]"),
    ],
)
@pytest.mark.parametrize("choix", [None, ["CN00001I"]])
def test_une_macro_fait_le_plan_de_ce_qu_elle_remplace(base_demo, macro, ecrite, choix):
    """Le prédicat descend jusqu'à la lecture de la table, comme s'il était écrit sur place."""
    with duckdb.connect(str(base_demo), read_only=True) as base:
        macros.poser_le_temps(base)
        plans = [
            base.execute(f"explain select action_id from action where {ou}", {"p": choix}).fetchall()
            for ou in (macro, ecrite)
        ]
    assert plans[0] == plans[1]


def test_la_base_n_a_que_des_donnees(base_demo):
    with duckdb.connect() as vide, duckdb.connect(str(base_demo), read_only=True) as construite:
        creer(vide)
        for base in (vide, construite):
            assert base.execute("from duckdb_functions() where not internal").fetchall() == []
            assert base.execute("from duckdb_views() where not internal").fetchall() == []


def test_queries_n_importe_rien_de_data():
    for fichier in DOSSIER.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            noms = [noeud.module or ""] if isinstance(noeud, ast.ImportFrom) else []
            noms += [alias.name for alias in noeud.names] if isinstance(noeud, ast.Import) else []
            assert not [n for n in noms if n.split(".")[0] in ("data", "pages")], fichier


def test_une_base_d_avant_se_lit_avec_les_regles_d_aujourd_hui(base_demo, tmp_path, monkeypatch):
    base = d_avant(base_demo, tmp_path / "b.duckdb")
    (dossier := dossier_versions(base)).mkdir()
    shutil.copyfile(base, dossier / "260101-000001.duckdb")
    demandes = [
        ("synthese/chiffres", {"filtre": Filtre()}),
        ("comparabilite/exercices", {"filtre": Filtre()}),
        ("financeurs/enveloppes", {"filtre": Filtre()}),
        ("territoires/contrats", {"filtre": Filtre(), "generation": "2024"}),
        ("donnees/controles", {}),
    ]
    for statuts in (None, plantes.PUBLICS):
        with queries.a_ces_statuts(statuts):
            lues = []
            for servie, version in ((base_demo, None), (base, None), (base, "260101-000001")):
                monkeypatch.setenv("CONTRAT_BASE", str(servie))
                with a_la_version(version):
                    lues.append([lire(question, **p).to_csv() for question, p in demandes])
            assert lues[0] == lues[1] == lues[2]
    releves = []
    for chemin in (base_demo, base):
        with duckdb.connect(str(chemin), read_only=True) as lien:
            releves.append([(c.nom, c.lignes) for c in controle.passer(lien)])
    assert releves[0] == releves[1] and any(nb for _, nb in releves[0])


def test_un_filtre_de_plus_ne_demande_aucune_base_neuve(base_demo, tmp_path, monkeypatch):
    """Une base d'avant, une macro neuve et une autre signature : la question posée aussitôt répond."""
    monkeypatch.setenv("CONTRAT_BASE", str(d_avant(base_demo, tmp_path / "b.duckdb")))
    texte = macros.MACROS.read_text(encoding="utf-8")
    nature = "and parmi(ventilation.nature, f['natures'])"
    texte = texte.replace(nature, f"{nature} and parmi(ventilation.section, f['sections'])")
    neuves = tmp_path / "macros.sql"
    neuves.write_text(texte + "\ncreate macro par_an(f) as table\nselect annee from actions_filtrees(f);\n")
    monkeypatch.setattr(macros, "MACROS", neuves)
    (tmp_path / "essai").mkdir()
    choix = "struct_insert($filtre, sections := $sections)"
    (tmp_path / "essai" / "sections.sql").write_text(
        f"select count(*) as nb, (select count(*) from par_an({choix})) as ans "
        f"from financements_filtres({choix})"
    )
    monkeypatch.setattr(porte, "DOSSIER", tmp_path)
    lus = [
        lire("essai/sections", filtre=Filtre(), sections=s)["nb"][0]
        for s in (None, ["investissement"], ["?"])
    ]
    assert lus[0] > lus[1] > lus[2] == 0


def test_un_morceau_qui_n_est_pas_une_macro_se_dit(tmp_path, monkeypatch):
    monkeypatch.setattr(macros, "MACROS", tmp_path / "m.sql")
    macros.MACROS.write_text("create macro a(x) as (x);\n\ncreate view b as select 1;\n")
    with pytest.raises(ValueError, match="create view b"):
        macros.textes()


def test_aucune_macro_ne_dit_a_un_visiteur_ce_qui_est_cache(base_demo, tmp_path):
    """La région fictive avec des lignes cachées partout, et sans : chaque macro rend pareil."""
    graine = SystemRandom().randrange(10**6)
    lues = []
    for base in plantes.jumelles(base_demo, tmp_path, graine):
        with duckdb.connect() as lien:
            lien.execute(f"attach '{base}' as base (read_only)")
            visible.installer(lien, "vu", plantes.PUBLICS)
            lues.append({nom: _ce_que_rend(lien, nom, texte) for nom, texte in macros.textes().items()})
    assert lues[0] == lues[1], f"graine {graine}"
    assert sum(len(lignes) > 1 for lignes in lues[0].values()) >= 6


def _ce_que_rend(lien: duckdb.DuckDBPyConnection, nom: str, texte: str) -> list:
    if not macros.lit_des_tables(texte):
        return []
    vide = "{" + ", ".join(f"'{champ}': null" for champ in Filtre().structure()) + "}"
    valeurs = {"f": vide, "zonage": "'2024'"}
    parametres = re.findall(r"\w+", texte[texte.index("(") : texte.index(")")])
    appel = f"{nom}({', '.join(valeurs.get(p, 'null') for p in parametres)})"
    return sorted(map(repr, lien.execute(f"select * from {appel}").fetchall()))


def test_ce_qui_se_lit_entier_est_joint_a_une_action():
    """« entier. » échappe à la réduction : seulement ce qu'une action porte, par son code."""
    texte = "\n".join(macros.textes().values())
    lues = re.findall(r"entier\.(\w+) as (\w+)", texte)
    assert len(lues) == texte.count("entier.") and lues
    for table, alias in lues:
        assert table == alias and "action_id" in tables()[table].colonnes, table
        une = rf"entier\.{table} as {table}\b(?:(?!entier).)*?{table}\.action_id = action\.action_id"
        autre = rf"entier\.{table} as {table}\b(?:(?!entier).)*?action\.action_id = {table}\.action_id"
        assert len(re.findall(rf"{une}|{autre}", texte, re.S)) == lues.count((table, alias)), table
