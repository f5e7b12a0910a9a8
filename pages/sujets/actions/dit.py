"""Les phrases et les chiffres de la page Actions."""

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from queries import Filtre

PREMIERES = 5
"""Actions montrées en projection."""


def reponse(mots: str, lignes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 12 actions répondent à « emploi », pour 340 k€ accordés. »"""
    totaux = lignes.iloc[0]
    nb, postes = int(totaux["total_actions"]), int(totaux["total_postes"])
    nom = "poste aidé" if nb == postes else "action"
    if mots:
        verbe = f"{phrases.pluriel(nb, 'répond', 'répondent')} à « {mots} »"
    else:
        verbe = phrases.pluriel(nb, "est soutenue", "sont soutenues")
        if nb == postes:
            verbe = phrases.pluriel(nb, "est financé", "sont financés")
    noms = phrases.accord(nb, nom, "postes aidés" if nb == postes else None)
    phrase = f"{periode(filtre)}, {noms} {verbe}"
    if not formats.absent(totaux["total_eur"]):
        phrase += f", pour {formats.montant(totaux['total_eur'])} {ACCORDES[filtre.montant]}"
        phrase += ", à leur coût théorique" if nb == postes else ""
    return phrases.phrase(phrase)


def chiffres_cles(lignes: pd.DataFrame, filtre: Filtre) -> list[Chiffre]:
    """Actions, demandé, accordé, versé, de toute la recherche."""
    totaux = lignes.iloc[0]
    postes = int(totaux["total_postes"])
    porteurs = phrases.accord(totaux["total_porteurs"], "porteur")
    suite = porteurs
    if 0 < postes < totaux["total_actions"]:
        suite += f" · {phrases.accord(postes, 'poste aidé', 'postes aidés')}"
    part = _part(filtre)
    nom = "Postes aidés" if postes == totaux["total_actions"] else "Actions"
    nombre = formats.nombre(totaux["total_actions"])
    derriere = f"{phrases.accord(totaux['total_actions'], 'action')} de cette recherche"
    aide = (
        "Une action qui touche plusieurs quartiers compte une fois. Les postes aidés sont comptés à leur "
        "coût théorique."
    )
    cartes = [Chiffre("actions", nom, nombre, suite, aide, derriere)]
    demande, accorde, verse = (totaux[f"total_{cle}_eur"] for cle in ("demande", "accorde", "verse"))
    for cle, nom, somme in (("demande", "Demandé", demande), ("accorde", "Accordé", accorde)):
        if not formats.absent(somme):
            aide = f"Exactement {formats.montant(somme, exact=True)}. Un euro compte une fois."
            cartes.append(Chiffre(cle, nom, formats.montant(somme), part, aide, derriere))
    if not formats.absent(verse) and not formats.absent(accorde) and accorde > 0:
        suite = f"{formats.montant(verse)} sur {formats.montant(accorde)}"
        aide = f"Exactement {formats.montant(verse, exact=True)} versés."
        taux = formats.pourcentage(verse / accorde)
        cartes.append(Chiffre("verse", "Versé à ce jour", taux, suite, aide, derriere))
    return cartes


def titre_des_premieres(mots: str, lignes: pd.DataFrame) -> str:
    """Ce que sont les premières réponses, pour le graphique projeté."""
    if len(lignes) <= PREMIERES:
        return "Chaque action et son montant"
    return f"Les plus proches de « {mots} »" if mots else "Les plus gros montants"


def regle(lignes: pd.DataFrame) -> str:
    """La règle de la page ; dit ce que le tableau ne montre pas."""
    total = int(lignes.iloc[0]["total_actions"])
    reste = (
        f" Le tableau et ses fichiers portent les {formats.nombre(len(lignes))} premières réponses sur "
        f"{formats.nombre(total)} : resserrez les filtres pour les autres."
        if total > len(lignes)
        else ""
    )
    return (
        "La recherche ignore les accents et la casse. Les montants suivent les filtres : la part des "
        f"quartiers et des financeurs choisis. Sous 5, un nombre de bénéficiaires n'est pas montré.{reste}"
    )


def _part(filtre: Filtre) -> str:
    """Ce que les montants comptent quand un filtre les coupe."""
    coupes = [
        mot
        for mot, choisis in (
            ("quartiers", filtre.quartiers),
            ("financeurs", filtre.financeurs),
            ("natures", filtre.natures),
        )
        if choisis
    ]
    if not coupes:
        return ""
    de = {"quartiers": "des quartiers", "financeurs": "des financeurs", "natures": "des crédits"}
    return f"la part {phrases.liste([de[c] for c in coupes])} choisis"
