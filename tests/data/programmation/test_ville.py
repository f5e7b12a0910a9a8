"""Le tableau d'une ville entière entre d'une commande, sans rien écrire à la main ; il ressort tel qu'il est
dit."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from tests.data.programmation import fabrique
from tests.data.programmation.conftest import ouvrir_base

PARTAGE = Path(__file__).parents[4] / "shared"
VILLE = PARTAGE / "cas" / "ville"
FINANCEURS = {
    "Crédits Etat (BOP 147)": "etat",
    "AGGLO": "epci",
    "Ville Blois": "communes",
    "CD 41": "departement",
    "Région CVL": "region",
    "CAF 41": "caf",
    "Bailleurs (abatt. TFPB)": "bailleurs",
    "Autres (fondations, FSE…)": "autres",
}
STATUTS = {"Favorable": "retenue", "Ajourné": "ajournée", "Défavorable": "refusée"}


def lues(base):
    """Ce que la base a : référence → (intitulé, pilier, coût, financeur → euros, quartiers, statut)."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        lignes = connexion.execute(
            "select reference, intitule, pilier.nom, cout_total_eur, statut, action_id from action "
            "left join pilier using (pilier_id) where annee = 2026 and not cout_theorique order by reference"
        ).fetchall()
        apports = connexion.execute("select action_id, financeur_id, accorde_eur from financement").fetchall()
        lieux = connexion.execute(
            "select action_id, quartier_id, quartier.nom from action_quartier "
            "join quartier using (quartier_id)"
        ).fetchall()
    return {
        reference: {
            "nom": intitule,
            "axe": pilier,
            "cout": cout,
            "statut": statut,
            "fin": {f: m for a, f, m in apports if a == ident and m},
            "qpv": {q for a, q, _ in lieux if a == ident} | {n for a, _, n in lieux if a == ident},
        }
        for reference, intitule, pilier, cout, statut, ident in lignes
    }


@pytest.mark.skipif(not (VILLE.exists() and (PARTAGE / "reel").exists()), reason="../shared n'est pas là")
@pytest.mark.parametrize(
    "options",
    [
        ["--oui"],
        ["--oui", "--creer-piliers", "--statut", "Favorable sous réserve=retenue"],
    ],
)
def test_la_ville_de_blois_entre_d_une_commande(tmp_path, capsys, options):
    base, attendu = tmp_path / "b.duckdb", json.loads((VILLE / "attendu.json").read_text(encoding="utf-8"))
    assert main(["construire", "blois", "--dossier", str(PARTAGE / "reel"), "--base", str(base)]) == 0
    commande = ["programmation", str(VILLE / "Programmation_CDV_2026.xlsx"), "--contrat", "CN04101I"]
    assert main([*commande, "--base", str(base), *options, "--publier"]) == 0
    actions = lues(base)
    assert len(actions) == len(attendu["actions"]) == 25
    codes = [FINANCEURS[titre] for titre in attendu["fin"]]
    for dite in attendu["actions"]:
        lue = actions.pop(str(dite["num"]))
        assert (lue["nom"], lue["axe"], lue["cout"]) == (dite["nom"], dite["axe"], Decimal(dite["cout"]))
        apports = {c: Decimal(m) for c, m in zip(codes, dite["fin"], strict=True) if m and Decimal(m)}
        assert lue["fin"] == apports
        assert all((q in dite["qpv"]) for q in lue["qpv"] if q.startswith("QN") and "QN" in dite["qpv"])
        assert bool(lue["qpv"]) == (dite["qpv"] != "Tous QPV")
        for nom in ("Blois Nord", "Quinière Nord Ouest"):
            code = {"Blois Nord": "QN04101M", "Quinière Nord Ouest": "QN04104N"}[nom]
            assert (nom in lue["qpv"]) == (nom in dite["qpv"] or code in dite["qpv"])
        assert lue["statut"] == STATUTS.get(dite["avis"], lue["statut"])
    assert actions == {}
    with duckdb.connect(str(base), read_only=True) as connexion:
        sommes = dict(
            connexion.execute(
                "select financeur_id, sum(accorde_eur) from financement join action using (action_id) "
                "where annee = 2026 and not cout_theorique group by 1"
            ).fetchall()
        )
        piliers = {nom for (nom,) in connexion.execute("select nom from pilier").fetchall()}
    assert sommes == dict(zip(codes, map(Decimal, attendu["tot"][:-1]), strict=True))
    assert sum(sommes.values()) == Decimal(attendu["tot"][-1]) == Decimal("303600.49")
    assert piliers == {dite["axe"] for dite in attendu["actions"]}
    assert "Questions sans réponse" not in capsys.readouterr().out


TITRES = [
    "N°",
    "Axe du contrat",
    "Nom de l'action",
    "Porteur de projet",
    "QPV concerné(s)",
    "Nouvelle / reconduction",
    "Coût total TTC",
    "Crédits Etat (BOP 147)",
    "AGGLO",
    "Ville Bourg",
    "CD 01",
    "Région ARA",
    "CAF 01",
    "Bailleurs (abatt. TFPB)",
    "Autres (fondations, FSE…)",
    "TOTAL financements",
    "Avis COPIL",
    None,
    None,
]
AXES = ("Axe 1 – Réussite éducative", "Axe 2 – Mobilités")
ACTIONS = [
    (
        AXES[0],
        "Coup de pouce",
        "La Verrerie",
        9000,
        ["1 500,00 €", 500, "", "-", 0, 200.5, "", 100],
        "Favorable",
    ),
    (AXES[0], "Colo", "La Verrerie + Gare Sud", "4 200,50", [300, "", 40, "", "", "0", "", "-"], "Favorable"),
    (
        AXES[0],
        "Café",
        "QN00101I ; QN00102M",
        800,
        ["", 90.25, "", "", 10, "", "", ""],
        "Favorable sous réserve",
    ),
    (AXES[1], "Vélo-école", "Tous QPV", 5000, [1000, "1 000,00", "", 250, "", "", "", 0], "Favorable"),
    (
        AXES[1],
        "Navette",
        "QN00101I Les Grands Ormes\nQN00103N Gare Sud",
        700,
        ["", 70, "", "", "", "", 30, ""],
        "En attente de pièces",
    ),
]


def euros(ecrit):
    nu = str(ecrit).replace("€", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return Decimal(nu) if nu not in ("", "-") else Decimal(0)


def tableau():
    """Le même genre de tableau, d'une ville imaginaire : titres fusionnés, sections, sous-totaux, notes en
    marge."""
    page = [
        ["VAL – CONTRAT DE VILLE « Engagements Quartiers 2030 »"],
        ["Programmation 2026 – COPIL du 12 mars 2026"],
    ]
    page += [["Document de travail, mis à jour le 03/03/2026"], []]
    page += [["Action", *[None] * 6, "Financements accordés"], TITRES]
    total = [Decimal(0)] * 8
    for axe in AXES:
        page.append([axe.upper()])
        bloc = [Decimal(0)] * 8
        for numero, (sien, nom, qpv, cout, montants, avis) in enumerate(ACTIONS, start=1):
            if sien != axe:
                continue
            lus = [euros(m) for m in montants]
            bloc = [a + b for a, b in zip(bloc, lus, strict=True)]
            note = "vu avec la préfète" if numero == 2 else None
            page.append(
                [
                    numero,
                    axe,
                    nom,
                    f"Asso {numero}",
                    qpv,
                    "Nouvelle",
                    cout,
                    *montants,
                    float(sum(lus)),
                    avis,
                    None,
                    note,
                ]
            )
        page.append([f"Sous-total {axe[:5]}", *[None] * 6, *map(float, bloc), float(sum(bloc))])
        total = [a + b for a, b in zip(total, bloc, strict=True)]
    page.append(["TOTAL GÉNÉRAL", *[None] * 6, *map(float, total), float(sum(total))])
    page += [[], ["NB : sous réserve du vote de la commission"], [None, "Légende : F = favorable"]]
    bilan = [["Bilan par axe"], [], ["Axe", "Nb actions", "Montant total"], *([axe, 2, 10] for axe in AXES)]
    fusions = {"Prog 2026": ["A5:G5", "H5:O5", "A1:Q1"]}
    return fabrique.xlsx({"Prog 2026": page, "Bilan": bilan}, fusions), total


def test_une_ville_imaginaire_entre_de_meme(tmp_path, capsys):
    base, fichier = tmp_path / "b.duckdb", tmp_path / "Programmation.xlsx"
    with ouvrir_base(base) as connexion:
        connexion.execute(
            "delete from financement; delete from action_quartier; delete from action; "
            "delete from thematique; delete from pilier where debut = 2024"
        )
    contenu, total = tableau()
    fichier.write_bytes(contenu)
    commande = ["programmation", str(fichier), "--base", str(base)]
    assert main([*commande, "--publier"]) == 1
    erreurs = capsys.readouterr().err
    assert "Rien n'est publié" in erreurs
    assert main([*commande, "--oui", "--publier"]) == 0
    actions = lues(base)
    codes = ["etat", "agglo", "villes", "departement", "region", "caf", "bailleurs", "autres"]
    assert len(actions) == len(ACTIONS)
    for numero, (axe, nom, _, cout, montants, _) in enumerate(ACTIONS, start=1):
        lue = actions[str(numero)]
        assert (lue["nom"], lue["axe"], lue["cout"]) == (nom, axe, euros(cout))
        assert lue["fin"] == {c: euros(m) for c, m in zip(codes, montants, strict=True) if euros(m)}
    assert {n: len([q for q in a["qpv"] if q.startswith("QN")]) for n, a in actions.items()} == {
        "1": 1,
        "2": 2,
        "3": 2,
        "4": 0,
        "5": 2,
    }
    assert sum(m for a in actions.values() for m in a["fin"].values()) == sum(total)
    # De nouveau, par les mêmes réponses : rien ne change.
    assert main([*commande, "--oui"]) == 0
    assert "0 modifiée, 5 inchangées." in capsys.readouterr().out
