"""La gouvernance : instances, séances, décisions, avis, engagements et objectifs chiffrés.

Le comité technique se réunit avant le comité de pilotage, qui vote au printemps la programmation de l'année
et, à l'automne, les orientations de la suivante. La séance de décembre 2026 est à venir.
"""

from datetime import date, timedelta
from random import Random

from data.demo.indicateurs import feuille_mesures
from data.demo.lexique import DERNIERE_ANNEE, PREMIERE_ANNEE, lignes
from data.demo.lieux import CONTRATS, QUARTIERS, Contrat, Quartier
from data.demo.porteurs import porteurs
from data.demo.programmation import Action

AUJOURD_HUI = date(2026, 11, 20)
SANS_CONSEIL = ("QN00003I", "QN00004I", "QN00008N", "QN00012I", "QN00014I")
"""Quartiers sans conseil citoyen ; celui qui décroche en fait partie."""
MOTIFS = {
    "rejetée": (
        "Action déjà couverte par un autre porteur.",
        "Public insuffisamment issu des quartiers prioritaires.",
        "Budget prévisionnel déséquilibré.",
        "Relève du droit commun du partenaire.",
    ),
    "ajournée": (
        "Cofinancements à confirmer.",
        "Bilan de l'année précédente attendu.",
        "Articulation à trouver avec le centre social.",
    ),
    "modifiée": (
        "Montant ramené au niveau de l'an dernier.",
        "Soutien limité aux dépenses d'animation.",
        "Accord sous réserve d'associer les écoles.",
    ),
}
MOTIFS_AVIS = {
    "favorable": (
        "Attendu par les habitants.",
        "Une équipe connue et présente.",
        "Bon bilan l'an dernier.",
        "",
    ),
    "réservé": (
        "Horaires peu adaptés aux familles.",
        "Peu d'habitants informés.",
        "À mieux répartir entre immeubles.",
    ),
    "défavorable": ("Aucune réunion avec les habitants.", "Fait double emploi avec une action en place."),
}
ORDRES = {
    "COPIL": ("Programmation {annee} : examen et vote", "Bilan {annee} et orientations {suite}"),
    "comité technique": (
        "Instruction des demandes {annee}",
        "Préparation de la programmation {annee} et des cofinancements",
        "Suivi des actions, conventions pluriannuelles et soldes",
    ),
    "conseil citoyen": (
        "Avis sur les demandes {annee}",
        "Cadre de vie : marche dans le quartier",
        "Projets d'habitants",
    ),
}


def _instance(contrat: Contrat, sorte: str, lieu: Quartier | None = None) -> dict:
    noms = {"COPIL": "Comité de pilotage", "comité technique": "Comité technique"}
    suffixe = {"COPIL": "COPIL", "comité technique": "COTECH"}.get(
        sorte, f"CC{lieu.rang + 1:02d}" if lieu else ""
    )
    return {
        "instance_id": f"{contrat.contrat_id}-{suffixe}",
        "contrat_id": contrat.contrat_id,
        "nom": f"Conseil citoyen – {lieu.nom}" if lieu else noms[sorte],
        "type": sorte,
        "quartier_id": lieu.code if lieu else None,
    }


def _instances(contrat: Contrat) -> list[tuple[dict, Quartier | None]]:
    """Comités, puis un conseil citoyen dans la plupart des quartiers prioritaires."""
    lieux = [
        q for q in QUARTIERS if q.contrat == contrat.rang and q.type == "QPV" and q.code not in SANS_CONSEIL
    ]
    comites = [(_instance(contrat, sorte), None) for sorte in ("COPIL", "comité technique")]
    return comites + [(_instance(contrat, "conseil citoyen", lieu), lieu) for lieu in lieux]


def _membres(contrat: Contrat, instance: dict, hasard: Random) -> list[dict]:
    """Membres par collège. Aucune personne n'est nommée : le nom est celui de l'organisme."""
    locaux = [(p.nom, p.genre) for p in porteurs(contrat)]
    etat = [
        ligne["nom"] for ligne in lignes("partenaires") if ligne["code"] in ("prefecture", "academie", "ars")
    ]
    rangees: list[tuple[str, str | None, str, int]] = []
    if instance["type"] == "conseil citoyen":
        rangees.append(("Habitants tirés au sort", None, "membres titulaires", hasard.randint(6, 14)))
        rangees.append(
            ("Acteurs locaux", None, "associations, commerces, professionnels", hasard.randint(4, 9))
        )
    else:
        rangees += [("État", nom, "représentant", 1) for nom in etat]
        for nom, genre in locaux:
            if genre == "collectivite":
                rangees.append(
                    ("Élus et collectivités", nom, "élus" if instance["type"] == "COPIL" else "services", 2)
                )
            elif genre == "bailleur":
                rangees.append(("Bailleurs", nom, "direction", 1))
        autres = [
            ligne["nom"]
            for ligne in lignes("partenaires")
            if ligne["code"] not in ("prefecture", "academie", "ars")
        ]
        rangees += [("Partenaires", nom, "signataire", 1) for nom in autres]
        if instance["type"] == "COPIL":
            rangees.append(
                ("Conseils citoyens", None, "représentants des habitants", 2 * (2 + contrat.rang % 2))
            )
    noms = ("instance_id", "college", "nom", "qualite", "nb")
    return [dict(zip(noms, (instance["instance_id"], *rangee), strict=True)) for rangee in rangees]


def _dates(sorte: str, annee: int, hasard: Random) -> list[date]:
    """Séances d'une année, en semaine, dans l'ordre des ordres du jour."""
    mois = {"COPIL": (4, 12), "comité technique": (2, 3, 10), "conseil citoyen": (1, 5, 10)}[sorte]
    if sorte == "conseil citoyen":
        mois = mois[: 2 if annee in (2020, 2021) or hasard.random() < 0.4 else 3]
    jours = []
    for numero in mois:
        jour = date(annee, numero, hasard.randint(2, 20))
        jours.append(jour + timedelta(days=(7 - jour.weekday()) if jour.weekday() > 4 else 0))
    return jours


def _decision(action: Action, hasard: Random) -> tuple[str | None, str | None, float | None]:
    """Décision du comité, motif, montant décidé (crédits spécifiques accordés, euros)."""
    statut = action.ligne["statut"]
    if statut in ("déposée", "recevable", "en instruction"):
        return None, None, None
    if statut in ("refusée", "réorientée"):
        motif = (
            "Réorientée vers le droit commun." if statut == "réorientée" else hasard.choice(MOTIFS["rejetée"])
        )
        return "rejetée", motif, 0
    if statut == "ajournée":
        return "ajournée", hasard.choice(MOTIFS["ajournée"]), None
    # Annulée après coup : le comité l'avait validée, au montant proposé.
    colonne = "propose_eur" if statut == "annulée" else "accorde_eur"
    specifiques = [f for f in action.cofinancements if f["nature"] == "specifique"]
    montant = sum(f[colonne] or 0 for f in specifiques)
    reduit = montant < 0.8 * sum(f["demande_eur"] for f in specifiques)
    return ("modifiée", hasard.choice(MOTIFS["modifiée"]), montant) if reduit else ("validée", None, montant)


def instances(contrat: Contrat, actions: list[Action], graine: int) -> dict[str, list[dict]]:
    """Feuilles instances, membres, seances, decisions et avis d'un contrat."""
    hasard = Random(f"{graine} gouvernance {contrat.contrat_id}")
    feuilles: dict[str, list[dict]] = {
        nom: [] for nom in ("instances", "membres", "seances", "decisions", "avis")
    }
    votes: dict[int, list[str]] = {}
    for instance, lieu in _instances(contrat):
        feuilles["instances"].append(instance)
        feuilles["membres"] += _membres(contrat, instance, hasard)
        effectif = sum(m["nb"] for m in feuilles["membres"] if m["instance_id"] == instance["instance_id"])
        debut = PREMIERE_ANNEE + (1 + lieu.rang % 3 if lieu else 0)
        for annee in range(debut, DERNIERE_ANNEE + 1):
            for rang, jour in enumerate(_dates(instance["type"], annee, hasard)):
                seance_id = f"{instance['instance_id']}-{annee}-{rang + 1}"
                ordre = ORDRES[instance["type"]][rang].format(annee=annee, suite=annee + 1)
                presents = round(effectif * hasard.uniform(0.45, 0.9)) if jour <= AUJOURD_HUI else None
                feuilles["seances"].append(
                    {
                        "seance_id": seance_id,
                        "instance_id": instance["instance_id"],
                        "tenue_le": jour,
                        "ordre_du_jour": ordre,
                        "nb_presents": presents,
                    }
                )
                if instance["type"] == "COPIL":
                    votes.setdefault(annee, []).append(seance_id)
        if lieu:
            feuilles["avis"] += _avis(instance, lieu, debut, actions, hasard)
    for action in actions:
        decision, motif, montant = _decision(action, hasard)
        printemps, automne = votes[action.ligne["annee"]]
        feuilles["decisions"].append(
            {
                # Une demande tardive n'a pas encore été vue : elle attend la séance à venir.
                "seance_id": printemps if decision else automne,
                "reference": action.ligne["reference"],
                "objet": f"Programmation {action.ligne['annee']} : {action.ligne['intitule']}",
                "decision": decision,
                "motif": motif,
                "montant_eur": montant,
            }
        )
    return feuilles


def _avis(instance: dict, lieu: Quartier, debut: int, actions: list[Action], hasard: Random) -> list[dict]:
    """Avis d'un conseil citoyen sur une partie des demandes de son quartier, plus nombreux avec le temps."""
    rangees = []
    for action in actions:
        annee = action.ligne["annee"]
        if annee < debut or lieu not in action.projet.lieux or hasard.random() > 0.2 + 0.03 * (annee - debut):
            continue
        mal_vue = action.ligne["statut"] in ("refusée", "ajournée", "réorientée")
        sens = hasard.choices(("favorable", "réservé", "défavorable"), (3, 4, 3) if mal_vue else (80, 16, 4))[
            0
        ]
        rangees.append(
            {
                "reference": action.ligne["reference"],
                "instance_id": instance["instance_id"],
                "avis": sens,
                "motif": hasard.choice(MOTIFS_AVIS[sens]),
            }
        )
    return rangees


def feuille_engagements() -> list[dict]:
    """Engagements de droit commun ; `@nom` désigne un organisme local par son nom."""
    rangees = []
    for rang, ligne in enumerate(lignes("engagements"), 1):
        contrat = CONTRATS[int(ligne["contrat"])]
        structure = ligne["structure"]
        if structure.startswith("@"):
            structure = next(p.structure_id for p in porteurs(contrat) if p.nom == structure[1:])
        annonce = float(ligne["montant_eur"]) if ligne["montant_eur"] else None
        mesure = round(annonce * float(ligne["mesure"]), -2) if annonce and ligne["mesure"] else None
        rangees.append(
            {
                "engagement_id": f"{contrat.contrat_id}-EN{rang:02d}",
                "contrat_id": contrat.contrat_id,
                "structure_id": structure,
                "pour_quoi": ligne["pour_quoi"],
                "montant_eur": annonce,
                "montant_mesure_eur": mesure,
                "avec_qui": ligne["avec_qui"],
                "comment": ligne["comment"],
                "echeance": date.fromisoformat(ligne["echeance"]),
                "etat": ligne["etat"],
                "mesurable_qpv": ligne["mesurable"] == "oui",
            }
        )
    return rangees


def feuille_objectifs(graine: int) -> list[dict]:
    """Objectifs chiffrés ; le départ vient de la mesure publiée quand l'objectif suit un indicateur."""
    connues = {
        (m["indicateur_id"], m["territoire_id"], m["annee"]): m["valeur"] for m in feuille_mesures(graine)
    }
    rangees = []
    for rang, ligne in enumerate(lignes("objectifs_contrat"), 1):
        contrat = CONTRATS[int(ligne["contrat"])]
        depart = (
            ligne["depart"] or connues[ligne["indicateur"], ligne["quartier"], int(ligne["depart_annee"])]
        )
        rangees.append(
            {
                "objectif_id": f"{contrat.contrat_id}-OB{rang:02d}",
                "contrat_id": contrat.contrat_id,
                "pilier": ligne["pilier"],
                "indicateur_id": ligne["indicateur"],
                "nom": ligne["nom"],
                "quartier_id": ligne["quartier"],
                "depart": None if depart is None else float(depart),
                "depart_annee": int(ligne["depart_annee"]),
                "cible": float(ligne["cible"]),
                "echeance": int(ligne["echeance"]),
            }
        )
    return rangees
