"""Le registre : le sort de chaque ligne et de chaque euro des fichiers, noté là où il est décidé.

À la lecture : les lignes du fichier (`lue`, `montant_lu`), celles que le lecteur refuse ou ignore. À
l'assemblage : les refus. Au périmètre : ce qu'il retire. Dans la base : ce qui y est. Une ligne sans sort, à
deux sorts, ou dont les euros ne se retrouvent pas est une faute, dite par data/decompte.py : rien ici ne se
déduit d'une différence.
"""

from collections.abc import Collection
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.lecture import Lecture, Lues
from data.moteur import seule
from data.rapport import ETAPES
from data.schema import Table

DE_L_ACTION = ("action", "financement")
PRINCIPALES = ("passage_quartier", "mesure")
"""Tables qui disent à elles seules ce qu'est une ligne, même si elle nomme aussi un quartier."""
_MONTANT = pa.decimal128(18, 2)
_EUROS = ", ".join(f"{etape} decimal(18, 2)" for etape in ETAPES)

DU_BLOC = "bloc.source_id = {0}.source_id and (bloc.seul or bloc.feuille is not distinct from {0}._feuille)"
"""De quelle feuille vient une ligne de l'atelier ; un fichier d'une feuille la nomme comme il veut."""


class SourceIncoherente(Exception):
    """Un lecteur a rendu une table que le schéma ne connaît pas, ou d'un autre type, ou cite une ligne d'une
    feuille qu'il n'a pas lue (faute du programme)."""


class Registre:
    """Les tables du registre, dans le catalogue `lot` de la connexion donnée.

    `bloc` : une feuille d'un fichier. `sort_ligne` : ligne × étape, ce qui y a été décidé. `ecart` : les
    euros dits à part (`sens` : « écarté » ou « repris »). `jointe` : une ligne qui suit le sort d'une autre.
    """

    def __init__(
        self, base: duckdb.DuckDBPyConnection, tables: Collection[Table], fusionnees: Collection[str]
    ) -> None:
        self.base = base
        self._tables = tables
        self._fusionnees = fusionnees
        self._nb = 0
        base.execute(
            "create table bloc (bloc usmallint, source_id varchar, feuille varchar, seul boolean, "
            "tables varchar[], illisibles integer, montants boolean); "
            "create table lue (bloc usmallint, ligne integer); "
            f"create table montant_lu (bloc usmallint, ligne integer, {_EUROS}); "
            "create table sort_ligne (bloc usmallint, ligne integer, "
            "etape enum ('lecture', 'assemblage', 'périmètre', 'base'), "
            "sort enum ('ignorée', 'refusée', 'hors périmètre', 'retenue')); "
            "create table ignoree (bloc usmallint, ligne integer, motif varchar); "
            "create table ecart (bloc usmallint, ligne integer, etape varchar, montant decimal(18, 2), "
            "sens varchar, motif varchar); "
            "create table jointe (bloc usmallint, ligne integer, vers_bloc usmallint, vers_ligne integer); "
            "create table annonce (source_id varchar, nb_lignes integer, nb_retenues integer)"
        )

    def lire(self, source_id: str, lecture: Lecture) -> None:
        """Note ce qu'un lecteur a lu, et ce qu'il a déjà décidé. Lève SourceIncoherente."""
        lues = lecture.lues or _deduites(lecture)
        blocs: dict[str | None, int] = {}
        for feuille in lues:
            blocs[feuille.feuille] = self._bloc(source_id, feuille, lecture, seul=len(lues) == 1)
        self.base.execute(
            "insert into annonce values (?, ?, ?)", [source_id, lecture.nb_lignes, lecture.nb_retenues]
        )

        def bloc(feuille: str | None, ligne: int) -> int:
            if len(blocs) == 1:
                return next(iter(blocs.values()))
            if feuille not in blocs:
                ou = f"de la feuille « {feuille} », " if feuille else ""
                raise SourceIncoherente(f"il cite la ligne {ligne} {ou}qui n'est pas de celles qu'il a lues")
            return blocs[feuille]

        refusees = {(bloc(r.feuille, r.ligne), r.ligne) for r in lecture.rejets if r.bloquant and r.ligne}
        self._sorts(refusees, "lecture", "refusée")
        ignorees = {(bloc(i.feuille, i.ligne), i.ligne): i.motif for i in lecture.ignorees}
        self._sorts(set(ignorees), "lecture", "ignorée")
        if ignorees:
            self.base.executemany(
                "insert into ignoree values (?, ?, ?)", [[*cle, motif] for cle, motif in ignorees.items()]
            )
        jointes = [
            [bloc(j.feuille, j.ligne), j.ligne, bloc(j.vers_feuille, j.vers_ligne), j.vers_ligne]
            for j in lecture.jointes
        ]
        if jointes:
            self.base.executemany("insert into jointe values (?, ?, ?, ?)", jointes)
        for sens, ecarts in (("écarté", lecture.ecartes), ("repris", lecture.repris)):
            lignes = [[bloc(e.feuille, e.ligne), e.ligne, e.etape, e.montant, sens, e.motif] for e in ecarts]
            if lignes:
                self.base.executemany("insert into ecart values (?, ?, ?, ?, ?, ?)", lignes)

    def _bloc(self, source_id: str, lues: Lues, lecture: Lecture, seul: bool) -> int:
        self._nb += 1
        montants = lues.montants or _deposes(lecture, lues, seul)
        self.base.execute(
            "insert into bloc values (?, ?, ?, ?, ?, ?, ?)",
            [
                self._nb,
                source_id,
                lues.feuille,
                seul,
                _principales(lecture, lues.feuille, seul),
                lues.illisibles,
                bool(montants),
            ],
        )
        numeros = _colonne(lues.numeros, pa.int32())
        self._verser("lue", {"ligne": numeros})
        if montants:
            colonnes = {etape: _colonne(montants[etape], _MONTANT) for etape in montants}
            pleine = f"where coalesce({', '.join(colonnes)}) is not null"
            self._verser("montant_lu", {"ligne": numeros, **colonnes}, pleine)
        return self._nb

    def _verser(self, table: str, colonnes: dict[str, pa.Array], condition: str = "") -> None:
        arrivage = pa.table(colonnes)
        self.base.register("arrivage", arrivage)
        noms = ", ".join(colonnes)
        self.base.execute(
            f"insert into {table} (bloc, {noms}) select {self._nb}, {noms} from arrivage {condition}"
        )
        self.base.unregister("arrivage")

    def _sorts(self, lignes: set[tuple[int, int]], etape: str, sort: str) -> None:
        if not lignes:
            return
        blocs, numeros = zip(*sorted(lignes), strict=True)
        arrivage = pa.table({"bloc": pa.array(blocs, pa.uint16()), "ligne": pa.array(numeros, pa.int32())})
        self.base.register("arrivage", arrivage)
        self.base.execute(f"insert into sort_ligne select bloc, ligne, '{etape}', '{sort}' from arrivage")
        self.base.unregister("arrivage")

    def noter_refus(self) -> None:
        """Les lignes que sort la table `refus`, une fois chacune, après l'assemblage et le rattachement."""
        refusees = (
            f"select distinct bloc, _ligne as ligne from refus join bloc on {DU_BLOC.format('refus')} "
            "where refus.bloquant and _ligne is not null"
        )
        self.base.execute(
            f"insert into sort_ligne select bloc, ligne, 'assemblage', 'refusée' from "
            f"({_avec_jointes(refusees)}) as sortie "
            "anti join (from sort_ligne where etape = 'assemblage') as deja using (bloc, ligne)"
        )

    def avant_perimetre(self) -> None:
        """Retient les lignes présentes, dont le périmètre va retirer certaines (la table `garde` existe)."""
        self.base.execute(f"create table presente as {self._presentes()}")
        self._a_garder = self._des_contrats_gardes()

    def apres_perimetre(self) -> list[str]:
        """Note les lignes que le périmètre a retirées ; rend les tables où il en a trop retiré."""
        self.base.execute(
            "insert into sort_ligne select bloc, ligne, 'périmètre', 'hors périmètre' from presente "
            f"anti join ({self._presentes()}) as reste using (bloc, ligne); drop table presente"
        )
        restees = self._des_contrats_gardes()
        return [table for table, nb in self._a_garder.items() if restees[table] != nb]

    def _des_contrats_gardes(self) -> dict[str, int]:
        """Table → ses lignes d'un contrat du périmètre."""
        des_contrats = "contrat_id in (from garde)"
        conditions = {t.nom: des_contrats for t in self._tables if "contrat_id" in t.colonnes}
        conditions["financement"] = f"action_id in (select action_id from action where {des_contrats})"
        return {
            table: seule(self.base.execute(f"select count(*) from {table} where {condition}"))[0]
            for table, condition in conditions.items()
        }

    def noter_retenues(self) -> None:
        """Les lignes dont la base finale a l'action, ou la ligne de leur table."""
        self.base.execute(
            f"insert into sort_ligne select bloc, ligne, 'base', 'retenue' from ({self._presentes()})"
        )

    def _presentes(self) -> str:
        """La requête des lignes (bloc, ligne) qui ont encore une ligne dans leur table principale."""
        morceaux = []
        citees = {t for (ts,) in self.base.execute("select distinct tables from bloc").fetchall() for t in ts}
        for table in self._tables:
            if table.nom not in citees:
                continue
            qui = f"list_contains(bloc.tables, '{table.nom}') and _ligne is not null"
            if table.nom in self._fusionnees:
                morceaux.append(
                    f"select bloc, _ligne as ligne from origine join bloc on {DU_BLOC.format('origine')} "
                    f"semi join (select {cle_sql(table)} as cle from {table.nom}) as reste using (cle) "
                    f"where nom_table = '{table.nom}' and {qui}"
                )
            else:
                morceaux.append(
                    f"select bloc, _ligne as ligne from {table.nom} join bloc on {DU_BLOC.format(table.nom)} "
                    f"where {qui}"
                )
        if not morceaux:
            return "select bloc, ligne from lue where false"
        return _avec_jointes("select distinct bloc, ligne from (" + " union all ".join(morceaux) + ")")


def _avec_jointes(lignes: str) -> str:
    """La requête des lignes, et de celles qui leur sont jointes, une fois chacune."""
    return (
        f"with seules as ({lignes}) from seules union select jointe.bloc, jointe.ligne from jointe "
        "join seules on jointe.vers_bloc = seules.bloc and jointe.vers_ligne = seules.ligne"
    )


def cle_sql(table: Table) -> str:
    """Le SQL qui rend la clé d'une ligne d'une table fusionnée, telle que la note `origine`."""
    return " || '·' || ".join(table.cle)


def _deduites(lecture: Lecture) -> list[Lues]:
    """Sans déclaration du lecteur : les lignes que citent ses tables et ses rejets, feuille par feuille."""
    lignes: dict[str | None, set[int]] = {}
    for table in lecture.tables.values():
        if "_ligne" in table.columns:
            feuilles = table["_feuille"] if "_feuille" in table.columns else [None] * len(table)
            for feuille, ligne in zip(feuilles, table["_ligne"], strict=True):
                lignes.setdefault(feuille, set()).add(int(ligne))
    nommees = [f for f in lignes if f is not None]
    for rejet in lecture.rejets:
        if rejet.bloquant and rejet.ligne:
            # Un lecteur d'une seule feuille ne la nomme pas toujours dans ses rejets.
            feuille = nommees[0] if rejet.feuille is None and len(nommees) == 1 else rejet.feuille
            lignes.setdefault(feuille, set()).add(rejet.ligne)
    return [Lues(feuille, sorted(numeros)) for feuille, numeros in lignes.items()]


def _principales(lecture: Lecture, feuille: str | None, seul: bool) -> list[str]:
    """Les tables dont une ligne au moins doit rester pour que la ligne du fichier soit retenue."""
    noms = [
        nom
        for nom, table in lecture.tables.items()
        if "_ligne" in table.columns and (seul or (table["_feuille"] == feuille).any())
    ]
    if "action" in noms:
        return [nom for nom in DE_L_ACTION if nom in noms]
    return next(([nom] for nom in PRINCIPALES if nom in noms), noms)


def _deposes(lecture: Lecture, lues: Lues, seul: bool) -> dict[str, list[Decimal | None]]:
    """Sans montants déclarés : ceux des financements que le lecteur rend, ligne à ligne."""
    financements = lecture.tables.get("financement")
    if financements is None or "_ligne" not in financements.columns:
        return {}
    if not seul:
        financements = financements[financements["_feuille"] == lues.feuille]
    if not len(financements):
        return {}
    sommes: dict[str, dict[int, Decimal]] = {etape: {} for etape in ETAPES}
    for etape, somme in sommes.items():
        if f"{etape}_eur" in financements.columns:
            for ligne, montant in zip(financements["_ligne"], financements[f"{etape}_eur"], strict=True):
                if isinstance(montant, Decimal):
                    somme[int(ligne)] = somme.get(int(ligne), Decimal(0)) + montant
    return {etape: [somme.get(int(n)) for n in lues.numeros] for etape, somme in sommes.items() if somme}


def _colonne(valeurs: object, genre: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if isinstance(valeurs, pa.ChunkedArray | pa.Array):
        return pc.cast(valeurs, genre)
    return pa.array(valeurs, genre)
