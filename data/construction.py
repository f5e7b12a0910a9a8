"""Construire une base : lire, assembler, contrôler dans un fichier neuf, et seulement alors le publier."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from shapely import from_wkt
from tqdm import tqdm

from data import controle, decompte, exercices, publication, rattachement, telechargement
from data.acces import pourquoi, refusee
from data.assemblage import Atelier, SourceIncoherente
from data.identite import nouvelle_version
from data.lecture import Avance, Lecture, SourceIllisible
from data.moteur import seule
from data.rangement import chemin_neuf, effacer
from data.rapport import BilanSource, Rapport
from data.recette import Recette, RecetteInvalide, Source, lire_recette, trouver
from data.rejets import inscrire as inscrire_rejets
from data.schema import creer
from data.sources import APRES, LECTEURS, SELON_PERIMETRE, geometrie
from data.verification import EchecConstruction, refuser_si_bloquant, relire, totaux, verifier
from data.verrou import verrou
from queries.porte import VERSION_SCHEMA, chemin_base

DOSSIER = Path(__file__).parent
THEMES = Source(
    type="themes-p147",
    fichier=str(DOSSIER / "nomenclature" / "themes_p147.csv"),
    nom="Thèmes de l'État (programme 147)",
    producteur="ANCT",
    millesime="2020-2023 et 2024-2030",
    licence="Licence Ouverte 2.0",
)
"""La nomenclature livrée avec le programme : toute base la contient."""


def construire(
    recette: Path | str,
    dossier: Path | None = None,
    base: Path | None = None,
    silencieux: bool = False,
    par: str | None = None,
    malgre_tout: bool = False,
) -> Rapport:
    """Construit la base d'une recette (chemin, ou nom de data/recettes) et la publie à `base`.

    `dossier` : où sont les fichiers de la recette (à défaut, à côté d'elle). `par` : qui publie (None :
    l'utilisateur du système). `malgre_tout` : publier même ce que data/garde.py arrête. La progression va sur
    la sortie d'erreur. Lève RecetteInvalide, SourceIllisible ou EchecConstruction : l'ancienne base est alors
    intacte et rien ne reste du fichier en cours.
    """
    cible = Path(base or chemin_base()).absolute()
    if cible.is_dir():
        raise EchecConstruction(f"« {cible} » est un dossier : donnez un nom de fichier à --base.")
    neuf = chemin_neuf(cible)
    try:
        rapport = batir(recette, neuf, dossier, silencieux)
        publication.publier(neuf, cible, par, malgre_tout=malgre_tout)
    finally:
        effacer(neuf)
    rapport.base = str(cible)
    return rapport


def batir(recette: Path | str, neuf: Path, dossier: Path | None = None, silencieux: bool = False) -> Rapport:
    """Construit et vérifie la base d'une recette au chemin `neuf`, sans la publier.

    Lève les exceptions de `construire` ; ce qui reste alors de `neuf` est à effacer par l'appelant.
    """
    lue = lire_recette(trouver(recette))
    fichiers = [(source, _fichier(source, lue, dossier, silencieux)) for source in _sources(lue)]
    try:
        neuf.parent.mkdir(parents=True, exist_ok=True)
        _balayer(neuf.parent)
        rapport = _remplir(neuf, lue, fichiers, silencieux)
        relire(neuf, rapport)
    except OSError as erreur:
        raise EchecConstruction(
            f"La base ne peut pas être écrite dans « {neuf.parent} » ({pourquoi(erreur)})."
        ) from erreur
    except SourceIncoherente as erreur:
        raise EchecConstruction(f"Un lecteur de source est en défaut : {erreur}.") from erreur
    except duckdb.Error as erreur:
        raise EchecConstruction(refusee(erreur)) from erreur
    return rapport


def assurer_base() -> Path:
    """Construit la base fictive si aucune n'existe au chemin par défaut ; rend ce chemin.

    Deux processus peuvent l'appeler ensemble : le second attend le premier et se sert de sa base. Ne
    fait rien si `CONTRAT_BASE` nomme une base : on ne met pas de la fiction à la place d'un fichier absent.
    """
    chemin = chemin_base()
    if os.environ.get("CONTRAT_BASE") or chemin.exists():
        return chemin
    with verrou(chemin):
        if not chemin.exists():
            print("Aucune base : construction du territoire fictif…", file=sys.stderr, flush=True)
            construire("demo", base=chemin, par="premier démarrage")
    return chemin


def _sources(recette: Recette) -> tuple[Source, ...]:
    if THEMES.type not in LECTEURS or any(source.type == THEMES.type for source in recette.sources):
        return recette.sources
    return (*recette.sources, THEMES)


def _fichier(source: Source, recette: Recette, dossier: Path | None, silencieux: bool) -> Path:
    """Où est le fichier d'une source sur cette machine. Lève SourceIllisible s'il manque."""
    if source.distante:
        return telechargement.telecharger(source.fichier, attendue=source.empreinte, silencieux=silencieux)
    racine = Path(dossier) if dossier else recette.chemin.parent
    chemin = racine / source.fichier
    if not chemin.exists():
        adresse = f" On le trouve à l'adresse {source.url}" if source.url else ""
        raise SourceIllisible(
            f"Le fichier « {source.fichier} » de la source « {source.nom} » n'est pas dans {racine}.{adresse}"
        )
    return chemin


def _balayer(dossier: Path) -> None:
    """Retire les restes d'une construction tuée net (de plus d'un jour : une autre peut être en cours)."""
    for reste in dossier.glob(".construction-*"):
        if time.time() - reste.stat().st_mtime > 86_400:
            reste.unlink(missing_ok=True)


def _remplir(neuf: Path, recette: Recette, fichiers: list[tuple[Source, Path]], silencieux: bool) -> Rapport:
    restreinte = bool(recette.contrats or recette.departements or recette.regions)
    with duckdb.connect() as base:
        litteral = str(neuf).replace("'", "''")
        base.execute(f"attach '{litteral}' as neuve; use neuve")
        creer(base)
        atelier = Atelier(base)
        lectures = []
        for rang, (source, chemin) in enumerate(fichiers, start=1):
            lecture = _lire(source, chemin, silencieux, atelier, recette)
            atelier.deposer(f"s{rang:02}", lecture)
            lecture.tables.clear()
            lectures.append(lecture)
        etape = _etapes(silencieux)
        etape("assemblage")
        atelier.assembler()
        _mesurer_les_contours(base)
        rattachement.rattacher(atelier)
        _restreindre(atelier, recette, restreinte)
        etape("ventilation")
        base.execute("use neuve")
        atelier_vers_base(atelier)
        decompte.clore(atelier, {f"s{rang:02}": s.nom for rang, (s, _) in enumerate(fichiers, start=1)})
        bilans = []
        for rang, ((source, chemin), lecture) in enumerate(zip(fichiers, lectures, strict=True), start=1):
            bilans.append(inscrire(atelier, f"s{rang:02}", source, chemin, lecture))
        etape("contrôles")
        rapport = conclure(base, recette, bilans)
        base.execute("checkpoint neuve; use memory; detach neuve")
        etape("")
    return rapport


def _mesurer_les_contours(base: duckdb.DuckDBPyConnection) -> None:
    """Superficie (km², sur l'ellipsoïde) et point intérieur des quartiers dont la source ne les dit pas."""
    a_faire = base.execute(
        "select quartier_id, geometrie from quartier where geometrie is not null and superficie_km2 is null"
    ).fetchall()
    for quartier_id, wkt in a_faire:
        contour = from_wkt(wkt)
        longitude, latitude = geometrie.point_interieur(contour)
        base.execute(
            "update quartier set superficie_km2 = ?, longitude = ?, latitude = ? where quartier_id = ?",
            [geometrie.superficie_km2(contour), longitude, latitude, quartier_id],
        )


def atelier_vers_base(atelier: Atelier) -> None:
    """Verse l'atelier dans la base neuve et y partage les financements entre quartiers."""
    atelier.base.execute("use lot")
    atelier.verser("neuve")
    atelier.base.execute("use neuve")
    atelier.base.execute((DOSSIER / "ventilation.sql").read_text(encoding="utf-8"))
    atelier.base.execute("use lot")


def _lire(source: Source, chemin: Path, silencieux: bool, atelier: Atelier, recette: Recette) -> Lecture:
    forme = "{desc:<42} {percentage:3.0f} % |{bar:24}| {elapsed}"
    with tqdm(desc=source.nom[:40], bar_format=forme, disable=silencieux, file=sys.stderr) as barre:
        if source.type in SELON_PERIMETRE:
            return LECTEURS[source.type](chemin, _avance(barre), atelier.base, recette.perimetre)
        if source.type in APRES:
            return LECTEURS[source.type](chemin, _avance(barre), atelier.base)
        return LECTEURS[source.type](chemin, _avance(barre))


def _avance(barre: tqdm) -> Avance:
    def avance(lues: int, attendues: int) -> None:
        if attendues and barre.total != attendues:
            barre.total = attendues
        barre.update(max(lues - barre.n, 0))

    return avance


def _etapes(silencieux: bool) -> Callable[[str], None]:
    """Dit l'étape en cours, sur une ligne qui s'efface."""
    barre = tqdm(total=3, bar_format="{desc}", disable=silencieux, file=sys.stderr, leave=False)

    def etape(nom: str) -> None:
        barre.set_description_str(f"Construction : {nom}…") if nom else barre.close()

    return etape


def _restreindre(atelier: Atelier, recette: Recette, restreinte: bool) -> None:
    base = atelier.base
    if not restreinte:
        rattachement.dire_les_inconnues(atelier, restreinte)
        return
    connus = {code for (code,) in base.execute("select contrat_id from contrat").fetchall()}
    absents = [code for code in recette.contrats if code not in connus]
    if absents:
        raise EchecConstruction(f"Contrat inconnu des sources : {', '.join(absents)}.")
    base.execute(
        "create table garde as select contrat_id from contrat where list_contains($contrats, contrat_id) "
        "or list_contains($departements, departement) or list_contains($regions, region)",
        {
            "contrats": list(recette.contrats),
            "departements": list(recette.departements),
            "regions": list(recette.regions),
        },
    )
    if not seule(base.execute("select count(*) from garde"))[0]:
        raise EchecConstruction("Aucun contrat des sources n'est dans le périmètre de la recette.")
    rattachement.dire_les_inconnues(atelier, restreinte)
    atelier.registre.avant_perimetre()
    base.execute((DOSSIER / "perimetre.sql").read_text(encoding="utf-8"))
    if perdues := atelier.registre.apres_perimetre():
        raise EchecConstruction(
            "Rien n'est publié : le périmètre retire des lignes qu'il devrait garder "
            f"({', '.join(perdues)}). C'est une faute du programme, et non de vos fichiers."
        )


def inscrire(atelier: Atelier, source_id: str, source: Source, chemin: Path, lecture: Lecture) -> BilanSource:
    """Écrit la source et ses rejets dans la base neuve ; rend son bilan, d'après le compte clos."""
    rejets = decompte.tous_les_rejets(atelier, source_id, lecture)
    bilan = decompte.bilan(atelier, source_id, source.nom, source.type, rejets)
    bilan.refus = exercices.refus(chemin, source.type, source_id, rejets)
    fiche = replace(source, fichier=source.fichier if source.distante else chemin.name)
    atelier.base.execute(
        "insert into neuve.source values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            source_id,
            fiche.type,
            fiche.nom,
            fiche.producteur,
            fiche.millesime,
            fiche.licence,
            fiche.url,
            fiche.fichier,
            telechargement.empreinte(chemin),
            datetime.now(UTC).replace(tzinfo=None),
            bilan.lues,
            bilan.retenues,
            bilan.rejetees,
        ],
    )
    inscrire_rejets(atelier, source_id, source.type, rejets, exercices.dater(chemin, source.type, rejets))
    return bilan


def conclure(base: duckdb.DuckDBPyConnection, recette: Recette, bilans: list[BilanSource]) -> Rapport:
    """Passe les contrôles et signe la version. Lève EchecConstruction si un contrôle bloquant échoue."""
    base.execute("use neuve")
    rapport = Rapport(bilans, controle.passer(base), totaux(base))
    for c in rapport.controles:
        base.execute("insert into controle values (?, ?, ?, ?)", [c.nom, c.titre, c.gravite, c.lignes])
    refuser_si_bloquant(base, rapport)
    contenu = json.loads(rapport.json())
    perimetre = {c: list(getattr(recette, c)) for c in ("contrats", "departements", "regions")}
    resume = {**contenu, "perimetre": perimetre}
    base.execute(
        "insert into version values (?, ?, ?, ?, ?, ?)",
        [
            nouvelle_version(),
            VERSION_SCHEMA,
            recette.nom,
            datetime.now(UTC).replace(tzinfo=None),
            json.dumps(resume, ensure_ascii=False),
            recette.fond,
        ],
    )
    return rapport


__all__ = [
    "EchecConstruction",
    "RecetteInvalide",
    "SourceIllisible",
    "assurer_base",
    "batir",
    "construire",
    "verifier",
]
