"""Les mots de chaque champ à liste fermée (statut, nature, décision…) : une table par champ, pour tous.

Un fichier TOML de ce dossier porte le nom du champ, « table.colonne » du schéma ou un nom à lui. Chaque
section range des mots sous le code qu'ils veulent dire ; les codes du schéma sont toujours de leurs propres
mots. La section `variantes` n'est pas citée dans un refus. La section `a_confirmer` nomme les mots qui ont
plusieurs sens : ils ne sont jamais compris d'office. `neutres` : les mots qui, en tête, ne changent rien
(« avis favorable »).

Un mot est reconnu sans égard à la casse, aux accents, à la ponctuation, au genre ni au nombre ; aucune autre
ressemblance ne suffit. Un mot inconnu lève MotInconnu : personne n'en fait une valeur par défaut.
"""

import tomllib
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from data.schema import tables, valeurs_admises
from data.vocabulaire.formes import cle

DOSSIER = Path(__file__).parent
A_CONFIRMER = "a_confirmer"
VARIANTES = "variantes"
LONG = 5
"""Lettres sans lesquelles un mot ne se cherche pas dans un texte : « F », « inv » s'y liraient par hasard."""
_PROPRES = ("quoi", "codes", "inclut", "neutres")
"""Clés d'un fichier qui ne sont pas des sections de mots."""


class MotInconnu(ValueError):
    """Un mot qui n'est pas dans la table du champ ; le message est une phrase, avec les mots connus.

    `propositions` : les codes qu'il peut vouloir dire, s'il est connu pour en avoir plusieurs. `doute` : ce
    qu'il veut peut-être dire, à insérer dans une phrase (vide si rien n'y ressemble).
    """

    def __init__(self, champ: str, texte: str, propositions: tuple[str, ...] = ()) -> None:
        self.champ, self.texte, self.propositions = champ, texte, propositions
        self.doute = _doute(champ, texte, propositions)
        dit = f"« {texte} » n'est pas un mot connu" if texte.strip() else "rien n'est écrit"
        super().__init__(f"{dit} pour {lire(champ).quoi}{self.doute} ; mots connus : {connus(champ)}")


@dataclass(frozen=True)
class Champ:
    """La table d'un champ : `codes` admis, `ecrits` (mot tel qu'on l'écrit → code), `mots` (clé → code).

    `quoi` : ce que dit le champ, avec son article. `cites` : les mots à citer dans un refus. `a_confirmer` :
    clé → codes possibles. `neutres` : clés des mots de tête qui ne disent rien.
    """

    nom: str
    quoi: str
    codes: tuple[str, ...]
    ecrits: dict[str, str]
    mots: dict[str, str]
    cites: tuple[str, ...]
    a_confirmer: dict[str, tuple[str, ...]]
    neutres: frozenset[str]

    def cle(self, texte: str) -> str:
        """La clé d'un texte dans ce champ : sans ses mots neutres de tête, sauf s'il ne reste rien."""
        tete, *reste = mots = cle(texte).split(" ")
        while reste and tete in self.neutres:
            tete, *reste = mots = reste
        return " ".join(mots)


def reconnaitre(nom: str, texte: str) -> str:
    """Le code que `texte` veut dire dans ce champ. Lève MotInconnu ; KeyError si le champ n'existe pas."""
    trouve = _reconnaitre(nom, texte)
    if isinstance(trouve, str):
        return trouve
    raise MotInconnu(nom, texte, trouve)


def chercher(nom: str, texte: str) -> str | None:
    """Comme `reconnaitre`, None si le mot n'est pas connu."""
    trouve = _reconnaitre(nom, texte)
    return trouve if isinstance(trouve, str) else None


LONGUEUR_MAX = 2_000
"""En signes : au-delà, un texte n'est pas un mot d'une liste ; le retenir prendrait de la mémoire."""


def presents(nom: str, texte: str) -> frozenset[str]:
    """Les codes dont un mot du champ se lit dans un texte plus long ; aucun si le texte nie (« hors »)."""
    return (_presents if len(texte) <= LONGUEUR_MAX else _presents.__wrapped__)(nom, texte)


@lru_cache(maxsize=5_000)
def _presents(nom: str, texte: str) -> frozenset[str]:
    lu = lire(nom)
    if seul := lu.mots.get(lu.cle(texte)):
        return frozenset((seul,))
    tout = f" {cle(texte)} "
    if " hor " in tout or " non " in tout:
        return frozenset()
    longs = {mot: code for mot, code in lu.mots.items() if len(mot) >= LONG or any(s.isdigit() for s in mot)}
    return frozenset(code for mot, code in longs.items() if f" {mot} " in tout)


def _reconnaitre(nom: str, texte: str) -> str | tuple[str, ...]:
    """Le code, ou les codes possibles (aucun : le mot est inconnu)."""
    return _reconnu(nom, texte) if len(texte) <= LONGUEUR_MAX else ()


@lru_cache(maxsize=20_000)
def _reconnu(nom: str, texte: str) -> str | tuple[str, ...]:
    lu = lire(nom)
    voulu = lu.cle(texte)
    return lu.mots.get(voulu) or lu.a_confirmer.get(voulu, ())


def connus(nom: str) -> str:
    """Les mots du champ, à citer dans un refus : les codes, puis les mots qui les disent aussi."""
    lu = lire(nom)
    autres = lu.cites[len(lu.codes) :]
    return ", ".join(lu.codes) + (f" (ou : {', '.join(autres)})" if autres else "")


def liste_fermee(table: str, colonne: str) -> str | None:
    """Le champ d'une colonne du schéma à liste fermée ; None si elle est libre."""
    return f"{table}.{colonne}" if table in tables() and valeurs_admises(table, colonne) else None


@cache
def section(nom: str, titre: str) -> dict[str, str]:
    """Mot tel qu'il est écrit → code, pour une section du fichier d'un champ."""
    return {mot: code for code, mots in _contenu(nom).get(titre, {}).items() for mot in mots}


@cache
def lire(nom: str) -> Champ:
    """La table d'un champ. KeyError s'il n'existe pas ; ValueError si un mot y a deux sens."""
    contenu = _contenu(nom)
    table, _, colonne = nom.partition(".")
    codes = tuple(contenu.get("codes") or (valeurs_admises(table, colonne) if table in tables() else ()))
    if not codes:
        raise KeyError(f"le champ « {nom} » n'a pas de vocabulaire")
    ecrits = {code: code for code in codes}
    for autre in contenu.get("inclut", ()):
        ecrits |= lire(autre).ecrits
    titres = [titre for titre in contenu if titre not in (*_PROPRES, A_CONFIRMER)]
    for titre in sorted(titres, key=VARIANTES.__eq__):
        ecrits |= section(nom, titre)
    lu = Champ(
        nom,
        contenu.get("quoi", f"la colonne « {colonne or nom} »"),
        codes,
        ecrits,
        {},
        (),
        {},
        frozenset(map(cle, contenu.get("neutres", ()))),
    )
    cites: dict[str, str] = {}
    for mot, code in ecrits.items():
        if mot not in section(nom, VARIANTES):
            cites.setdefault(lu.cle(mot), mot)
        if lu.mots.setdefault(lu.cle(mot), code) != code:
            raise ValueError(f"{nom} : « {mot} » y a deux sens")
    for mot, possibles in contenu.get(A_CONFIRMER, {}).items():
        lu.a_confirmer[lu.cle(mot)] = tuple(possibles)
    return replace(lu, cites=tuple(cites.values()))


@cache
def _contenu(nom: str) -> dict:
    fichier = DOSSIER / f"{nom}.toml"
    return tomllib.loads(fichier.read_text(encoding="utf-8")) if fichier.is_file() else {}


@lru_cache(maxsize=1_000)
def _doute(nom: str, texte: str, propositions: tuple[str, ...]) -> str:
    if propositions:
        sens = " ou ".join(f"« {code} »" for code in propositions)
        return f" : il peut vouloir dire {sens}, écrivez celui qui convient"
    lu = lire(nom)
    proches = get_close_matches(lu.cle(texte), lu.mots, n=1, cutoff=0.8)
    return f" (peut-être « {_ecrit(lu, proches[0])} » ?)" if proches else ""


def _ecrit(lu: Champ, voulue: str) -> str:
    return next(mot for mot in lu.ecrits if lu.cle(mot) == voulue)
