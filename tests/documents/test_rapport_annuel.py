"""Le rapport annuel : les rubriques du décret, les chiffres de la base, et « à compléter » ailleurs."""

import io

import pytest
from docx import Document

from pages.documents import blocs, rapport_annuel
from pages.documents.blocs import A_COMPLETER, TITRE
from pages.serveur.configuration import Configuration
from queries import Filtre, lire


@pytest.fixture(scope="module")
def ecrit(base_demo):
    with pytest.MonkeyPatch.context() as env:
        env.setenv("CONTRAT_BASE", str(base_demo))
        yield rapport_annuel.ecrire("CN00001I", 2025)


def test_les_rubriques_du_decret_y_sont_dans_l_ordre(ecrit):
    rubriques = [b.texte for b in ecrit.blocs if b.genre == TITRE and b.niveau == 1]
    for rang, mot in enumerate(
        ("orientations", "situation", "actions", "perspectives", "articulation", "dotation")
    ):
        assert rubriques[rang].startswith(f"{rang + 1}. ") and mot in rubriques[rang]
    assert rubriques[-1] == "Annexes"


def test_ce_que_la_base_ne_sait_pas_est_a_completer(ecrit):
    manques = " ".join(b.texte for b in ecrit.blocs if b.genre == A_COMPLETER)
    for mot in (
        "projet de territoire",
        "renouvellement urbain",
        "droit commun",
        "participation",
        "conseil citoyen",
    ):
        assert mot in manques


def test_les_montants_sont_ceux_de_la_base(ecrit, demo):
    filtre = Filtre(contrats=("CN00001I",), annees=(2025, 2025))
    attendus = lire("synthese/montants_par_pilier", filtre=filtre)
    (grille,) = [b.grille for b in ecrit.blocs if b.grille and b.grille.titre == "À quoi sert l'argent"]
    assert [ligne[0] for ligne in grille.lignes] == attendus["pilier"].tolist()
    (actions,) = [b.grille for b in ecrit.blocs if b.grille and b.grille.titre == "Les actions trouvées"]
    assert actions.entetes == ("Action", "Porteur", "Pilier", "Quartiers", "Accordé")


def test_il_ne_montre_a_un_visiteur_que_les_actions_publiques(ecrit, demo):
    (actions,) = [b.grille for b in ecrit.blocs if b.grille and b.grille.titre == "Les actions trouvées"]
    publiques = lire(
        "rapport/exercices", contrat="CN00001I", statuts=list(Configuration().statuts_publics)
    ).set_index("annee")["nb_actions"]
    assert len(actions.lignes) == publiques[2025]


def test_il_s_ouvre_et_se_modifie(ecrit):
    document = Document(io.BytesIO(blocs.docx(ecrit)))
    titres = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert len(titres) == 7
    assert document.core_properties.title == "Rapport annuel 2025 sur la politique de la ville"
    assert blocs.pdf(ecrit).startswith(b"%PDF-1.7")


def test_les_exercices_sont_ceux_du_contrat_du_plus_recent_au_plus_ancien(demo):
    connus = rapport_annuel.exercices("CN00001I", Configuration().statuts_publics)
    assert connus == sorted(connus, reverse=True) and {2024, 2025} <= set(connus)
    assert rapport_annuel.exercices("inconnu", Configuration().statuts_publics) == []
