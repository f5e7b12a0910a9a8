"""Droit commun : un engagement est une carte, à quatre questions : Pour quoi, Combien, Avec qui, Comment."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from pages.blocs import (
    Barres,
    Bloc,
    Choix,
    Details,
    Encadre,
    Etiquette,
    Information,
    Matrice,
    Note,
    Paires,
    Texte,
    Titre,
)
from pages.composants import constats, formats, phrases
from pages.composants.colonnes import ENGAGEMENTS, PAR_FINANCEUR
from pages.sujets.droit_commun import demande, dit
from pages.visite import Visite

ETATS = {
    "tenu": Etiquette("Tenu", "check_circle", "bien"),
    "en cours": Etiquette("En cours", "pending", "en cours"),
    "non tenu": Etiquette("Non tenu", "cancel", "mal"),
    "non mesuré": Etiquette("Non mesuré", "help", "inconnu"),
}
"""État dans la base → mot, icône, ton."""
EN_RETARD = Etiquette("En retard", "event_busy", "attention")
CARTES_MAX = 40
"""Au-delà, la page serait trop longue : le tableau dit la suite."""


def annonces(lignes: pd.DataFrame) -> Paires:
    """Ce que chaque partenaire annonce, et ce qu'il mesure (`droit_commun/argent_par_partenaire`)."""
    return Paires(
        lignes,
        "partenaire",
        "annonce_eur",
        "annonce_non_mesure_eur",
        "mesure_eur",
        cle="argent",
        titre="Ce qui est annoncé, ce qui est mesuré",
        sous_titre="En euros, par partenaire, pour toute la durée des engagements",
        place=300,
    )


def mesurables(lignes: pd.DataFrame) -> Matrice:
    """Ce qui se mesure quartier par quartier (`droit_commun/mesure_au_quartier`)."""
    return Matrice(
        lignes,
        cle="mesurable",
        lignes="partenaire",
        colonnes="reponse",
        valeur="nb_engagements",
        format="entier",
        titre=dit.mesurables(lignes),
        sous_titre="Nombre d'engagements selon que l'apport se mesure, ou non, quartier par quartier",
    )


def un_par_un(visite: Visite, resume: Mapping, sources: pd.DataFrame) -> Iterator[Bloc]:
    """Les engagements dans l'état choisi (paramètre `etat`) : des cartes, et le tableau."""
    choix = Choix.de(visite, "etat", options=dit.etats(resume), libelle="État")
    yield Titre("Engagement par engagement", (choix,))
    engagements = demande.engagements(visite, choix.valeur)
    if engagements.empty:
        yield Information("Aucun engagement n'est dans cet état : choisissez « Tous ».")
    plusieurs = len(visite.filtre.contrats) != 1
    for ligne in engagements.head(CARTES_MAX).to_dict("records"):
        yield _carte(ligne, plusieurs)
    reste = len(engagements) - CARTES_MAX
    if reste > 0:
        autres = phrases.accord(reste, "autre engagement", "autres engagements")
        yield Note(f"Et {autres} : voir le tableau.")
    titre = "Engagements de droit commun"
    yield Details(engagements, "engagements", titre, ENGAGEMENTS, visite.en_mots, sources)


def credits_des_actions(visite: Visite) -> Iterator[Bloc]:
    """Le droit commun inscrit dans les actions, par financeur : un autre compte que les engagements."""
    du_droit_commun = replace(visite.filtre, natures=("droit_commun",))
    montants = visite.lire("financeurs/montants_par_financeur", filtre=du_droit_commun)
    yield Titre("Le droit commun inscrit dans les actions")
    yield Texte(phrases.markdown(dit.credits(montants, visite.filtre)))
    if montants.empty:
        return
    yield Barres(
        montants,
        cle="credits",
        libelle="financeur",
        titre="Qui en inscrit, et combien",
        sous_titre=constats.portee(visite.filtre),
    )
    yield Details(
        montants,
        "droit-commun-des-actions",
        "Droit commun des actions",
        PAR_FINANCEUR,
        visite.mots_de(du_droit_commun),
        visite.lire("donnees/sources_des_actions", filtre=du_droit_commun),
    )


def combien(annonce: object, mesure: object) -> list[str]:
    """Les lignes de « Combien » : annoncé, mesuré, leur rapport ; l'absence se dit."""
    lignes = ["Aucun montant annoncé"]
    if not formats.absent(annonce):
        lignes = [f"Annoncé : **{formats.montant(annonce)}**"]
    if formats.absent(mesure):
        return [*lignes, "Mesuré : **non mesuré**"]
    part = ""
    if not formats.absent(annonce) and annonce > 0:
        part = f" · {formats.pourcentage(mesure / annonce)}"
    return [*lignes, f"Mesuré : **{formats.montant(mesure)}**{part}"]


def echeance(le: date | None, en_retard: bool) -> str:
    """« Échéance : 31 décembre 2026 », « Échéance passée : 31 août 2026 »."""
    if formats.absent(le):
        return "Sans échéance"
    return f"Échéance{' passée' if en_retard else ''} : {formats.jour(le)}"


def _carte(ligne: Mapping, plusieurs_contrats: bool) -> Encadre:
    """Une ligne de `droit_commun/engagements`."""
    au_quartier = f"Mesurable par quartier : **{ligne['mesure_au_quartier']}**"
    precisions = [echeance(ligne["echeance"], ligne["en_retard"])]
    return Encadre(
        f"engagement-{ligne['engagement_id']}",
        ligne["partenaire"],
        cases=(
            ("Pour quoi", [_texte(ligne["pour_quoi"])]),
            ("Combien", combien(ligne["montant_eur"], ligne["montant_mesure_eur"])),
            ("Avec qui", [_texte(ligne["avec_qui"])]),
            ("Comment", [_texte(ligne["comment"]), au_quartier]),
        ),
        etiquettes=(ETATS[ligne["etat"]], *([EN_RETARD] if ligne["en_retard"] else [])),
        precisions=[*precisions, *([ligne["contrat"]] if plusieurs_contrats else [])],
        parts=(4, 3, 3, 4),
    )


def _texte(valeur: object) -> str:
    if formats.absent(valeur) or not str(valeur).strip():
        return "Non précisé"
    return phrases.markdown(str(valeur))
