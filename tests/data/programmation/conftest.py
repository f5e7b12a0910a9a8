"""Un contrat minuscule et des tableaux écrits par les essais, lus comme le serait un vrai fichier."""

import io
from dataclasses import replace

import duckdb
import pytest
from openpyxl import Workbook

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance, feuilles, lecture
from data.programmation.examen import examiner
from data.programmation.referentiels import depuis_base
from data.schema import creer

BASE = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le) values
    ('s01', 'classeur', 'Essai', 'e', 'x', '2026-01-01');
insert into version values ('V1', 1, 'Essai', '2026-01-01', '{"sources": []}', null);
insert into contrat (contrat_id, nom, epci_siren, epci_nom, debut, fin, generation, source_id) values
    ('C1', 'Contrat du Val', '200', 'Communauté d''agglomération du Val', 2015, 2030, '2024', 's01');
insert into commune (commune_id, nom, contrat_id, source_id) values
    ('01001', 'Bourg', 'C1', 's01'), ('01002', 'Plaine', 'C1', 's01');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) values
    ('QN00101I', 'C1', 'Les Grands Ormes', 'QPV', '2024', ['01001'], 's01'),
    ('QN00102M', 'C1', 'La Verrerie', 'QPV', '2024', ['01001'], 's01'),
    ('QN00103N', 'C1', 'Gare Sud', 'QPV', '2024', ['01002'], 's01'),
    ('QP001001', 'C1', 'Les Grands Ormes', 'QPV', '2015', ['01001'], 's01'),
    ('QP001002', 'C1', 'La Verrerie', 'QPV', '2015', ['01001'], 's01'),
    ('QP001004', 'C1', 'Les Vignes', 'QPV', '2015', ['01002'], 's01'),
    ('QP001005', 'C1', 'Le Plateau', 'QPV', '2015', ['01002'], 's01');
insert into passage_quartier values
    ('QP001001', 'QN00101I', 'identique', 's01'), ('QP001002', 'QN00102M', 'modifié', 's01'),
    ('QP001004', null, 'sorti', 's01'), (null, 'QN00103N', 'nouveau', 's01'),
    ('QP001005', 'QN00101I', 'modifié', 's01'), ('QP001005', 'QN00102M', 'modifié', 's01');
insert into pilier values
    ('C1-E1', 'C1', 'E1', 'Emploi et insertion', 1, 2024, 2030, 's01'),
    ('C1-E2', 'C1', 'E2', 'Cadre de vie', 2, 2024, 2030, 's01'),
    ('C1-CS', 'C1', 'CS', 'Cohésion sociale', 1, 2015, 2023, 's01');
insert into thematique values ('C1-E1-INS', 'C1-E1', 'INS', 'Insertion par l''activité', 1, 's01');
insert into theme_national values ('1.3', '2024-2030', 'Éducation', null, 's01');
insert into classement values ('C1-axes', 'C1', 'Axes transversaux', true, 's01');
insert into classe values ('C1-axes-jeunesse', 'C1-axes', 'jeunesse', 'Jeunesse', 1, 's01');
insert into financeur values
    ('etat', 'État – politique de la ville (programme 147)', 'État', 1, 's01'),
    ('agglo', 'Communauté d''agglomération', 'EPCI', 2, 's01'), ('villes', 'Communes', 'communes', 3, 's01'),
    ('caf', 'Caisse d''allocations familiales', 'CAF', 4, 's01'),
    ('departement', 'Conseil départemental', 'Département', 5, 's01');
insert into structure (structure_id, siret, nom, categorie, source_id) values
    ('regie', null, 'Régie de quartier', 'association', 's01'),
    ('mission', '73282932000074', 'Mission locale', 'association', 's01');
insert into action (action_id, contrat_id, annee, reference, intitule, structure_id, pilier_id, statut,
    echelle, beneficiaires_prevus, source_id) values
    ('C1-A1', 'C1', 2026, 'A1', 'Chantier', 'regie', 'C1-E1', 'retenue', 'quartiers', 40, 's01'),
    ('C1-A2', 'C1', 2026, 'A2', 'Fête', 'mission', 'C1-E2', 'déposée', 'contrat', null, 's01'),
    ('C1-A0', 'C1', 2025, 'A0', 'Chantier', 'regie', 'C1-E1', 'soldée', 'contrat', null, 's01');
insert into action_quartier values
    ('C1-A1', 'QN00101I', 0.6, 30, 's01'), ('C1-A1', 'QN00102M', 0.4, 10, 's01');
insert into financement values
    ('C1-A1', 'etat', 'specifique', 'fonctionnement', 6000, null, 5000.50, null, 's01'),
    ('C1-A1', 'departement', 'specifique', 'fonctionnement', null, null, 300, null, 's01'),
    ('C1-A2', 'caf', 'specifique', 'fonctionnement', 800, null, null, null, 's01'),
    ('C1-A0', 'etat', 'specifique', 'fonctionnement', 100, 100, 100, 100, 's01');
"""
TITRES = (
    "Référence",
    "Intitulé",
    "Porteur",
    "SIRET",
    "Statut",
    "Pilier",
    "Quartiers",
    "État P147 demandé",
    "État P147 accordé",
    "CAF accordé",
)
LIGNE = {
    "Référence": "N1",
    "Intitulé": "Atelier",
    "Porteur": "Régie de quartier",
    "Statut": "Retenue",
    "Pilier": "E1",
    "Quartiers": "QN00101I",
    "État P147 demandé": 3000,
    "État P147 accordé": 2000,
}
"""Une action sans reproche."""


def ouvrir_base(chemin=":memory:"):
    base = duckdb.connect(str(chemin))
    creer(base)
    base.execute(BASE)
    return base


@pytest.fixture(scope="session")
def base():
    """La base publiée, en mémoire ; les essais ne l'écrivent pas."""
    with ouvrir_base() as connexion:
        yield connexion


@pytest.fixture(scope="session")
def referentiels(base):
    """Ce que la base sait du contrat C1."""
    return depuis_base(base, "C1")


def ecrire(*lignes, fusions=(), cachees=(), feuille="Programmation", autres=()):
    """Les octets d'un XLSX. Une ligne : une liste de valeurs, ou un dictionnaire titre → valeur de TITRES."""
    classeur = Workbook()
    page = classeur.active
    page.title = feuille
    for numero, ligne in enumerate(lignes, start=1):
        valeurs = [ligne.get(titre) for titre in TITRES] if isinstance(ligne, dict) else list(ligne)
        for colonne, valeur in enumerate(valeurs, start=1):
            page.cell(numero, colonne).value = valeur
    for plage in fusions:
        page.merge_cells(plage)
    for numero in cachees:
        page.row_dimensions[numero].hidden = True
    for nom in autres:
        classeur.create_sheet(nom)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def ligne(**changements):
    """L'action sans reproche, changée ; les clés sont les titres, « _ » pour une espace."""
    return LIGNE | {titre.replace("_", " "): valeur for titre, valeur in changements.items()}


def lu(base, contenu, *, nom="tableau.xlsx", annee=2026, contrat="C1", **options):
    """L'examen d'un XLSX de l'année 2026."""
    return examiner(ouvrir_octets(contenu, nom), base, contrat, annee, **options)


def principale(classeur, referentiels, nom=None):
    """La feuille nommée, sinon la principale de celles qui ont des actions."""
    return feuilles.choisir(classeur, referentiels, nom)[0][0]


def confirmee(correspondance):
    """La même, toutes ses colonnes comprises confirmées."""
    colonnes = tuple(replace(c, degre="confirmée") if c.champ else c for c in correspondance.colonnes)
    return replace(correspondance, colonnes=colonnes)


def lecture_de(referentiels, contenu, *, nom="tableau.xlsx", annee=2026, feuille=None, **options):
    """La lecture d'un XLSX par l'interface pure, sans base : proposer, puis lire. `options` : confirmées."""
    classeur = ouvrir_octets(contenu, nom)
    choisie = principale(classeur, referentiels, feuille)
    proposee = replace(correspondance.proposer(choisie, referentiels), **options)
    return lecture.lire(choisie, proposee, referentiels, annee)
