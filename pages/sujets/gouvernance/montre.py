"""Gouvernance : la frise du contrat, ses instances, et ce qu'elles décident."""

from collections.abc import Iterator

import pandas as pd

from pages.blocs import Bloc, Colonne, Details, Frise, Liste, Matrice, Note, Ouverture, Tableau, Texte, Titre
from pages.composants import formats, phrases
from pages.sujets.gouvernance import dit
from pages.visite import Visite

DECISIONS = {
    "tenue_le": Colonne("Réunion", "date"),
    "instance": Colonne("Instance"),
    "sujet": Colonne("Objet"),
    "porteur": Colonne("Porteur"),
    "decision": Colonne("Décision", aide="Validée, modifiée, ajournée, rejetée, ou attendue"),
    "montant_eur": Colonne("Montant décidé", "euros", "Crédits spécifiques que le comité a décidés"),
    "motif": Colonne("Motif"),
}
AVIS = {
    "annee": Colonne("Année", "annee"),
    "instance": Colonne("Conseil citoyen"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "avis": Colonne("Avis"),
    "motif": Colonne("Motif"),
}
INSTANCES = {
    "contrat": Colonne("Contrat"),
    "instance": Colonne("Instance"),
    "nb_membres": Colonne("Sièges", "entier", "La même personne peut siéger dans deux instances"),
    "nb_reunions": Colonne("Réunions tenues", "entier", "Dans la période choisie"),
    "derniere": Colonne("Dernière réunion", "date"),
    "prochaine": Colonne("Prochaine réunion", "date"),
}
SEANCES = {
    "tenue_le": Colonne("Date", "date"),
    "quand": Colonne("Quand"),
    "instance": Colonne("Instance"),
    "ordre_du_jour": Colonne("Ordre du jour"),
    "nb_presents": Colonne("Présents", "entier"),
    "nb_membres": Colonne("Sièges", "entier"),
}
SIGNATAIRES = {
    "contrat": Colonne("Contrat"),
    "signataire": Colonne("Signataire"),
    "categorie": Colonne("Catégorie"),
    "role": Colonne("Rôle"),
}
MEMBRES = {
    "contrat": Colonne("Contrat"),
    "instance": Colonne("Instance"),
    "college": Colonne("Collège"),
    "membre": Colonne("Membre"),
    "qualite": Colonne("Qualité"),
    "nb_sieges": Colonne("Sièges", "entier"),
}


def frise(visite: Visite, periodes: pd.DataFrame, seances: pd.DataFrame) -> Frise:
    """La vie du contrat (`gouvernance/periodes`), toutes ses réunions (`gouvernance/seances`)."""
    titre, sous_titre = dit.de_la_frise(periodes, seances)
    return Frise(
        periodes,
        seances,
        visite.le,
        visite.filtre.annees,
        cle="frise",
        titre=titre,
        sous_titre=sous_titre,
        place=420,
    )


def instances(visite: Visite, reunies: pd.DataFrame, sources: pd.DataFrame) -> Tableau:
    """Qui se réunit, et quand (`gouvernance/instances`) ; le contrat seulement s'il y en a plusieurs."""
    plusieurs = len(visite.filtre.contrats) != 1
    colonnes = {n: c for n, c in INSTANCES.items() if n != "contrat" or plusieurs}
    return Tableau(reunies, "instances", "Qui se réunit, et quand", colonnes, visite.en_mots, sources)


def a_venir(seances: pd.DataFrame, combien: int = 3) -> Iterator[Bloc]:
    """Les prochaines réunions et leur ordre du jour ; `seances` : réponse de gouvernance/seances."""
    for reunion in seances[seances["a_venir"]].head(combien).itertuples(index=False):
        sujet = "" if formats.absent(reunion.ordre_du_jour) else f" : {reunion.ordre_du_jour}"
        quoi = phrases.markdown(f"{reunion.instance}{sujet}")
        yield Texte(formats.typographie(f":material/event: **{formats.jour(reunion.tenue_le)}** · {quoi}"))


def sieges(lignes: pd.DataFrame) -> Matrice:
    """Qui siège où (`gouvernance/sieges_par_college`)."""
    return Matrice(
        lignes,
        cle="sieges",
        lignes="college",
        colonnes="instance",
        valeur="nb_sieges",
        format="entier",
        titre="Qui siège où",
        sous_titre="Nombre de sièges par collège ; on peut siéger deux fois",
    )


def avis(lignes: pd.DataFrame) -> Matrice:
    """Ce que disent les conseils citoyens (`gouvernance/avis_par_conseil`)."""
    return Matrice(
        lignes,
        cle="matrice-avis",
        lignes="conseil",
        colonnes="avis",
        valeur="nb_avis",
        format="entier",
        titre="Ce que disent les conseils citoyens",
        sous_titre=dit.des_conseils(lignes),
    )


def decisions(visite: Visite, sens: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Bloc]:
    """Les décisions, dont cocher une ligne ouvre la fiche de l'action ; rien s'il n'y en a pas.

    `sens` : réponse de gouvernance/decisions_par_sens.
    """
    lignes = visite.lire("gouvernance/decisions", filtre=visite.filtre, le=visite.le)
    if lignes.empty:
        return
    titre = dit.des_decisions(sens)
    yield Titre(titre)
    yield Note("La dernière réunion d'abord. Cochez une ligne pour ouvrir la fiche de l'action.")
    yield Liste(
        lignes,
        "decisions",
        titre,
        {nom: colonne for nom, colonne in DECISIONS.items() if nom != "instance"},
        visite.en_mots,
        sources,
        code="action_id",
        choisit="action",
        ouvre=Ouverture("action", visite.lien()),
        largeurs={"sujet": 330, "motif": 260},
        emporte=DECISIONS,
    )


def details(
    visite: Visite, signataires: pd.DataFrame, seances: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[Bloc]:
    """Ce qu'on emporte : signataires, réunions, membres, avis ; une liste vide ne se montre pas."""
    membres = visite.lire("gouvernance/membres", contrats=visite.contrats)
    rendus = visite.lire("gouvernance/avis", filtre=visite.filtre)
    for lignes, nom, titre, colonnes in (
        (signataires, "signataires", "Signataires", SIGNATAIRES),
        (seances, "reunions", "Réunions et ordres du jour", SEANCES),
        (membres, "membres", "Membres des instances", MEMBRES),
        (rendus, "avis", "Avis des conseils citoyens", AVIS),
    ):
        if not lignes.empty:
            yield Details(lignes, nom, titre, colonnes, visite.en_mots, sources)
