"""Une ligne qui parle d'un total en est-elle un, ou est-ce une action dont le nom dit « total » ?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.fichiers.classeur import Cellule
from data.programmation.contexte import Contexte, Montants
from data.programmation.mots import cle, mots
from data.programmation.referentiels import Pilier
from data.programmation.totaux import Cumuls, LigneTotal
from data.sources import cellules

_TOTAL = r"(?:grand |montant )?(?:sous |ss |s )?tota(?:l|ux)\b"
_NU = re.compile(
    rf"(?:{_TOTAL}|s t|st|somme|cumul|report|a reporter|ensemble|recapitulatif)"
    r"(?: general| generaux| global)?"
)
"""Un libellé qui ne dit rien d'autre : « TOTAL », « Sous-total », « S/T », « Ensemble »."""
_DEBUT = re.compile(
    rf"{_TOTAL}|s t\b"
    r"|ensemble (?:des?|du|de la|de l) "
    r"(?:actions?|projets?|dossiers?|pilier|axe|enjeu|volet|programmation|lignes?)\b"
)
"""« Total pilier 1 », « Sous-total Axe 2 », « S/T Emploi »."""
_DEDANS = re.compile(r"\b(?:sous |ss )?tota(?:l|ux)\b|\bs t\b")
"""« Axe 1 – TOTAL », mais aussi « Sport total »."""
_TOTALISES = (
    "general generaux global annee exercice page programmation contrat ville action actions projet projets"
    " dossier dossiers pilier axe enjeu orientation volet thematique priorite objectif financement"
    " financements financeur financeurs subvention subventions demande demandes accorde accordes qpv quartier"
    " quartiers partiel ht ttc etat euros feuille tableau report bloc partie"
)
_SUITE = frozenset(_TOTALISES.split())
"""Ce qu'on lit après « Total » sur une ligne de total."""
_MUETS = ("description", "objectifs", "hors_base", "ignorer")
"""Une note qui parle d'un total n'en fait pas une ligne de total."""
_NOMBRE_DE = re.compile(r"\d+|\d+ (?:actions?|projets?|dossiers?|lignes?|porteurs?|structures?)")
IDENTITE = ("reference", "porteur", "siret", "statut", "quartiers")
"""Ce qu'une action dit d'elle et qu'une ligne de total ne dit pas."""


@dataclass(frozen=True)
class Jugement:
    """Ce qu'est une ligne qui parle d'un total ; `douteuse` : un total ou une action, on ne sait pas."""

    libelle: str
    douteuse: bool = False


def juger(
    contexte: Contexte,
    ligne: dict[int, Cellule],
    toutes: Sequence[Cellule],
    montants: Montants,
    cumuls: Cumuls,
) -> Jugement | None:
    """Une ligne de total, où que soit le mot ; None si la ligne n'en parle pas, ou si c'est une action.

    `ligne` : numéro de colonne → cellule ; `toutes` : les cellules du fichier, même sans place. Une ligne qui
    a un porteur ou une référence est une action (« Sport total »), sauf si son libellé totalise (« Total axe
    1 ») et que ses montants sont la somme de plusieurs lignes au-dessus.
    """
    places = {id(c): contexte.colonnes[n] for n, c in ligne.items() if n in contexte.colonnes}
    candidats = []
    for c in toutes:
        champ = places[id(c)].champ if id(c) in places else None
        if isinstance(c.valeur, str) and champ not in _MUETS:
            force = _force(cle(c.valeur), champ)
            if force:
                candidats.append((force, -c.colonne, c, champ))
    if not candidats:
        return None
    force, _, cellule, champ = max(candidats, key=lambda x: x[:2])
    somme = _fait_la_somme(montants, cumuls)
    libelle = str(cellule.valeur)
    totalise = force == NU or (force == AU_DEBUT and _totalise(contexte, libelle))
    identite = _identite(contexte, ligne, cellule)
    intitule = contexte.par_champ.get("intitule")
    autre = ligne.get(intitule.numero) if intitule and champ != "intitule" else None
    nomme = autre is not None and autre.valeur is not None and not _est_un_compte(autre)
    if identite == FORTE or (nomme and not totalise):
        if totalise and somme > 1:
            return Jugement(libelle)
        return Jugement(libelle, douteuse=True) if force == NU else None
    if identite == FAIBLE and not totalise and not somme:
        return None
    return Jugement(libelle, douteuse=not (totalise or somme))


def _totalise(contexte: Contexte, libelle: str) -> bool:
    """« Total pilier 1 », « Total Cadre de vie » : ce qui suit le mot est bien ce qu'on additionne."""
    reste = {mot for mot in mots(_DEBUT.sub(" ", cle(libelle), count=1)) if not re.fullmatch(_RANG, mot)}
    ref = contexte.referentiels
    noms = [
        *ref.piliers,
        *ref.thematiques,
        *ref.quartiers,
        *(Pilier("", "", nom) for nom, _ in ref.financeurs.values()),
    ]
    return reste <= _SUITE or any(reste <= {*mots(n.nom), *_SUITE} for n in noms)


_RANG = r"\d{1,4}|[a-z]|i{1,3}|iv|vi{0,3}"


def en_parle(cellule: Cellule) -> bool:
    """Vrai si la cellule a un mot de total : seules ces lignes-là sont à juger."""
    # Le filtre d'abord : il passe sur chaque cellule, et presque aucune n'en parle.
    return (
        isinstance(cellule.valeur, str)
        and _PEUT_ETRE.search(cellule.valeur) is not None
        and bool(_force(cle(cellule.valeur), None))
    )


_PEUT_ETRE = re.compile(r"tota|ensemble|somme|cumul|report|r[ée]cap|\bs\W?t\b", re.IGNORECASE)
NU, AU_DEBUT, DEDANS = 3, 2, 1


def _force(nu: str, champ: str | None) -> int:
    """À quel point un texte dit un total ; « Ensemble » dans la colonne des quartiers dit le contrat."""
    if _NU.fullmatch(nu):
        return 0 if nu.startswith("ensemble") and champ == "quartiers" else NU
    if _DEBUT.match(nu):
        return 0 if champ == "quartiers" and nu.startswith("ensemble") else AU_DEBUT
    return DEDANS if _DEDANS.search(nu) else 0


FAIBLE, FORTE = 1, 2


def _identite(contexte: Contexte, ligne: dict[int, Cellule], libelle: Cellule) -> int:
    """La ligne dit-elle d'elle ce que seule une action dit ? FORTE : un porteur, une référence ; FAIBLE : un
    statut, un quartier, qu'un tableur recopie jusqu'en bas. Un compte (« 25 actions ») n'en dit rien."""
    trouvee = 0
    for champ in IDENTITE:
        x = contexte.par_champ.get(champ)
        c = ligne.get(x.numero) if x else None
        if c is None or c is libelle or (c.valeur is None and not c.erreur) or _est_un_compte(c):
            continue
        if isinstance(c.valeur, str) and (cellules.est_tiret(c.valeur) or _force(cle(c.valeur), champ)):
            continue
        trouvee = max(trouvee, FAIBLE if champ in ("statut", "quartiers") else FORTE)
    return trouvee


def _est_un_compte(cellule: Cellule) -> bool:
    return bool(_NOMBRE_DE.fullmatch(cle(cellule.texte_affiche)))


def _fait_la_somme(montants: Montants, cumuls: Cumuls) -> int:
    """De combien de lignes ces montants sont exactement la somme, depuis le dernier total ou le début ; 0 :
    aucune."""
    if not any(montants.lus.values()) or montants.illisibles:
        return 0
    ligne = LigneTotal(0, "", montants.lus, {}, {})
    if ligne.egale(cumuls.lues()):
        return cumuls.nb
    return cumuls.nb_bloc if ligne.egale(cumuls.bloc) else 0
