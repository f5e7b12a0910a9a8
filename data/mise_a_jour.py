"""Mettre la base à jour d'un fichier déposé : le reconnaître, le vérifier à côté, le publier.

Un classeur complet fait une base à lui seul, ou remplace celui de la recette du serveur. Un tableau de
programmation s'appuie sur la base en service, dont il remplace les actions de son contrat et de ses années.
Rien ici ne connaît l'écran ; la base servie n'est touchée que par `publier`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import duckdb
import tomli_w

from data import construction, depots, garde, publication
from data.acces import illisible, lue, pourquoi
from data.differences import Differences, comparer
from data.fichier_depose import GENRES, Depot, deposer, reconnaitre
from data.fichiers.classeur import ouvrir_octets
from data.identite import version_servie
from data.lecture import Avance, SourceIllisible
from data.modele.colonnes import colonnes, intitules
from data.programmation import correspondance, corrige, mise_a_jour, questions
from data.programmation.examen import Examen, examiner
from data.programmation.modele import Constat, Correspondance, Lecture
from data.rangement import ecrire_d_un_coup
from data.rapport import accord
from data.recette import RecetteInvalide
from data.schema import sans_accents
from data.verification import EchecConstruction
from queries.versions import Publication, dossier_versions

Etape = Callable[[str], None]
"""Appelée avec ce qui commence : « lecture du fichier »."""
_MEMOIRES = "correspondances"


@dataclass
class Verification:
    """Ce qu'un dépôt donnerait. `neuve` : la base construite, None si un blocage l'empêche.

    `version` : celle de la base servie à laquelle on l'a comparé. `blocages` : des phrases ; tant qu'il y en
    a, rien n'est à publier. `alerte` : ce qui ne se publie que malgré tout.
    """

    depot: Depot
    genre: str
    version: str | None
    neuve: Path | None = None
    constats: list[Constat] = field(default_factory=list)
    difference: Differences = field(default_factory=Differences)
    blocages: list[str] = field(default_factory=list)
    examen: Examen | None = None
    alerte: garde.Alerte = field(default_factory=garde.Alerte)
    remplace: bool = False
    """Vrai si la base neuve prend la place d'une base fictive, au lieu de la mettre à jour."""

    @property
    def rejets(self) -> list[Constat]:
        return [c for c in self.constats if c.gravite == "rejet"]

    @property
    def avertissements(self) -> list[Constat]:
        return [c for c in self.constats if c.gravite == "avertissement"]


def examiner_tableau(
    depot: Depot,
    base: Path,
    contrat: str | None,
    annee: int | None = None,
    feuille: str | None = None,
    statut: str | None = None,
    memoire: Correspondance | None = None,
    avance: Avance | None = None,
    tolerant: bool = False,
) -> Examen:
    """Lit un tableau large ; `tolerant` : ce qui manque se demande (data/programmation/questions.py).

    Lève SourceIllisible, CorrespondanceInvalide, ReferentielsAbsents.
    """
    classeur = ouvrir_octets(depot.contenu, depot.nom)
    with lue(base, base.name) as connexion:
        return examiner(
            classeur,
            connexion,
            contrat,
            annee,
            memoire=memoire,
            feuille=feuille,
            statut=statut,
            avance=avance,
            tolerant=tolerant,
        )


def verifier_tableau(examen: Examen, depot: Depot, base: Path, travail: Path, etape: Etape) -> Verification:
    """Construit à côté la base que donnerait ce tableau, dans le dossier `travail`."""
    v = Verification(depot, "programmation", examen.version, constats=examen.lecture.constats, examen=examen)
    if examen.a_confirmer:
        nb = accord(len(examen.correspondance.a_confirmer), "colonne est", "colonnes sont")
        v.blocages.append(f"{nb} à confirmer.")
        return v
    if en_attente := questions.bloquantes(examen):
        v.blocages += [question.phrase for question in en_attente]
        return v
    if v.rejets:
        nb = accord(len(examen.lecture.refusees), "ligne est refusée", "lignes sont refusées")
        v.blocages.append(f"{nb} : corrigez-les, puis déposez le fichier de nouveau.")
    fichier = travail / depot.fichier
    fichier.write_bytes(depot.contenu)
    return _comparer(v, base, travail, etape, lambda n: mise_a_jour.batir(examen, base, n, fichier))


def verifier_classeur(
    depot: Depot, base: Path, travail: Path, recette: Path | None = None, *, etape: Etape
) -> Verification:
    """Construit à côté la base que donnerait ce classeur, seul ou dans la recette du serveur."""
    v = Verification(depot, "classeur", version_servie(base))
    fichier = travail / depot.fichier
    fichier.write_bytes(depot.contenu)
    essai = travail / depots.RECETTE
    if recette:
        try:
            depots.achever(recette, v.version)
            depots.ecrire_recette(recette, essai, str(fichier.absolute()), absolue=True)
        except (RecetteInvalide, OSError) as erreur:
            v.blocages.append(str(erreur))
            return v
    else:
        _recette_seule(essai, base, depot)

    def batir(neuve: Path) -> None:
        construction.batir(essai, neuve, silencieux=True)
        v.constats = _constats(neuve, depot)
        if v.rejets:
            nb = len({(c.feuille, c.ligne) for c in v.rejets})
            lignes = accord(nb, "ligne est refusée", "lignes sont refusées")
            v.blocages.append(f"{lignes} : corrigez-les, puis déposez le fichier de nouveau.")

    return _comparer(v, base, travail, etape, batir)


def publier(
    v: Verification, base: Path, par: str, recette: Path | None = None, malgre_tout: bool = False
) -> Publication:
    """Met en service une base vérifiée, sans blocage. Lève EchecConstruction : rien n'est alors publié.

    `malgre_tout` : publier même si la garde l'arrêterait (`v.alerte`).
    """
    if v.blocages or v.neuve is None or not v.difference:
        raise EchecConstruction("Ce fichier ne peut pas être publié : vérifiez-le de nouveau.")
    suivie = recette if v.genre == "classeur" else None
    if suivie:
        try:
            fichier = v.neuve.parent / v.depot.fichier
            depots.preparer(suivie, version_servie(v.neuve) or "", fichier, v.version)
        except OSError as erreur:
            raise EchecConstruction(
                f"Le fichier ne peut pas être rangé à côté de la recette ({pourquoi(erreur)})."
            ) from erreur
    try:
        entree = publication.publier_fichier(v.neuve, base, par, v.version, malgre_tout=malgre_tout)
    finally:
        if suivie:
            depots.achever(suivie, version_servie(base))
    if v.examen:
        _retenir(base, v.examen.correspondance)
    return entree


def restaurer(version: str, base: Path, par: str, recette: Path | None = None) -> tuple[Publication, bool]:
    """Remet une version en service ; dit aussi si la recette du serveur a suivi. Lève EchecConstruction."""
    avant = version_servie(base)
    entree = publication.restaurer(version, base, par)
    if recette is None:
        return entree, True
    depots.achever(recette, version)
    return entree, depots.revenir(recette, avant, version)


def memoire(base: Path, contrat: str | None) -> Correspondance | None:
    """La correspondance retenue à la dernière publication d'un tableau de ce contrat."""
    fichier = _memoire(base, contrat)
    try:
        return correspondance.lire_fichier(fichier) if contrat and fichier.exists() else None
    except correspondance.CorrespondanceInvalide:
        # Écrite par une autre version du programme : on propose de nouveau.
        return None


def corriger(v: Verification) -> bytes:
    """Le classeur déposé, en XLSX, ses cellules fautives colorées et commentées."""
    classeur = ouvrir_octets(v.depot.contenu, v.depot.nom)
    if v.examen:
        return corrige.corriger(v.depot.contenu, classeur, v.examen.lecture)
    places = []
    for titre, feuille in classeur.feuilles.items():
        nom = sans_accents(titre).replace("-", "_")
        siens = [c for c in v.constats if c.feuille == nom]
        if not siens:
            continue
        connus = intitules(nom)
        entete = feuille.lignes[0].cellules if feuille.lignes else []
        rangs = {connus.get(sans_accents(c.texte_affiche)): c.colonne for c in entete}
        places += [replace(c, feuille=titre, colonne=rangs.get(c.code)) for c in siens]
    premiere = next(iter(classeur.feuilles))
    lecture = Lecture(Correspondance(premiere, (), ()), "", constats=places)
    return corrige.corriger(v.depot.contenu, classeur, lecture)


def _comparer(
    v: Verification, base: Path, travail: Path, etape: Etape, batir: Callable[[Path], object]
) -> Verification:
    if base.is_dir():
        v.blocages.append(
            "Ce tableau de bord lit un dossier de Parquet, où l'on ne publie pas d'ici : publiez "
            "dans la base, puis demandez à qui gère le serveur de réécrire le dossier."
        )
        return v
    neuve = travail / "neuve.duckdb"
    neuve.unlink(missing_ok=True)
    etape("construction d'une base d'essai")
    try:
        batir(neuve)
        etape("comparaison avec la base en service")
        v.difference = comparer(base, neuve)
        v.alerte = garde.alerte(base, neuve)
    except (EchecConstruction, SourceIllisible, RecetteInvalide) as erreur:
        v.blocages.append(str(erreur))
        return v
    except duckdb.Error as erreur:
        v.blocages.append(illisible(base.name, erreur))
        return v
    if retires := v.difference.contrats_retires:
        v.blocages.append(
            f"Ce classeur ne dit rien de ces contrats, qu'il retirerait : {', '.join(retires)}. Déposez le "
            "classeur de toute la base."
        )
    v.neuve = neuve
    return v


def _recette_seule(cible: Path, base: Path, depot: Depot) -> None:
    """Une recette d'une source ; la base garde son nom et son fond de carte."""
    with lue(base, base.name) as connexion:
        version = connexion.execute("select nom, fond from version order by publiee_le desc limit 1")
        nom, fond = version.fetchone() or ("Base", None)
    contenu = {"nom": nom} | ({"fond": fond} if fond else {})
    source = {"type": "classeur", "fichier": depot.fichier, "nom": "Classeur du contrat"}
    cible.write_text(tomli_w.dumps({**contenu, "source": [source]}), encoding="utf-8")


def _constats(neuve: Path, depot: Depot) -> list[Constat]:
    """Les rejets du fichier déposé, et de lui seul. `code` : le nom technique de la colonne."""
    with lue(neuve, neuve.name) as connexion:
        lignes = connexion.execute(
            "select feuille, ligne, colonne, valeur, motif, bloquant "
            "from rejet join source using (source_id) "
            "where source.type = 'classeur' and empreinte = ? order by feuille, ligne, colonne",
            [sha256(depot.contenu).hexdigest()],
        ).fetchall()
    return [
        Constat(
            "rejet" if bloquant else "avertissement",
            colonne or "",
            motif,
            feuille or "",
            ligne,
            None,
            _titre(feuille, colonne),
            valeur or "",
        )
        for feuille, ligne, colonne, valeur, motif, bloquant in lignes
    ]


def _titre(feuille: str | None, colonne: str | None) -> str:
    try:
        return colonnes(feuille or "")[colonne or ""].titre
    except KeyError:
        return colonne or ""


def _memoire(base: Path, contrat: str | None) -> Path:
    # Le code vient d'un fichier : il ne fait pas un chemin.
    return dossier_versions(base) / _MEMOIRES / f"{sha256((contrat or '').encode()).hexdigest()[:16]}.toml"


def _retenir(base: Path, confirmee: Correspondance) -> None:
    cible = _memoire(base, confirmee.contrat_id)
    cible.parent.mkdir(parents=True, exist_ok=True)
    # L'année d'un tableau n'est pas celle du suivant, ni l'unité de ses montants.
    colonnes = tuple(replace(colonne, unite=None) for colonne in confirmee.colonnes)
    suivante = replace(confirmee, annee=None, unite=None, colonnes=colonnes)
    ecrire_d_un_coup(cible, correspondance.ecrire_toml(suivante).encode())


__all__ = [
    "GENRES",
    "Depot",
    "Verification",
    "corriger",
    "deposer",
    "examiner_tableau",
    "memoire",
    "publier",
    "reconnaitre",
    "restaurer",
    "verifier_classeur",
    "verifier_tableau",
]
