"""L'atelier : les lignes de toutes les sources, vérifiées et fusionnées avant d'entrer dans la base.

Les lignes attendent dans une base en mémoire (`lot`) qui a les tables du schéma sans leurs contraintes,
plus quatre colonnes : `_feuille` et `_ligne` (d'où vient la ligne, si le lecteur le dit), `_rang` (son
ordre de lecture) et `source_id`. Une ligne refusée sort de l'atelier par la table `refus`. Un lecteur peut
aussi rendre les tables d'ANNEXES : ce qui sert à rattacher les autres, et n'entre pas dans la base.
"""

import re

import duckdb
import pandas as pd
import pyarrow as pa

from data import postes
from data.lecture import Lecture
from data.moteur import seule
from data.references import REFERENCES, VERIFICATIONS
from data.registre import Registre, SourceIncoherente, cle_sql
from data.schema import Table, tables

FUSIONNEES = (
    "contrat",
    "structure",
    "pilier",
    "thematique",
    "theme_national",
    "classement",
    "classe",
    "quartier",
    "commune",
    "financeur",
    "indicateur",
)
"""Tables que plusieurs sources décrivent : la première source gagne, les suivantes comblent les vides."""

CLES = {
    "passage_quartier": ("ancien", "nouveau"),
    "action_quartier": ("action_id", "quartier_id"),
    "action_classe": ("action_id", "classe_id"),
    "financement": ("action_id", "financeur_id", "nature", "section"),
    "enveloppe": ("contrat_id", "annee", "financeur_id", "pilier_id"),
    "mesure": ("indicateur_id", "territoire_type", "territoire_id", "annee", "zonage"),
    "avis": ("action_id", "instance_id"),
}
"""Ce qui distingue deux lignes, pour les tables dont le schéma ne tient pas la clé."""

ANNEXES = {
    "alias_contrat": "ancien varchar, nouveau varchar",
    "territoire_contrat": "contrat_id varchar, territoire varchar",
    "territoire_quartier": "quartier_id varchar, siren_epci varchar",
    "poste": "action_id varchar, codes varchar[], departement varchar, dispositif varchar, _feuille varchar, "
    "_ligne integer",
}
"""Ce qu'un lecteur sait du rattachement : anciens codes de contrats encore cités ailleurs ; EPCI et communes
d'un contrat ; EPCI d'un quartier ; contrats où un poste est listé."""

A_PART = ("source", "rejet", "controle", "version", "ventilation")
INTERNES = {"_feuille": pa.string(), "_ligne": pa.int32(), "_rang": pa.int64()}


class Atelier:
    """Les tables en attente d'une construction, dans le catalogue `lot` de la connexion donnée."""

    def __init__(self, base: duckdb.DuckDBPyConnection) -> None:
        self.base = base
        self._rang = 0
        base.execute("attach ':memory:' as lot; use lot")
        for table in self.tables():
            colonnes = ", ".join(f'"{nom}" {genre}' for nom, genre in table.types_sql.items())
            base.execute(
                f"create table {table.nom} ({colonnes}, _feuille varchar, _ligne integer, _rang bigint)"
            )
        base.execute(
            "create table refus (source_id varchar, _feuille varchar, _ligne integer, colonne varchar, "
            "valeur varchar, motif varchar, bloquant boolean, nom_table varchar, _rang bigint)"
        )
        for nom, colonnes in ANNEXES.items():
            base.execute(f"create table {nom} ({colonnes}, source_id varchar)")
        base.execute(
            "create table origine (source_id varchar, _feuille varchar, _ligne integer, nom_table varchar, "
            "cle varchar, _rang bigint)"
        )
        self.registre = Registre(base, self.tables(), FUSIONNEES)

    @staticmethod
    def tables() -> list[Table]:
        return [table for table in tables().values() if table.nom not in A_PART]

    def deposer(self, source_id: str, lecture: Lecture, reprise: bool = False) -> None:
        """Ajoute les lignes d'une source, et note au registre celles de son fichier.

        `reprise` : elles viennent d'une base, dont les fichiers ont leur compte. Lève SourceIncoherente.
        """
        if not reprise:
            self.registre.lire(source_id, lecture)
        for nom, lignes in lecture.tables.items():
            if nom in ANNEXES:
                if len(lignes):
                    self._annexer(nom, lignes, source_id)
                continue
            if nom not in tables() or nom in A_PART:
                raise SourceIncoherente(f"la table « {nom} » n'existe pas")
            arrow = self._arrow(tables()[nom], lignes, source_id)
            self.base.register("arrivage", arrow)
            self.base.execute(f"insert into {nom} by name from arrivage")
            self.base.unregister("arrivage")

    def _annexer(self, nom: str, lignes: pd.DataFrame, source_id: str) -> None:
        self.base.register("arrivage", pa.table({c: pa.array(lignes[c].tolist()) for c in lignes.columns}))
        self.base.execute(f"insert into {nom} by name select *, '{source_id}' as source_id from arrivage")
        self.base.unregister("arrivage")

    def _arrow(self, table: Table, lignes: pd.DataFrame, source_id: str) -> pa.Table:
        inconnues = set(lignes.columns) - set(table.colonnes) - set(INTERNES)
        if inconnues:
            raise SourceIncoherente(f"colonne inconnue dans {table.nom} : {', '.join(sorted(inconnues))}")
        rangs = pa.array(range(self._rang, self._rang + len(lignes)), pa.int64())
        self._rang += len(lignes)
        colonnes: dict[str, object] = {}
        for nom, genre in {**table.colonnes, **INTERNES}.items():
            if nom in lignes.columns and nom not in ("source_id", "_rang"):
                colonnes[nom] = _serie(table.nom, nom, lignes[nom], genre)
        colonnes["_rang"] = rangs
        colonnes["source_id"] = pa.array([source_id] * len(lignes), pa.string())
        return pa.table(colonnes)

    def assembler(self) -> None:
        """Vérifie, fusionne et rattache : chaque ligne qui ne tient pas sort avec son motif."""
        # Les codes d'abord : deux lignes d'un même poste ne se reconnaissent qu'une fois traduites.
        postes.rattacher(self)
        for table in self.tables():
            self._suivre_les_alias(table)
            self._regles(table)
        for table in self.tables():
            # Les liens d'abord : après fusion, une ligne ne dirait plus que sa première source.
            self._references(table.nom)
            if table.nom in FUSIONNEES:
                self._fusionner(table)
            else:
                self._doublons(table)
            self._exigees(table)
        self.registre.noter_refus()

    def refuser(
        self, table: str, condition: str, motif: str, colonne: str = "", bloquant: bool = True
    ) -> int:
        """Sort de l'atelier les lignes où `condition` est vraie. `condition` et `motif` sont du SQL.

        Une ligne de fichier refusée dans une table l'est dans celles qu'elle alimentait, sauf les
        référentiels dont d'autres lignes se servent.
        """
        avant = self._un("select count(*) from refus")
        valeur = f'"{colonne}"::varchar' if colonne else "null"
        self.base.execute(
            f"insert into refus select source_id, _feuille, _ligne, {_litteral(colonne)}, {valeur}, {motif}, "
            f"{str(bloquant).lower()}, '{table}', _rang from {table} where {condition} order by _rang"
        )
        nb = self._un("select count(*) from refus") - avant
        if nb and bloquant:
            self.base.execute(
                f"delete from {table} where _rang in "
                f"(select _rang from refus where bloquant and nom_table = '{table}')"
            )
            for voisine in _suivantes(table):
                self.base.execute(
                    f"delete from {voisine} using refus where refus.bloquant and refus._ligne is not null "
                    f"and {voisine}.source_id = refus.source_id "
                    f"and {voisine}._feuille = refus._feuille and {voisine}._ligne = refus._ligne"
                )
        return nb

    def _suivre_les_alias(self, table: Table) -> None:
        """Une ligne qui cite l'ancien code d'un contrat prend le nouveau, et un signalement le dit."""
        if table.nom == "contrat" or "contrat_id" not in table.colonnes:
            return
        nouveau = f"(select min(nouveau) from alias_contrat where ancien = {table.nom}.contrat_id)"
        ancien = (
            "contrat_id in (select ancien from alias_contrat) "
            "and contrat_id not in (select contrat_id from contrat)"
        )
        if table.nom not in FUSIONNEES:
            motif = f"'ancien code, lu comme ' || {nouveau}"
            self.refuser(table.nom, ancien, motif, "contrat_id", bloquant=False)
        self.base.execute(f"update {table.nom} set contrat_id = {nouveau} where {ancien}")

    def _regles(self, table: Table) -> None:
        for regle in table.regles:
            colonne = regle.colonnes[0]
            if regle.valeurs:
                attendues = _litteral(f"valeur inconnue ; attendu : {', '.join(regle.valeurs)}")
            elif re.fullmatch(r"\(\w+ >=? 0\)", regle.expression):
                attendues = _litteral("ce nombre ne peut pas être négatif")
            else:
                attendues = _litteral(f"valeur impossible (règle : {regle.expression.strip('()')})")
            self.refuser(table.nom, f"not ({regle.expression})", attendues, colonne)

    def _exigees(self, table: Table) -> None:
        motif = "'cette valeur est obligatoire'"
        for colonne in table.exigees:
            if table.nom in FUSIONNEES:
                # Toutes les lignes fondues dans celle qui sort en sortent, pas seulement la première.
                vides = f'select _rang, {cle_sql(table)} as cle from {table.nom} where "{colonne}" is null'
                self.base.execute(
                    f"insert into refus select o.source_id, o._feuille, o._ligne, '{colonne}', null, "
                    f"{motif}, true, '{table.nom}', o._rang from origine as o semi join ({vides}) as vide "
                    f"on o.cle = vide.cle and o._rang <> vide._rang where o.nom_table = '{table.nom}'"
                )
            self.refuser(table.nom, f'"{colonne}" is null', motif, colonne)

    def _references(self, nom: str) -> None:
        for reference in REFERENCES.get(nom, ()):
            if reference.table == "action":
                # Sans numéro de ligne, c'est la même ligne que l'action refusée : elle est déjà comptée.
                self.base.execute(
                    f"delete from {nom} where _ligne is null "
                    "and action_id not in (select action_id from action) "
                    "and source_id in (select source_id from refus where nom_table = 'action')"
                )
            self.refuser(
                nom,
                f"{reference.colonne} is not null and not exists (select 1 from {reference.table} as cible "
                f"where cible.{reference.cle} = {nom}.{reference.colonne})",
                _litteral(reference.motif),
                reference.colonne,
            )
        for verification in VERIFICATIONS.get(nom, ()):
            self.refuser(nom, verification.condition, _litteral(verification.motif), verification.colonne)

    def _doublons(self, table: Table) -> None:
        """Deux lignes de même clé : la première lue reste."""
        cle = table.cle or CLES.get(table.nom, ())
        if not cle:
            return
        self.base.execute(
            f"create or replace temp table doublon as select _rang, premiere, ligne from (select _rang, "
            f"first(_rang) over cle as premiere, first(_ligne) over cle as ligne from {table.nom} "
            f"window cle as (partition by {', '.join(cle)} order by _rang)) where _rang <> premiere"
        )
        if not self._un("select count(*) from doublon"):
            return
        valeurs = [c for c in table.colonnes if c not in cle and c != "source_id"]
        pareil = " and ".join(f"autre.{c} is not distinct from {table.nom}.{c}" for c in valeurs) or "true"
        pareil = (
            f"exists (select 1 from {table.nom} as autre, doublon where doublon._rang = {table.nom}._rang "
            f"and autre._rang = doublon.premiere and {pareil})"
        )
        de_la_ligne = (
            "(select coalesce(' (ligne ' || ligne || ')', '') from doublon "
            f"where doublon._rang = {table.nom}._rang)"
        )
        motif = (
            f"if({pareil}, 'ligne en double', 'même clé qu''une autre ligne, avec d''autres valeurs') "
            f"|| coalesce({de_la_ligne}, '')"
        )
        self.refuser(table.nom, "_rang in (select _rang from doublon)", motif, cle[0])

    def _fusionner(self, table: Table) -> None:
        """Une ligne par clé : la première valeur connue de chaque colonne, dans l'ordre des sources."""
        cle = ", ".join(table.cle)
        valeurs = [c for c in table.colonnes if c not in table.cle and c != "source_id"]
        premieres = ", ".join(
            f'first("{c}" order by _rang) filter ("{c}" is not null) as "{c}"' for c in valeurs
        )
        self.base.execute(
            f"create or replace temp table premiere as select {cle}, source_id, {premieres}, "
            f"min(_rang) as rang from {table.nom} group by {cle}, source_id having count(*) > 1"
        )
        if self._un("select count(*) from premiere"):
            memes = " and ".join(f"premiere.{c} = {table.nom}.{c}" for c in (*table.cle, "source_id"))
            motif = _litteral("décrit deux fois dans ce fichier, de façons différentes : la première compte")
            for c in valeurs:
                contredit = (
                    f'"{c}" is not null and exists (select 1 from premiere where {memes} '
                    f'and premiere."{c}" <> {table.nom}."{c}")'
                )
                self.refuser(table.nom, f"_ligne is not null and {contredit}", motif, c)
                # Sans numéro de ligne, la description est accessoire (le porteur d'un poste) : on signale.
                self.refuser(table.nom, f"_ligne is null and {contredit}", motif, c, bloquant=False)
        # Après fusion, une ligne ne dirait plus que sa première source.
        self.base.execute(
            f"insert into origine select source_id, _feuille, _ligne, '{table.nom}', {cle_sql(table)}, _rang "
            f"from {table.nom} where _ligne is not null"
        )
        self.base.execute(
            f"create or replace temp table fusion as select {cle}, {premieres}, "
            f"first(source_id order by _rang) as source_id, first(_feuille order by _rang) as _feuille, "
            f"first(_ligne order by _rang) as _ligne, min(_rang) as _rang "
            f"from {table.nom} group by {cle} order by min(_rang)"
        )
        self.base.execute(f"delete from {table.nom}; insert into {table.nom} by name from fusion")

    def verser(self, cible: str) -> None:
        """Copie l'atelier dans les tables de la base neuve (catalogue `cible`), dans l'ordre des clés."""
        for table in self.tables():
            valeurs = ", ".join(
                f'coalesce("{c}", {table.defauts[c]})' if c in table.defauts else f'"{c}"'
                for c in table.colonnes
            )
            self.base.execute(
                f"insert into {cible}.{table.nom} select {valeurs} from {table.nom} order by _rang"
            )

    def _un(self, requete: str) -> int:
        return seule(self.base.execute(requete))[0]


def _suivantes(table: str) -> list[str]:
    """Les tables d'où ôter le reste d'une ligne refusée : les suivantes du schéma, et toujours l'action."""
    noms = [autre for autre in tables() if autre not in A_PART]
    return noms[min(noms.index(table), noms.index("action")) :]


def _litteral(texte: str) -> str:
    return "null" if not texte else "'" + texte.replace("'", "''") + "'"


def _serie(table: str, nom: str, serie: pd.Series, genre: pa.DataType) -> pa.Array | pa.ChunkedArray:
    try:
        lue = pa.array(serie, from_pandas=True) if serie.dtype != object else None
        if lue is None:
            return pa.array(serie.where(serie.notna(), None).tolist(), genre)
        return lue if lue.type == genre else lue.cast(genre)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as erreur:
        raise SourceIncoherente(f"colonne {table}.{nom} d'un autre type que {genre} : {erreur}") from erreur


__all__ = ["FUSIONNEES", "Atelier", "SourceIncoherente"]
