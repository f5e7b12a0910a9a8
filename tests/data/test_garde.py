"""La garde : une publication qui perd beaucoup s'arrête et demande, par où qu'elle passe."""

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from data import garde, mise_a_jour, publication
from data.__main__ import main
from data.construction import construire
from data.differences import comparer
from data.fichier_depose import deposer
from data.garde import alerte
from data.identite import version_servie
from data.publication import PublicationArretee, publier_fichier, restaurer
from tests.conftest import ouvrir_vide
from tests.data.conftest import MINUSCULE
from tests.data.test_publication import base_de

REEL = {"contrat": MINUSCULE["contrat"].replace(";oui", ";non")}
"""Le classeur minuscule, dont les contrats ne sont plus fictifs."""


def base_d_actions(chemin, *actions: tuple[str, int, str], fictif: bool = False, resume: dict | None = None):
    """Une base d'actions (contrat, année, accordé)."""
    with ouvrir_vide(chemin) as base:
        contrats = {contrat for contrat, *_ in actions}
        for contrat in contrats:
            base.execute(
                "insert into contrat (contrat_id, nom, debut, fin, generation, fictif, source_id) "
                "values (?, ?, 2024, 2030, '2024', ?, 's')",
                [contrat, f"Contrat {contrat}", fictif],
            )
        for rang, (contrat, annee, accorde) in enumerate(actions):
            base.execute(
                "insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) "
                "values (?, ?, ?, 'x', 'retenue', 'contrat', 's')",
                [f"A{rang}", contrat, annee],
            )
            base.execute(
                "insert into financement values (?, 'e', 'specifique', 'fonctionnement', "
                "null, null, ?, null, 's')",
                [f"A{rang}", Decimal(accorde)],
            )
        if resume is not None:
            base.execute("update version set resume = ?", [json.dumps(resume)])
    return chemin


@given(
    st.lists(st.integers(0, 40), min_size=5, max_size=5), st.lists(st.integers(0, 40), min_size=5, max_size=5)
)
def test_perdre_plus_d_un_cinquieme_est_une_perte_et_pas_moins(avant, apres):
    """La règle, au bord : 5 → 4 ne perd pas plus de 20 %, 4 → 3 si."""
    for a, b in zip(avant, apres, strict=True):
        assert (a - b > garde.SEUIL * a) == (b < 0.8 * a - 1e-9)


@pytest.mark.parametrize(
    ("avant", "apres", "phrases"),
    [
        ([("C1", 2024, "10")] * 5, [("C1", 2024, "10")] * 4, []),
        ([("C1", 2024, "10")] * 4, [("C1", 2024, "14")] * 3, ["Contrat C1, 2024 : actions 4 → 3"]),
        (
            [("C1", 2024, "100"), ("C1", 2025, "100")],
            [("C1", 2024, "79.99"), ("C1", 2025, "80")],
            ["Contrat C1, 2024 : accordé 100,00\u202f€ → 79,99\u202f€"],
        ),
        (
            # Un contrat entier, et l'année d'un autre : le total, lui, a augmenté.
            [("C1", 2024, "10"), ("C2", 2024, "10"), ("C2", 2025, "10")],
            [("C2", 2024, "900"), ("C3", 2024, "900")],
            [
                "Contrat C1, 2024 : actions 1 → 0 ; accordé 10,00\u202f€ → 0,00\u202f€",
                "Contrat C2, 2025 : actions 1 → 0 ; accordé 10,00\u202f€ → 0,00\u202f€",
            ],
        ),
    ],
)
def test_la_perte_se_compte_par_contrat_et_par_annee(tmp_path, avant, apres, phrases):
    a, b = base_d_actions(tmp_path / "a.duckdb", *avant), base_d_actions(tmp_path / "b.duckdb", *apres)
    assert alerte(a, b).phrases() == phrases


def test_la_fiction_s_efface_devant_le_vrai_mais_se_garde_d_elle_meme(tmp_path):
    fiction = base_d_actions(tmp_path / "f.duckdb", ("F1", 2024, "10"), ("F2", 2024, "10"), fictif=True)
    vrai = base_d_actions(tmp_path / "v.duckdb", ("C1", 2024, "10"))
    reste = base_d_actions(tmp_path / "r.duckdb", ("F1", 2024, "10"), fictif=True)
    assert not alerte(fiction, vrai)
    assert comparer(fiction, vrai).contrats_retires == [], "le web ne la retient pas non plus"
    assert [p.contrat for p in alerte(fiction, reste).pertes] == ["Contrat F2"]
    assert [p.contrat for p in alerte(vrai, reste).pertes] == ["Contrat C1"]


def test_une_base_servie_illisible_n_empeche_rien(tmp_path):
    (tmp_path / "abimee.duckdb").write_bytes(b"pas une base" * 500)
    neuve = base_d_actions(tmp_path / "b.duckdb", ("C1", 2024, "1"))
    assert not alerte(tmp_path / "abimee.duckdb", neuve)
    assert not alerte(tmp_path / "absente.duckdb", neuve)
    assert not alerte(None, neuve)


def test_finir_sans_action_quand_un_fichier_en_avait_s_arrete_meme_sans_base_servie(tmp_path):
    sources = [{"nom": "Postes", "lignes_d_action": 4949}, {"nom": "Communes", "lignes_d_action": 0}]
    vide = base_d_actions(tmp_path / "v.duckdb", resume={"sources": sources})
    assert alerte(None, vide).phrases() == [
        "la base n'aurait aucune action, alors que « Postes » en lit 4\u202f949"
    ]
    assert not alerte(None, base_d_actions(tmp_path / "w.duckdb", resume={"sources": sources[1:]}))
    assert not alerte(None, base_d_actions(tmp_path / "x.duckdb", resume={}))


def test_un_long_message_compte_ce_qu_il_ne_nomme_pas(tmp_path):
    avant = base_d_actions(tmp_path / "a.duckdb", *((f"C{n:02}", 2024, "10") for n in range(12)))
    apres = base_d_actions(tmp_path / "b.duckdb", ("C00", 2024, "10"))
    dite = alerte(avant, apres)
    assert len(dite.phrases()) == garde.CITEES + 1 and dite.phrases()[-1] == "et 3 autres pertes"
    assert dite.resume().endswith(", et 10 autres pertes")


@pytest.fixture
def servie(classeur, tmp_path):
    """Le classeur minuscule d'un vrai contrat, publié ; rend (recette, base)."""
    recette, base = classeur(**REEL), tmp_path / "servie" / "b.duckdb"
    base.parent.mkdir()
    construire(recette, base=base, silencieux=True)
    return recette, base


SANS_A1 = MINUSCULE["programmation"].replace("A1;C1;2024;Chantier;S1;EMP;INS;retenue;QN1,QN2\n", "")
FINANCEMENTS = MINUSCULE["financements"].replace("A1;etat;specifique;fonctionnement;6000,01;6000,01\n", "")
PERTE = "Val d'Essai, 2024 : actions 2 → 1 ; demandé 6\u202f500,01\u202f€ → 500,00\u202f€ ; accordé"


@pytest.mark.parametrize("commande", ["construire", "publier"])
def test_construire_et_publier_une_recette_s_arretent_et_demandent(servie, classeur, capsys, commande):
    recette, base = servie
    avant = version_servie(base)
    classeur(**REEL, programmation=SANS_A1, financements=FINANCEMENTS)
    mots = [commande, str(recette), "--base", str(base)]
    assert main(mots) == 1
    dit = capsys.readouterr().err
    assert "Rien n'est publié" in dit and PERTE in dit and "--malgre-tout" in dit
    assert version_servie(base) == avant
    assert main([*mots, "--malgre-tout"]) == 0
    assert version_servie(base) != avant


def test_publier_un_fichier_s_arrete_et_demande(tmp_path, capsys):
    base = tmp_path / "site" / "b.duckdb"
    base.parent.mkdir()
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1", "250.05"), base)
    moindre = base_de(tmp_path / "2.duckdb", "V2", "9")
    assert main(["publier", str(moindre), "--base", str(base)]) == 1
    assert "Val, 2024 : accordé 250,05\u202f€ → 9,00\u202f€" in capsys.readouterr().err
    assert version_servie(base) == "V1"
    assert main(["publier", str(moindre), "--base", str(base), "--malgre-tout"]) == 0
    # Revenir en arrière nomme une version déjà publiée : rien n'est à redemander.
    publier_fichier(base_de(tmp_path / "3.duckdb", "V3", "1000"), base)
    restaurer("V2", base)
    assert version_servie(base) == "V2"


def test_publier_refuse_toujours_par_la_garde_et_non_par_l_appelant(tmp_path):
    base = tmp_path / "b.duckdb"
    publication.publier(base_de(tmp_path / ".c1", "V1", "250.05"), base)
    neuf = base_de(tmp_path / ".c2", "V2", "9")
    with pytest.raises(PublicationArretee) as arret:
        publication.publier(neuf, base)
    assert [perte.annee for perte in arret.value.alerte.pertes] == [2024]


def _large(*lignes) -> bytes:
    classeur = Workbook()
    for ligne in (
        ("Référence", "Intitulé de l'action", "Porteur", "Statut", "Année", "État accordé"),
        *lignes,
    ):
        classeur.active.append(ligne)
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def test_un_tableau_de_programmation_s_arrete_et_demande(servie, tmp_path, capsys):
    _, base = servie
    tableau = tmp_path / "tableau.xlsx"
    tableau.write_bytes(_large(("A2", "Fête", "Régie", "retenue", 2024, 10)))
    mots = ["programmation", str(tableau), "--contrat", "C1", "--base", str(base), "--publier"]
    assert main(mots) == 1
    assert "Val d'Essai, 2024 : actions 2 → 1" in capsys.readouterr().err
    assert main([*mots, "--malgre-tout"]) == 0


def test_un_depot_du_web_porte_son_alerte_et_ne_se_publie_pas_sans_elle(servie, tmp_path):
    _, base = servie
    depot = deposer(_large(("A2", "Fête", "Régie", "retenue", 2024, 10)), "t.xlsx")
    examen = mise_a_jour.examiner_tableau(depot, base, "C1")
    v = mise_a_jour.verifier_tableau(examen, depot, base, tmp_path, lambda etape: None)
    assert v.alerte.resume().startswith("Val d'Essai, 2024 : actions 2 → 1")
    with pytest.raises(PublicationArretee):
        mise_a_jour.publier(v, base, "chef@agglo.fr")
    mise_a_jour.publier(v, base, "chef@agglo.fr", malgre_tout=True)


def test_une_base_sans_action_faite_de_postes_ne_se_publie_pas(classeur, tmp_path, capsys):
    """Cas 57 : tous les codes de contrat sont d'un autre contrat, ou d'aucun."""
    recette = classeur(**dict.fromkeys(("programmation", "financements")))
    poste = {"id_poste": "09921R000101", "annee": 2026, "montant": 22810.61, "code_cv": "CV002"}
    (tmp_path / "adultes-relais.json").write_text(json.dumps([poste]), encoding="utf-8")
    with recette.open("a", encoding="utf-8") as flux:
        flux.write('\n[[source]]\ntype = "postes-anct"\nfichier = "adultes-relais.json"\n')
    mots = ["construire", str(recette), "--base", str(tmp_path / "b.duckdb")]
    assert main(mots) == 1
    assert "aucune action, alors que « adultes-relais.json » en lit 1" in capsys.readouterr().err
    assert not (tmp_path / "b.duckdb").exists()
    assert main([*mots, "--malgre-tout"]) == 0
