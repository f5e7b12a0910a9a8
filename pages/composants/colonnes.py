"""Les colonnes des tableaux, nommées une fois : même titre, même définition partout."""

from pages.composants.tableaux import Colonne

_ACTIONS = Colonne("Actions", "entier", "Une action qui touche plusieurs quartiers compte une fois")
_DEMANDE = Colonne("Demandé", "euros", "Ce que les porteurs ont demandé")
_PROPOSE = Colonne("Proposé", "euros", "Ce que l'instruction propose au comité de pilotage")
_ACCORDE = Colonne("Accordé", "euros", "Ce que le financeur a décidé")
_VERSE = Colonne("Versé", "euros", "Ce qui est payé à ce jour")
_MONTANT = Colonne("Montant", "euros", "Le montant choisi dans les filtres ; un euro compte une fois")

PAR_PILIER = {
    "pilier": Colonne("Pilier"),
    "nb_actions": _ACTIONS,
    "demande_eur": _DEMANDE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
PAR_FINANCEUR = {
    "financeur": Colonne("Financeur"),
    "categorie": Colonne("Catégorie"),
    "nb_actions": _ACTIONS,
    "demande_eur": _DEMANDE,
    "propose_eur": _PROPOSE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
POSTES = {
    "dispositif": Colonne("Dispositif"),
    "porteur": Colonne("Structure"),
    "nb_postes": Colonne("Postes", "entier"),
    "accorde_eur": Colonne("Coût théorique", "euros", "Coût publié par l'ANCT, et non dépense constatée"),
}
PAR_QUARTIER = {
    "quartier": Colonne("Quartier"),
    "type": Colonne("Type", aide="QPV : quartier prioritaire ; QVA : quartier de veille active"),
    "population": Colonne("Habitants", "entier"),
    "nb_actions": _ACTIONS,
    "montant_eur": Colonne("Montant", "euros", "L'argent d'une action est partagé entre ses quartiers"),
    "eur_par_habitant": Colonne("€ par habitant", "euros", "Montant rapporté aux habitants du quartier"),
}
PAR_MESURE = {
    "quartier": Colonne("Quartier"),
    "type": Colonne("Type"),
    "population": Colonne("Habitants", "entier"),
    "valeur": Colonne("Valeur", "nombre"),
    "statut": Colonne("Statut", aide="Diffusée, estimée, couverte par le secret statistique ou manquante"),
}
ACTIONS = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "pilier": Colonne("Pilier"),
    "statut": Colonne("Statut"),
    "financeurs": Colonne("Financeurs"),
    "montant_eur": Colonne("Montant", "euros", "La part de l'action qui revient aux quartiers choisis"),
}
INDICATEURS = {
    "indicateur": Colonne("Indicateur"),
    "territoire": Colonne("Territoire"),
    "annee": Colonne("Année", "annee"),
    "zonage": Colonne("Zonage"),
    "valeur": Colonne("Valeur", "nombre"),
    "unite": Colonne("Unité"),
    "statut": Colonne("Statut", aide="Diffusée, estimée, couverte par le secret statistique ou manquante"),
    "definition": Colonne("Définition"),
    "source": Colonne("Source"),
    "millesime": Colonne("Millésime"),
}
PASSAGES = {
    "ancien": Colonne("Code 2015"),
    "nom_ancien": Colonne("Quartier de 2015"),
    "nouveau": Colonne("Code 2024"),
    "nom_nouveau": Colonne("Quartier de 2024"),
    "statut": Colonne("Périmètre"),
}
PILIER_FINANCEUR = {
    "pilier": Colonne("Pilier"),
    "financeur": Colonne("Financeur"),
    "nb_actions": _ACTIONS,
    "montant_eur": _MONTANT,
}
ENVELOPPES = {
    "financeur": Colonne("Financeur"),
    "enveloppe_eur": Colonne("Enveloppe", "euros", "Ce que le comité de pilotage peut répartir"),
    "programme_eur": Colonne("Programmé", "euros", "Crédits spécifiques accordés, postes exclus"),
    "reste_eur": Colonne("Reste", "euros"),
}
UN_FINANCEUR = {
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "financeur": Colonne("Seul financeur"),
    "accorde_eur": _ACCORDE,
}
SOURCES = {
    "nom": Colonne("Source"),
    "producteur": Colonne("Producteur"),
    "millesime": Colonne("Millésime"),
    "licence": Colonne("Licence"),
    "nb_lignes": Colonne("Lignes lues", "entier"),
    "nb_retenues": Colonne("Retenues", "entier"),
    "nb_rejets": Colonne("Refusées", "entier"),
    "fichier": Colonne("Fichier"),
    "importe_le": Colonne("Importé le", "instant"),
    "url": Colonne("Adresse"),
    "empreinte": Colonne("Empreinte SHA-256"),
}
REJETS = {
    "source": Colonne("Source"),
    "feuille": Colonne("Feuille"),
    "ligne": Colonne("Ligne", "entier"),
    "colonne": Colonne("Colonne"),
    "valeur": Colonne("Valeur"),
    "motif": Colonne("Raison"),
    "bloquant": Colonne(
        "Refusée", "oui_non", "Décoché : la ligne entre dans la base, la cellule est signalée"
    ),
}
CONTROLES = {
    "titre": Colonne("Contrôle"),
    "gravite": Colonne("Gravité"),
    "nb_lignes": Colonne("Lignes relevées", "entier"),
}
