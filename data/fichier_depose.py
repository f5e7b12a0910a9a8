"""Un fichier reçu d'un navigateur : en mémoire, reconnu d'après son contenu, jamais d'après son nom."""

from dataclasses import dataclass

from data.fichiers.bornes import DEPOT
from data.fichiers.classeur import Classeur, ouvrir_octets
from data.modele.colonnes import colonnes, intitules
from data.schema import sans_accents

GENRES = {"classeur": "Un classeur complet", "programmation": "Un tableau de programmation"}


@dataclass(frozen=True)
class Depot:
    """Un fichier reçu. `nom` est montré, jamais un chemin ; `genre` : xlsx, xls, ods ou csv."""

    nom: str
    contenu: bytes
    genre: str
    feuilles: tuple[str, ...]
    reconnu: str
    """Une clé de GENRES, d'après le contenu."""

    @property
    def fichier(self) -> str:
        """Le nom sous lequel il est rangé."""
        return f"classeur.{self.genre}"


def deposer(contenu: bytes, nom: str) -> Depot:
    """Ouvre un fichier et reconnaît ce qu'il est. Lève SourceIllisible."""
    propre = nom.replace("\\", "/").rpartition("/")[2][:120] or "fichier"
    classeur = ouvrir_octets(contenu, propre, bornes=DEPOT)
    return Depot(propre, contenu, classeur.genre, tuple(classeur.feuilles), reconnaitre(classeur))


def reconnaitre(classeur: Classeur) -> str:
    """« classeur » si une feuille a le nom et les titres obligatoires du modèle, sinon « programmation »."""
    for titre, feuille in classeur.feuilles.items():
        nom = sans_accents(titre).replace("-", "_")
        try:
            connus, decrites = intitules(nom), colonnes(nom)
        except KeyError:
            continue
        entete = feuille.lignes[0].cellules if feuille.lignes else []
        lus = {connus.get(sans_accents(c.texte_affiche)) for c in entete}
        if lus >= {c.nom for c in decrites.values() if c.exigee}:
            return "classeur"
    return "programmation"
