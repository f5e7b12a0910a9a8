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
    "annee": Colonne("Année", "annee"),
    "financeur": Colonne("Financeur"),
    "pilier": Colonne("Pilier", aide="« Tous les piliers » : ceux qui n'ont pas leur enveloppe"),
    "etat": Colonne("Ce qui reste"),
    "enveloppe_eur": Colonne("Enveloppe", "euros", "Ce que le comité de pilotage peut répartir"),
    "programme_eur": Colonne("Programmé", "euros", "Crédits spécifiques accordés, postes exclus"),
    "reste_eur": Colonne("Reste, exact", "euros", "Enveloppe moins programmé ; négatif : dépassée"),
}
UN_FINANCEUR = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "financeur": Colonne("Seul financeur"),
    "accorde_eur": _ACCORDE,
}
ENGAGEMENTS = {
    "contrat": Colonne("Contrat"),
    "partenaire": Colonne("Partenaire"),
    "pour_quoi": Colonne("Pour quoi"),
    "montant_eur": Colonne("Annoncé", "euros", "Combien : ce que le partenaire a annoncé"),
    "montant_mesure_eur": Colonne("Mesuré", "euros", "Ce qu'il a constaté ; vide : non mesuré"),
    "avec_qui": Colonne("Avec qui"),
    "comment": Colonne("Comment"),
    "echeance": Colonne("Échéance", "date"),
    "etat": Colonne("État"),
    "en_retard": Colonne("En retard", "oui_non", "L'échéance est passée et l'engagement n'est pas tenu"),
    "mesure_au_quartier": Colonne("Mesurable par quartier"),
}
DU_DEMANDE_AU_VERSE = {
    "financeur": Colonne("Financeur"),
    "demande_eur": Colonne("Demandé", "euros", "Pour les actions retenues : les refus ne sont pas publics"),
    "propose_eur": _PROPOSE,
    "accorde_eur": _ACCORDE,
    "taux_accorde": Colonne("Accordé / demandé", "pourcent", "Là où les deux montants sont connus"),
    "verse_eur": _VERSE,
    "taux_verse": Colonne("Versé / accordé", "pourcent", "Là où les deux montants sont connus"),
}
FLUX = {
    "source": Colonne("D'où vient l'argent"),
    "cible": Colonne("Où il va"),
    "montant_eur": _MONTANT,
}
NATURES = {
    "annee": Colonne("Année", "annee"),
    "nom": Colonne("Nature"),
    "montant_eur": _MONTANT,
    "part": Colonne("Part de l'année", "pourcent"),
}
LEVIER = {
    "pilier": Colonne("Pilier"),
    "epci_eur": Colonne("Intercommunalité", "euros", "Ce qu'elle accorde aux actions de ce pilier"),
    "autres_eur": Colonne(
        "Autres financeurs", "euros", "Ce qu'ils accordent aux mêmes actions, hors autofinancement du porteur"
    ),
    "levier": Colonne("Pour 1 €", "nombre", "Autres financeurs rapportés à l'intercommunalité"),
}
PAR_PART = {
    "nom": Colonne("Catégorie"),
    "nb_actions": _ACTIONS,
    "demande_eur": _DEMANDE,
    "accorde_eur": _ACCORDE,
    "verse_eur": _VERSE,
}
ACTIONS_LIEES = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "fiche": Colonne("Fiche", "lien"),
    "porteur": Colonne("Porteur"),
    "montant_eur": _MONTANT,
    "statut": Colonne("Statut"),
    "thematique": Colonne("Thématique"),
    "financeurs": Colonne("Financeurs"),
}
PART_PAR_ANNEE = {
    "annee": Colonne("Année", "annee"),
    "nom": Colonne("Catégorie"),
    "montant_eur": _MONTANT,
}
ANGLES_MORTS = {
    "genre": Colonne("Ce que c'est"),
    "nom": Colonne("Nom"),
    "avant_eur": Colonne("L'an dernier", "euros", "Accordé l'année d'avant ; vide : rien à comparer"),
    "depuis": Colonne("Depuis l'an dernier"),
}
SOURCES = {
    "nom": Colonne("Source"),
    "producteur": Colonne("Producteur"),
    "millesime": Colonne("Millésime"),
    "licence": Colonne("Licence"),
    "fichier": Colonne("Fichier"),
    "importe_le": Colonne("Importé le", "instant"),
    "url": Colonne("Adresse"),
    "empreinte": Colonne("Empreinte SHA-256"),
}
COMPTES = {
    "source": Colonne("Source"),
    "nb_lignes": Colonne("Lignes lues", "entier"),
    "nb_retenues": Colonne("Retenues", "entier", "Chacune a laissé quelque chose dans la base"),
    "nb_rejets": Colonne("Refusées", "entier", "Chacune a sa raison, plus bas"),
    "nb_hors_perimetre": Colonne("Hors périmètre", "entier", "Lignes d'autres contrats que ceux de la base"),
    "nb_ignorees": Colonne("Ignorées", "entier", "Totaux, exemples, titres répétés : pas des données"),
}
EUROS_COMPTES = {
    "source": Colonne("Source"),
    "lus_eur": Colonne("Accordé lu", "euros", "Ce que disent les cellules du fichier, avant tout refus"),
    "retenus_eur": Colonne("Retenu", "euros", "Ce que la base en porte"),
    "refuses_eur": Colonne("Refusé", "euros", "Ce que disent les lignes refusées"),
    "hors_perimetre_eur": Colonne("Hors périmètre", "euros", "Argent d'autres contrats que ceux de la base"),
    "remplaces_eur": Colonne("Remplacé", "euros", "Actions qu'un tableau a remplacées depuis"),
    "nb_illisibles": Colonne("Montants illisibles", "entier", "Cellules refusées, dans aucune de ces sommes"),
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
CONTRATS_COMPARES = {
    "contrat": Colonne("Contrat"),
    "eur_par_habitant": Colonne("€ par hab.", "euros", "Montant rapporté aux habitants des QPV"),
    "montant_eur": Colonne("Montant", "euros", "Le montant choisi ; un euro compte une fois"),
    "nb_quartiers": Colonne("QPV", "entier", "Quartiers prioritaires du zonage de la période"),
    "population": Colonne("Habitants", "entier", "Des QPV : leur somme si tous sont connus, sinon publiée"),
    "nb_actions": Colonne("Actions", "entier", "Hors postes aidés"),
    "nb_adultes_relais": Colonne("Adultes-relais", "entier"),
    "nb_fonjep": Colonne("Fonjep", "entier"),
    "pauvrete": Colonne("Pauvreté des QPV", aide="Du quartier le moins au plus pauvre, sans moyenne"),
    "theorique_eur": Colonne("Dont postes", "euros", "À leur coût théorique, compris dans le montant"),
    "departement": Colonne("Département"),
}
THEMES_COMPARES = {
    "contrat": Colonne("Contrat"),
    "theme": Colonne("Thème de l'État"),
    "nb_actions": Colonne("Actions", "entier", "Hors postes aidés"),
    "montant_eur": Colonne("Montant", "euros", "Le montant choisi ; un euro compte une fois"),
    "eur_par_habitant": Colonne("€ par habitant", "euros", "Montant rapporté aux habitants des QPV"),
}
