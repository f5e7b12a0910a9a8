"""La source `classeur` : un classeur XLSX, XLS ou ODS, ou un dossier de CSV, selon data/feuilles.py."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data import vocabulaire
from data.feuilles import FEUILLES
from data.fichiers import classeur as classeur_fichier
from data.lecture import Avance, Ignoree, Lecture, Lues, Rejet, SourceIllisible
from data.modele.colonnes import EXEMPLE, LIBELLE, champ_ferme, intitules
from data.modele.colonnes import colonnes as modele_colonnes
from data.rapport import ETAPES
from data.schema import sans_accents
from data.sources import cellules, classeur_lignes, classeur_tables, colonnes
from data.sources.titres_lieux import est_titre_de_commune
from data.vocabulaire import MotInconnu


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Lit le classeur. Une ligne dont une cellule est mauvaise n'entre pas, et chaque cellule dit pourquoi.

    Lève SourceIllisible si le fichier ou le dossier n'existe pas, ne s'ouvre pas, ne contient aucune feuille
    connue, ou si une feuille n'a pas sa disposition (colonne inconnue, colonne obligatoire absente).
    """
    if chemin.is_file():
        return _lire_fichier(chemin, avance)
    if not chemin.is_dir():
        raise SourceIllisible(f"Le dossier « {chemin} » n'existe pas.")
    fichiers = {fichier.stem.lower(): fichier for fichier in sorted(chemin.iterdir()) if _est_csv(fichier)}
    inconnues = sorted(set(fichiers) - set(FEUILLES))
    if inconnues:
        raise SourceIllisible(
            f"{chemin.name} : feuille inconnue « {inconnues[0]} »{_proche(inconnues[0], FEUILLES)}. "
            f"Feuilles connues : {', '.join(FEUILLES)}."
        )
    if not fichiers:
        raise SourceIllisible(
            f"Le dossier « {chemin} » ne contient aucune feuille CSV ({', '.join(FEUILLES)})."
        )
    # Réunir les feuilles coûte autant que les lire : la barre s'arrête à mi-chemin.
    attendu = 2 * sum(fichier.stat().st_size for fichier in fichiers.values())
    lu = 0
    feuilles = []
    for nom in FEUILLES:
        if nom in fichiers:
            lignes = classeur_lignes.du_csv(nom, fichiers[nom])
            feuilles.append(_feuille(nom, *classeur_lignes.textes(nom, *lignes, _noms)))
            lu += fichiers[nom].stat().st_size
            avance(lu, attendu)
    lecture = classeur_tables.assembler(feuilles)
    avance(attendu, attendu)
    return lecture


def _lire_fichier(chemin: Path, avance: Avance) -> Lecture:
    """Un fichier de tableur : ses feuilles connues, dans n'importe quel ordre ; les autres sont signalées."""
    classeur = classeur_fichier.ouvrir(chemin)
    trouvees: dict[str, classeur_fichier.Feuille] = {}
    ecartees = []
    for titre, feuille in classeur.feuilles.items():
        nom = sans_accents(titre).replace("-", "_")
        if nom in FEUILLES:
            if nom in trouvees:
                raise SourceIllisible(f"{chemin.name} : deux feuilles se nomment « {nom} ».")
            trouvees[nom] = feuille
        elif sans_accents(titre) not in classeur_lignes.IGNOREES and feuille.lignes:
            if proche := _proche(titre, FEUILLES):
                raise SourceIllisible(f"{chemin.name} : feuille inconnue « {titre} »{proche}.")
            ecartees += classeur_lignes.perdues(titre, feuille, FEUILLES)
    if not trouvees:
        raise SourceIllisible(
            f"{chemin.name} : aucune feuille connue parmi « {' », « '.join(classeur.feuilles)} ». "
            f"Feuilles connues : {', '.join(FEUILLES)}."
        )
    feuilles = []
    for nom in FEUILLES:
        if nom in trouvees:
            lignes = classeur_lignes.du_tableur(nom, trouvees[nom])
            feuilles.append(_feuille(nom, *classeur_lignes.textes(nom, *lignes, _noms)))
            avance(len(feuilles), 2 * len(trouvees))
    lecture = classeur_tables.assembler(feuilles)
    lecture.rejets = [Rejet(dit, bloquant=False) for dit in classeur.dits] + ecartees + lecture.rejets
    lecture.nb_lignes += sum(rejet.bloquant for rejet in ecartees)
    lecture.lues += classeur_lignes.lues_perdues(ecartees)
    avance(2 * len(trouvees), 2 * len(trouvees))
    return lecture


def _est_csv(fichier: Path) -> bool:
    return fichier.is_file() and fichier.suffix.lower() == ".csv" and not fichier.name.startswith((".", "~"))


def _proche(mot: str, connus: Iterable[str]) -> str:
    proches = get_close_matches(sans_accents(mot), list(connus), n=1)
    return f" (peut-être « {proches[0]} » ?)" if proches else ""


def _noms(nom: str, colonnes: list[str]) -> list[str]:
    """Les colonnes du fichier sous leur nom canonique ; « Accordé (€) » vaut `accorde_eur`."""
    connues = FEUILLES[nom]
    noms = []
    for colonne in colonnes:
        canonique = intitules(nom).get(sans_accents(colonne)) or _commune(connues, colonne)
        if canonique is None:
            raise SourceIllisible(
                f"Feuille « {nom} » : colonne inconnue « {colonne} »{_proche(colonne, connues)}. "
                f"Colonnes connues : {', '.join(connues)}."
            )
        if canonique in noms:
            raise SourceIllisible(f"Feuille « {nom} » : la colonne « {colonne} » est écrite deux fois.")
        noms.append(canonique)
    absentes = [c for c, genre in connues.items() if genre.endswith("!") and c not in noms]
    if absentes:
        raise SourceIllisible(f"Feuille « {nom} » : colonne obligatoire absente : {', '.join(absentes)}.")
    return noms


def _commune(connues: Iterable[str], colonne: str) -> str | None:
    """`insee_com`, `CODGEO`, « Code commune » : la colonne de commune de la feuille, si elle en a une."""
    if not est_titre_de_commune(colonne):
        return None
    return next((canonique for canonique in ("commune_id", "communes") if canonique in connues), None)


def _feuille(nom: str, brute: pa.Table, rejets: list[Rejet]) -> classeur_tables.Feuille:
    """Une feuille typée. Une ligne qui a une cellule mauvaise en sort, avec un rejet par cellule.

    `rejets` : ce que l'ouverture a déjà refusé ; une cellule qui y figure n'est pas redite.
    """
    brute, ignorees, exemples = _sans_exemples(nom, brute)
    mal_decoupees = [r.ligne for r in rejets if r.ligne is not None and r.colonne is None and r.bloquant]
    rejets = rejets + exemples
    illisibles = sum(FEUILLES[nom].get(r.colonne or "") == "montant" and r.bloquant for r in rejets)
    deja = {(r.ligne, r.colonne) for r in rejets if r.ligne is not None and r.colonne and r.bloquant}
    numeros = brute["_ligne"]
    textes = {c: colonnes.vide(brute[c]) for c in brute.column_names if c in FEUILLES[nom]}
    pleine = None
    for serie in textes.values():
        pleine = pc.is_valid(serie) if pleine is None else pc.or_(pleine, pc.is_valid(serie))
    numeros = numeros.filter(pleine)
    typees: dict[str, pa.ChunkedArray] = {}
    fautives: set[int] = set()

    for colonne, genre in FEUILLES[nom].items():
        if colonne not in textes:
            typees[colonne] = pa.chunked_array(
                [pa.nulls(len(numeros), colonnes.TYPES_ARROW[genre.rstrip("!")])]
            )
            continue
        serie = _codes(nom, colonne, textes[colonne].filter(pleine))
        typees[colonne], fautes = colonnes.colonne(serie, genre.rstrip("!"))
        if genre == "montant":
            illisibles += sum((numeros[rang].as_py(), colonne) not in deja for rang, *_ in fautes)
            typees[colonne] = _sans_les_illisibles(typees[colonne], numeros, colonne, deja)
        typees[colonne], hors_liste = _liste_fermee(nom, colonne, typees[colonne])
        # Un contour illisible ne prive pas la base du quartier : la ligne entre sans lui.
        bloquant = genre != "geometrie"
        manquent: list[tuple[int, None, str]] = []
        if genre.endswith("!"):
            vides = pc.indices_nonzero(pc.is_null(colonnes.sans_tirets(serie, genre.rstrip("!")))).to_pylist()
            manquent = [(rang, None, "cette cellule est obligatoire") for rang in vides]
        for rang, valeur, raison in [*fautes, *manquent, *hors_liste]:
            texte = valeur if valeur is None else valeur[:200]
            if (numeros[rang].as_py(), colonne) not in deja:
                rejets.append(Rejet(raison, nom, numeros[rang].as_py(), colonne, texte, bloquant))
            if bloquant:
                fautives.add(rang)
    if deja:
        lignes = {ligne for ligne, _ in deja}
        fautives |= {rang for rang, ligne in enumerate(numeros.to_pylist()) if ligne in lignes}
    donnees = pa.table({**typees, "_ligne": numeros.combine_chunks()})
    lues = _lues(nom, numeros, typees, [*mal_decoupees, *(i.ligne for i in ignorees)], illisibles)
    if fautives:
        garder = pa.array([rang not in fautives for rang in range(len(numeros))])
        donnees = donnees.filter(garder)
    return classeur_tables.Feuille(nom, donnees, lues, rejets, ignorees)


def _sans_les_illisibles(
    serie: pa.ChunkedArray, numeros: pa.ChunkedArray, colonne: str, deja: set[tuple[int, str]]
) -> pa.ChunkedArray:
    """Nulle là où l'ouverture a refusé la cellule : « 50 % » n'est pas cinquante centimes."""
    mauvaises = [ligne for ligne, titre in deja if titre == colonne]
    if not mauvaises:
        return serie
    ici = pc.is_in(numeros, value_set=pa.array(mauvaises, pa.int32()))
    return pc.if_else(ici, None, serie)


def _lues(
    nom: str, numeros: pa.ChunkedArray, typees: dict[str, pa.ChunkedArray], autres: list[int], illisibles: int
) -> Lues:
    """Les lignes de la feuille et leurs euros, pour le compte. `autres` : celles dont rien n'est typé."""
    vides = pa.nulls(len(autres), colonnes.TYPES_ARROW["montant"])
    montants = {
        etape: pa.chunked_array([*typees[f"{etape}_eur"].chunks, vides])
        for etape in ETAPES
        if nom == "financements"
    }
    toutes = pa.chunked_array([*numeros.chunks, pa.array(autres, pa.int32())])
    return Lues(nom, toutes, montants, illisibles if nom == "financements" else 0)


def _sans_exemples(nom: str, brute: pa.Table) -> tuple[pa.Table, list[Ignoree], list[Rejet]]:
    """Sans les lignes d'exemple du modèle ; celle qu'on a remplie en gardant sa marque est signalée."""
    premiere = brute[brute.column_names[0]]
    exemples = pc.fill_null(pc.match_substring_regex(premiere, EXEMPLE, ignore_case=True), False)
    if not pc.any(exemples).as_py():
        return brute, [], []
    decrites = modele_colonnes(nom)
    rejets, ignorees = [], []
    for ligne in brute.filter(exemples).to_pylist():
        numero = ligne.pop("_ligne")
        ignorees.append(Ignoree(nom, numero, "ligne d'exemple du modèle"))
        lues = {c: v for c, v in list(ligne.items())[1:] if v and c in decrites}
        if not all(_meme(decrites[c].genre, v, decrites[c].exemple) for c, v in lues.items()):
            motif = "ligne d'exemple, ignorée : retirez « Exemple : » de sa première cellule si elle compte"
            rejets.append(Rejet(motif, nom, numero, bloquant=False))
    return brute.filter(pc.invert(exemples)), ignorees, rejets


def _meme(genre: str, lu: str, exemple: str) -> bool:
    try:
        return cellules.FONCTIONS[genre](lu) == cellules.FONCTIONS[genre](exemple)
    except cellules.CelluleInvalide:
        return False


def _codes(nom: str, colonne: str, serie: pa.ChunkedArray) -> pa.ChunkedArray:
    """Le code d'un choix « code · libellé », là où la colonne cite un référentiel."""
    decrite = modele_colonnes(nom)[colonne]
    if not decrite.liste or decrite.genre == "liste":
        return serie
    return pc.replace_substring_regex(serie, LIBELLE, "")


def _liste_fermee(
    nom: str, colonne: str, serie: pa.ChunkedArray
) -> tuple[pa.ChunkedArray, list[tuple[int, str, str]]]:
    """Une valeur d'une liste fermée, par les mots de son champ : « Refusées » vaut « refusée »."""
    champ = champ_ferme(nom, colonne)
    if not champ:
        return serie, []
    traduction: dict[str, str | None] = {}
    raisons: dict[str, str] = {}
    for brute in pc.unique(serie).to_pylist():
        try:
            traduction |= {brute: vocabulaire.reconnaitre(champ, brute)} if brute else {}
        except MotInconnu as erreur:
            traduction[brute] = None
            raisons[brute] = f"valeur inconnue{erreur.doute} ; attendu : {vocabulaire.connus(champ)}"
    cles = pa.array(list(traduction), pa.string())
    traduits = pa.array(list(traduction.values()), pa.string())
    sortie = traduits.take(pc.index_in(serie, value_set=cles).combine_chunks())
    inconnues = pc.indices_nonzero(pc.and_(pc.is_valid(serie), pc.is_null(sortie))).to_pylist()
    textes = ((rang, serie[rang].as_py()) for rang in inconnues)
    return pa.chunked_array([sortie]), [(rang, texte, raisons[texte]) for rang, texte in textes]
