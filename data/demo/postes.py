"""Adultes-relais et postes Fonjep : des actions sans pilier, payées par l'État à leur coût théorique."""

from random import Random

from data.demo import histoire
from data.demo.financement import _ligne
from data.demo.lexique import DERNIERE_ANNEE, DOMAINES, PREMIERE_ANNEE, RUPTURE
from data.demo.lieux import QUARTIERS, Contrat
from data.demo.porteurs import porteurs
from data.demo.programmation import Action, Projet

SORTES = (
    # dispositif, intitulé, description, genres, montant 2015, hausse annuelle, thèmes nationaux
    (
        "adultes-relais",
        "Poste adulte-relais",
        "Un médiateur issu des quartiers, employé par une structure de proximité ; coût théorique du poste.",
        ("mediation", "regie", "centre-social", "asl", "pimms", "jeunesse", "sante"),
        19000.0,
        402.35,
        ("1.5", "3.3"),
    ),
    (
        "fonjep",
        "Poste Fonjep",
        "Aide à l'emploi d'un permanent associatif, convention de trois ans ; coût théorique du poste.",
        ("vie-associative", "culture", "centre-social", "participation", "numerique"),
        7107.0,
        11.5,
        ("1.5", "6.1"),
    ),
)


def actions(contrat: Contrat, graine: int) -> list[Action]:
    """Une action par poste et par an ; certains sont vacants une partie de l'année (coût au prorata)."""
    hasard = Random(f"{graine} postes {contrat.contrat_id}")
    locaux = [q for q in QUARTIERS if q.contrat == contrat.rang]
    rangees = []
    for (code, intitule, description, genres, base, hausse, themes), nombre in zip(
        SORTES, contrat.postes, strict=True
    ):
        employeurs = [p for p in porteurs(contrat) if p.genre in genres and p.categorie == "association"]
        domaine = next(
            d for d in DOMAINES if d.code == ("mediation" if code == "adultes-relais" else "ingenierie")
        )
        for rang in range(nombre):
            porteur = employeurs[rang % len(employeurs)]
            lieux = tuple(sorted(hasard.sample(locaux, min(2, len(locaux))), key=lambda q: q.rang))
            lieux = () if code == "fonjep" else lieux[: 1 + rang % 2]
            precedente = None
            for annee in range(PREMIERE_ANNEE + (rang % 4 if rang > nombre // 2 else 0), DERNIERE_ANNEE + 1):
                touches = tuple(q for q in lieux if histoire.attention(q, annee) > 0)
                if lieux and not touches:
                    continue
                mois = 12 if hasard.random() < 0.84 else hasard.randint(5, 11)
                montant = round((base + hausse * (annee - PREMIERE_ANNEE)) * mois / 12, 2)
                statut = (
                    "conventionnée" if annee == DERNIERE_ANNEE else "réalisée" if annee == 2025 else "soldée"
                )
                sigle = "AR" if code == "adultes-relais" else "FJ"
                reference = f"{contrat.prefixe}-{annee}-{sigle}{rang + 1:02d}"
                projet = Projet(
                    domaine, {}, porteur, touches, (), "", montant, 0, (), (), "fonctionnement", precedente
                )
                ligne = {
                    "reference": reference,
                    "contrat_id": contrat.contrat_id,
                    "annee": annee,
                    "intitule": f"{intitule} – {porteur.nom}",
                    "description": description,
                    "structure_id": porteur.structure_id,
                    "theme_national": themes[annee >= RUPTURE],
                    "statut": statut,
                    "reconduction": precedente is not None,
                    "pluriannuelle": False,
                    "reference_precedente": precedente,
                    "quartiers": tuple(q.code_en("2015" if annee < RUPTURE else "2024") for q in touches),
                    "classes": (f"dispositifs:{code}",),
                    "bilan_recu": statut == "soldée",
                    "cout_total_eur": montant,
                }
                verse = 0.75 * montant if annee == DERNIERE_ANNEE else montant
                action = Action(ligne, projet)
                montants = (montant, montant, montant, round(verse, 2))
                action.cofinancements.append(_ligne(ligne, "etat", "specifique", "fonctionnement", montants))
                rangees.append(action)
                precedente = reference
    return rangees
