"""Les tableaux d'une feuille : où chacun commence, et quelle colonne du fichier tient quelle place.

Une feuille a souvent plusieurs tableaux : les titres y reviennent à chaque page ou à chaque pilier, parfois
dans un autre ordre ; plus bas, un récapitulatif. Chacun est lu selon ses propres titres.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter

from data.fichiers.classeur import Cellule, Feuille, Ligne
from data.programmation import entetes
from data.programmation.entetes import HAUTEUR_MAX, Entetes, titre_possible
from data.programmation.indices import unite_dite
from data.programmation.modele import Colonne
from data.programmation.mots import cle
from data.programmation.titres import Lexique, neutre

LONGUEUR = 120
"""Un texte plus long n'est pas un titre."""
ASSEZ = 3
"""Titres compris pour voir un autre tableau là où rien ne l'annonce ; deux suffisent après une ligne vide."""


@dataclass
class Bloc:
    """Un tableau : sa feuille, ses lignes de titres, ses titres par colonne, ses lignes.

    `places` : colonne du fichier → numéro dans la correspondance ; `pourquoi` : ce qui le fait écarter.
    """

    feuille: Feuille
    titres: tuple[int, ...]
    noms: dict[int, str]
    corps: list[Ligne] = field(default_factory=list)
    premier: bool = False
    places: dict[int, int] = field(default_factory=dict)
    pourquoi: str = ""

    @property
    def lignes(self) -> str:
        """« lignes 45 à 52 »."""
        derniere = self.corps[-1].numero if self.corps else self.titres[-1]
        return f"lignes {self.titres[0]} à {derniere}" if derniere > self.titres[0] else f"ligne {derniere}"

    @property
    def champs(self) -> int | None:
        """Combien de champs ont ses titres, dans un CSV."""
        return next((x.champs for x in self.feuille.lignes if x.numero == self.titres[-1]), None)

    def largeurs(self) -> frozenset[int]:
        """Combien de champs une ligne de CSV peut avoir : autant que ses titres, ou que presque toutes les
        autres si elles vont jusqu'au dernier titre. Vide dans un tableur : une ligne n'y a pas de fin.
        """
        if self.champs is None:
            return frozenset()
        corps = Counter(x.champs for x in self.corps if x.champs)
        courante, nb = corps.most_common(1)[0] if corps else (self.champs, 0)
        suit = courante >= max(self.noms, default=0) and 2 * nb > sum(corps.values())
        return frozenset((self.champs, courante) if suit else (self.champs,))

    def remplies(self) -> set[int]:
        """Les colonnes où ses lignes disent quelque chose (une note seule sur sa ligne n'en est pas une)."""
        sortie = set()
        for ligne in self.corps:
            pleines = [c.colonne for c in ligne.cellules if c.valeur is not None or c.erreur]
            sortie.update(c for c in pleines if len(pleines) > 1 or c in self.noms)
        return sortie


def decouper(feuille: Feuille, haut: Entetes) -> list[Bloc]:
    """Les tableaux de la feuille, le premier sous les titres `haut`."""
    blocs = [Bloc(feuille, haut.lignes, {n: t for n, t in haut.titres.items() if t}, premier=True)]
    pieces = _pieces(feuille, haut)
    corps = [ligne for ligne in feuille.lignes if ligne.numero > haut.lignes[-1]]
    rang = 0
    while rang < len(corps):
        groupe = _titres_ici(corps, rang, pieces)
        if groupe:
            noms = entetes.composer(groupe, entetes.fusions_de(feuille, groupe))
            blocs.append(Bloc(feuille, tuple(ligne.numero for ligne in groupe), noms))
            rang += len(groupe)
        else:
            blocs[-1].corps.append(corps[rang])
            rang += 1
    return blocs


def _pieces(feuille: Feuille, haut: Entetes) -> set[str]:
    """Tout texte des lignes de titres, et les titres composés."""
    lignes = [ligne for ligne in feuille.lignes if ligne.numero in haut.lignes]
    textes = [str(c.valeur) for ligne in lignes for c in ligne.cellules if isinstance(c.valeur, str)]
    return {cle(texte) for texte in (*textes, *haut.titres.values())} - {""}


def _titres_ici(corps: list[Ligne], rang: int, pieces: set[str]) -> list[Ligne]:
    """Les lignes de titres qui commencent à ce rang ; aucune si ce n'en sont pas."""
    if _a_un_nombre(corps[rang]):
        return []
    groupe = []
    for ligne in corps[rang : rang + HAUTEUR_MAX]:
        if not _redit(ligne, pieces):
            break
        groupe.append(ligne)
    if groupe:
        return groupe
    remplies = _remplies(corps[rang])
    suivante = corps[rang + 1] if rang + 1 < len(corps) else None
    if (
        len(remplies) == 1
        and suivante
        and _redit(suivante, pieces)
        and cle(remplies[0].texte_affiche) in pieces
    ):
        # « Financements accordés », seul au-dessus des titres répétés.
        return [corps[rang], *_titres_ici(corps, rang + 1, pieces)][:HAUTEUR_MAX]
    precedente = corps[rang - 1].numero if rang else corps[rang].numero
    return [corps[rang]] if _autre_tableau(corps[rang], corps[rang].numero > precedente + 1) else []


def _a_un_nombre(ligne: Ligne) -> bool:
    """Un nombre qui n'est pas une année : la ligne n'est pas de titres (presque toutes s'arrêtent là)."""
    return any(isinstance(c.valeur, Decimal) and not 2000 <= c.valeur <= 2100 for c in ligne.cellules)


def _remplies(ligne: Ligne) -> list[Cellule]:
    return [c for c in ligne.cellules if c.valeur is not None or c.erreur]


def _redit(ligne: Ligne, pieces: set[str]) -> bool:
    """La ligne redit des titres du tableau, où qu'ils soient : au moins deux, et la moitié de la ligne."""
    remplies = _remplies(ligne)
    textes = [c.valeur for c in remplies if isinstance(c.valeur, str) and len(c.valeur) <= LONGUEUR]
    if 2 * len(textes) < len(remplies):
        return False
    pareils = sum(1 for texte in textes if cle(texte) in pieces)
    return pareils >= 2 and 2 * pareils >= len(remplies)


def _autre_tableau(ligne: Ligne, apres_vide: bool) -> bool:
    """Les titres d'un autre tableau : rien que du texte, surtout des titres qu'on comprend."""
    remplies = _remplies(ligne)
    if len(remplies) < 2 or not titre_possible(ligne):
        return False
    textes = [c.texte_affiche for c in remplies]
    if any(len(cle(texte).split()) > 8 for texte in textes):
        return False
    compris = sum(neutre().comprendre(texte).degre in ("certaine", "probable") for texte in textes)
    if apres_vide and compris >= 2 and 2 * compris >= len(remplies):
        return True
    return compris >= ASSEZ and 5 * compris >= 3 * len(remplies)


def placer(blocs: Sequence[Bloc], colonnes: Sequence[Colonne], lexique: Lexique) -> None:
    """Donne à chaque colonne de chaque tableau sa place dans la correspondance, d'après son titre.

    Le premier des `blocs` est celui dont la correspondance a les numéros. Une colonne sans place n'est pas
    lue.
    """
    principal = blocs[0]
    connues = {c.numero: c for c in colonnes}
    bas = {n: cle(texte) for n, texte in dernier_etage(principal).items()}
    for bloc in blocs:
        if bloc is principal:
            bloc.places = {n: n for n in {*bloc.noms, *bloc.remplies()} if n in connues}
            continue
        bloc.places = _places(bloc, principal, connues, bas, lexique)


def _places(
    bloc: Bloc, principal: Bloc, connues: dict[int, Colonne], bas: dict[int, str], lexique: Lexique
) -> dict[int, int]:
    prises: set[int] = set()
    places: dict[int, int] = {}
    memes = bloc.noms == principal.noms
    for colonne in sorted({*bloc.noms, *bloc.remplies()}):
        titre = bloc.noms.get(colonne, "")
        for numero in _places_possibles(bloc, colonne, titre, connues, bas, lexique, memes):
            if numero not in prises:
                places[colonne] = numero
                prises.add(numero)
                break
    return places


def _places_possibles(
    bloc: Bloc,
    colonne: int,
    titre: str,
    connues: dict[int, Colonne],
    bas: dict[int, str],
    lexique: Lexique,
    memes: bool,
) -> Iterator[int]:
    ou = adresse(bloc.feuille, colonne)
    if not titre:
        yield from (
            n for n, c in connues.items() if not c.titre and (c.ailleurs == ou or (memes and n == colonne))
        )
        return
    ici = [n for n, c in connues.items() if cle(c.titre) == cle(titre)]
    yield from sorted(ici, key=lambda n: (connues[n].ailleurs != ou, n != colonne, n))
    # « CAF (k€) » n'a pas la place de « CAF » : on demanderait l'unité de l'un pour l'autre.
    memes_unites = {n for n, c in connues.items() if unite_dite(c.titre) == unite_dite(titre)}
    yield from (n for n, texte in bas.items() if texte == cle(titre) and n in memes_unites)
    sens = lexique.comprendre(titre)
    if sens.champ:
        yield from (n for n, c in connues.items() if _sens(c) == _sens(sens) and n in memes_unites)


def _sens(c: Colonne) -> tuple:
    return (
        c.champ,
        c.financeur_id,
        c.etape if c.champ == "montant" else None,
        c.annee,
        c.decalage,
        c.nature,
        c.section,
        c.classement_id,
    )


def dernier_etage(bloc: Bloc) -> dict[int, str]:
    """Le texte de la dernière ligne de titres, par colonne : des titres répétés n'ont souvent que lui."""
    lignes = [ligne for ligne in bloc.feuille.lignes if ligne.numero == bloc.titres[-1]]
    return {c.colonne: c.texte_affiche for ligne in lignes for c in ligne.cellules if c.valeur is not None}


def adresse(feuille: Feuille, colonne: int) -> str:
    """« Santé!N »."""
    return f"{feuille.nom}!{get_column_letter(colonne)}"


def d_actions(champs: set[str | None], memes: bool) -> bool:
    """Vrai si un tableau de ces champs a des actions ; `memes` : il a les titres du premier."""
    return memes or ("intitule" in champs and not champs.isdisjoint(("montant", "total", "cout_total")))
