"""« Commencer avec vos données » : le contrat, le tableau, les questions, la reprise, la publication."""

import io
import json
from dataclasses import replace

import duckdb
import httpx
import pytest
from openpyxl import Workbook

from data import a_part, brouillons
from data.lecture import SourceIllisible
from data.publication import publier_fichier
from pages.composants import acces, connexion
from pages.composants.formats import FINE
from pages.mise_a_jour import contrat, notice, publication, visite
from pages.serveur.configuration import configuration
from tests.data import ville_fictive
from tests.pages.test_pages import ouvrir, textes


class Personne:
    """Qui est devant l'écran : son rôle et son identité, qu'un essai change en route."""

    def __init__(self) -> None:
        self.role, self.sujet = acces.AGENT, "https://connexion.fr|1"


@pytest.fixture
def personne(base_demo, monkeypatch, tmp_path) -> Personne:
    """Une personne connectée, devant une base fictive publiée."""
    base = tmp_path / "b.duckdb"
    publier_fichier(base_demo, base, "essai")
    monkeypatch.setenv("CONTRAT_BASE", str(base))
    qui = Personne()
    monkeypatch.setattr(acces, "role", lambda: qui.role)
    monkeypatch.setattr(acces, "sujet", lambda: qui.sujet)
    monkeypatch.setattr(acces, "est_connecte", lambda: True)
    monkeypatch.setattr(acces, "courriel", lambda: "x@agglo.fr")
    for module in (connexion, notice):
        monkeypatch.setattr(module, "connexion_possible", lambda: True)
    qui.base = base
    return qui


def bouton(essai, cle: str):
    return next(b for b in essai.button if b.key == cle)


def cles(essai) -> set[str]:
    return {b.key for b in essai.button}


def cliquer(essai, cle: str):
    bouton(essai, cle).click()
    essai.run()
    assert not essai.exception
    return essai


def dire_le_contrat(essai):
    essai.text_input(key="contrat-nom").set_value("Valmont")
    essai.text_input(key="contrat-epci").set_value("CA de Valmont")
    essai.selectbox(key="contrat-departement").set_value("41")
    return cliquer(essai, next(c for c in cles(essai) if c and "contrat-continuer" in c))


def deposer(essai, contenu: bytes, nom: str = "Programmation 2026.xlsx"):
    essai.file_uploader[0].upload(nom, contenu)
    essai.run()
    assert not essai.exception
    return essai


def commencer(contenu: bytes, nom: str = "Programmation 2026.xlsx"):
    return deposer(dire_le_contrat(ouvrir("mise-a-jour")), contenu, nom)


def continuer_jusqu_au_bout(essai, maximum: int = 12) -> int:
    """Garde chaque réponse proposée ; rend le nombre d'écrans."""
    for rang in range(maximum):
        if "question-continuer" not in cles(essai):
            return rang
        cliquer(essai, "question-continuer")
    raise AssertionError("les questions ne finissent pas")


def tableau(*lignes: list, feuilles: dict[str, list[list]] | None = None) -> bytes:
    classeur = Workbook()
    for titre, contenu in (feuilles or {"Programmation 2026": list(lignes)}).items():
        feuille = classeur.create_sheet(titre)
        for ligne in contenu:
            feuille.append(ligne)
    classeur.remove(classeur["Sheet"])
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


LISTE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [1.3, 47.6]},
            "properties": {
                "code_cv": "CN04190I",
                "lib_cv": "41 - CA de Valmont",
                "codgeo": "200000001",
                "pop": "9000",
            },
        }
    ],
}
TITRES = ["Intitulé de l'action", "Porteur", "Statut", "État accordé", "CAF accordé"]
ACTIONS = [[f"Action {i}", f"Association {i}", "retenue", 1000 * i, 500] for i in (1, 2, 3)]


def test_le_ruban_de_la_fiction_mene_au_parcours(personne):
    personne.role = acces.VISITEUR
    essai = ouvrir("synthese")
    assert "Commencer avec vos données" in [lien.label for lien in essai.get("page_link")]
    assert "Commencer avec vos données" not in [
        lien.label for lien in ouvrir("synthese", mode="projection").get("page_link")
    ]


def test_le_contrat_se_dit_par_son_nom_et_son_departement(personne):
    essai = ouvrir("mise-a-jour")
    assert essai.title[0].value == f"Comment commencer avec vos données{FINE}?"
    cle = next(c for c in cles(essai) if c and "contrat-continuer" in c)
    cliquer(essai, cle)
    assert "le nom du contrat et le département" in essai.error[0].value
    dire_le_contrat(essai)
    assert "Valmont" in textes(essai) and "Loir-et-Cher" in textes(essai)
    cliquer(essai, "contrat-changer")
    assert essai.text_input(key="contrat-nom")


def test_de_la_fiction_a_la_ville_publiee(personne):
    contenu, attendu = ville_fictive.fabriquer()
    personne.role = acces.ADMINISTRATEUR
    essai = commencer(contenu)
    assert "Si vous gardez les réponses proposées" in textes(essai)
    assert 1 <= continuer_jusqu_au_bout(essai) <= 7
    assert bouton(essai, "publier").disabled
    next(c for c in essai.checkbox if c.label == "J'ai lu").check()
    essai.run()
    cliquer(essai, "publier")
    assert "publiée" in essai.success[0].value
    assert essai.title[0].value == f"Comment mettre les données à jour{FINE}?"
    with duckdb.connect(str(personne.base), read_only=True) as base:
        lus, voulus = ville_fictive.dit(base, attendu)
    assert lus == voulus
    assert brouillons.retrouver(personne.base, personne.sujet) is None, "le brouillon n'a plus d'objet"
    # Le même tableau, l'an d'après : ce qui a été dit ne se redemande pas.
    deposer(essai, contenu)
    assert continuer_jusqu_au_bout(essai) <= 1
    assert any("ne change rien" in note.value for note in essai.info)


def test_un_agent_prepare_et_ne_publie_pas(personne):
    essai = commencer(ville_fictive.fabriquer()[0])
    continuer_jusqu_au_bout(essai)
    assert "publier" not in cles(essai)
    assert any("Un administrateur publie" in note.value for note in essai.info)


def test_une_question_laissee_attend_et_rien_ne_se_publie_sans_elle(personne):
    personne.role = acces.ADMINISTRATEUR
    essai = commencer(ville_fictive.fabriquer()[0])
    cliquer(essai, "question-plus-tard")
    continuer_jusqu_au_bout(essai)
    assert "1 question laissée pour plus tard" in essai.info[0].value
    assert "publier" not in cles(essai)
    cliquer(essai, "question-reprendre")
    continuer_jusqu_au_bout(essai)
    assert "publier" in cles(essai)


def test_on_revient_a_la_question_precedente(personne):
    essai = commencer(ville_fictive.fabriquer()[0])
    premiere = essai.radio[-1].label
    cliquer(essai, "question-continuer")
    assert essai.radio[-1].label != premiere
    cliquer(essai, "question-precedente")
    assert essai.radio[-1].label == premiere


def test_on_quitte_et_l_on_reprend_ou_l_on_en_etait_et_nul_autre_ne_le_voit(personne):
    essai = commencer(ville_fictive.fabriquer()[0])
    cliquer(essai, "question-continuer")
    en_cours = essai.radio[-1].label
    personne.sujet = "https://connexion.fr|2"
    assert "reprendre-tableau" not in cles(ouvrir("mise-a-jour"))
    personne.sujet = "https://connexion.fr|1"
    neuve = ouvrir("mise-a-jour")
    assert "Programmation 2026.xlsx" in textes(neuve)
    cliquer(neuve, "reprendre-tableau")
    assert neuve.radio[-1].label == en_cours
    assert "Valmont" in textes(neuve)
    cliquer(neuve, "changer-fichier")
    assert "reprendre-tableau" not in cles(ouvrir("mise-a-jour"))


def test_un_essai_sur_la_fiction_se_reprend_sur_son_contrat(personne):
    essai = cliquer(ouvrir("mise-a-jour"), "contrat-essai")
    essai.selectbox(key="maj-contrat").set_value("CN00003I").run()
    deposer(essai, tableau(TITRES, *ACTIONS))
    neuve = cliquer(ouvrir("mise-a-jour"), "reprendre-tableau")
    assert neuve.selectbox(key="maj-contrat").value == "CN00003I"


def test_un_brouillon_s_efface(personne):
    commencer(ville_fictive.fabriquer()[0])
    essai = cliquer(ouvrir("mise-a-jour"), "effacer-tableau")
    assert "reprendre-tableau" not in cles(essai)
    assert brouillons.retrouver(personne.base, personne.sujet) is None


def test_un_visiteur_n_a_ni_brouillon_ni_depot(personne):
    commencer(ville_fictive.fabriquer()[0])
    personne.role = acces.VISITEUR
    essai = ouvrir("mise-a-jour")
    assert not essai.get("file_uploader") and "reprendre-tableau" not in cles(essai)


def test_un_fichier_illisible_dit_sa_ligne(personne):
    csv = 'Intitulé;Porteur;État accordé\nUn;A;1000\n"Deux;B;2000\nTrois;C;3000\n'.encode()
    essai = commencer(csv, "tableau.csv")
    assert "ligne 3" in essai.error[0].value
    assert essai.get("file_uploader"), "on peut en déposer un autre"


def test_un_fichier_sans_titres_compris_le_dit(personne):
    essai = commencer(tableau(["bonjour", "monde"], ["x", "y"]))
    assert "titres" in essai.error[0].value


def test_une_colonne_sans_titre_se_laisse_d_un_clic(personne):
    notes = [[*TITRES, None], *([*a, "vu avec la préfecture"] for a in ACTIONS)]
    essai = commencer(tableau(*notes))
    while "sans titre" not in textes(essai):
        cliquer(essai, "question-continuer")
    cliquer(essai, "question-continuer")
    assert "sans titre" not in " ".join(s.value for s in essai.subheader)


def test_des_milliers_d_euros_se_demandent_et_rien_n_est_suppose(personne):
    essai = commencer(tableau(["Programmation 2026 (montants en milliers d'euros)"], TITRES, *ACTIONS))
    while "milliers d'euros" not in " ".join(s.value for s in essai.subheader):
        cliquer(essai, "question-continuer")
    assert essai.radio[-1].value is None
    assert bouton(essai, "question-continuer").disabled
    essai.radio[-1].set_value("milliers")
    essai.run()
    cliquer(essai, "question-continuer")
    assert f"7{FINE}500{FINE}000{FINE}€" in textes(essai)


def test_plusieurs_feuilles_se_lisent_ensemble_ou_se_demandent(personne):
    feuilles = {f"Pilier {n}": [TITRES, *([f"{a[0]} {n}", *a[1:]] for a in ACTIONS)] for n in (1, 2)}
    essai = commencer(tableau(feuilles=feuilles))
    continuer_jusqu_au_bout(essai)
    assert "6 actions" in textes(essai)


def test_la_grille_reste_pour_qui_la_veut(personne):
    essai = commencer(ville_fictive.fabriquer()[0])
    essai.toggle(key="toutes-les-colonnes").set_value(True)
    essai.run()
    assert not essai.exception
    assert "confirmer-colonnes" in cles(essai)


def test_on_peut_seulement_essayer_sur_la_fiction(personne):
    essai = cliquer(ouvrir("mise-a-jour"), "contrat-essai")
    assert essai.selectbox(key="maj-contrat").options
    cliquer(essai, "contrat-vrai")
    assert essai.text_input(key="contrat-nom")


@pytest.fixture
def recette(monkeypatch, tmp_path):
    """Fait dire à la configuration du serveur une recette dont la liste officielle est à cette adresse."""
    monkeypatch.setenv("CONTRAT_CACHE", str(tmp_path / "cache"))

    def poser(fichier: str) -> None:
        chemin = tmp_path / "recette.toml"
        chemin.write_text(
            f'nom = "Essai"\n[[source]]\ntype = "contrats-anct"\nfichier = "{fichier}"\n', encoding="utf-8"
        )
        reglee = replace(configuration(), recette=chemin)
        for module in (contrat, publication):
            monkeypatch.setattr(module, "configuration", lambda: reglee)

    return poser


def test_la_liste_officielle_evite_de_saisir_quoi_que_ce_soit(personne, recette, tmp_path):
    (tmp_path / "contrats.geojson").write_text(json.dumps(LISTE), encoding="utf-8")
    recette("contrats.geojson")
    personne.role = acces.ADMINISTRATEUR
    essai = ouvrir("mise-a-jour")
    assert not essai.text_input and "contrat-liste" not in cles(essai)
    liste = essai.selectbox(key="contrat-officiel")
    assert liste.options[0] == "CA de Valmont (41)"
    liste.set_value(next(c for c in liste.proto.options if "Valmont" in c)).run()
    cliquer(essai, "contrat-continuer")
    deposer(essai, ville_fictive.fabriquer()[0])
    continuer_jusqu_au_bout(essai)
    next(c for c in essai.checkbox if c.label == "J'ai lu").check().run()
    cliquer(essai, "publier")
    with duckdb.connect(str(personne.base), read_only=True) as base:
        assert base.execute("select contrat_id, epci_siren from contrat").fetchall() == [
            ("CN04190I", "200000001")
        ]


def test_seul_un_administrateur_fait_sortir_le_serveur(personne, recette, monkeypatch):
    monkeypatch.setattr(httpx.Client, "stream", lambda *a, **k: pytest.fail("une sortie réseau"))
    recette("https://exemple.fr/contrats.geojson")
    assert "contrat-liste" not in cles(ouvrir("mise-a-jour"))
    personne.role = acces.ADMINISTRATEUR
    essai = ouvrir("mise-a-jour")
    assert "contrat-liste" in cles(essai) and essai.text_input(key="contrat-nom")


def dites(essai) -> str:
    return " ".join(info.value for info in essai.info)


def test_une_lecture_arretee_ne_reprend_qu_au_bouton(personne, monkeypatch):
    """Arrêter, c'est un clic : il interrompt le passage de la page, et le suivant ne recommence rien."""
    demandes = []

    def jamais_fini(nom, *arguments, respirer, **_):
        demandes.append(nom)
        for _ in range(1000):
            respirer()
        raise SourceIllisible("trop long")

    vraie = a_part.faire
    monkeypatch.setattr(a_part, "faire", jamais_fini)
    monkeypatch.setattr(visite, "BOUTON_S", -1)
    essai = commencer(tableau(TITRES, *ACTIONS))
    assert demandes == ["deposer"] and [e.value for e in essai.error] == ["trop long"]
    essai.session_state["mise_a_jour_arrets"] = {"Lecture du fichier"}
    essai.run()
    assert demandes == ["deposer"], "rien ne recommence seul"
    assert "arrêté" in dites(essai) and "recommencer-Lecture du fichier" in cles(essai)
    monkeypatch.setattr(a_part, "faire", vraie)
    cliquer(essai, "recommencer-Lecture du fichier")
    assert "arrêté" not in dites(essai) and "changer-fichier" in cles(essai)
