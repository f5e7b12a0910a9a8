"""Les phrases et les chiffres de la page Porteurs."""

from decimal import Decimal

import pandas as pd

from pages.composants.formats import FINE
from pages.sujets.porteurs import dit
from queries import Filtre

EN_2026 = Filtre(annees=(2026, 2026))


def structures(*montants, postes=0, parts=None):
    nb = len(montants)
    return pd.DataFrame(
        {
            "structure_id": [f"S{i}" for i in range(nb)],
            "categorie": ["association"] * nb,
            "nb_actions": [2] * nb,
            "nb_postes": [postes] * nb,
            "montant_eur": [Decimal(m) for m in montants],
            "part_premier": parts or [None] * nb,
        }
    )


def plat(texte):
    return texte.replace(FINE, " ")


def test_la_phrase_dit_combien_agissent_et_ce_que_prennent_les_trois_premieres():
    lu = plat(dit.porteurs(structures(40_000, 20_000, 10_000, 30_000), EN_2026))
    # Les trois premières lignes reçues : 70 000 € sur 100 000 €.
    assert lu == (
        "En 2026, 4 structures mènent 8 actions ; les trois premières reçoivent 70 % des 100 k€ accordés."
    )


def test_peu_de_structures_se_comptent_sans_part():
    lu = plat(dit.porteurs(structures(40_000), EN_2026))
    assert lu == "En 2026, 1 structure mène 2 actions, pour 40 k€ accordés."


def test_des_postes_seuls_se_disent_a_leur_cout_theorique():
    lu = plat(dit.porteurs(structures(22_811, 22_811, postes=2), EN_2026))
    assert lu == "En 2026, 2 structures emploient 4 postes aidés, pour 45,6 k€ de coût théorique."


def mouvements(*situations, avant=1):
    nb = len(situations)
    return pd.DataFrame(
        {
            "situation": situations,
            "nb_avant": [0 if s == "nouveau" else avant for s in situations],
            "avant_eur": [Decimal(100)] * nb,
            "montant_eur": [Decimal(50)] * nb,
        }
    )


def test_les_chiffres_disent_qui_arrive_qui_s_arrete_et_qui_depend():
    lignes = structures(10, 10, 10, postes=1, parts=[0.5, 0.51, 1.0])
    cartes = dit.chiffres_cles(lignes, mouvements("nouveau", "nouveau", "arrêté", "continue"), 2026)
    lus = {c.cle: (c.nom, c.valeur, plat(c.suite)) for c in cartes}
    assert lus["porteurs"] == ("Structures", "3", "dont 3 associations")
    assert lus["nouveaux"] == ("Nouvelles en 2026", "2", "100 € en 2026")
    assert lus["arretes"] == ("Arrêtées depuis 2025", "1", "100 € en 2025")
    # Exactement la moitié n'est pas plus de la moitié.
    assert lus["dependance"][1] == "2"
    assert lus["postes"] == ("Postes aidés", "3", "dans 3 structures")


def test_sans_annee_d_avant_rien_n_est_compare():
    cartes = dit.chiffres_cles(structures(10), mouvements("nouveau"), 2026)
    assert [c.cle for c in cartes] == ["porteurs"]


def test_un_porteur_se_dit_meme_quand_il_n_agit_plus():
    toutes = {"porteur": "Régie", "premiere_annee": 2015, "derniere_annee": 2024, "nb_annees": 7}
    lu = plat(dit.porteur(None, toutes, EN_2026))
    assert lu == "En 2026, « Régie » n'a pas d'action sous ces filtres ; sa dernière date de 2024."
    ici = {"nb_actions": 3, "nb_postes": 1, "montant_eur": Decimal(275_000)}
    lu = plat(dit.porteur(ici, toutes, EN_2026))
    assert lu == "En 2026, « Régie » mène 3 actions, pour 275 k€ accordés."
    ici = {"nb_actions": 1, "nb_postes": 1, "montant_eur": Decimal(7164)}
    lu = plat(dit.porteur(ici, toutes, EN_2026))
    assert lu == "En 2026, « Régie » emploie 1 poste aidé, pour 7 164 € de coût théorique."


def test_les_annees_d_un_porteur_se_disent_avec_leurs_trous():
    def depuis(debut, fin, nb):
        return dit.depuis({"premiere_annee": debut, "derniere_annee": fin, "nb_annees": nb})

    assert depuis(2024, 2024, 1) == "en 2024"
    assert depuis(2015, 2016, 2) == "de 2015 à 2016"
    assert depuis(2015, 2024, 7) == "de 2015 à 2024, 7 années"


def test_le_titre_des_presences_compare_les_deux_dernieres_annees():
    lignes = pd.DataFrame({"annee": [2025, 2026, 2026], "nb_porteurs": [41, 38, 5]})
    assert dit.presences(lignes) == "43 structures en 2026, 41 en 2025"
    assert dit.presences(lignes[:1]) == "41 structures en 2025"


def test_la_part_d_une_structure_se_lit_sur_toutes_meme_si_on_n_en_montre_que_les_premieres():
    lignes = structures(60_000, 40_000)
    assert plat(dit.avec_part(lignes)(Decimal(60_000))) == "60 k€ · 60 %"
    assert dit.premieres(10, lignes, EN_2026) == "Montants accordés, 2026"
    assert dit.premieres(1, lignes, EN_2026) == "Les 1 premières sur 2 · montants accordés, 2026"
