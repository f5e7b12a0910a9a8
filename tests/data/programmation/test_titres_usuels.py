"""Les titres que les tableaux portent vraiment : sigle et département, région abrégée, accord entre
parenthèses."""

from random import Random

import duckdb
import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import entetes
from data.programmation.correspondance import proposer
from data.programmation.referentiels import depuis_base
from data.programmation.titres import Lexique, neutre
from data.schema import creer
from tests.data.programmation import fabrique
from tests.data.programmation.conftest import principale

CONTRAT = (
    "insert into contrat (contrat_id, nom, epci_nom, debut, fin, generation, source_id) "
    "values ('C1', 'Contrat', 'Communauté du Val', 2024, 2030, '2024', 's01')"
)


@pytest.fixture(scope="module")
def vide():
    """Les référentiels d'un contrat dont la base ne sait rien."""
    with duckdb.connect() as base:
        creer(base)
        base.execute(CONTRAT)
        yield depuis_base(base, "C1")


FINANCEURS = {
    "caf": "CAF 41 | CAF41 | CAF 2A | CAF 974 | CAF (41) | CAF du 37 | Caf Touraine",
    "departement": "CD 41 | CD41 | CD-72 | CD du Loir-et-Cher | Conseil départemental 41 | Département (18)"
    " | Dép. 41 | Dpt 93 | Conseil départemental de la Sarthe",
    "region": "Région CVL | Région HdF | Région AURA | Région Sud | CR PACA | Conseil régional IDF"
    " | Région BFC | Région Centre-Val de Loire | Grand Est | Occitanie | PACA"
    " | Région Nouvelle-Aquitaine | Rég.",
    "bailleurs": "Bailleurs (abatt. TFPB) | Abattement TFPB | Abat. TFPB | Bailleurs sociaux"
    " | Bailleur Val Habitat",
    "communes": "Ville Blois | Ville de Vendôme | Commune de Mer | Mairie | Ville(s) | CCAS",
    "epci": "AGGLO | Agglo Blois | CC Val de Cher | Métropole | Communauté d'agglomération",
    "etat": "Crédits Etat (BOP 147) | Etat | P147 | Préfecture 41 | DDETSPP 41",
    "europe": "Europe (FSE+) | FSE",
    "autres": "Autres | Autres (fondations, FSE…) | Autres financeurs | Autres cofinanceurs",
}
CHAMPS = {
    "quartiers": "QPV concerné(s) | QPV concerné·e·s | Quartier(s) | Territoire(s) concerné(s)",
    "pilier": "Axe du contrat | Pilier / Axe | Orientation stratégique",
    "intitule": "Nom de l'action | Intitulé du projet",
    "porteur": "Organisme | Structure porteuse | Bénéficiaire",
    "cout_total": "Coût action | Coût total TTC | Budget total de l'action",
    "statut": "Avis COTECH | Avis COPIL",
    "total": "TOTAL financements",
    "reference": "N° | Réf. dossier",
    "beneficiaires_prevus": "Nb bénéficiaires",
    "hors_base": "Remarques",
}


def paires(titres):
    return [(titre, sens) for sens, tous in titres.items() for titre in tous.split(" | ")]


@pytest.mark.parametrize(("titre", "financeur"), paires(FINANCEURS))
@pytest.mark.parametrize("etape", ["", " accordé", " demandé"])
def test_un_financeur_se_comprend_sous_son_titre_usuel(vide, titre, financeur, etape):
    colonne = Lexique(vide).comprendre(titre + etape, numerique=True)
    assert (colonne.champ, colonne.financeur_id) == ("montant", financeur)
    assert colonne.etape == ("demande" if etape == " demandé" else "accorde")


@pytest.mark.parametrize(("titre", "champ"), paires(CHAMPS))
def test_un_champ_se_comprend_sous_son_titre_usuel(vide, titre, champ):
    numerique = champ in ("cout_total", "total", "beneficiaires_prevus", "reference")
    assert Lexique(vide).comprendre(titre, numerique).champ == champ
    assert Lexique(vide).comprendre(f"Action {titre}", numerique).champ in (champ, None)


def test_un_financeur_inconnu_n_est_pas_pris_pour_un_autre(vide):
    for titre in ("DRAC", "FIPD accordé", "Etat – DRAC", "CPAM 41", "MSA", "France Travail", "Nb actions"):
        assert Lexique(vide).comprendre(titre, numerique=True).champ is None, titre


def test_l_avis_technique_cede_la_place_a_la_decision(vide):
    titres = ["N°", "Intitulé", "Avis COTECH", "Décision COPIL", "CAF accordé"]
    feuille = ouvrir_octets(
        fabrique.xlsx({"P": [titres, [1, "A", "Favorable", "Retenue", 5]]}), "t.xlsx"
    ).feuilles["P"]
    sens = {c.titre: (c.champ, c.sure) for c in proposer(feuille, vide).colonnes}
    assert sens["Décision COPIL"] == ("statut", True)
    assert sens["Avis COTECH"] == ("hors_base", True)


USUELS = [
    "N°",
    "Axe du contrat",
    "Nom de l'action",
    "Porteur de projet",
    "QPV concerné(s)",
    "Coût total TTC",
    "Crédits Etat (BOP 147)",
    "AGGLO",
    "Ville Blois",
    "CD 41",
    "Région CVL",
    "CAF 41",
    "Bailleurs (abatt. TFPB)",
    "Autres (fondations, FSE…)",
    "Avis COPIL",
    "CAF accordé",
    "État P147 demandé",
    "Observations",
    "DRAC",
]


@pytest.mark.parametrize("graine", range(60))
def test_les_lignes_de_titres_ne_dependent_pas_de_la_base(base, referentiels, vide, graine):
    hasard = Random(graine)
    titres = hasard.sample(USUELS, hasard.randrange(4, len(USUELS)))
    titres = ["Nom de l'action", "CAF 41", *(t for t in titres if t not in ("Nom de l'action", "CAF 41"))]
    hasard.shuffle(titres)
    lignes = [[hasard.choice(["Programmation 2026", "Ville de Bourg", "CAF", "État des demandes"])]]
    if hasard.random() < 0.5:
        lignes.append(["Action", *[None] * (len(titres) // 2), "Financements accordés"])
    lignes += [titres, [hasard.choice([1, "x", 2.5]) for _ in titres], ["A", *[3] * (len(titres) - 1)]]
    contenu = fabrique.xlsx({"P": lignes})
    trouvees = set()
    for ref in (vide, referentiels):
        feuille = principale(ouvrir_octets(contenu, "t.xlsx"), ref)
        trouvees.add((proposer(feuille, ref).titres, tuple(c.titre for c in proposer(feuille, ref).colonnes)))
    assert len(trouvees) == 1


def test_le_lexique_neutre_ne_sait_rien_d_une_base():
    assert neutre() is neutre()
    assert neutre().referentiels.communes == {}
    assert entetes.PROFONDEUR >= 40
