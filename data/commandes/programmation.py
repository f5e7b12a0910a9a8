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
from data.programmation import corrige, dialogue, mise_a_jour, questions, rapport, referentiels
from data.programmation import examen as examens
from data.programmation.correspondance import ecrire_toml, lire_fichier, voisine
from data.programmation.examen import Examen
from data.programmation.modele import UNITES, Correspondance, CorrespondanceInvalide
from data.programmation.phrases import accord
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
    analyseur.add_argument(
        "--feuille",
        action="append",
        default=[],
        metavar="NOM",
        help="la feuille à lire, ou plusieurs (à défaut, toutes celles qui ont des actions)",
    )
    analyseur.add_argument(
        "--statut",
        action="append",
        default=[],
        metavar="STATUT",
        help="le statut de toutes les actions si aucune colonne ne le dit ; ou MOT=STATUT, le sens d'un mot",
    )
    analyseur.add_argument(
        "--colonne",
        action="append",
        default=[],
        metavar="LETTRE=SENS",
        help="ce que dit une colonne : K=ignorer, K=porteur, ou son vrai titre (K=CD 41 accordé)",
    )
    analyseur.add_argument(
        "--unite", choices=tuple(UNITES), help="l'unité des montants, quand le tableau en dit une"
    )
    analyseur.add_argument(
        "--creer-piliers", action="store_true", help="créer les piliers et thématiques que le contrat n'a pas"
    )
    analyseur.add_argument(
        "--creer-quartiers", action="store_true", help="créer les quartiers que le contrat n'a pas"
    )
    analyseur.add_argument(
        "--oui", action="store_true", help="accepter toutes les réponses proposées (l'examen les écrit)"
    )
    analyseur.add_argument(
        "--reponse",
        action="append",
        default=[],
        metavar="QUESTION=RÉPONSE",
        help="répondre à une question, par sa clé (l'examen les écrit)",
    )
    analyseur.add_argument(
        "--correspondance",
        type=Path,
        metavar="FICHIER",
        help="le sens confirmé des colonnes (à défaut, correspondance.toml à côté du classeur)",
    )
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
    _options.malgre_tout(analyseur)
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
    for dit in classeur.dits:
        print(dit, file=sys.stderr)
    print(rapport.en_json(examen) if choix.json else rapport.texte(examen))
    if choix.ecrire_correspondance:
        texte = ecrire_toml(examen.correspondance, examen.lecture.constats)
        _ecrire(choix.ecrire_correspondance, texte.encode())
    if choix.corrige:
        contenu = b"" if choix.classeur.is_dir() else choix.classeur.read_bytes()
        _ecrire(choix.corrige, corrige.corriger(contenu, classeur, examen.lecture))
    if choix.publier:
        return _publier(choix, examen, base)
    return int(bool(examen.lecture.rejets) or bool(examen.restantes))


def _examiner(choix: argparse.Namespace, classeur: Classeur, base: Path) -> Examen:
    retenue = choix.correspondance or voisine(choix.classeur)
    memoire = lire_fichier(retenue) if choix.correspondance or retenue.exists() else None
    feuille = choix.feuille[0] if len(choix.feuille) == 1 else None
    statut = next((dit for dit in choix.statut if "=" not in dit), None)
    repondre = dialogue.par_options(
        oui=choix.oui,
        unite=choix.unite,
        reponses=choix.reponse,
        creer=[quoi for quoi in ("piliers", "quartiers") if getattr(choix, f"creer_{quoi}")],
        statuts=[dit for dit in choix.statut if "=" in dit],
    )
    with lue(base) as connexion, _barre(choix.classeur.name) as barre:
        ref = referentiels.depuis_base(connexion, choix.contrat or (memoire.contrat_id if memoire else None))

        def lire(correspondance: Correspondance | None) -> examens.Lu:
            return examens.lire(
                classeur,
                ref,
                annee=choix.annee,
                memoire=correspondance,
                feuille=feuille,
                statut=statut,
                tolerant=True,
                avance=_avance(barre),
            )

        premiere = lire(dialogue.avec_feuilles(memoire, choix.feuille, classeur))
        nommees = dialogue.nommer_colonnes(premiere, choix.colonne)
        lu, reponses = dialogue.mener(lire, repondre, nommees)
        examen = examens.comparer(classeur, lu, connexion)
    examen.reponses, examen.restantes = tuple(reponses), tuple(questions.obligatoires(lu))
    return examen


def _publier(choix: argparse.Namespace, examen: Examen, base: Path) -> int:
    if examen.a_confirmer:
        raise EchecCommande(
            "Rien n'est publié : le sens de certaines colonnes est à confirmer. Acceptez ce qui est proposé "
            "(--oui) ou dites-le (--colonne) ; ou écrivez la correspondance (--ecrire-correspondance), "
            "relisez-la, puis donnez-la (--correspondance)."
        )
    restantes = [q for q in examen.restantes if q.sorte in questions.BLOQUANTES or not choix.malgre_refus]
    if restantes:
        attendent = accord(len(restantes), "question attend", "questions attendent")
        raise EchecCommande(f"Rien n'est publié : {attendent} une réponse. {questions.resumer(restantes)}")
    if examen.lecture.rejets and not choix.malgre_refus:
        raise EchecCommande(
            "Rien n'est publié : des lignes sont refusées. Corrigez-les, ou publiez sans elles "
            "(--malgre-refus) : celles qui sont déjà dans la base y restent telles quelles."
        )
    with tempfile.TemporaryDirectory() as dossier:
        neuve = Path(dossier) / "neuve.duckdb"
        mise_a_jour.batir(examen, base, neuve, choix.classeur)
        publier_fichier(neuve, base, choix.par, attendue=examen.version, malgre_tout=choix.malgre_tout)
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
