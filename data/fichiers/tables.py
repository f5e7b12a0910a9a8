"""Trouver les tables d'un classeur : où qu'en soient les titres, et le sort de chaque ligne.

Les titres ne sont pas toujours sur la première ligne, ni dans la première feuille ; ils reviennent parfois,
dans un autre ordre. Une ligne plus longue ou plus courte que ses titres est une ligne abîmée : elle est
refusée, jamais complétée. Une feuille qu'on ne lit pas est nommée.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from data.fichiers.classeur import Cellule, Classeur, Feuille, Ligne, pleines
from data.lecture import Rejet, SourceIllisible
from data.schema import sans_accents

PARLANTE = 4
"""Cellules remplies au-delà desquelles une ligne sous aucun titre ressemble à des données."""


@dataclass(frozen=True)
class Disposition:
    """Les colonnes qu'un lecteur attend.

    `quoi` : ce qu'est le fichier, pour la phrase (« la liste des communes »). `colonnes` : titre passé par
    `sans_accents` → nom canonique. `exigees` : ceux sans lesquels une ligne n'est pas une ligne de titres.
    """

    quoi: str
    colonnes: Mapping[str, str]
    exigees: tuple[str, ...]

    @classmethod
    def de(cls, quoi: str, exigees: tuple[str, ...], **synonymes: tuple[str, ...]) -> "Disposition":
        """`synonymes` : nom canonique → autres titres du même sens. Un nom se vaut lui-même."""
        colonnes = {sans_accents(nom): nom for nom in (*exigees, *synonymes)}
        for nom, autres in synonymes.items():
            colonnes |= {sans_accents(autre): nom for autre in autres}
        return cls(quoi, colonnes, exigees)

    def nom(self, titre: str) -> str:
        """Le nom canonique d'un titre ; à défaut, ses mots tels qu'écrits, en minuscules."""
        return self.colonnes.get(sans_accents(titre), " ".join(titre.lower().split()))


@dataclass(frozen=True)
class Rangee:
    """Une ligne de table : nom de colonne → cellule. Une colonne vide n'y est pas."""

    feuille: str
    numero: int
    cellules: Mapping[str, Cellule]

    def texte(self, nom: str) -> str | None:
        """La cellule telle qu'on la cite, ou None si elle est vide."""
        cellule = self.cellules.get(nom)
        return (cellule.texte_affiche.strip() or None) if cellule else None

    def textes(self) -> dict[str, str]:
        """Toutes les cellules remplies, en texte."""
        return {nom: dit for nom in self.cellules if (dit := self.texte(nom))}


@dataclass(frozen=True)
class Table:
    """Une table : ses titres (canoniques, dans l'ordre des colonnes) et les lignes qui les suivent."""

    feuille: str
    ligne_titres: int
    titres: tuple[str, ...]
    rangees: list[Rangee] = field(default_factory=list)


@dataclass
class Trouvees:
    """Les tables d'un classeur ; `rejets` : lignes refusées (bloquants), et ce qu'il faut dire d'autre."""

    tables: list[Table]
    rejets: list[Rejet]

    def rangees(self) -> Iterator[Rangee]:
        for table in self.tables:
            yield from table.rangees

    @property
    def titres(self) -> list[str]:
        """Tous les titres rencontrés, une fois chacun, dans l'ordre."""
        return list(dict.fromkeys(titre for table in self.tables for titre in table.titres if titre))

    @property
    def refusees(self) -> int:
        """Lignes que leur forme fait refuser."""
        return len({(r.feuille, r.ligne) for r in self.rejets if r.bloquant and r.ligne})

    def lues(self, classeur: Classeur) -> dict[str, list[int]]:
        """Feuille → ses lignes remplies sous des titres, et celles qu'on refuse ailleurs.

        Compté sur le classeur, et non sur les tables : une ligne que celles-ci oublieraient s'y voit.
        """
        titres: dict[str, set[int]] = {}
        for table in self.tables:
            titres.setdefault(table.feuille, set()).add(table.ligne_titres)
        sortie: dict[str, list[int]] = {}
        for feuille in classeur.feuilles.values():
            if feuille.nom in titres:
                siens = titres[feuille.nom]
                sortie[feuille.nom] = [
                    ligne.numero
                    for ligne in feuille.lignes
                    if ligne.numero > min(siens) and ligne.numero not in siens and pleines(ligne.cellules)
                ]
        for rejet in self.rejets:
            if rejet.bloquant and rejet.ligne and rejet.feuille is not None and rejet.feuille not in titres:
                sortie.setdefault(rejet.feuille, []).append(rejet.ligne)
        return sortie


def trouver(classeur: Classeur, disposition: Disposition) -> Trouvees:
    """Les tables du classeur. Lève SourceIllisible si aucune ligne n'a les titres exigés."""
    tables: list[Table] = []
    rejets = [Rejet(dit, bloquant=False) for dit in classeur.dits]
    sans_titres = []
    for feuille in classeur.feuilles.values():
        lues = _dans(feuille, disposition, rejets)
        if lues:
            tables += lues
            _dire_ou(feuille, lues, classeur, rejets)
        elif feuille.lignes:
            sans_titres.append(feuille)
    if not tables:
        raise SourceIllisible(_aucune(classeur, disposition))
    for feuille in sans_titres:
        rejets += _ecartee(feuille, disposition)
    return Trouvees(tables, rejets)


def _dans(feuille: Feuille, disposition: Disposition, rejets: list[Rejet]) -> list[Table]:
    """Les tables d'une feuille : chaque ligne qui porte les titres exigés en ouvre une."""
    tables: list[Table] = []
    for ligne in feuille.lignes:
        titres = _titres(ligne, disposition)
        if titres is not None:
            tables.append(Table(feuille.nom, ligne.numero, titres))
        elif tables:
            rangee = _rangee(ligne, tables[-1], rejets)
            if rangee is not None:
                tables[-1].rangees.append(rangee)
    return tables


def _titres(ligne: Ligne, disposition: Disposition) -> tuple[str, ...] | None:
    """Les noms des colonnes si la ligne porte tous les titres exigés, sinon None."""
    premiere = next((c.valeur for c in ligne.cellules if c.valeur is not None), None)
    if not isinstance(premiere, str) or premiere[:1].isdigit():
        return None
    noms = tuple(disposition.nom(c.valeur) if isinstance(c.valeur, str) else "" for c in ligne.cellules)
    if not set(disposition.exigees) <= set(noms):
        return None
    # Un champ de CSV en plus, vide, est une colonne sans titre : les lignes y auront autant de champs.
    return (*noms, *[""] * ((ligne.champs or len(noms)) - len(noms)))


def _rangee(ligne: Ligne, table: Table, rejets: list[Rejet]) -> Rangee | None:
    remplies = pleines(ligne.cellules)
    if not remplies:
        return None

    def refuser(motif: str, cellule: Cellule | None = None) -> None:
        valeur = (cellule or remplies[0]).texte_affiche[:200]
        rejets.append(Rejet(motif, table.feuille, ligne.numero, None, valeur))

    dehors = [c for c in remplies if c.colonne > len(table.titres) or not table.titres[c.colonne - 1]]
    # Des champs vides en trop ne perdent rien ; un champ qui manque est peut-être un montant.
    if ligne.champs is not None and (ligne.champs < len(table.titres) or (dehors and not _sans_titre(table))):
        refuser(f"la ligne a {ligne.champs} champs, ses titres {len(table.titres)}")
        return None
    if dehors:
        refuser(f"cette cellule n'est sous aucun titre ({dehors[0].adresse})", dehors[0])
        return None
    doubles = [n for n in {table.titres[c.colonne - 1] for c in remplies} if table.titres.count(n) > 1]
    if doubles:
        refuser(f"la colonne « {doubles[0]} » est écrite deux fois : laquelle lire ?")
        return None
    return Rangee(table.feuille, ligne.numero, {table.titres[c.colonne - 1]: c for c in remplies})


def _sans_titre(table: Table) -> bool:
    return "" in table.titres


def _dire_ou(feuille: Feuille, lues: list[Table], classeur: Classeur, rejets: list[Rejet]) -> None:
    """Ce que celui qui a rempli le fichier peut croire autrement : où l'on a lu, ce qui était caché."""

    def dire(motif: str, ligne: int | None = None) -> None:
        rejets.append(Rejet(motif, feuille.nom, ligne, bloquant=False))

    premiere = lues[0].ligne_titres
    if premiere != feuille.lignes[0].numero:
        dire(f"titres lus à la ligne {premiere} : ce qui est au-dessus n'est pas lu", premiere)
    elif len(classeur.feuilles) > 1:
        dire(f"feuille lue, titres à la ligne {premiere}", premiere)
    for table in lues[1:]:
        dire("les titres reviennent à cette ligne : ils sont relus", table.ligne_titres)
    if feuille.cachee:
        dire("cette feuille est cachée : elle a été lue")
    if cachees := feuille.lignes_cachees:
        dire("ligne cachée : elle a été lue", cachees[0])
    for plage in feuille.fusions:
        dire(f"cellules fusionnées ({plage}) : seule la première porte la valeur")


def _ecartee(feuille: Feuille, disposition: Disposition) -> list[Rejet]:
    """Une feuille sans titres : ce qui ressemble à des données y est refusé, ligne à ligne."""
    attendus = ", ".join(f"« {nom} »" for nom in disposition.exigees)
    if not any(_ressemble(ligne) for ligne in feuille.lignes):
        return [Rejet(f"feuille non lue : elle n'a pas les titres {attendus}", feuille.nom, bloquant=False)]
    motif = f"ligne sous aucun titre : cette feuille n'a pas les titres {attendus}"
    return [
        Rejet(motif, feuille.nom, ligne.numero, None, pleines(ligne.cellules)[0].texte_affiche[:200])
        for ligne in feuille.lignes
        if _ressemble(ligne)
    ]


def _ressemble(ligne: Ligne) -> bool:
    remplies = pleines(ligne.cellules)
    return len(remplies) >= PARLANTE and any(
        isinstance(c.valeur, Decimal) or any(signe.isdigit() for signe in c.texte_affiche) for c in remplies
    )


def _aucune(classeur: Classeur, disposition: Disposition) -> str:
    """Pourquoi rien n'a été trouvé : la ligne la plus proche, et ce qui lui manque."""
    meilleure: tuple[int, str] | None = None
    for feuille in classeur.feuilles.values():
        for ligne in feuille.lignes[:200]:
            noms = [disposition.nom(c.valeur) for c in ligne.cellules if isinstance(c.valeur, str)]
            connus = [nom for nom in noms if nom in disposition.colonnes.values()]
            if connus and (meilleure is None or len(connus) > meilleure[0]):
                manquent = [nom for nom in disposition.exigees if nom not in noms]
                phrase = (
                    f" : il manque la colonne « {' », « '.join(manquent)} » "
                    f"(titres lus à la ligne {ligne.numero} : {', '.join(noms[:12])})"
                )
                meilleure = (len(connus), phrase)
    if meilleure is None:
        exigees = " », « ".join(disposition.exigees)
        return f"« {classeur.nom} » n'est pas {disposition.quoi} : aucune ligne n'a les titres « {exigees} »."
    return f"« {classeur.nom} » n'est pas {disposition.quoi}{meilleure[1]}."
