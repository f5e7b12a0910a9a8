"""`python -m data scdl FICHIER.csv --financeur CODE --siret SIRET`, ou `--verifier`"""

import argparse
import sys
from pathlib import Path

from stdnum.fr import siret

from data.commandes import EchecCommande, _options
from data.lecture import Rejet
from data.ouverts import scdl, scdl_sortie
from data.rapport import accord, nombre
from data.sources.scdl_fichier import ouvrir_fichier
from queries.porte import chemin_base

AIDE = "écrire les subventions d'un financeur au format national (SCDL), ou vérifier un tel fichier"
STATUTS = ("retenue", "conventionnée", "réalisée", "soldée")


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("fichier", type=Path, metavar="FICHIER.csv")
    analyseur.add_argument("--verifier", action="store_true", help="contrôler le fichier au lieu de l'écrire")
    analyseur.add_argument("--financeur", metavar="CODE", help="le financeur, par son code dans la base")
    analyseur.add_argument("--siret", help="le SIRET de ce financeur")
    analyseur.add_argument("--contrat", help="un seul contrat (à défaut, tous)")
    analyseur.add_argument("--annee", type=int, help="un seul exercice (à défaut, tous)")
    _options.base(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Écrire : 0 même s'il manque des cellules, qui sont dites. Vérifier : 1 s'il en manque."""
    if choix.verifier:
        lu = ouvrir_fichier(choix.fichier)
        for dit in (r for r in lu.rejets if not r.bloquant):
            print(f"{choix.fichier.name}{_ou(dit)} : {dit.motif}", file=sys.stderr)
        refus = [r for r in lu.rejets if r.bloquant]
        nb_lignes = len(lu.lignes) + lu.refusees
        return _dire(refus + scdl.controler(lu.lignes, lu.titres), nb_lignes, choix.fichier)
    if not choix.financeur or not choix.siret:
        raise EchecCommande("Dites le financeur et son SIRET : --financeur CODE --siret SIRET.", 2)
    if not siret.is_valid(choix.siret):
        raise EchecCommande(f"« {choix.siret} » n'est pas un SIRET (quatorze chiffres, dont une clé).", 2)
    base = Path(choix.base or chemin_base())
    sortie = scdl_sortie.ecrire(
        base, choix.financeur, siret.compact(choix.siret), STATUTS, choix.contrat, choix.annee
    )
    _options.ecrire(choix.fichier, sortie.contenu)
    _dire(sortie.manques, sortie.nb_lignes, choix.fichier)
    return 0


def _dire(manques: list[Rejet], nb_lignes: int, fichier: Path) -> int:
    for manque in manques[:50]:
        print(f"{fichier.name}{_ou(manque)} : {manque.motif}", file=sys.stderr)
    if len(manques) > 50:
        print(f"… et {accord(len(manques) - 50, 'autre')}.", file=sys.stderr)
    etat = f"{nombre(len(manques))} à corriger" if manques else "conforme au format"
    print(f"{fichier} : {accord(nb_lignes, 'subvention')}, {etat}.")
    return int(bool(manques))


def _ou(rejet: Rejet) -> str:
    """« , feuille Données, ligne 4, montant » : l'endroit, autant qu'on le sait."""
    feuille = f"feuille {rejet.feuille}" if rejet.feuille else ""
    ligne = f"ligne {rejet.ligne}" if rejet.ligne else ""
    return "".join(f", {mot}" for mot in (feuille, ligne, rejet.colonne) if mot)
