"""L'aide : des textes entiers, remplis par la configuration, honnêtes quand elle ne dit rien."""

import pytest

from pages import plan
from pages.serveur.configuration import CONFORMITES, Configuration
from pages.sujets.aide import dit as aide
from pages.sujets.aide import montre

TEXTES = ("lire", "methode", "accessibilite", "mentions")
COMPLETE = Configuration(
    collectivite="Agglo du Val",
    contact="ville@val.example",
    adresse_publique="https://contrat.val.example",
    editeur="Agglo du Val, 1 place de la Mairie",
    directeur_publication="La présidente",
    hebergeur="Hébergeur du Val",
    delegue_donnees="dpo@val.example",
    contact_accessibilite="acces@val.example",
    conformite_rgaa="partielle",
    audit_rgaa_le="2026-09-30",
    audit_rgaa_par="Un cabinet",
    audit_rgaa_taux=82,
    declaration_rgaa_le="2026-10-01",
    schema_accessibilite="https://val.example/schema",
)


def rempli(nom: str, reglages: Configuration, **options) -> str:
    return (
        (aide.TEXTES / f"{nom}.md").read_text(encoding="utf-8").format_map(aide.valeurs(reglages, **options))
    )


@pytest.mark.parametrize("nom", TEXTES)
@pytest.mark.parametrize("reglages", [Configuration(), COMPLETE], ids=["vide", "complete"])
def test_chaque_texte_se_remplit_et_se_decoupe(nom, reglages):
    texte = rempli(nom, reglages)
    assert "{" not in texte and "None" not in texte
    parties = aide.parties(texte)
    assert len(parties) >= 5
    assert all(titre and corps for titre, corps in parties)


def test_sans_configuration_ce_qui_manque_se_dit_avec_sa_cle():
    mentions, declaration = rempli("mentions", Configuration()), rempli("accessibilite", Configuration())
    for cle in ("editeur", "directeur_publication", "hebergeur", "delegue_donnees", "contact"):
        assert f"*à compléter* (clé `{cle}`" in mentions
    for cle in ("editeur", "contact_accessibilite", "declaration_rgaa_le", "schema_accessibilite"):
        assert f"*à compléter* (clé `{cle}`" in declaration
    assert "Non conforme, faute d'audit" in declaration
    assert "Aucun audit de conformité n'a été mené." in declaration


def test_une_configuration_complete_ne_laisse_rien_a_completer():
    for nom in TEXTES:
        assert "à compléter" not in rempli(nom, COMPLETE)
    declaration = rempli("accessibilite", COMPLETE)
    assert "partiellement conforme" in declaration
    assert "L'audit mené par Un cabinet le 30 septembre 2026 révèle que **82 %** des critères" in declaration
    assert "établie le 1er octobre 2026" in declaration


def test_le_contact_general_sert_a_l_accessibilite_faute_d_un_autre():
    assert (
        "ville@val.example"
        in aide.valeurs(Configuration(contact="ville@val.example"))["contact_accessibilite"]
    )


def test_chaque_conformite_a_sa_phrase():
    phrases = {aide.valeurs(Configuration(conformite_rgaa=c))["etat"] for c in CONFORMITES}
    assert len(phrases) == len(CONFORMITES)


def test_un_fond_de_carte_exterieur_se_dit():
    assert "Il n'envoie rien à un tiers" in rempli("mentions", COMPLETE)
    assert "data.geopf.fr" in rempli("mentions", COMPLETE, fond="plan-ign")


def test_un_territoire_imaginaire_se_dit():
    assert "imaginaire" in rempli("mentions", COMPLETE, fictif=True)
    assert "INSEE" in rempli("mentions", COMPLETE)


def test_les_statuts_publics_sont_ceux_de_la_configuration():
    texte = rempli("methode", Configuration(statuts_publics=("soldée",)))
    assert "statut « soldée »" in texte


def test_chaque_etape_de_la_visite_mene_a_une_page_qui_existe():
    assert 8 <= len(aide.etapes()) <= 12
    for etape in aide.etapes():
        assert etape["page"] in plan.PAR_CODE
        assert etape["titre"] and etape["texte"].endswith(".")


def test_une_etape_sans_action_ni_quartier_est_sautee():
    reperes = {"quartier": None, "action": "A1"}
    titres = [e["page"] for e in aide.etapes() if montre.possible(e, reperes)]
    assert "quartier" not in titres
    assert "action" in titres and "droit-commun" in titres
