"""La configuration : toute faute se dit en une phrase, avec la ligne."""

from dataclasses import fields
from pathlib import Path

import pytest

from pages.serveur.configuration import Configuration, ConfigurationInvalide, lire_configuration


@pytest.fixture
def lire(tmp_path):
    """Écrit le texte dans un fichier et le lit."""

    def ecrire_et_lire(texte: str) -> Configuration:
        fichier = tmp_path / "reglages.toml"
        fichier.write_text(texte, encoding="utf-8")
        return lire_configuration(fichier)

    return ecrire_et_lire


def test_un_fichier_vide_vaut_les_valeurs_par_defaut(lire):
    assert lire("") == Configuration()


def test_chaque_cle_se_lit(lire, tmp_path):
    (tmp_path / "logo.svg").write_text("<svg/>")
    lue = lire("""
collectivite = "Agglo du Val"
logo = "logo.svg"
contact = "ville@val.example"
adresse_publique = "https://contrat.val.example"
contrat = "CF1"
fond = "osm"
statuts_publics = ["soldée"]
hotes_integration = ["https://www.val.example"]
versions_conservees = 3
indexation = true
editeur = "Agglo du Val, 1 place de la Mairie, 00000 Val, 01 00 00 00 00"
directeur_publication = "La présidente de l'agglomération"
hebergeur = "Hébergeur du Val"
delegue_donnees = "dpo@val.example"
contact_accessibilite = "acces@val.example"
conformite_rgaa = "partielle"
audit_rgaa_le = "2026-09-30"
audit_rgaa_par = "Un cabinet"
audit_rgaa_taux = 82
declaration_rgaa_le = "2026-10-15"
schema_accessibilite = "https://www.val.example/schema"
""")
    assert lue == Configuration(
        collectivite="Agglo du Val",
        logo=tmp_path / "logo.svg",
        contact="ville@val.example",
        adresse_publique="https://contrat.val.example",
        contrat="CF1",
        fond="osm",
        statuts_publics=("soldée",),
        hotes_integration=("https://www.val.example",),
        versions_conservees=3,
        indexation=True,
        editeur="Agglo du Val, 1 place de la Mairie, 00000 Val, 01 00 00 00 00",
        directeur_publication="La présidente de l'agglomération",
        hebergeur="Hébergeur du Val",
        delegue_donnees="dpo@val.example",
        contact_accessibilite="acces@val.example",
        conformite_rgaa="partielle",
        audit_rgaa_le="2026-09-30",
        audit_rgaa_par="Un cabinet",
        audit_rgaa_taux=82,
        declaration_rgaa_le="2026-10-15",
        schema_accessibilite="https://www.val.example/schema",
    )


def test_chaque_cle_est_documentee_dans_le_mode_d_emploi():
    lisezmoi = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    oubliees = [champ.name for champ in fields(Configuration) if f"`{champ.name}`" not in lisezmoi]
    assert oubliees == []


def test_une_cle_inconnue_dit_la_ligne_et_les_cles_connues(lire):
    with pytest.raises(ConfigurationInvalide) as faute:
        lire('# nos réglages\ncontact = "x"\ncolectivite = "Val"\n')
    assert "« reglages.toml », ligne 3 : la clé « colectivite » est inconnue" in str(faute.value)
    assert all(champ.name in str(faute.value) for champ in fields(Configuration))


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("fond = 'google'", "ligne 1 : le fond « google » est inconnu. Fonds connus : aucun, plan-ign, osm"),
        ("\nfond = 3", "ligne 2 : la clé « fond » attend un texte entre guillemets, pas 3"),
        ("indexation = 'oui'", "attend true ou false"),
        ("versions_conservees = 0", "attend un nombre entier positif"),
        ("versions_conservees = true", "attend un nombre entier positif"),
        ("statuts_publics = 'soldée'", "attend une liste de textes"),
        ("statuts_publics = ['votée']", "le statut « votée » est inconnu. Statuts connus : déposée"),
        ("logo = 'absent.png'", "le logo « absent.png » est introuvable"),
        ("adresse_publique = 'val.example'", "« val.example » n'est pas une adresse"),
        ('hotes_integration = ["https://a; script-src *"]', "n'est pas une adresse"),
        ('hotes_integration = ["https://a\\n"]', "n'est pas une adresse"),
        ("conformite_rgaa = 'presque'", "la conformité « presque » est inconnue. Conformités connues : non"),
        ("audit_rgaa_taux = 120", "attend un pourcentage de 1 à 100, pas 120"),
        ("audit_rgaa_le = '30/09/2026'", "attend une date AAAA-MM-JJ entre guillemets"),
        ("declaration_rgaa_le = '2026-02-30'", "attend une date AAAA-MM-JJ entre guillemets"),
        ("schema_accessibilite = 'notre site'", "n'est pas une adresse"),
        ("[affichage]\nfond = 'osm'", "ligne 1 : la clé « affichage » est inconnue"),
        ("contact = 'x'\ncontact == 2", "n'est pas un fichier TOML valide (ligne 2"),
        ("contact = 'x", "n'est pas un fichier TOML valide"),
    ],
)
def test_une_faute_se_dit_en_une_phrase(lire, texte, phrase):
    with pytest.raises(ConfigurationInvalide) as faute:
        lire(texte)
    assert phrase in str(faute.value)


def test_un_fichier_absent_se_dit(tmp_path):
    with pytest.raises(ConfigurationInvalide, match="ne peut pas être lu"):
        lire_configuration(tmp_path / "absent.toml")


def test_un_fichier_de_windows_se_lit(tmp_path):
    fichier = tmp_path / "reglages.toml"
    fichier.write_bytes('collectivite = "Saint-Étienne"\r\n'.encode("utf-8-sig"))
    assert lire_configuration(fichier).collectivite == "Saint-Étienne"
    fichier.write_bytes('collectivite = "Saint-Étienne"'.encode("cp1252"))
    with pytest.raises(ConfigurationInvalide, match="UTF-8"):
        lire_configuration(fichier)


def test_les_listes_d_agents_et_d_administrateurs_se_lisent(lire):
    lue = lire('agents = ["@agglo.fr"]\nadministrateurs = ["a.b@agglo.fr"]\n')
    assert (lue.agents, lue.administrateurs) == (("@agglo.fr",), ("a.b@agglo.fr",))
    for faux in ("agglo.fr", "a@b@agglo.fr", "@agglo.fr\\u0000", "@ａgglo.fr"):
        with pytest.raises(ConfigurationInvalide, match="ni une adresse ni un domaine"):
            lire(f'agents = ["{faux}"]\n')
