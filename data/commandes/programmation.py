"""`python -m data programmation CLASSEUR`"""

import argparse
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from data.acces import lue
from data.commandes import EchecCommande, _options, _versions
from data.fichiers.classeur import Classeur, ouvrir
from data.lecture import Avance
from data.programmation import corrige, mise_a_jour
from data.programmation.correspondance import ecrire_toml, lire_fichier, voisine
from data.programmation.examen import Examen, examiner
from data.programmation.modele import CorrespondanceInvalide
from data.programmation.referentiels import ReferentielsAbsents
from data.publication import publier_fichier
from data.verification import verifier
from queries import chemin_base

AIDE = "examiner un tableau de programmation large, et le publier"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("classeur", metavar="CLASSEUR", type=Path, help="XLSX, XLS, ODS ou CSV")
    analyseur.add_argument("--contrat", metavar="CODE", help="le contrat (inutile s'il n'y en a qu'un)")
    analyseur.add_argument("--annee", type=int, help="l'année du tableau, si aucune colonne ne la dit")
    analyseur.add_argument("--feuille", help="la feuille à lire (à défaut, la mieux comprise)")
    analyseur.add_argument("--statut", help="le statut des actions, si aucune colonne ne le dit")
    analyseur.add_argument(
        "--correspondance", type=Path, metavar="FICHIER",
        help="le sens confirmé des colonnes (à défaut, correspondance.toml à côté du classeur)",
    )  # fmt: skip
    analyseur.add_argument(
        "--ecrire-correspondance", type=Path, metavar="FICHIER", help="où écrire le sens proposé, à relire"
    )
    analyseur.add_argument(
        "--corrige", type=Path, metavar="FICHIER", help="où écrire le classeur annoté de ses fautes (XLSX)"
    )
    analyseur.add_argument(
        "--publier", action="store_true", help="mettre à jour la base servie, si rien n'est refusé"
    )
    analyseur.add_argument(
        "--malgre-refus", action="store_true", help="publier même si des lignes sont refusées"
    )
    _options.base(analyseur)
    _options.par(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    base = Path(choix.base or chemin_base())
    verifier(base)
    classeur = ouvrir(choix.classeur)
    try:
        examen = _examiner(choix, classeur, base)
    except (CorrespondanceInvalide, ReferentielsAbsents) as erreur:
        raise EchecCommande(str(erreur), code=2) from erreur
    print(examen.json() if choix.json else examen.texte())
    if choix.ecrire_correspondance:
        texte = ecrire_toml(examen.correspondance, examen.lecture.constats)
        _ecrire(choix.ecrire_correspondance, texte.encode())
    if choix.corrige:
        contenu = b"" if choix.classeur.is_dir() else choix.classeur.read_bytes()
        _ecrire(choix.corrige, corrige.corriger(contenu, classeur, examen.lecture))
    if choix.publier:
        return _publier(choix, examen, base)
    return int(bool(examen.lecture.rejets) or examen.a_confirmer)


def _examiner(choix: argparse.Namespace, classeur: Classeur, base: Path) -> Examen:
    retenue = choix.correspondance or voisine(choix.classeur)
    memoire = lire_fichier(retenue) if choix.correspondance or retenue.exists() else None
    with lue(base) as connexion, _barre(choix.classeur.name) as barre:
        return examiner(
            classeur, connexion, choix.contrat, choix.annee,
            memoire=memoire, feuille=choix.feuille, statut=choix.statut, avance=_avance(barre),
        )  # fmt: skip


def _publier(choix: argparse.Namespace, examen: Examen, base: Path) -> int:
    if examen.a_confirmer:
        raise EchecCommande(
            "Rien n'est publié : le sens de certaines colonnes est à confirmer. Écrivez la correspondance "
            "(--ecrire-correspondance), relisez-la, puis donnez-la (--correspondance)."
        )
    if examen.lecture.rejets and not choix.malgre_refus:
        raise EchecCommande(
            "Rien n'est publié : des lignes sont refusées. Corrigez-les, ou publiez sans elles "
            "(--malgre-refus) : celles qui sont déjà dans la base y restent telles quelles."
        )
    with tempfile.TemporaryDirectory() as dossier:
        neuve = Path(dossier) / "neuve.duckdb"
        mise_a_jour.batir(examen, base, neuve, choix.classeur)
        publier_fichier(neuve, base, choix.par, attendue=examen.version)
    return _versions.annoncer(base)


def _ecrire(chemin: Path, contenu: bytes) -> None:
    _options.ecrire(chemin, contenu)
    print(f"Écrit : {chemin}", file=sys.stderr)


def _barre(nom: str) -> tqdm:
    forme = "{desc:<42} {percentage:3.0f} % |{bar:24}| {elapsed}"
    return tqdm(desc=nom[:40], bar_format=forme, file=sys.stderr, leave=False)


def _avance(barre: tqdm) -> Avance:
    def avance(lues: int, attendues: int) -> None:
        barre.total = attendues
        barre.update(max(lues - barre.n, 0))

    return avance
