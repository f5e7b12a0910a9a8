"""Les phrases, les chiffres et les colonnes de la page Instruction. Rien n'y est dit que l'arrondi dément."""

import pandas as pd

from pages.composants import formats, phrases
from pages.composants.chiffres import Chiffre
from pages.composants.constats import periode
from pages.composants.tableaux import Colonne
from queries import Filtre

REGLE = (
    "Montants : crédits spécifiques, hors postes aidés ; l'action entière, quel que soit le quartier choisi. "
    "« Validée » : au montant proposé, ou demandé si rien n'est proposé. Un montant modifié se partage entre "
    "les financeurs comme le proposé. Rien n'est écrit dans la base : les décisions restent dans le lien de "
    "la séance, ou dans son fichier."
)
REGLE_PUBLIQUE = (
    "Crédits spécifiques accordés aux actions de statut public, hors postes aidés, comparés aux enveloppes."
)
DEMANDES = {
    "pilier": Colonne("Pilier"),
    "intitule": Colonne("Demande"),
    "porteur": Colonne("Porteur"),
    "quartiers": Colonne("Quartiers"),
    "demande_eur": Colonne("Demandé", "euros", "Crédits spécifiques demandés"),
    "propose_eur": Colonne("Proposé", "euros", "Ce que l'instruction propose au comité de pilotage"),
    "ecart_eur": Colonne("Écart", "euros", "Demandé moins proposé"),
    "accorde_eur": Colonne("Accordé", "euros", "Ce que la base dit déjà voté"),
    "avant_eur": Colonne("N-1", "euros", "Accordé à la même action, reconduite, l'année d'avant"),
    "avis": Colonne("Conseil citoyen", aide="Avis des conseils citoyens"),
    "statut": Colonne("Statut"),
    "decision": Colonne("Décision", aide="Notée dans cette séance, pas dans la base"),
    "decide_eur": Colonne("Décidé", "euros", "Montant décidé dans cette séance"),
    "motif": Colonne("Motif"),
}
LARGEURS = {
    "pilier": 120,
    "intitule": 200,
    "porteur": 125,
    "demande_eur": 90,
    "propose_eur": 90,
    "accorde_eur": 90,
    "avant_eur": 90,
    "avis": 100,
    "statut": 95,
    "decision": 80,
    "decide_eur": 90,
}
EXPORTEES = {"reference": Colonne("Référence"), "annee": Colonne("Exercice", "annee")} | DEMANDES
ENVELOPPES = {
    "pilier": Colonne("Pilier", aide="« Tous les piliers » : ceux qui n'ont pas leur enveloppe"),
    "financeur": Colonne("Financeur"),
    "enveloppe_eur": Colonne("Enveloppe", "euros", "Ce que le comité de pilotage peut répartir"),
    "programme_eur": Colonne("Programmé", "euros", "Accordé aux actions retenues et suivantes"),
    "decide_eur": Colonne("Décidé", "euros", "Dans cette séance"),
    "reste_eur": Colonne("Reste", "euros", "Enveloppe − programmé − décidé ; négatif : dépassée"),
    "propose_eur": Colonne("À décider", "euros", "Le proposé des demandes sans décision"),
    "apres_eur": Colonne("Si tout passe", "euros", "Reste − proposé à décider"),
}
_RESERVEES = ("decide_eur", "propose_eur", "apres_eur")
PUBLIQUES = {nom: colonne for nom, colonne in ENVELOPPES.items() if nom not in _RESERVEES}
"""Les colonnes qui ne disent rien d'une demande."""


def colonnes(demandes: pd.DataFrame) -> dict[str, Colonne]:
    """Les colonnes de la liste ; celles qui seraient vides, ou que la fiche dit mieux, n'y sont pas."""
    facultatives = {"accorde_eur", "avant_eur", "avis", "decision", "decide_eur"}
    vides = {nom for nom in facultatives if demandes[nom].isna().all()} | {"quartiers", "ecart_eur", "motif"}
    return {nom: colonne for nom, colonne in DEMANDES.items() if nom not in vides}


def constat(demandes: pd.DataFrame, enveloppes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 14 demandes en instruction, dont 8 proposées pour 182 k€ ; il reste 47 k€… »"""
    quand = periode(filtre)
    if demandes.empty or not (demandes.iloc[0]["total_demandes"] or demandes.iloc[0]["total_decidees"]):
        return formats.typographie(f"{quand}, aucune demande n'attend de décision.")
    totaux = demandes.iloc[0]
    nb, restantes = int(totaux["total_demandes"]), int(totaux["total_restantes"])
    if totaux["total_decidees"]:
        decidees = phrases.accord(totaux["total_decidees"], "demande décidée", "demandes décidées", "aucune")
        debut = f"{decidees} pour {formats.montant(_somme_ou_zero(totaux['total_decide_eur']))}"
        debut += f", {formats.nombre(restantes)} à décider" if restantes else ", plus rien à décider"
    else:
        debut = phrases.accord(nb, "demande en instruction", "demandes en instruction", "aucune")
        debut += _somme(totaux)
    fin = _suite(enveloppes, " d'enveloppe")
    return formats.typographie(f"{quand}, {debut}{fin}.")


def _somme(totaux: pd.Series) -> str:
    """Ce que valent les demandes : le proposé, et de combien d'entre elles quand certaines n'en ont pas."""
    if formats.absent(totaux["total_propose_eur"]):
        return f" pour {formats.montant(_somme_ou_zero(totaux['total_demande_eur']))} demandés"
    somme = formats.montant(totaux["total_propose_eur"])
    avec = int(totaux["total_demandes"] - totaux["total_sans_proposition"])
    if avec == totaux["total_demandes"]:
        return f" pour {somme} proposés"
    return f", dont {formats.nombre(avec)} {phrases.pluriel(avec, 'proposée')} pour {somme}"


def _suite(enveloppes: pd.DataFrame, de: str = "") -> str:
    if enveloppes.empty or formats.absent(enveloppes.iloc[0]["total_reste_eur"]):
        return " ; aucune enveloppe n'est connue"
    reste = enveloppes.iloc[0]["total_reste_eur"]
    if reste < 0:
        return f" ; les enveloppes sont dépassées de {formats.montant(-reste)}"
    return f" ; il reste {formats.montant(reste)}{de}" if reste else " ; l'enveloppe est épuisée"


def constat_public(enveloppes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 1,6 M€ sont programmés sur 1,8 M€ d'enveloppe ; il reste 200 k€. »"""
    if enveloppes.empty or formats.absent(enveloppes.iloc[0]["total_enveloppe_eur"]):
        return formats.typographie(f"{periode(filtre)}, aucune enveloppe n'est connue.")
    totaux = enveloppes.iloc[0]
    programme = formats.montant(_somme_ou_zero(totaux["total_programme_eur"]))
    enveloppe = formats.montant(totaux["total_enveloppe_eur"])
    return formats.typographie(
        f"{periode(filtre)}, {programme} sont programmés sur {enveloppe} d'enveloppe{_suite(enveloppes)}."
    )


def chiffres(demandes: pd.DataFrame, enveloppes: pd.DataFrame, grand: bool = False) -> list[Chiffre]:
    """À décider, demandé, proposé, décidé, et ce qui reste de l'enveloppe ; l'essentiel en projection."""
    cartes: list[Chiffre] = []
    if not demandes.empty:
        t = demandes.iloc[0]
        nb, sans = int(t["total_demandes"]), int(t["total_sans_proposition"])
        suite = f"sur {formats.nombre(nb)}"
        suite += f" · {formats.nombre(sans)} sans proposition" if sans else " en instruction"
        cartes.append(Chiffre("a-decider", "À décider", formats.nombre(t["total_restantes"]), suite))
        if not grand:
            cartes.append(_euros("demandees", "Demandé", t["total_demande_eur"], ""))
            avec = phrases.accord(nb - sans, "demande", aucun="aucune")
            cartes.append(_euros("proposees", "Proposé", t["total_propose_eur"], f"pour {avec}"))
        decidees = phrases.accord(t["total_decidees"], "décision", aucun="aucune")
        cartes.append(_euros("decidees", "Décidé en séance", _somme_ou_zero(t["total_decide_eur"]), decidees))
    if not enveloppes.empty and not formats.absent(enveloppes.iloc[0]["total_reste_eur"]):
        e = enveloppes.iloc[0]
        apres = e["total_apres_eur"]
        suite = (
            f"il manquerait {formats.montant(-apres)}"
            if apres < 0
            else f"{formats.montant(apres)} si tout passe"
        )
        cartes.append(
            _euros(
                "reste", "Reste d'enveloppe", e["total_reste_eur"], suite if e["total_propose_eur"] else ""
            )
        )
    return cartes


def chiffres_publics(enveloppes: pd.DataFrame) -> list[Chiffre]:
    """Enveloppe, programmé, reste : rien d'une demande."""
    if enveloppes.empty or formats.absent(enveloppes.iloc[0]["total_enveloppe_eur"]):
        return []
    e = enveloppes.iloc[0]
    return [
        _euros("enveloppe", "Enveloppe", e["total_enveloppe_eur"], ""),
        _euros("programme", "Déjà programmé", e["total_programme_eur"], ""),
        _euros("reste", "Reste d'enveloppe", e["total_reste_eur"], ""),
    ]


def _somme_ou_zero(somme: object) -> object:
    return 0 if formats.absent(somme) else somme


def _euros(cle: str, nom: str, somme: object, suite: str) -> Chiffre:
    aide = "" if formats.absent(somme) else f"Exactement {formats.montant(somme, exact=True)}."
    return Chiffre(cle, nom, formats.montant(somme), suite, aide)
