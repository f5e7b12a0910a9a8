"""Ce qui diffère d'une base à l'autre : actions ajoutées, retirées, modifiées champ par champ, totaux."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb

from data.moteur import seule
from data.programmation.comparaison import LIBELLES
from data.programmation.modele import ETAPES
from data.rapport import accord, euros

_SANS = ("action_id", "source_id")
_NOMS = {
    "structure_id": "structure",
    "pilier_id": "pilier",
    "thematique_id": "thematique",
    "commune_id": "commune",
}
"""Colonne d'une action → la table qui la dit en toutes lettres."""
SUJETS = {
    "contrat": "contrats",
    "quartier": "quartiers",
    "financeur": "financeurs",
    "structure": "porteurs",
    "pilier": "piliers",
    "enveloppe": "enveloppes",
    "indicateur": "indicateurs",
    "mesure": "mesures",
    "objectif": "objectifs",
    "engagement": "engagements de droit commun",
    "instance": "instances",
    "seance": "séances",
    "decision": "décisions",
    "avis": "avis",
}
"""Table → comment la nommer, pour ce qui n'est ni une action ni un financement."""


@dataclass(frozen=True)
class Changement:
    """Un champ d'une action ; « » : vide. `sens` : « ajoutée », « retirée » ou « modifiée »."""

    sens: str
    action_id: str
    annee: int
    intitule: str
    champ: str = ""
    avant: str = ""
    apres: str = ""


@dataclass
class Differences:
    """`totaux` : étape → euros (avant, après), tous statuts. `annees` : année → accordé (avant, après), les
    seules qui changent. `sujets` : nom → lignes (en moins, en plus) ; une ligne modifiée compte deux fois."""

    changements: list[Changement] = field(default_factory=list)
    nb_avant: int = 0
    nb_apres: int = 0
    totaux: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    annees: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    sujets: dict[str, tuple[int, int]] = field(default_factory=dict)
    contrats_retires: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changements or self.sujets)

    def nombre(self, sens: str) -> int:
        """Combien d'actions ont ce sens."""
        return len({c.action_id for c in self.changements if c.sens == sens})

    def phrase(self) -> str:
        """« 1 action ajoutée, 0 retirée, 2 modifiées, 129 inchangées ; accordé : 10 € → 20 €. »"""
        ajoutees, retirees, modifiees = (self.nombre(s) for s in ("ajoutée", "retirée", "modifiée"))
        avant, apres = self.totaux.get("accorde", (Decimal(0), Decimal(0)))
        inchangees = self.nb_avant - retirees - modifiees
        argent = f"{euros(avant)} → {euros(apres)}" if avant != apres else f"{euros(apres)}, inchangé"
        return (
            f"{accord(ajoutees, 'action ajoutée', 'actions ajoutées')}, {accord(retirees, 'retirée')}, "
            f"{accord(modifiees, 'modifiée')}, {accord(inchangees, 'inchangée')} ; accordé : {argent}."
        )


def comparer(avant: Path, apres: Path) -> Differences:
    """La différence de deux bases du même schéma, tous contrats et tous statuts. Lève duckdb.Error."""
    with duckdb.connect(":memory:") as base:
        for nom, chemin in (("avant", avant), ("apres", apres)):
            litteral = str(chemin).replace("'", "''")
            base.execute(f"attach '{litteral}' as {nom} (read_only)")
        d = Differences()
        d.changements = [*_entrees_sorties(base), *_champs(base), *_liens(base), *_montants(base)]
        d.changements.sort(key=lambda c: (c.sens, c.annee, c.intitule, c.action_id))
        d.nb_avant, d.nb_apres = seule(
            base.execute("select (select count(*) from avant.action), (select count(*) from apres.action)")
        )
        for etape in ETAPES:
            d.totaux[etape] = seule(
                base.execute(
                    f"select (select coalesce(sum({etape}_eur), 0)::decimal(18, 2) from avant.financement), "
                    f"(select coalesce(sum({etape}_eur), 0)::decimal(18, 2) from apres.financement)"
                )
            )
        d.annees = {annee: (a, b) for annee, a, b in base.execute(_ANNEES).fetchall() if a != b}
        d.sujets = _sujets(base)
        # La fiction du premier démarrage s'efface devant de vrais contrats : elle n'a personne à prévenir.
        d.contrats_retires = [
            nom
            for (nom,) in base.execute(
                "select nom from avant.contrat "
                "where contrat_id not in (select contrat_id from apres.contrat) "
                "and not (fictif and not exists (select 1 from apres.contrat as c where c.fictif)) order by 1"
            ).fetchall()
        ]
    return d


_ANNEES = """
    with sommes as (
        select annee, accorde_eur as avant, 0 as apres
        from avant.financement join avant.action using (action_id)
        union all by name
        select annee, 0 as avant, accorde_eur as apres
        from apres.financement join apres.action using (action_id)
    )
    select annee, coalesce(sum(avant), 0)::decimal(18, 2), coalesce(sum(apres), 0)::decimal(18, 2)
    from sommes group by annee order by annee
"""
_QUARTIERS = (
    "select action_id, string_agg(q.nom || if(part < 1, ' (' || round(part * 100)::integer || ' %)', ''), "
    "', ' order by q.nom, quartier_id) as dit from {0}.action_quartier join {0}.quartier as q "
    "using (quartier_id) group by 1"
)
_CLASSES = (
    "select action_id, string_agg(classe.nom, ', ' order by classe.nom, classe_id) as dit "
    "from {0}.action_classe join {0}.classe using (classe_id) group by 1"
)


def _entrees_sorties(base: duckdb.DuckDBPyConnection) -> list[Changement]:
    trouves = []
    for sens, ici, la in (("ajoutée", "apres", "avant"), ("retirée", "avant", "apres")):
        trouves += [
            Changement(sens, *ligne)
            for ligne in base.execute(
                f"select action_id, annee, intitule from {ici}.action "
                f"where action_id not in (select action_id from {la}.action)"
            ).fetchall()
        ]
    return trouves


def _champs(base: duckdb.DuckDBPyConnection) -> list[Changement]:
    """Les champs d'une action ; un code est dit par son nom, chacun dans sa base."""
    colonnes = [c for (c, *_) in base.execute("describe avant.action").fetchall() if c not in _SANS]
    trouves = []
    for colonne in colonnes:
        table = _NOMS.get(colonne)
        dits = [
            f"coalesce((select any_value(nom) from {ou}.{table} as t where t.{colonne} = {alias}.{colonne}), "
            f"{alias}.{colonne}::varchar)"
            if table
            else f"{alias}.{colonne}::varchar"
            for ou, alias in (("avant", "a"), ("apres", "b"))
        ]
        lignes = base.execute(
            f"select action_id, b.annee, b.intitule, {dits[0]}, {dits[1]}, typeof(b.{colonne}) "
            f"from avant.action as a join apres.action as b using (action_id) "
            f"where a.{colonne} is distinct from b.{colonne}"
        ).fetchall()
        libelle = LIBELLES.get(colonne, "année" if colonne == "annee" else colonne.replace("_", " "))
        trouves += [
            Changement("modifiée", *ligne[:3], libelle, *(_dire(v, ligne[5]) for v in ligne[3:5]))
            for ligne in lignes
        ]
    return trouves


def _liens(base: duckdb.DuckDBPyConnection) -> list[Changement]:
    trouves = []
    for libelle, requete in (("quartiers", _QUARTIERS), ("classement", _CLASSES)):
        trouves += [
            Changement("modifiée", action_id, annee, intitule, libelle, avant or "", apres or "")
            for action_id, annee, intitule, avant, apres in base.execute(
                f"with a as ({requete.format('avant')}), b as ({requete.format('apres')}) "
                "select action_id, action.annee, action.intitule, a.dit, b.dit "
                "from apres.action semi join avant.action as ancienne using (action_id) "
                "left join a using (action_id) left join b using (action_id) "
                "where a.dit is distinct from b.dit"
            ).fetchall()
        ]
    return trouves


def _montants(base: duckdb.DuckDBPyConnection) -> list[Changement]:
    cle = "action_id, financeur_id, nature, section"
    trouves = []
    for etape, mot in ETAPES.items():
        lignes = base.execute(
            f"select action_id, c.annee, c.intitule, coalesce(f.nom, g.nom, financeur_id), nature, section, "
            f"a.{etape}_eur, b.{etape}_eur "
            f"from avant.financement as a full join apres.financement as b using ({cle}) "
            "join apres.action as c using (action_id) "
            "left join apres.financeur as f using (financeur_id) "
            "left join avant.financeur as g using (financeur_id) "
            f"where a.{etape}_eur is distinct from b.{etape}_eur "
            "and action_id in (select action_id from avant.action)"
        ).fetchall()
        for action_id, annee, intitule, nom, nature, section, *montants in lignes:
            precise = (" (droit commun)" if nature == "droit_commun" else "") + (
                " (investissement)" if section == "investissement" else ""
            )
            dits = ["" if m is None else euros(m) for m in montants]
            trouves.append(Changement("modifiée", action_id, annee, intitule, f"{nom}{precise} {mot}", *dits))
    return trouves


def _sujets(base: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    lus = {}
    for table, nom in SUJETS.items():
        moins, plus = (
            seule(
                base.execute(
                    f"select count(*) from (select * exclude (source_id) from {ici}.{table} "
                    f"except all select * exclude (source_id) from {la}.{table})"
                )
            )[0]
            for ici, la in (("avant", "apres"), ("apres", "avant"))
        )
        if moins or plus:
            lus[nom] = (moins, plus)
    return lus


def _dire(valeur: str | None, type_sql: str) -> str:
    if valeur is None:
        return ""
    if type_sql == "BOOLEAN":
        return {"true": "oui", "false": "non"}[valeur]
    return euros(Decimal(valeur)) if type_sql.startswith("DECIMAL") else valeur
