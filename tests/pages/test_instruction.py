"""La page Instruction : l'agent décide et voit le reste changer ; le visiteur ne voit rien de réservé."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.seance.ordre import Decision, Seance, de_lien, en_lien
from pages.serveur.configuration import configuration
from tests.pages.test_pages import MENU, textes
from tests.queries.test_instruction import BASE

RESERVES = (
    "Chantier",
    "Fête",
    "Reportée",
    "Secrète",
    "en instruction",
    "déposée",
    "ajournée",
    # Demandé et proposé du chantier, de la fête, de la reportée ; leurs sommes ; ce qu'il en resterait.
    "6 000",
    "4 500",
    "1 500",
    "7 500",
    "4 000",
    "3 000",
    "2 000",
    "900",
    "Proposé",
    "Demandé",
)


def simple(texte: str) -> str:
    return texte.replace("\u202f", " ")


@pytest.fixture
def agents(tmp_path, monkeypatch):
    """Une configuration qui nomme des agents ; l'ancienne est rendue à la fin."""
    fichier = tmp_path / "reglages.toml"
    fichier.write_text('agents = ["@agglo.fr"]\n', encoding="utf-8")
    monkeypatch.setenv("CONTRAT_CONFIG", str(fichier))
    configuration.cache_clear()
    yield
    monkeypatch.undo()
    configuration.cache_clear()


def ouvrir(courriel: str = "", **parametres: str) -> AppTest:
    essai = AppTest.from_file(MENU, default_timeout=60)
    if courriel:
        essai.user = {"is_logged_in": True, "email": courriel, "email_verified": True}
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    essai.switch_page("instruction.py")
    essai.run()
    assert not essai.exception
    return essai


def agent(**parametres: str) -> AppTest:
    return ouvrir("claire@agglo.fr", **parametres)


def tout(essai: AppTest) -> str:
    """Ce que la page dit, chiffres, tableaux et erreurs compris."""
    chiffres = [f"{m.label} {m.value} {m.delta}" for m in essai.metric]
    tableaux = [table.value.to_csv() for table in essai.dataframe]
    suite = [str(bloc.value) for bloc in (*essai.error, *essai.warning)]
    return simple("\n".join([textes(essai), *chiffres, *tableaux, *suite]))


def noter(essai: AppTest, code: str, sens: str, montant: str = "", motif: str = "") -> AppTest:
    essai.radio(key=f"sens-{code}").set_value(sens)
    essai.text_input(key=f"montant-{code}").set_value(montant)
    essai.text_input(key=f"motif-{code}").set_value(motif)
    essai.button(key=f"noter-{code}").click().run()
    assert not essai.exception
    return essai


def seance(essai: AppTest) -> Seance:
    code = essai.query_params.get("seance")
    return de_lien(code[0] if isinstance(code, list) else code) if code else Seance()


def test_l_agent_lit_la_phrase_l_enveloppe_et_ce_qui_reste(base_minuscule, agents):
    base_minuscule(BASE)
    essai = agent()
    assert simple(essai.header[0].value) == (
        "En 2026, 2 demandes en instruction, dont 1 proposée pour 4 500 € ; il reste 12 k€ d'enveloppe."
    )
    chiffres = {m.label: (simple(m.value), simple(m.delta or "")) for m in essai.metric}
    assert chiffres["À décider"] == ("2", "sur 2 · 1 sans proposition")
    assert chiffres["Reste d'enveloppe"] == ("12 k€", "7 500 € si tout passe")
    assert "2 favorables, réservé" in tout(essai)


def test_un_visiteur_ne_voit_que_l_enveloppe_et_le_vote(base_minuscule, agents):
    base_minuscule(BASE)
    decidee = en_lien(Seance().avec(Decision("D1", "modifiée", None, "Chantier secret")))
    for qui in ("", "intrus@ailleurs.fr"):
        for parametres in ({}, {"action": "D1", "liste": "toutes", "statut": "refusée"}, {"seance": decidee}):
            essai = ouvrir(qui, **parametres)
            dit = tout(essai)
            assert simple(essai.header[0].value) == (
                "En 2026, 7 000 € sont programmés sur 19 k€ d'enveloppe ; il reste 12 k€."
            )
            assert "agents que la collectivité a autorisés" in dit
            # Les restes publics (4 000, 5 000, 3 000) se déduisent du voté : ils ne sont que dans le tableau.
            visible = dit.replace(essai.dataframe[0].value.to_csv(), "")
            assert [mot for mot in RESERVES if re.search(rf"(?<!\d){mot}", visible)] == []
            assert set(essai.dataframe[0].value.columns) == {
                "pilier",
                "financeur",
                "enveloppe_eur",
                "programme_eur",
                "reste_eur",
            }
            assert not [b for b in essai.button if b.key and b.key.startswith(("noter", "instruction"))]
            assert not essai.text_input


def test_une_adresse_non_verifiee_reste_un_visiteur(base_minuscule, agents):
    base_minuscule(BASE)
    essai = AppTest.from_file(MENU, default_timeout=60)
    essai.user = {"is_logged_in": True, "email": "claire@agglo.fr", "email_verified": False}
    essai.switch_page("instruction.py").run()
    assert "Chantier" not in tout(essai)


def test_sans_enveloppe_la_page_dit_quelle_feuille_la_donnerait(base_minuscule):
    base_minuscule(BASE + "; delete from enveloppe;")
    assert "enveloppes.csv" in tout(ouvrir(courriel=""))


def aides(essai: AppTest) -> str:
    """Ce que disent de plus les chiffres : ce qu'ouvre aussi « D'où vient ce chiffre ? »."""
    return simple("\n".join(m.help for m in essai.metric))


def test_decider_change_le_reste_et_passe_a_la_suivante(base_minuscule, agents):
    base_minuscule(BASE)
    essai = noter(agent(), "D1", "modifiée", "1 000,01", "Réduit")
    assert seance(essai).decisions[0].motif == "Réduit"
    chiffres = {m.label: simple(m.value) for m in essai.metric}
    assert (chiffres["À décider"], chiffres["Décidé en séance"]) == ("1", "1 000 €")
    assert "Exactement 10 999,99 €." in aides(essai)
    assert essai.radio[0].key == "sens-D2"
    essai = noter(essai, "D2", "validée")
    # 12 000 − 1 000,01 − 1 000 : les 500 € du Département n'ont pas d'enveloppe.
    assert simple(essai.header[0].value) == (
        "En 2026, 2 demandes décidées pour 2 500 €, plus rien à décider ; il reste 10 k€ d'enveloppe."
    )
    assert "Exactement 9 999,99 €." in aides(essai)
    # Le lien suffit à retrouver les décisions.
    ailleurs = agent(seance=en_lien(seance(essai)))
    assert ailleurs.header[0].value == essai.header[0].value


def test_une_saisie_refusee_se_dit_et_ne_note_rien(base_minuscule, agents):
    base_minuscule(BASE)
    essai = noter(agent(), "D1", "modifiée", "6 000,01")
    assert "dépasse les 6 000 € demandés" in simple(essai.error[0].value)
    assert seance(essai) == Seance()
    assert essai.text_input(key="montant-D1").value == "6 000,01"
    essai = noter(essai, "D1", "modifiée", "6 000")
    assert not essai.error
    assert seance(essai).decisions[0].montant_eur == 6000


def test_defaire_rend_la_demande_et_l_enveloppe(base_minuscule, agents):
    base_minuscule(BASE)
    essai = noter(agent(), "D1", "validée")
    avant = {m.label: m.value for m in essai.metric}
    essai.button(key="instruction-defaire").click().run()
    assert seance(essai) == Seance()
    assert essai.radio[0].key == "sens-D1" and essai.radio[0].value is None
    assert {m.label: m.value for m in essai.metric} != avant


def test_un_lien_abime_ou_etranger_se_dit_sans_tout_casser(base_minuscule, agents):
    base_minuscule(BASE)
    assert "coupé ou abîmé" in agent(seance="abc").error[0].value
    etrangere = Seance().avec(Decision("AILLEURS", "validée")).avec(Decision("D1", "modifiée", 9999))
    avertis = tout(agent(seance=en_lien(etrangere)))
    assert "1 décision notée porte sur des actions" in avertis
    assert "plus que les 6 000 € demandés" in avertis


def test_une_demande_qui_n_est_plus_a_decider_le_dit(base_minuscule, agents):
    base_minuscule(BASE)
    essai = agent(action="V1", liste="toutes")
    assert "déjà retenue, 7 000 € accordés" in tout(essai)
    assert not essai.radio


def test_l_annee_par_defaut_reste_celle_du_public_meme_pour_un_agent(base_minuscule, agents):
    suivante = """insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
    values ('F1', 'C', 2027, 'Future', 'déposée', 'contrat', 's');"""
    base_minuscule(BASE + suivante)
    assert "2027" not in tout(ouvrir())
    essai = agent()
    assert essai.header[0].value.startswith("En 2026")
    assert "1 demande est en instruction pour 2027" in tout(essai)
    essai.button(key="voir-2027").click().run()
    assert essai.header[0].value.startswith("En 2027, 1 demande en instruction pour")
    essai.switch_page("synthese.py").run()
    assert not essai.exception


def test_la_region_fictive_s_instruit_et_se_projette(base_demo, monkeypatch, agents):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for mode in ({}, {"mode": "projection"}):
        essai = agent(**mode)
        assert "demandes en instruction, dont" in essai.header[0].value
        assert essai.radio[0].key.startswith("sens-CN00001I")
    assert "AUR-2026" not in tout(ouvrir())
