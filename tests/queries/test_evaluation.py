"""L'évaluation : on n'additionne que ce qu'on sait, aucun petit effectif ne se retrouve, l'inconnu se dit."""

import duckdb
import pytest

from queries import Filtre, lire

LIEUX = """
insert into contrat (contrat_id, nom, epci_siren, region, debut, fin, generation, source_id)
values ('C1', 'Val', '200000001', '24', 2015, 2030, '2024', 's1');
insert into pilier values ('P1', 'C1', 'P1', 'Emploi', 1, 2024, 2030, 's1'),
    ('P2', 'C1', 'P2', 'Santé', 2, 2024, 2030, 's1');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) values
    ('QP1', 'C1', 'Nord', 'QPV', '2015', ['41018'], 's1'),
    ('QN1', 'C1', 'Nord', 'QPV', '2024', ['41018'], 's1'),
    ('QN2', 'C1', 'Sud', 'QPV', '2024', ['41018'], 's1');
insert into passage_quartier values ('QP1', 'QN1', 'identique', 's1');
insert into indicateur values
    ('emploi', 'Taux d''emploi', 'Emploi', '%', 'Part.', 'hausse', false, 's1'),
    ('chomeurs', 'Demandeurs d''emploi', 'Emploi', 'personnes', 'Nombre.', 'baisse', true, 's1');
"""


def actions(*lignes: dict) -> str:
    """Des actions de 2025 ; `lieux` : quartier → personnes touchées (None : inconnu)."""
    sql = LIEUX
    for rang, ligne in enumerate(lignes, start=1):
        voulue = {
            "annee": 2025,
            "statut": "soldée",
            "pilier": "P1",
            "prevus": None,
            "reels": None,
            "bilan": None,
            "poste": False,
            "lieux": {},
        } | ligne
        prevus, reels, bilan = (
            "null" if voulue[n] is None else str(voulue[n]).lower() for n in ("prevus", "reels", "bilan")
        )
        sql += f"""
        insert into action (action_id, contrat_id, annee, intitule, pilier_id, statut, echelle,
            beneficiaires_prevus, beneficiaires_reels, bilan_recu, cout_theorique, source_id)
        values ('A{rang}', 'C1', {voulue["annee"]}, 'Action {rang}', '{voulue["pilier"]}',
            '{voulue["statut"]}', 'quartiers', {prevus}, {reels}, {bilan}, {voulue["poste"]}, 's1');"""
        for quartier, nb in voulue["lieux"].items():
            part = 1 / len(voulue["lieux"])
            nombre = "null" if nb is None else nb
            sql += f"insert into action_quartier values ('A{rang}', '{quartier}', {part}, {nombre}, 's1');"
    return sql


def chiffres(**filtre) -> dict:
    return lire("evaluation/chiffres", filtre=Filtre(**filtre)).iloc[0].to_dict()


def absent(valeur) -> bool:
    return valeur is None or valeur != valeur or str(valeur) == "<NA>"


def test_seules_les_actions_dont_on_sait_le_prevu_et_le_reel_s_additionnent(base_minuscule):
    base_minuscule(
        actions({"prevus": 100, "reels": 80}, {"prevus": 50, "reels": 60}, {"prevus": 40}, {"reels": 30}, {})
    )
    lus = chiffres()
    assert (lus["prevus"], lus["reels"]) == (150, 140)
    assert (lus["nb_actions"], lus["nb_sues"], lus["nb_inconnues"]) == (5, 2, 3)
    assert (lus["nb_sans_prevu"], lus["nb_sans_reel"]) == (2, 2)


def test_les_postes_au_cout_theorique_sont_exclus(base_minuscule):
    base_minuscule(
        actions({"prevus": 100, "reels": 80, "bilan": True, "poste": True}, {"prevus": 10, "reels": 9})
    )
    lus = chiffres()
    assert (lus["nb_actions"], lus["reels"], lus["nb_bilans"]) == (1, 9, 0)
    assert lire("evaluation/actions", filtre=Filtre())["action_id"].tolist() == ["A2"]


def test_une_action_de_moins_de_cinq_personnes_reste_hors_des_totaux(base_minuscule):
    base_minuscule(actions({"prevus": 10, "reels": 3}, {"prevus": 20, "reels": 18}))
    lus = chiffres()
    assert (lus["reels"], lus["prevus"], lus["nb_petites"]) == (18, 20, 1)
    groupes = lire("evaluation/beneficiaires", filtre=Filtre(), par="pilier")
    assert groupes[["reels", "nb_petites"]].to_numpy().tolist() == [[18, 1]]


def test_des_personnes_jamais_connues_ne_font_pas_zero(base_minuscule):
    base_minuscule(actions({"prevus": 10}, {"prevus": 10, "reels": 2}))
    assert absent(chiffres()["reels"])


def test_la_part_des_bilans_porte_sur_les_actions_terminees(base_minuscule):
    base_minuscule(
        actions(
            {"bilan": True},
            {"bilan": False},
            {"statut": "réalisée"},
            {"bilan": True, "statut": "réalisée"},
            {"bilan": True, "statut": "conventionnée"},
        )
    )
    lus = chiffres()
    assert (lus["nb_terminees"], lus["nb_bilans"], lus["nb_bilans_inconnus"]) == (4, 2, 1)
    assert lus["part_bilans"] == 0.5


def test_les_personnes_se_lisent_par_pilier_puis_par_annee(base_minuscule):
    base_minuscule(
        actions(
            {"prevus": 10, "reels": 9, "pilier": "P2"},
            {"prevus": 20, "reels": 21, "annee": 2024},
            {"prevus": 30, "reels": 28},
        )
    )
    piliers = lire("evaluation/beneficiaires", filtre=Filtre(), par="pilier")
    assert piliers[["nom", "prevus", "reels"]].to_numpy().tolist() == [["Emploi", 50, 49], ["Santé", 10, 9]]
    annees = lire("evaluation/beneficiaires", filtre=Filtre(), par="annee")
    assert annees[["code", "reels"]].to_numpy().tolist() == [["2024", 21], ["2025", 37]]


def test_un_effectif_de_quartier_ne_se_retrouve_pas_par_difference(base_minuscule):
    base_minuscule(
        actions(
            {"reels": 33, "lieux": {"QN1": 30, "QN2": 3}},  # 3 personnes au Sud : l'action entière est à part
            {"reels": 22, "lieux": {"QN1": 20, "QN2": None}},  # il en resterait 2 au Sud
            {"reels": 20, "lieux": {"QN1": 20, "QN2": None}},  # il n'en resterait aucune
            {"reels": 43, "lieux": {"QN1": 40}},  # il en resterait 3 hors des quartiers
            {"reels": 50, "lieux": {"QN1": 30, "QN2": 20}},
            {"lieux": {"QN2": 7}},
        )
    )
    lignes = lire("evaluation/quartiers", filtre=Filtre()).set_index("quartier")
    assert lignes.loc["Nord", ["personnes", "nb_sues", "nb_protegees"]].tolist() == [30, 1, 4]
    assert lignes.loc["Sud", ["personnes", "nb_sues", "nb_protegees"]].tolist() == [27, 2, 3]


def test_une_repartition_inconnue_est_comptee_comme_telle(base_minuscule):
    base_minuscule(actions({"reels": 90, "lieux": {"QN1": None}}, {"reels": 60, "lieux": {"QN1": 60}}))
    ligne = lire("evaluation/quartiers", filtre=Filtre()).iloc[0]
    assert (ligne["nb_actions"], ligne["nb_sues"], ligne["nb_inconnues"], ligne["personnes"]) == (2, 1, 1, 60)


def test_le_filtre_de_quartier_ne_montre_que_lui(base_minuscule):
    base_minuscule(actions({"reels": 50, "lieux": {"QN1": 30, "QN2": 20}}))
    assert lire("evaluation/quartiers", filtre=Filtre(quartiers=("QN2",)))["quartier"].tolist() == ["Sud"]


def test_la_liste_des_actions_ne_donne_aucun_petit_effectif(base_minuscule):
    base_minuscule(actions({"prevus": 4, "reels": 3, "bilan": True}, {"prevus": 20, "bilan": False}))
    lignes = lire("evaluation/actions", filtre=Filtre()).set_index("action_id")
    assert lignes.index.tolist() == ["A2", "A1"], "le bilan attendu vient d'abord"
    assert absent(lignes.loc["A1", "reels"]) and absent(lignes.loc["A1", "prevus"])
    assert lignes.loc["A1", "effectif"] == "moins de 5 prévues ; moins de 5 touchées"
    assert lignes["bilan"].tolist() == ["attendu", "reçu"]


def objectif(
    indicateur="emploi", quartier="QN1", depart="40.0", annee="2023", cible="46", pilier="P1"
) -> str:
    texte = [f"'{v}'" if v else "null" for v in (pilier, indicateur)]
    lieu = f"'{quartier}'" if quartier else "null"
    return (
        "insert into objectif values ('O1', 'C1', "
        f"{texte[0]}, {texte[1]}, 'But', {lieu}, {depart}, {annee}, {cible}, 2030, 's1');"
    )


def mesure(valeur, annee=2025, lieu="QN1", genre="quartier", indicateur="emploi") -> str:
    statut = valeur if isinstance(valeur, str) else "diffusée"
    nombre = "null" if isinstance(valeur, str) else valeur
    return f"""insert into mesure values
        ('{indicateur}', '{genre}', '{lieu}', {annee}, {nombre}, '{statut}', null, 's1');"""


def lu(filtre: Filtre | None = None, par="pilier", fin=None) -> dict:
    return lire("evaluation/objectifs", filtre=filtre or Filtre(), par=par, fin=fin).iloc[0].to_dict()


@pytest.mark.parametrize(
    ("valeur", "etat", "avancement"),
    [(43.0, "approche", 0.5), (46.2, "atteint", 1.0333), (37.0, "eloigne", -0.5), (40.1, "stable", 0.0167)],
)
def test_l_avancement_est_le_chemin_parcouru_sur_le_chemin_a_parcourir(
    base_minuscule, valeur, etat, avancement
):
    base_minuscule(LIEUX + objectif() + mesure(valeur))
    ligne = lu()
    assert (ligne["etat"], ligne["annee"]) == (etat, 2025)
    assert ligne["avancement"] == pytest.approx(avancement)


def test_une_cible_plus_basse_que_le_depart_se_lit_a_l_endroit(base_minuscule):
    base_minuscule(
        LIEUX + objectif("chomeurs", depart="225", cible="190") + mesure(218, indicateur="chomeurs")
    )
    ligne = lu()
    assert (ligne["etat"], ligne["avancement"]) == ("approche", 0.2)


@pytest.mark.parametrize(
    ("sql", "raison"),
    [
        (objectif(indicateur=None), "sans indicateur"),
        (objectif(), "sans mesure"),
        (objectif() + mesure(40.0, annee=2023), "rien depuis"),
        (objectif() + mesure("secret"), "secret"),
        (objectif(depart="null", annee="null") + mesure(43.0), "sans départ"),
    ],
)
def test_nous_ne_savons_pas_et_nous_disons_pourquoi(base_minuscule, sql, raison):
    base_minuscule(LIEUX + sql)
    ligne = lu()
    assert (ligne["etat"], ligne["raison"]) == ("inconnu", raison)


def test_le_depart_qui_manque_se_lit_dans_la_mesure_de_son_annee(base_minuscule):
    base_minuscule(LIEUX + objectif(depart="null") + mesure(40.0, annee=2023) + mesure(43.0))
    assert (lu()["depart"], lu()["avancement"]) == (40.0, 0.5)


def test_sans_quartier_la_mesure_est_celle_de_l_agglomeration(base_minuscule):
    base_minuscule(
        LIEUX + objectif(quartier=None) + mesure(99.0) + mesure(43.0, lieu="200000001", genre="epci")
    )
    assert (lu()["aujourdhui"], lu()["quartier"]) == (43.0, "Ensemble du contrat")


def test_un_perimetre_identique_donne_sa_mesure(base_minuscule):
    base_minuscule(LIEUX + objectif(quartier="QP1", annee="2020") + mesure(43.0, lieu="QN1"))
    assert lu()["aujourdhui"] == 43.0


def test_l_annee_choisie_borne_la_mesure(base_minuscule):
    base_minuscule(LIEUX + objectif() + mesure(43.0, annee=2024) + mesure(45.0))
    assert lu(fin=2024)["aujourdhui"] == 43.0
    assert lire("evaluation/objectifs", filtre=Filtre(), par="pilier", fin=2022).empty


def test_les_objectifs_suivent_le_pilier_et_le_quartier_du_filtre(base_minuscule):
    base_minuscule(LIEUX + objectif())
    for filtre, nb in (
        (Filtre(piliers=("P1",)), 1),
        (Filtre(piliers=("P2",)), 0),
        (Filtre(quartiers=("QN1",)), 1),
        (Filtre(quartiers=("ensemble",)), 0),
        (Filtre(contrats=("C2",)), 0),
    ):
        assert len(lire("evaluation/objectifs", filtre=filtre, par="pilier", fin=None)) == nb


def test_chaque_groupe_dit_combien_d_objectifs_il_connait(base_minuscule):
    base_minuscule(LIEUX + objectif() + mesure(43.0) + objectif(indicateur=None).replace("'O1'", "'O2'"))
    ligne = lu(par="quartier")
    assert (ligne["groupe"], ligne["nb_groupe"], ligne["nb_sus_groupe"]) == ("Nord", 2, 1)


def test_sur_la_region_fictive_les_totaux_sont_ceux_d_un_recalcul_naif(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    statuts = ("retenue", "conventionnée", "réalisée", "soldée")
    with duckdb.connect(str(base_demo), read_only=True) as base:
        brutes = base.execute(
            """select contrat_id, annee, statut, cout_theorique, beneficiaires_prevus, beneficiaires_reels,
            bilan_recu from action"""
        ).fetchall()
    for contrat, annee in sorted({(b[0], b[1]) for b in brutes}):
        ici = [b for b in brutes if b[:2] == (contrat, annee) and b[2] in statuts and not b[3]]
        sues = [b for b in ici if b[4] is not None and b[5] is not None]
        grandes = [b for b in sues if min(b[4], b[5]) >= 5]
        lus = chiffres(contrats=(contrat,), annees=(annee, annee), statuts=statuts)
        assert lus["nb_actions"] == len(ici)
        assert (lus["nb_sues"], lus["nb_petites"]) == (len(sues), len(sues) - len(grandes))
        if grandes:
            assert (lus["prevus"], lus["reels"]) == (sum(b[4] for b in grandes), sum(b[5] for b in grandes))
        assert lus["nb_bilans"] == sum(b[6] is True for b in ici if b[2] in ("réalisée", "soldée"))
