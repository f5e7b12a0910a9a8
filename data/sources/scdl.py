"""La source `scdl` : les subventions publiées par un financeur, au format national.

Une ligne du fichier est une subvention ; les lignes d'un même `idCofinancement` et d'une même année sont une
seule action. Le fichier ne dit pas de pilier ; le contrat et les quartiers se trouvent comme le dit
scdl_contrats.py.
"""

from pathlib import Path

import duckdb

from data import vocabulaire
from data.lecture import Avance, Lecture, Perimetre, Rejet, SourceIllisible
from data.ouverts import scdl
from data.programmation.mots import sac_de_nom, sigle
from data.sources import scdl_compte
from data.sources.scdl_actions import Financement, Situee, ranger
from data.sources.scdl_contrats import Contrats
from data.sources.scdl_deja import Connus
from data.sources.scdl_fichier import Fichier, Ligne, ouvrir_fichier
from data.sources.scdl_lignes import Refus, cle_de_nom, comprendre
from data.sources.tableaux import table

_COLONNES = {
    "action": "action_id contrat_id annee reference intitule structure_id statut pluriannuelle echelle",
    "action_quartier": "action_id quartier_id part",
    "financement": "action_id financeur_id nature section demande_eur accorde_eur",
    "structure": "structure_id siret nom",
    "financeur": "financeur_id nom categorie ordre",
}


def lire(
    chemin: Path, avance: Avance, deja: duckdb.DuckDBPyConnection, perimetre: Perimetre | None = None
) -> Lecture:
    """Actions, financements, bénéficiaires et financeurs d'un fichier de subventions.

    `deja` : l'atelier ; `perimetre` : celui de la recette. Lève SourceIllisible si le fichier n'est pas au
    format, ou si aucun contrat n'est décrit.
    """
    fichier = ouvrir_fichier(chemin)
    try:
        contrats = Contrats(deja, perimetre or Perimetre())
    except SourceIllisible as erreur:
        raise SourceIllisible(f"{chemin.name} : {erreur}.") from erreur
    connus = Connus(deja)
    lecture = Lecture(nb_lignes=len(fichier.lignes) + fichier.refusees, rejets=list(fichier.rejets))
    lecture.rejets += scdl.controler(fichier.lignes, fichier.titres)
    situees = []
    for rang, ligne in enumerate(fichier.lignes, start=1):
        try:
            situees.append(_situer(ligne, fichier, contrats, connus))
        except Refus as erreur:
            lecture.rejets.append(ligne.rejet(str(erreur), erreur.colonne))
        if rang % 500 == 0:
            avance(rang, len(fichier.lignes))
    disputes = _sirets_disputes(situees)
    actions, financements, rejets = ranger(situees)
    lecture.rejets += [dit for s in situees for dit in (*s.dite.dits, *s.lieu.dits)] + rejets
    lecture.rejets += _nature_supposee(situees) + _totaux(fichier) + _disputes(situees, disputes)
    financements = _ajouter(lecture, financements, connus)
    lecture.nb_retenues = sum(len(f.lignes) for f in financements)
    lecture.tables = _tables(actions, financements, connus, disputes)
    scdl_compte.declarer(lecture, fichier, financements)
    avance(len(fichier.lignes), len(fichier.lignes))
    return lecture


def _situer(ligne: Ligne, fichier: Fichier, contrats: Contrats, connus: Connus) -> Situee:
    """La subvention, son lieu et son financeur. Lève Refus."""
    dite = comprendre(ligne, "statutLabel" in fichier.titres)
    if dite.valeur("idCofinancement") in connus.actions:
        # L'action d'un classeur porte déjà ce que chaque financeur y apporte.
        motif = (
            "Une source d'avant décrit cette action et ses financeurs : la subvention n'y est pas ajoutée."
        )
        raise Refus(motif, "idCofinancement")
    return Situee(dite, contrats.lieu(ligne, dite.attribuant[1]), connus.financeur(dite))


def _ajouter(lecture: Lecture, financements: list[Financement], connus: Connus) -> list[Financement]:
    """Les financements que les sources d'avant ne disent pas déjà ; les autres sont refusés."""
    gardes = []
    for financement in financements:
        motif = connus.refus(financement)
        if motif:
            lecture.rejets += [s.dite.ligne.rejet(motif, "idSubvention") for s in financement.lignes]
        else:
            lecture.rejets += connus.dits(financement)
            gardes.append(financement)
    return gardes


def _sirets_disputes(situees: list[Situee]) -> set[str]:
    """Les SIRET que le fichier donne à des organismes dont les noms n'ont rien de commun.

    Deux écritures d'un même nom partagent un mot ; des noms étrangers l'un à l'autre, sous un même numéro,
    sont une faute de saisie : prendre l'un pour l'autre changerait le porteur d'une action.
    """
    noms: dict[str, set[str]] = {}
    for s in situees:
        if siret := s.dite.beneficiaire[1]:
            noms.setdefault(siret, set()).add(s.dite.ligne.valeurs["nomBeneficiaire"])
    return {siret for siret, lus in noms.items() if len(lus) > 1 and not _meme_famille(lus)}


def _meme_famille(noms: set[str]) -> bool:
    """Vrai si chaque nom a un mot, ou son sigle, en commun avec les autres."""
    restants = [set(sac_de_nom(nom).split()) | {sigle(nom)} for nom in noms]
    famille = restants.pop()
    while liees := [mots for mots in restants if mots & famille]:
        famille = famille.union(*liees)
        restants = [mots for mots in restants if mots not in liees]
    return not restants


def _disputes(situees: list[Situee], disputes: set[str]) -> list[Rejet]:
    motif = (
        "Le fichier donne ce SIRET à des organismes de noms différents : celui-ci est désigné par son nom."
    )
    return [
        s.dite.ligne.rejet(motif, "idBeneficiaire", bloquant=False)
        for s in situees
        if s.dite.beneficiaire[1] in disputes
    ]


def _nature_supposee(situees: list[Situee]) -> list[Rejet]:
    nb = sum(s.dite.devine for s in situees)
    if not nb:
        return []
    sujet = f"{nb} subventions sont lues" if nb > 1 else "Une subvention est lue"
    motif = f"{sujet} comme crédits spécifiques : le dispositif ne dit pas si c'est du droit commun."
    return [Rejet(motif, colonne="sousDispositif", bloquant=False)]


def _totaux(fichier: Fichier) -> list[Rejet]:
    motif = "Ligne de total : ce n'est pas une subvention, elle n'est pas comptée."
    return [ligne.rejet(motif, "montant", bloquant=False) for ligne in fichier.totaux]


def _tables(
    actions: dict[str, list[Situee]], financements: list[Financement], connus: Connus, disputes: set[str]
) -> dict:
    """Les tables du schéma, chaque ligne avec celle du fichier d'où elle vient."""
    contenu: dict[str, dict[object, tuple]] = {nom: {} for nom in _COLONNES}
    restees = {f.lignes[0].action_id for f in financements} - set(connus.actions)
    for action_id in (a for a in actions if a in restees):
        lignes = actions[action_id]
        dite, quartiers = lignes[0].dite, sorted({code for s in lignes for code in s.lieu.quartiers})
        nom, (beneficiaire, siret) = dite.ligne.valeurs["nomBeneficiaire"], dite.beneficiaire
        if siret in disputes:
            beneficiaire, siret = f"nom-{cle_de_nom(nom)}", None
        structure = connus.structures.get(siret, beneficiaire)
        dit = vocabulaire.chercher("oui_non", dite.valeur("pluriannualite") or "")
        origine = (dite.ligne.feuille, dite.ligne.numero)
        contenu["action"][action_id] = (
            action_id,
            lignes[0].lieu.contrat,
            dite.annee,
            dite.valeur("referenceDecision"),
            dite.ligne.valeurs["objet"],
            structure,
            dite.statut,
            {"oui": True, "non": False}.get(dit),
            "quartiers" if quartiers else "contrat",
            *origine,
        )
        for quartier in quartiers:
            part = (action_id, quartier, 1 / len(quartiers), *origine)
            contenu["action_quartier"][action_id, quartier] = part
        contenu["structure"].setdefault(structure, (structure, siret, nom, *origine))
    for financement in sorted(financements, key=lambda f: f.lignes[0].dite.ligne.numero):
        premiere = financement.lignes[0]
        ligne = premiere.dite.ligne
        origine = (ligne.feuille, ligne.numero)
        contenu["financement"][premiere.cle] = (
            *premiere.cle,
            financement.demande,
            financement.accorde,
            *origine,
        )
        contenu["financeur"].setdefault(
            premiere.financeur,
            (
                premiere.financeur,
                ligne.valeurs["nomAttribuant"],
                connus.categorie(premiere.dite),
                len(contenu["financeur"]) + 1,
                *origine,
            ),
        )
    return {
        nom: table(contenu[nom].values(), *colonnes.split(), "_feuille", "_ligne")
        for nom, colonnes in _COLONNES.items()
    }
