"""Un titre de colonne se comprend sans casse, accents ni ordre ; ce qui est douteux le dit."""

import pytest

from data.programmation.referentiels import depuis_base
from data.programmation.titres import Lexique
from tests.data.programmation.conftest import ouvrir_base


@pytest.fixture(scope="module")
def lexique(referentiels):
    return Lexique(referentiels)


@pytest.mark.parametrize(
    ("titre", "financeur", "etape", "nature", "section"),
    [
        ("CAF demandé", "caf", "demande", "specifique", "fonctionnement"),
        ("accordé CAF", "caf", "accorde", "specifique", "fonctionnement"),
        ("Caisse d'Allocations Familiales – sollicité", "caf", "demande", "specifique", "fonctionnement"),
        ("ETAT P147 VERSE", "etat", "verse", "specifique", "fonctionnement"),
        ("Politique de la ville : montant voté", "etat", "accorde", "specifique", "fonctionnement"),
        ("BOP 147 proposé (€)", "etat", "propose", "specifique", "fonctionnement"),
        ("Agglo proposé", "agglo", "propose", "specifique", "fonctionnement"),
        ("Ville de Bourg attribué", "villes", "accorde", "specifique", "fonctionnement"),
        ("Département accordé", "departement", "accorde", "specifique", "fonctionnement"),
        ("CD investissement accordé", "departement", "accorde", "specifique", "investissement"),
        ("CAF droit commun versé", "caf", "verse", "droit_commun", "fonctionnement"),
    ],
)
def test_un_montant_se_comprend(lexique, titre, financeur, etape, nature, section):
    c = lexique.comprendre(titre, numerique=True)
    assert (c.champ, c.financeur_id, c.etape, c.nature, c.section) == (
        "montant",
        financeur,
        etape,
        nature,
        section,
    )
    assert c.degre == "certaine", c.explication


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("N° de dossier", "reference"),
        ("INTITULÉ DE L'ACTION", "intitule"),
        ("projet (nom du)", "intitule"),
        ("Porteur de projet", "porteur"),
        ("Numéro SIRET", "siret"),
        ("Exercice", "annee"),
        ("Pilier du contrat de ville", "pilier"),
        ("Sous-thème", "thematique"),
        ("Thème P147", "theme_national"),
        ("Décision du COPIL", "statut"),
        ("Nouvelle action / reconduction", "reconduction"),
        ("CPO", "pluriannuelle"),
        ("Quartiers concernés", "quartiers"),
        ("QPV", "quartiers"),
        ("Coût total de l'action", "cout_total"),
        ("Nb de bénéficiaires", "beneficiaires_prevus"),
        ("Bénéficiaires réels", "beneficiaires_reels"),
        ("Axes transversaux", "classement"),
        ("Total accordé", "total"),
        ("Date de début", "hors_base"),
    ],
)
def test_un_champ_se_comprend(lexique, titre, champ):
    c = lexique.comprendre(titre)
    assert (c.champ, c.degre) == (champ, "certaine")


@pytest.mark.parametrize(
    ("titre", "sens", "degre", "explication"),
    [
        ("CAF 2026", "caf, accordé, 2026", "probable", "le titre ne dit pas l'étape : lu comme accordé"),
        ("Portuer", "le porteur", "probable", "lu « porteur »"),
        (
            "Montant demandé",
            "un total de financeurs, à comparer",
            "possible",
            "aucun financeur n'est nommé : lu comme un total de ligne, à comparer et non à additionner",
        ),
        (
            "Région accordé",
            "region, accordé",
            "probable",
            "ce financeur n'est pas encore dans la base : il y entrera",
        ),
        ("DRAC accordé", "titre non compris", "inconnue", "aucun financeur du contrat ne porte ce nom"),
    ],
)
def test_ce_qui_est_douteux_dit_pourquoi(lexique, titre, sens, degre, explication):
    c = lexique.comprendre(titre, numerique=True)
    assert (c.sens(), c.degre, c.explication) == (sens, degre, explication)


def test_commune_est_un_champ_au_dessus_de_noms_et_un_financeur_au_dessus_de_nombres(lexique):
    assert lexique.comprendre("Commune", numerique=False).champ == "commune"
    assert lexique.comprendre("Commune", numerique=True).financeur_id == "villes"


def test_n_moins_1_est_un_rappel_de_l_annee_d_avant(lexique):
    c = lexique.comprendre("CAF N-1", numerique=True)
    assert (c.financeur_id, c.annee_visee(2026)) == ("caf", 2025)


def test_deux_financeurs_possibles_sont_dits_et_non_tranches_en_silence():
    with ouvrir_base() as base:
        base.execute("insert into financeur values ('etat-dc', 'État – droit commun', 'État', 9, 's01')")
        c = Lexique(depuis_base(base, "C1")).comprendre("État accordé", numerique=True)
    assert (c.financeur_id, c.degre, c.explication) == ("etat", "probable", "le contrat a aussi etat-dc")
    assert c.financeurs_possibles == ("etat", "etat-dc")
