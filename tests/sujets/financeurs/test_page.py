"""La page Financeurs : tout au bureau, une seule image en projection, et des chiffres qui tombent juste."""

import duckdb
import pytest

from pages.blocs import Chiffres, Constat, Dessin, Information, Tableau, Titre
from pages.composants.formats import montant
from pages.rendus.vue import vue
from pages.sujets.financeurs.montre import IMAGES
from queries import Filtre, lire
from tests.dire import dire, tableau
from tests.pages.test_pages import ouvrir

PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


def chiffres(lue) -> dict:
    return {chiffre.cle: chiffre for chiffre in lue.premier(Chiffres).chiffres}


@pytest.mark.parametrize("image", IMAGES)
def test_en_projection_une_image_a_sa_phrase_et_rien_d_autre(demo, image):
    parametres = {"mode": "projection"} | ({} if image == "financeurs" else {"image": image})
    lue = dire("financeurs", parametres)
    assert lue.premier(Constat).phrase.endswith(".")
    assert not [bloc for bloc in lue.tous() if isinstance(bloc, Titre | Tableau)]
    assert len([bloc for bloc in lue.tous() if isinstance(bloc, Dessin | Information)]) == 1
    assert dict(lue.visite.parametres) == parametres


def test_une_image_projetee_se_montre(demo):
    essai = ouvrir("financeurs", mode="projection", image="flux")
    assert not essai.exception
    assert essai.header[0].value.endswith(".")
    assert not essai.subheader and not essai.dataframe
    assert dict(essai.query_params) == {"mode": "projection", "image": "flux"}


@pytest.mark.parametrize(
    "parametres",
    [
        {"financeur": "epci"},
        {"annee": "toutes"},
        {"contrat": "*", "annee": "2019-2025"},
        {"pilier": "CN00001I-E2", "quartier": "QN00001I"},
        {"nature": "droit_commun"},
        {"montant": "demande", "pilier": "aucun"},
    ],
)
def test_la_page_tient_sous_tous_les_filtres(demo, parametres):
    lue = dire("financeurs", parametres)
    assert vue(lue).phrase
    assert dict(lue.visite.parametres) == parametres


def test_ce_qui_reste_des_enveloppes_est_recalcule_a_la_main(demo):
    reste = demo.execute(
        """with programme as (
            select financeur_id, pilier_id, sum(accorde_eur) as eur
            from financement join action using (action_id)
            where contrat_id = 'CN00001I' and annee = 2026 and nature = 'specifique' and not cout_theorique
            and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée') group by all)
        select sum(montant_eur - coalesce((
            select sum(eur) from programme
            where programme.financeur_id = enveloppe.financeur_id
            and (enveloppe.pilier_id is null or enveloppe.pilier_id = programme.pilier_id)), 0))
        from enveloppe where contrat_id = 'CN00001I' and annee = 2026"""
    ).fetchone()[0]
    (dit,) = (c for c in chiffres(dire("financeurs")).values() if c.nom == "Reste des enveloppes")
    assert dit.valeur == montant(reste)


def test_le_levier_est_celui_de_la_synthese_et_se_tait_sous_un_filtre_de_financeur(demo):
    levier = chiffres(dire("synthese"))["levier"].valeur
    lue = dire("financeurs")
    assert "agglo" in chiffres(lue)["levier"].nom
    assert chiffres(lue)["levier"].valeur == levier
    assert f"en amène {levier}" in lue.premier(Constat).phrase
    seul = dire("financeurs", {"financeur": "epci"})
    assert "levier" not in chiffres(seul)
    assert "en amène" not in seul.premier(Constat).phrase


def test_les_depassements_sont_comptes_en_mots(demo):
    lignes = lire("financeurs/enveloppes", filtre=Filtre(contrats=("CN00001I",), statuts=PUBLICS))
    nb = int((lignes["reste_eur"].fillna(0) < 0).sum())
    assert nb, "la région fictive a des enveloppes dépassées"
    attendu = "1 est dépassée" if nb == 1 else f"{nb} sont dépassées"
    assert attendu in tableau(dire("financeurs", {"annee": "toutes"}), "enveloppes").titre


def test_sans_enveloppe_la_page_dit_quelle_feuille_en_donnerait(base_minuscule):
    base_minuscule(
        """insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
        values ('C1', 'Essai', 2024, 2030, '2024', 's');
        insert into financeur values ('etat', 'État', 'État', 1, 's');
        insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
        values ('A1', 'C1', 2024, 'Poste', 'retenue', 'contrat', 's');
        insert into financement values
        ('A1', 'etat', 'specifique', 'fonctionnement', null, null, 100, null, 's');
        insert into ventilation values
        ('A1', 'etat', 'specifique', 'fonctionnement', null, null, null, 100, null)"""
    )
    assert "enveloppes.csv" in dire("financeurs").premier(Information).texte
