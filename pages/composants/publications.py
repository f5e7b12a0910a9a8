"""Le tableau des versions publiées : quand, par qui, et ce que chacune a changé."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from pages.blocs import Colonne
from pages.composants import ecarts, formats, liens
from queries import Filtre, a_la_version, chemin_base, lire, version_base
from queries.versions import Publication, fichier_version, illisibles, journal, resume

COLONNES = {
    "publiee_le": Colonne("Publiée le", "instant"),
    "etat": Colonne("État"),
    "lien": Colonne("Revoir", "lien"),
    "nb_actions": Colonne("Actions", "entier", "Aux statuts publics"),
    "accorde_eur": Colonne("Accordé", "euros", "Somme de toutes les années, aux statuts publics"),
    "difference": Colonne("Par rapport à la précédente"),
    "par": Colonne("Par"),
    "nom": Colonne("Base"),
}


def lignes_abimees() -> str:
    """Ce que le journal ne permet plus de lire : un tableau qui saute une ligne doit le dire ; vide sinon."""
    sautees = illisibles(chemin_base())
    if not sautees:
        return ""
    quoi = "Une ligne du journal des versions est abîmée : elle est sautée"
    if len(sautees) > 1:
        quoi = f"{len(sautees)} lignes du journal des versions sont abîmées : elles sont sautées"
    return f"{quoi}. Les versions qu'il nomme encore, et leurs chiffres, n'ont pas changé."


def lignes(filtre: Filtre, communs: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Une ligne par publication, la plus récente d'abord, et ce qu'elle a changé ; totaux aux statuts de
    `filtre`, pour ses contrats, toutes années. `communs` : les paramètres du lien qui la rouvre."""
    base = chemin_base()
    with a_la_version(None):
        en_service = version_base()
        entrees = journal(base) or (_sans_journal(),)
    conservees = {e.version_id for e in entrees if fichier_version(base, e.version_id)} | {en_service}
    rangs = {entree.version_id: rang for rang, entree in enumerate(entrees)}
    rendues, avant = [], None
    for rang, entree in enumerate(entrees):
        totaux = entree.totaux("accorde", filtre.contrats, None, filtre.statuts)
        montants = {annee: eur for annee, (_, eur) in totaux.items()}
        nb = sum(n for n, _ in totaux.values())
        dit = ""
        if avant is not None:
            ecart = ecarts.Ecart(ecarts.annees_changees(avant[0], montants), solde=nb - avant[1])
            dit = formats.typographie(ecarts.en_mots(ecart)) or "totaux inchangés"
        avant = (montants, nb)
        servie = entree.version_id == en_service and rangs[en_service] == rang
        rendues.append(
            {
                "publiee_le": entree.publiee_le.astimezone(formats.PARIS).replace(tzinfo=None),
                "nom": entree.nom,
                # L'adresse d'un agent ne s'affiche pas : ce qui précède l'arobase suffit à le reconnaître.
                "par": entree.par.partition("@")[0] + (" (retour)" if entree.action == "restaurer" else ""),
                "nb_actions": nb,
                "accorde_eur": sum(montants.values()),
                "difference": dit,
                "etat": "en service"
                if servie
                else "conservée"
                if entree.version_id in conservees
                else "effacée",
                "lien": liens.adresse("/", {**(communs or {}), "version": entree.version_id})
                if entree.version_id in conservees
                else None,
            }
        )
    return pd.DataFrame(rendues[::-1], columns=list(COLONNES))


def _sans_journal() -> Publication:
    """La base servie, quand elle n'a pas été publiée par le programme."""
    version = lire("serveur/version").iloc[0]
    quand: datetime = version["publiee_le"].to_pydatetime().replace(tzinfo=UTC)
    lignes_lues = resume(lire("versions/resume").to_numpy())
    return Publication(str(version["version_id"]), quand, "", "publier", str(version["nom"]), lignes_lues)
