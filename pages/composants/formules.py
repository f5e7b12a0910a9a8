"""Comment chaque chiffre se calcule, en mots : un seul registre, lu par `origine`.

Une formule vaut pour une clé de chiffre (`Chiffre.cle`) ou un nom de tableau, sur une page
(« quartier.accorde ») ou sur toutes (« accorde »). `lignes` est la famille des lignes qui sont derrière.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Famille:
    """Une table de la base : comment se nomment ses lignes, et quelle page les montre."""

    un: str
    plusieurs: str
    page: str = "donnees"


@dataclass(frozen=True)
class Formule:
    """`texte` : la formule en mots ; `lignes` : clé de FAMILLES, vide si le tableau suffit.

    `toutes_annees` : vrai si le chiffre ignore l'année choisie.
    """

    texte: str
    lignes: str = ""
    toutes_annees: bool = False


FAMILLES = {
    "financements": Famille("financement", "financements", "actions"),
    "actions": Famille("action", "actions", "actions"),
    "postes": Famille("poste aidé", "postes aidés", "actions"),
    "quartiers-touches": Famille("lien entre une action et un quartier", "liens d'une action à un quartier"),
    "contrats": Famille("contrat", "contrats", "territoires"),
    "quartiers": Famille("quartier prioritaire", "quartiers prioritaires"),
    "mesures": Famille("mesure d'indicateur", "mesures d'indicateurs", "indicateurs"),
    "enveloppes": Famille("enveloppe", "enveloppes", "financeurs"),
    "engagements": Famille("engagement", "engagements", "droit-commun"),
    "objectifs": Famille("objectif", "objectifs", "evaluation"),
    "signataires": Famille("signataire", "signataires", "gouvernance"),
    "instances": Famille("instance", "instances", "gouvernance"),
    "seances": Famille("réunion", "réunions", "gouvernance"),
    "decisions": Famille("décision", "décisions", "gouvernance"),
    "avis": Famille("avis", "avis", "gouvernance"),
}
_MONTANT = "Somme du montant choisi (accordé, sauf autre choix) de chaque financement"
_PARTAGE = "l'argent d'une action est partagé entre ses quartiers selon leur part"
_PERSONNES = "Somme des bénéficiaires des actions d'au moins 5 personnes dont le prévu et le réel sont connus"
POSTE_UNE_FOIS = (
    "Un poste listé dans plusieurs contrats compte une fois : au contrat du département du poste ; s'il ne "
    "les départage pas, à celui dont le code vient le premier."
)

CHIFFRES = {
    # L'argent et les actions, partout.
    "actions": Formule("Nombre d'actions différentes qui répondent au choix.", "actions"),
    "accorde": Formule(f"{_MONTANT} des actions du choix. Un euro compte une fois.", "financements"),
    "demande": Formule("Somme de ce que les porteurs ont demandé à chaque financeur.", "financements"),
    "montant": Formule(f"{_MONTANT} de ses actions. Un euro compte une fois.", "financements"),
    "verse": Formule("Versé ÷ accordé, sommes des mêmes financements.", "financements"),
    "habitant": Formule(
        "Montant choisi ÷ habitants des quartiers prioritaires (leur somme si chacun est connu, sinon le "
        "nombre que publie le contrat).",
        "financements",
    ),
    "levier": Formule(
        "Accordé par les autres financeurs, hors autofinancement ÷ accordé par l'intercommunalité, sur les "
        "mêmes actions.",
        "financements",
    ),
    "postes": Formule(
        f"Nombre de postes d'adultes-relais et Fonjep, à leur coût théorique. {POSTE_UNE_FOIS}",
        "postes",
    ),
    # Un quartier.
    "quartier.habitants": Formule("Habitants publiés pour ce quartier ; rien n'est estimé.", "quartiers"),
    "quartier.actions": Formule("Nombre d'actions qui touchent ce quartier, même partagées.", "actions"),
    "quartier.accorde": Formule(f"La part de ce quartier : {_PARTAGE}.", "financements"),
    "quartier.habitant": Formule("La part de ce quartier ÷ ses habitants publiés.", "financements"),
    # Piliers, financeurs.
    "piliers.angles": Formule(
        "Nombre de quartiers prioritaires, thématiques, axes, âges et dispositifs dont la somme accordée "
        "dans l'année est nulle.",
        "financements",
    ),
    "financeurs.droit-commun": Formule(
        "Financements saisis comme droit commun ÷ tous les financements du choix.", "financements"
    ),
    "financeurs.reste": Formule(
        "Enveloppes − crédits spécifiques accordés aux actions, hors postes aidés.", "enveloppes"
    ),
    # Une action, un porteur.
    "action.accorde": Formule("Somme de ce que chaque financeur accorde à cette action.", "financements"),
    "action.cout": Formule("Coût total écrit dans la programmation ; il n'est pas recalculé.", "actions"),
    "action.beneficiaires": Formule(
        "Personnes écrites pour cette action ; sous 5, le nombre n'est pas montré.", "actions"
    ),
    "action.annees": Formule(
        "Nombre d'années de la chaîne de reconductions de cette action.", "actions", True
    ),
    "porteurs.porteurs": Formule("Nombre de structures qui portent au moins une action du choix.", "actions"),
    "porteurs.nouveaux": Formule(
        "Structures qui ont une action cette année et n'en avaient pas l'année d'avant.", "actions"
    ),
    "porteurs.arretes": Formule(
        "Structures qui avaient une action l'année d'avant et n'en ont pas cette année.", "actions"
    ),
    "porteurs.dependance": Formule(
        "Structures dont un financeur apporte plus de la moitié du montant, hors autofinancement et postes "
        "aidés.",
        "financements",
    ),
    "porteurs.premier": Formule(
        "Montant du premier financeur ÷ montant de tous, hors autofinancement et postes aidés.",
        "financements",
    ),
    "porteurs.quartiers": Formule("Nombre de quartiers que ses actions touchent.", "quartiers-touches"),
    "porteurs.annees": Formule("Nombre d'années où cette structure porte une action.", "actions", True),
    # Indicateurs.
    "indicateurs.haut": Formule("La plus haute des valeurs publiées pour un quartier.", "mesures", True),
    "indicateurs.bas": Formule("La plus basse des valeurs publiées pour un quartier.", "mesures", True),
    "indicateurs.seul": Formule("La valeur publiée du seul quartier mesuré.", "mesures", True),
    "indicateurs.ici": Formule("La valeur publiée pour ce quartier.", "mesures", True),
    "indicateurs.total": Formule(
        "Somme des quartiers : seulement pour un nombre, jamais pour un taux ni une médiane.", "mesures", True
    ),
    "indicateurs.reference": Formule("La valeur publiée du territoire de comparaison.", "mesures", True),
    "indicateurs.commune": Formule("La valeur publiée de la commune.", "mesures", True),
    "indicateurs.epci": Formule("La valeur publiée de l'intercommunalité.", "mesures", True),
    "indicateurs.region": Formule("La valeur publiée de la région.", "mesures", True),
    "indicateurs.france": Formule("La valeur publiée de la France.", "mesures", True),
    "indicateurs.ecart": Formule(
        "Valeur du quartier − valeur du territoire de comparaison.", "mesures", True
    ),
    "indicateurs.se-creuse": Formule(
        "Quartiers dont l'écart à la référence a grandi entre leur première et leur dernière mesure.",
        "mesures",
        True,
    ),
    "indicateurs.se-réduit": Formule(
        "Quartiers dont l'écart à la référence a diminué entre leur première et leur dernière mesure.",
        "mesures",
        True,
    ),
    "indicateurs.hausse": Formule("Quartiers dont la valeur publiée a augmenté.", "mesures", True),
    "indicateurs.baisse": Formule("Quartiers dont la valeur publiée a diminué.", "mesures", True),
    # Évaluation.
    "evaluation.personnes": Formule(f"{_PERSONNES}.", "actions"),
    "evaluation.inconnues": Formule(
        "Actions dont le nombre de personnes prévues, ou venues, n'est pas renseigné.", "actions"
    ),
    "evaluation.bilans": Formule("Actions terminées dont le bilan est reçu ÷ actions terminées.", "actions"),
    "evaluation.avancent": Formule(
        "Objectifs dont la dernière mesure est plus près de la cible que le départ, ou l'atteint.",
        "objectifs",
        True,
    ),
    "evaluation.objectifs-inconnus": Formule(
        "Objectifs sans mesure publiée après leur départ, ou dont la mesure est secrète.", "objectifs", True
    ),
    # Droit commun.
    "droit-commun.tenus": Formule("Engagements dont l'état est « tenu ».", "engagements"),
    "droit-commun.retard": Formule("Engagements non tenus dont l'échéance est passée.", "engagements"),
    "droit-commun.annonce": Formule("Somme des montants annoncés par les partenaires.", "engagements"),
    "droit-commun.mesure": Formule("Somme des montants constatés ; l'inconnu n'y est pas.", "engagements"),
    "droit-commun.non-mesure": Formule(
        "Somme annoncée des engagements dont rien n'est constaté.", "engagements"
    ),
    # Gouvernance.
    "gouvernance.signataires": Formule("Nombre de structures qui ont signé le contrat.", "signataires"),
    "gouvernance.reunions": Formule(
        "Nombre de réunions tenues dans la période, toutes instances.", "seances"
    ),
    "gouvernance.decisions": Formule(
        "Décisions prises dans la période, hors celles qu'on attend.", "decisions"
    ),
    "gouvernance.conseils": Formule("Nombre d'instances de type conseil citoyen.", "instances"),
    "gouvernance.avis": Formule("Nombre d'avis rendus sur les actions du choix.", "avis"),
    # Instruction.
    "instruction.a-decider": Formule(
        "Demandes déposées, recevables ou en instruction, hors postes aidés, sans décision notée en séance."
    ),
    "instruction.demandees": Formule(
        "Somme des crédits spécifiques demandés par les demandes en instruction."
    ),
    "instruction.proposees": Formule(
        "Somme des crédits spécifiques que l'instruction propose pour ces demandes ; sans proposition, une "
        "demande ne compte pas."
    ),
    "instruction.decidees": Formule("Somme des montants validés ou modifiés notés dans cette séance."),
    "instruction.enveloppe": Formule("Somme des enveloppes de l'exercice.", "enveloppes"),
    "instruction.programme": Formule(
        "Crédits spécifiques accordés aux actions votées, pour les financeurs et les piliers qui ont une "
        "enveloppe, hors postes aidés.",
        "enveloppes",
    ),
    "instruction.reste": Formule(
        "Enveloppes − crédits spécifiques déjà accordés − décidé en séance, hors postes aidés. « Si tout "
        "passe » retire aussi le proposé des demandes à décider.",
        "enveloppes",
    ),
    # Territoires.
    "territoires.contrats": Formule("Nombre de contrats de la même région dans cette base.", "contrats"),
    "territoires.accorde": Formule(f"{_MONTANT} de tous les contrats comparés.", "financements"),
    "territoires.habitants": Formule(
        "Somme des habitants des quartiers prioritaires, si tous sont connus. Ceux que publient les contrats "
        "ne s'additionnent pas : certains sont impossibles.",
        "quartiers",
    ),
    "territoires.pauvrete": Formule(
        "Le plus bas et le plus haut des taux publiés, quartier par quartier : un taux ne se moyenne pas.",
        "mesures",
        True,
    ),
    # Données.
    "donnees.contrats": Formule("Nombre de contrats de la base.", "contrats", True),
    "donnees.quartiers": Formule("Nombre de quartiers de la base."),
    "donnees.actions": Formule("Nombre d'actions de la base, aux statuts publics."),
    "donnees.financements": Formule("Nombre de financements de la base, aux statuts publics."),
}
_SOMMES = "Chaque colonne d'argent est la somme des financements du choix ; un euro compte une fois."
TABLEAUX = {
    "montants-par-pilier": Formule(_SOMMES, "financements"),
    "montants-par-financeur": Formule(_SOMMES, "financements"),
    "postes": Formule(
        f"Les postes des fichiers de l'État, à leur coût théorique. {POSTE_UNE_FOIS}", "postes"
    ),
    "actions-du-quartier": Formule(
        f"La part de ce quartier dans chaque action : {_PARTAGE}.", "financements"
    ),
    "indicateurs-du-quartier": Formule("Les valeurs publiées, telles quelles.", "mesures", True),
    "perimetres": Formule("La correspondance publiée des quartiers de 2015 et de 2024."),
    "carte-habitant": Formule(f"Montant du quartier ÷ ses habitants ; {_PARTAGE}.", "financements"),
    "carte-montant": Formule(f"Somme des financements du quartier ; {_PARTAGE}.", "financements"),
    "carte-actions": Formule("Nombre d'actions qui touchent le quartier, même partagées.", "actions"),
    "carte-": Formule("Les valeurs publiées par quartier, sans moyenne ni somme.", "mesures", True),
    "parts": Formule(_SOMMES, "financements"),
    "parts-par-annee": Formule(_SOMMES, "financements", True),
    "actions": Formule(_SOMMES, "financements"),
    "angles-morts": Formule("Ce dont la somme accordée dans l'année est nulle.", "financements"),
    "du-demande-au-verse": Formule(_SOMMES, "financements"),
    "pilier-par-financeur": Formule(_SOMMES, "financements"),
    "levier-par-pilier": Formule(
        "Ce qu'accordent les autres financeurs aux actions que l'intercommunalité cofinance, hors "
        "autofinancement ÷ ce qu'elle y accorde.",
        "financements",
    ),
    "flux": Formule(f"Somme par financeur, pilier et quartier ; {_PARTAGE}.", "financements"),
    "natures": Formule(_SOMMES, "financements"),
    "natures-par-annee": Formule(_SOMMES, "financements", True),
    "enveloppes": Formule(
        "Reste : enveloppe − crédits spécifiques accordés, hors postes aidés.", "enveloppes"
    ),
    "instruction-enveloppes": Formule(
        "Reste : enveloppe − crédits spécifiques accordés − décidé en séance, hors postes aidés.",
        "enveloppes",
    ),
    "actions-un-financeur": Formule(
        "Actions dont un seul financeur accorde tout, hors autofinancement du porteur.", "financements"
    ),
    "porteurs": Formule(_SOMMES, "financements"),
    "mouvements": Formule(
        "Structures présentes une année et absentes l'autre, sous les mêmes filtres.", "actions"
    ),
    "porteur-annees": Formule(_SOMMES, "financements", True),
    "porteur-payeurs": Formule(_SOMMES, "financements"),
    "porteur-actions": Formule(_SOMMES, "financements"),
    "financements": Formule("Chaque financement de l'action, tel qu'il est saisi.", "financements"),
    "quartiers": Formule(f"Le montant de l'action dans chaque quartier : {_PARTAGE}.", "quartiers-touches"),
    "histoire": Formule("Une ligne par année de la chaîne de reconductions.", "actions", True),
    "ecarts": Formule("Écart : valeur du quartier − valeur de la référence, la même année.", "mesures", True),
    "series": Formule("Les valeurs publiées, telles quelles.", "mesures", True),
    "references": Formule("Les valeurs publiées, telles quelles.", "mesures", True),
    "objectifs": Formule(
        "Chemin parcouru : (aujourd'hui − départ) ÷ (cible − départ), sur la dernière mesure publiée.",
        "objectifs",
        True,
    ),
    "par-pilier": Formule(f"{_PERSONNES}. Part des bilans : reçus ÷ actions terminées.", "actions"),
    "par-annee": Formule(f"{_PERSONNES}. Part des bilans : reçus ÷ actions terminées.", "actions", True),
    "par-quartier": Formule(f"{_PERSONNES}.", "quartiers-touches"),
    "bilans": Formule("Une ligne par action, telle qu'elle est saisie.", "actions"),
    "engagements": Formule("Les engagements, tels qu'ils sont saisis.", "engagements"),
    "droit-commun-des-actions": Formule("Somme des financements saisis comme droit commun.", "financements"),
    "instances": Formule(
        "Les instances du contrat et leurs réunions, telles qu'elles sont saisies.", "instances"
    ),
    "signataires": Formule("Les signataires du contrat, ceux qui coprésident d'abord.", "signataires"),
    "reunions": Formule(
        "Les réunions à venir, puis celles de la période, de la dernière à la première.", "seances"
    ),
    "membres": Formule("Les sièges de chaque instance, tels qu'ils sont saisis."),
    "avis": Formule("Les avis rendus sur les actions du choix, les moins favorables d'abord.", "avis"),
    "contrats": Formule(
        "€ par habitant : montant choisi ÷ habitants des quartiers prioritaires. La pauvreté va du quartier "
        "le moins au plus pauvre.",
        "financements",
    ),
    "themes": Formule(
        "Somme par thème de l'État (le parent du thème de l'action) ÷ habitants des quartiers prioritaires.",
        "financements",
    ),
    "sources": Formule("Un fichier lu par ligne."),
    "comptes": Formule("Lignes lues = retenues + refusées + hors périmètre."),
    "euros": Formule("Accordé lu = retenu + refusé + hors périmètre + remplacé."),
    "versions": Formule("Totaux aux statuts publics, au jour de chaque publication, et leur différence."),
    "motifs": Formule("Nombre de cellules refusées ou signalées, par raison."),
    "rejets": Formule("Une cellule refusée ou signalée par ligne."),
    "controles": Formule("Nombre de lignes que chaque contrôle relève."),
}


def du_chiffre(page: str, cle: str) -> Formule | None:
    """La formule d'un chiffre sur une page (« synthese » pour l'accueil) ; None si nul ne l'a écrite."""
    return CHIFFRES.get(f"{page}.{cle}") or CHIFFRES.get(cle)


def du_tableau(nom: str) -> Formule | None:
    """La formule d'un tableau ; « carte-<mesure> » a celle de sa famille."""
    return TABLEAUX.get(nom) or (TABLEAUX["carte-"] if nom.startswith("carte-") else None)
