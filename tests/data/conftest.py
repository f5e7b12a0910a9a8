"""Un classeur minuscule, écrit en CSV par le test : les feuilles non données sont celles de MINUSCULE."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.construction import batir
from data.lecture import Lecture
from data.sources import LECTEURS

MINUSCULE = {
    "contrat": "contrat_id;nom;epci_siren;departement;region;debut;fin;generation;fictif\n"
    "C1;Val d'Essai;200000001;41;24;2015;2030;2024;oui\n"
    "C2;Plaine d'Essai;200000002;37;24;2024;2030;2024;oui\n",
    "communes": "commune_id;nom;population;contrat_id\n1;Bourg;10000;C1\n2;Plaine;5000;C2\n",
    "quartiers": "quartier_id;contrat_id;nom;type;generation;communes;population\n"
    "QN1;C1;Nord;QPV;2024;1;100\nQN2;C1;Sud;QPV;2024;1;50\nQN3;C2;Centre;QPV;2024;2;60\n",
    "piliers": "contrat_id;pilier_code;pilier;ordre;debut;fin;thematique_code;thematique\n"
    "C1;EMP;Emploi;1;2024;2030;INS;Insertion\nC1;VIE;Cadre de vie;2;2024;2030;;\n"
    "C2;EMP;Emploi;1;2024;2030;;\n",
    "financeurs": "financeur_id;nom;categorie;ordre\netat;État;État;1\nagglo;Agglo;EPCI;2\n",
    "structures": "structure_id;nom;categorie\nS1;Régie;association\n",
    "programmation": "reference;contrat_id;annee;intitule;structure_id;pilier;thematique;statut;quartiers\n"
    "A1;C1;2024;Chantier;S1;EMP;INS;retenue;QN1,QN2\n"
    "A2;C1;2024;Fête;S1;VIE;;retenue;\n"
    "A3;C2;2024;Atelier;S1;EMP;;retenue;QN3\n",
    "financements": "reference;financeur_id;nature;section;demande_eur;accorde_eur\n"
    "A1;etat;specifique;fonctionnement;6000,01;6000,01\n"
    "A2;agglo;specifique;fonctionnement;500;\n"
    "A3;etat;specifique;fonctionnement;1 000;800,50\n",
}
RECETTE = '{entete}\n[[source]]\ntype = "classeur"\nfichier = "classeur"\nnom = "Essai"\n'


@pytest.fixture
def classeur(tmp_path):
    """Écrit un classeur et sa recette ; rend le chemin de la recette. `None` retire une feuille."""

    def ecrire(entete: str = 'nom = "Essai"', **feuilles: str | bytes | None) -> Path:
        dossier = tmp_path / "classeur"
        dossier.mkdir(exist_ok=True)
        for nom, contenu in {**MINUSCULE, **feuilles}.items():
            if isinstance(contenu, str):
                contenu = contenu.encode("utf-8")
            if contenu is not None:
                (dossier / f"{nom}.csv").write_bytes(contenu)
        recette = tmp_path / "essai.toml"
        recette.write_text(RECETTE.format(entete=entete), encoding="utf-8")
        return recette

    return ecrire


@pytest.fixture
def construire_recette(tmp_path):
    """`construire_recette((type, nom, contenu), …, entete=…)` : écrit les fichiers, construit, ouvre la base.

    Le contenu est un texte, des octets, ou un objet à écrire en JSON.
    """
    ouvertes: list[duckdb.DuckDBPyConnection] = []

    def faire(*sources: tuple[str, str, object], entete: str = "") -> duckdb.DuckDBPyConnection:
        dossier = tmp_path / f"recette-{len(ouvertes)}"
        dossier.mkdir()
        lignes = [f'nom = "Essai"\n{entete}']
        for genre, nom, contenu in sources:
            if not isinstance(contenu, bytes):
                contenu = (contenu if isinstance(contenu, str) else json.dumps(contenu)).encode("utf-8")
            (dossier / nom).write_bytes(contenu)
            lignes.append(f'[[source]]\ntype = "{genre}"\nfichier = "{nom}"')
        (dossier / "r.toml").write_text("\n".join(lignes), encoding="utf-8")
        batir(dossier / "r.toml", dossier / "b.duckdb", silencieux=True)
        ouvertes.append(duckdb.connect(str(dossier / "b.duckdb"), read_only=True))
        return ouvertes[-1]

    yield faire
    for base in ouvertes:
        base.close()


@pytest.fixture
def lire_source(tmp_path) -> Callable[[str, str, object], Lecture]:
    """`lire_source(type, nom, contenu)` : la lecture d'un fichier (contenu : texte, ou objet JSON)."""

    def faire(genre: str, nom: str, contenu: object) -> Lecture:
        chemin = tmp_path / nom
        texte = contenu if isinstance(contenu, str) else json.dumps(contenu)
        chemin.write_text(texte, encoding="utf-8")
        return LECTEURS[genre](chemin, lambda lues, attendues: None)

    return faire
