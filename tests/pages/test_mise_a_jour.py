"""« Mettre à jour » : chaque rôle voit ce qu'il peut faire, et rien de plus."""

import pytest

from data.publication import publier_fichier
from pages.composants import acces, connexion
from pages.mise_a_jour import notice, publication, visite
from tests.pages.test_pages import ouvrir, textes


@pytest.fixture
def role(base_demo, monkeypatch, tmp_path):
    """Ouvre la page avec ce rôle, sur une base publiée (connexion configurée ou non)."""
    base = tmp_path / "b.duckdb"
    publier_fichier(base_demo, base, "dupont@agglo.fr")
    monkeypatch.setenv("CONTRAT_BASE", str(base))

    def avec(nom: str, possible: bool = True, **parametres: str):
        monkeypatch.setattr(acces, "role", lambda: nom)
        monkeypatch.setattr(acces, "est_connecte", lambda: nom != acces.VISITEUR)
        monkeypatch.setattr(acces, "courriel", lambda: "x@agglo.fr" if nom != acces.VISITEUR else "")
        for module in (connexion, notice):
            monkeypatch.setattr(module, "connexion_possible", lambda: possible)
        essai = ouvrir("mise-a-jour", **parametres)
        assert not essai.exception
        return essai

    return avec


def boutons(essai) -> set[str]:
    return {bouton.key for bouton in essai.button}


@pytest.mark.parametrize("possible", [True, False])
def test_un_visiteur_n_a_ni_chiffre_ni_bouton_de_mise_a_jour(role, possible):
    essai = role(acces.VISITEUR, possible)
    assert not (essai.metric or essai.dataframe or essai.get("file_uploader") or essai.checkbox)
    assert not boutons(essai) & {"verifier", "publier", "oui-restaurer", "confirmer-colonnes"}
    assert "dupont" not in textes(essai), "le journal n'est pas pour lui"
    assert ("se-connecter" in boutons(essai)) == possible


@pytest.mark.parametrize("possible", [True, False])
def test_un_visiteur_lit_une_phrase_et_aucune_commande(role, possible):
    essai = role(acces.VISITEUR, possible)
    dit = textes(essai) + "".join(bloc.value for bloc in essai.code)
    assert "python" not in dit and "toml" not in dit
    attendu = "Connectez-vous avec l'adresse" if possible else "Demandez à la personne qui tient ce serveur"
    assert attendu in dit


def test_un_agent_depose_et_ne_publie_pas(role):
    essai = role(acces.AGENT)
    assert essai.get("file_uploader")
    titres = [titre.value for titre in essai.subheader]
    assert titres == ["1. Votre contrat de ville", "2. Votre fichier"]
    assert not boutons(essai) & {"publier", "oui-restaurer"}


def test_un_administrateur_a_le_journal_et_le_retour_en_arriere(role):
    essai = role(acces.ADMINISTRATEUR)
    titres = [titre.value for titre in essai.subheader]
    assert titres == [
        "1. Votre contrat de ville",
        "2. Votre fichier",
        "Revenir en arrière",
        "Le journal des publications",
    ]
    assert "dupont@agglo.fr" in essai.dataframe[0].value.to_string()


def test_en_projection_rien_ne_se_depose(role):
    essai = role(acces.ADMINISTRATEUR, mode="projection")
    assert not essai.get("file_uploader")


def test_un_role_perdu_entre_deux_clics_ne_remet_rien_en_service(monkeypatch):
    monkeypatch.setattr(acces, "role", lambda: acces.AGENT)
    monkeypatch.setattr(visite, "faire", lambda *_: pytest.fail("rien ne doit être fait"))
    publication._restaurer("V1")


def test_un_seul_travail_a_la_fois():
    with visite.seul(), pytest.raises(visite.Occupe), visite.seul():
        pass
