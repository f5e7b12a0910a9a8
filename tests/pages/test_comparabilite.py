"""Une différence vraie : nulle page ne dessine une hausse entre deux années qui ne se comparent pas."""

import ast
import json
import re
from pathlib import Path

import pytest

from pages.composants import comparabilite
from pages.composants.comparabilite import Exercice
from pages.serveur.apercu import composer, noms_des_pages
from pages.serveur.sans_ecran import saisir
from queries import Filtre, lire

RACINE = Path(__file__).parents[2]
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
SOCLE = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le, nb_lignes, nb_rejets) values
('s01', 'classeur', 'Essai', 'a', 'x', '2026-01-01', 30, 0),
('s02', 'postes-anct', 'Postes', 'p.json', 'x', '2026-01-01', 3, 0),
('s03', 'scdl', 'Subventions', 's.csv', 'x', '2026-01-01', 10, 8);
insert into contrat (contrat_id, nom, epci_nom, epci_siren, debut, fin, generation, population_qpv, source_id)
values ('C1', 'Contrat du Val', 'CA du Val', '200', 2024, 2030, '2024', 1000, 's01');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('Q1', 'C1', 'Nord', 'QPV', '2024', ['01001'], 600, 's01'),
('Q2', 'C1', 'Sud', 'QPV', '2024', ['01001'], 400, 's01');
insert into pilier values ('C1-E', 'C1', 'E', 'Emploi', 1, 2024, 2030, 's01'),
('C1-V', 'C1', 'V', 'Cadre de vie', 2, 2024, 2030, 's01');
insert into thematique values ('C1-E-I', 'C1-E', 'I', 'Insertion', 1, 's01');
insert into financeur values ('etat', 'État', 'État', 1, 's01'), ('agglo', 'CA du Val', 'EPCI', 2, 's01');
insert into structure (structure_id, nom, categorie, source_id) values
('P1', 'Régie', 'association', 's01'), ('P2', 'Club', 'association', 's01');
"""


def action(code, annee, poste=False, pilier="C1-E", porteur="P1", montant=20_000, source="s01", avant=None):
    """Une action retenue et son argent ; un poste est de l'État, à son coût théorique."""
    lie = f"'{avant}'" if avant else "null"
    lignes = (
        "insert into action (action_id, contrat_id, annee, reference, intitule, structure_id, pilier_id, "
        "thematique_id, statut, echelle, cout_theorique, action_precedente, beneficiaires_prevus, "
        "beneficiaires_reels, source_id) values "
        f"('{code}', 'C1', {annee}, '{code}', 'Action {code}', '{porteur}', '{pilier}', "
        f"{'null' if pilier != 'C1-E' else repr('C1-E-I')}, 'retenue', 'quartiers', {poste}, {lie}, 20, 30, "
        f"'{source}');"
        f"insert into action_quartier values ('{code}', 'Q1', 1.0, null, '{source}');"
    )
    for financeur in ("etat",) if poste else ("etat", "agglo"):
        lignes += (
            f"insert into financement values ('{code}', '{financeur}', 'specifique', 'fonctionnement', "
            f"{montant}, null, {montant}, {montant // 2}, '{source}');"
            f"insert into ventilation values ('{code}', '{financeur}', 'specifique', 'fonctionnement', 'Q1', "
            f"{montant}, null, {montant}, {montant // 2});"
        )
    return lignes


def annee_de(annee, postes=0, subventions=0, montant=20_000, source="s01", avant=None):
    return "".join(
        [action(f"{annee}P{i}", annee, True, montant=8_000) for i in range(postes)]
        + [
            action(
                f"{annee}S{i}",
                annee,
                pilier=("C1-E", "C1-V")[i % 2],
                porteur=("P1", "P2")[i % 2],
                montant=montant,
                source=source,
                avant=f"{avant}S{i}" if avant else None,
            )
            for i in range(subventions)
        ]
    )


def refus(nb, annee=None, source="s03", argent=False):
    """Des lignes refusées : de cette année, dites par la construction ; sans elle, on n'a que les rejets."""
    if annee:
        dit = {"source_id": source, "annee": annee, "argent": argent, "nb": nb}
        return f"update version set resume = '{json.dumps({'sources': [{'refus': []}, {'refus': [dit]}]})}';"
    return (
        "insert into rejet (source_id, ligne, colonne, motif, bloquant) "
        f"select '{source}', range + 100, 'montant', 'Montant illisible.', true from range({nb});"
    )


BASES = {
    "postes puis subventions": annee_de(2024, postes=3) + annee_de(2025, subventions=6),
    "subventions puis postes": annee_de(2024, subventions=6) + annee_de(2025, postes=3),
    "postes et subventions, puis subventions": annee_de(2024, 3, 2) + annee_de(2025, subventions=6),
    "postes puis postes et subventions": annee_de(2024, postes=3) + annee_de(2025, 3, 6),
    "presque que des postes, puis presque aucun": annee_de(2024, 20, 1, 1_000) + annee_de(2025, 1, 20),
    "2024 refusée": annee_de(2024, subventions=2, montant=500, source="s03")
    + refus(8, 2024)
    + annee_de(2025, subventions=6, avant=2024),
    "2025 refusée": annee_de(2024, subventions=6)
    + refus(8, 2025)
    + annee_de(2025, subventions=2, montant=500, source="s03", avant=2024),
    "2025 refusée, sans dire l'année": annee_de(2024, subventions=6)
    + refus(8)
    + annee_de(2025, subventions=2, montant=500, source="s03", avant=2024),
    "2025 refusée, dans le classeur": annee_de(2024, subventions=6)
    + refus(8, 2025, "s01")
    + annee_de(2025, subventions=2, montant=500, avant=2024),
    "financements de 2025 refusés": annee_de(2024, subventions=6)
    + refus(12, 2025, "s01", True)
    + annee_de(2025, subventions=6, montant=500, avant=2024),
}
HAUSSES = re.compile(
    r"multipli|▲|▼|en (forte )?(hausse|baisse)|points? de (plus|moins)|tout perdu|autant qu'en|"
    r"rien auparavant|[+−]\d+\s%|Nouvelles en|Arrêtées depuis|\d structures? en 20\d\d, \d",
    re.I,
)
PAGES = [p for p in noms_des_pages() if p not in ("copil", "aide", "mise-a-jour")]
PROPRES = {
    "porteurs": ({}, {"porteur": "P1"}),
    "quartier": ({"quartier": "Q1"},),
    "action": ({"action": "2025S0"}, {"action": "2024S0"}),
    "piliers": ({}, {"pilier": "C1-E"}, {"pilier": "C1-E", "thematique": "C1-E-I"}),
    "financeurs": ({}, {"projection": "1", "image": "natures"}, {"projection": "1", "image": "entonnoir"}),
}
CONCERNEES = ("synthese", "piliers", "financeurs", "porteurs")


def dit(vue):
    """Tout ce que la page a dit : phrase, chiffres, images (survols compris), titres, tableaux, réserves."""
    morceaux = [vue.phrase, vue.message, vue.regle, *vue.reserves]
    morceaux += [t for c in vue.chiffres for t in (c.nom, c.valeur, c.suite, c.aide)]
    for dessin in vue.dessins:
        morceaux += [dessin.titre, dessin.sous_titre, dessin.alt]
        morceaux.append(json.dumps(dessin.spec, ensure_ascii=False, default=str))
    for tableau in vue.tableaux:
        morceaux += [tableau.titre, *map(str, tableau.lignes.to_numpy().ravel())]
    return "\n".join(filter(None, morceaux))


def annees_dessinees(vue):
    """Les années de chaque image qui en met plusieurs côte à côte."""
    for dessin in vue.dessins:
        axes = [x for marque in dessin.spec["data"] for x in (marque.get("x") if "x" in marque else []) or []]
        lues = {int(x) for x in axes if re.fullmatch(r"20\d\d", str(x))}
        if lues:
            yield dessin.cle, lues


@pytest.mark.parametrize("annee", ["2025", "2024", None])
@pytest.mark.parametrize("base", BASES)
def test_nulle_page_ne_compare_ce_qui_ne_se_compare_pas(base, annee, base_minuscule):
    base_minuscule(SOCLE + BASES[base])
    # L'année refusée ou d'autre nature : toutes les pages ; sinon, celles qui mettent des années ensemble.
    for page in PAGES if annee == "2025" else (*CONCERNEES, "quartier", "action"):
        for propres in PROPRES.get(page, ({},)):
            vue = saisir(page, {"contrat": "C1", **({"annee": annee} if annee else {}), **propres})
            texte = dit(vue)
            assert not HAUSSES.search(texte), (page, propres, HAUSSES.search(texte)[0], texte[:3000])
            for cle, annees in annees_dessinees(vue):
                assert len(annees) == 1, (page, propres, cle, annees)
            if annee == "2025" and page in CONCERNEES and not propres:
                assert any("2025" in r and "2024" in r for r in vue.reserves), (page, vue.reserves)
                assert any(reserve in composer(vue).description for reserve in vue.reserves)


COMPARABLES = {
    "subventions": annee_de(2024, subventions=3) + annee_de(2025, subventions=6),
    "postes": annee_de(2024, postes=3) + annee_de(2025, postes=4),
    "mêlés": annee_de(2024, 3, 6) + annee_de(2025, 4, 6),
    "quelques refus": annee_de(2024, subventions=6) + annee_de(2025, subventions=12) + refus(2, 2025, "s01"),
    "refus d'une autre année": annee_de(2023, subventions=3)
    + annee_de(2024, subventions=3)
    + annee_de(2025, subventions=6)
    + refus(9, 2023, "s01"),
    "refus d'un référentiel": annee_de(2024, subventions=3)
    + annee_de(2025, subventions=6)
    + "insert into rejet (source_id, feuille, ligne, motif, bloquant) "
    "select 's01', 'structures', range + 2, 'x', true from range(50);",
}


@pytest.mark.parametrize("base", COMPARABLES)
def test_ce_qui_se_compare_se_compare_toujours(base, base_minuscule):
    base_minuscule(SOCLE + COMPARABLES[base])
    vue = saisir("synthese", {"contrat": "C1", "annee": "2025"})
    assert vue.reserves == []
    (accorde,) = [c for c in vue.chiffres if c.cle == "accorde"]
    assert "par rapport à 2024" in accorde.suite
    quartier = saisir("quartier", {"contrat": "C1", "annee": "2025", "quartier": "Q1"})
    assert {2024, 2025} <= dict(annees_dessinees(quartier))["annees"]


def test_les_refus_d_une_source_se_partagent_entre_ses_contrats(base_minuscule):
    base_minuscule(
        SOCLE
        + annee_de(2025, subventions=4, source="s03")
        + refus(8, 2025)
        + "insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values "
        "('C2', 'Autre', 2024, 2030, '2024', 's01');"
        "update action set contrat_id = 'C2' where action_id in ('2025S0', '2025S1', '2025S2');"
    )
    parts = {
        contrat: lire("comparabilite/exercices", filtre=Filtre(contrats=(contrat,), statuts=PUBLICS)).iloc[0]
        for contrat in ("C1", "C2")
    }
    # Huit lignes perdues sur douze, dans l'un comme dans l'autre : chacune garde un tiers des siennes.
    assert parts["C1"]["part_refusee"] == pytest.approx(2 / 3)
    assert parts["C2"]["part_refusee"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("contenu", [annee_de(2025, postes=3), annee_de(2025, subventions=3)])
def test_les_refus_d_un_fichier_national_ne_sont_pas_ceux_du_contrat(base_minuscule, contenu):
    """La base n'en garde que son périmètre : ici trois postes, sur cinq mille bons et trois cents refusés."""
    base_minuscule(
        SOCLE
        + annee_de(2024, subventions=3)
        + contenu
        + "update source set nb_lignes = 5300, nb_rejets = 300 where source_id = 's02';"
        "update action set source_id = 's02' where cout_theorique;" + refus(300, 2025, "s02")
    )
    exercice = comparabilite.exercices(Filtre(contrats=("C1",), statuts=PUBLICS))[2025]
    assert exercice.part_refusee < 0.1 and not exercice.refusee


def test_la_reserve_ne_dit_rien_d_une_action_cachee(base_minuscule):
    base_minuscule(
        SOCLE
        + annee_de(2024, subventions=3)
        + annee_de(2025, postes=2, subventions=5)
        + "update action set statut = 'en instruction', intitule = 'Demande cachée' where annee = 2025 "
        "and not cout_theorique"
    )
    vue = saisir("synthese", {"contrat": "C1", "annee": "2025"})
    assert vue.reserves == [
        "2025 ne se compare pas à 2024 : 2025 ne contient que des postes aidés, à leur coût théorique, et "
        "2024 que des subventions.".replace(" :", "\u202f:")
    ]


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        (Exercice(2024, 3, 1.0, 0.0), Exercice(2025, 4, 0.0, 1.0), "que des postes aidés"),
        (Exercice(2024, 3, 0.0, 1.0), Exercice(2025, 4, 1.0, 0.0), "que des postes aidés"),
        (Exercice(2024, 3, 0.2, 0.9), Exercice(2025, 4, 0.0, 1.0), "2025 n'a aucun poste aidé"),
        (Exercice(2024, 3, 0.05, 0.95), Exercice(2025, 4, 0.0, 1.0), ""),
        (
            Exercice(2024, 3, 0.9, 0.2),
            Exercice(2025, 4, 0.2, 0.9),
            "90\u202f% de 2024 et 20\u202f%",
        ),
        (Exercice(2024, 3, 0.0, 1.0, 0.8), Exercice(2025, 4, 0.0, 1.0), "la plupart des lignes de 2024"),
        (
            Exercice(2024, 3, 0.0, 1.0),
            Exercice(2025, 4, 0.0, 1.0, 0.3),
            "une grande partie des lignes",
        ),
        (Exercice(2024, 3, 0.0, 1.0), Exercice(2025, 4, 0.0, 1.0, 0.1), ""),
        (Exercice(2024, 3, 0.3, 0.8), Exercice(2025, 4, 0.4, 0.7), ""),
    ],
)
def test_la_regle(avant, apres, attendu):
    dite = comparabilite.raison(avant, apres)
    assert attendu in dite and bool(dite) == bool(attendu)


def _trace(chemin: Path) -> bool:
    """Un rendu trace ce que le bloc contient ; qui fait le bloc passe par la règle."""
    return "rendus" in chemin.parts or chemin.name == "graphiques_exercices.py"


def test_nul_ne_met_des_exercices_cote_a_cote_sans_la_regle():
    """Les images d'années ne se prennent qu'avec leur filtre, l'évolution que par les chiffres."""
    evoluent = ("chiffres.py", "graphiques_annees.py")
    fautes = []
    for chemin in (RACINE / "pages").rglob("*.py"):
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        appeles = [getattr(n.func, "id", "") for n in ast.walk(arbre) if isinstance(n, ast.Call)]
        if sum(appeles.count(genre) for genre in ("Colonnes", "Empilees")) > appeles.count("comparables"):
            fautes.append((chemin.name, "comparables"))
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.ImportFrom) and noeud.module:
                noms = {noeud.module.rpartition(".")[2], *(a.name for a in noeud.names)}
                if "graphiques_annees" in noms and not _trace(chemin):
                    fautes.append((chemin.name, "graphiques_annees"))
            if not isinstance(noeud, ast.Call) or not isinstance(noeud.func, ast.Attribute):
                continue
            appel, sur = noeud.func.attr, getattr(noeud.func.value, "id", "")
            if appel == "evolution" and sur == "formats" and chemin.name not in evoluent:
                fautes.append((chemin.name, "evolution"))
            nommes = {mot.arg for mot in noeud.keywords}
            annees = sur == "graphiques" and appel in ("colonnes", "empilees", "lignes")
            if annees and "filtre" not in nommes:
                fautes.append((chemin.name, appel))
    assert fautes == []
