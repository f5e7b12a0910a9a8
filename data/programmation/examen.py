"""L'examen d'un tableau avant publication : tout ce qu'on peut en dire, en un objet, un texte et un JSON."""

import json
import re
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal

import duckdb

from data.fichiers.classeur import Classeur
from data.lecture import Avance
from data.programmation import comparaison, correspondance, creations, indices, lecture, referentiels
from data.programmation import feuilles as feuilles_du_classeur
from data.programmation.comparaison import Changement, Difference
from data.programmation.feuilles import Feuilles
from data.programmation.indices import Indices
from data.programmation.modele import Constat, Correspondance, Lecture, TotalColonne
from data.programmation.mots import cle
from data.programmation.phrases import accord, enumerer, euros
from data.programmation.publie import Fiche
from data.programmation.question import Question
from data.programmation.referentiels import Referentiels

LIMITE = 40
"""Constats et actions cités dans le texte ; le JSON et le classeur corrigé les ont tous."""
_MARQUE = "\ue000"


@dataclass
class Examen:
    """Un tableau lu et comparé à la base. `version` : celle de la base comparée, None s'il n'y en a pas.

    `reponses` : celles qu'on a données aux questions du tableau ; `restantes` : celles qui attendent.
    """

    classeur: str
    referentiels: Referentiels
    correspondance: Correspondance
    lecture: Lecture
    difference: Difference
    version: str | None = None
    indices: Indices = field(default_factory=Indices)
    feuilles: Feuilles = field(default_factory=Feuilles)
    reponses: tuple[tuple[Question, str], ...] = ()
    restantes: tuple[Question, ...] = ()

    @property
    def a_confirmer(self) -> bool:
        """Vrai si le sens d'une colonne n'est pas sûr : rien n'est à publier avant."""
        return bool(self.correspondance.a_confirmer)

    def json(self) -> str:
        """Un objet JSON ; les montants y sont des nombres exacts."""
        brut = json.dumps(self._contenu(), ensure_ascii=False, default=_exact)
        return re.sub(f'"{_MARQUE}(-?[0-9.]+){_MARQUE}"', r"\1", brut)

    def _contenu(self) -> dict:
        c, lu, d = self.correspondance, self.lecture, self.difference
        return {
            "classeur": self.classeur,
            "feuille": c.feuille,
            "feuilles": [asdict(e) for e in self.feuilles.etats],
            "contrat": lu.contrat_id,
            "annees": d.annees,
            "base": self.version,
            "colonnes": [{"lettre": x.lettre, "sens": x.sens(), **asdict(x)} for x in c.colonnes],
            "reponses": [{"cle": q.cle, "question": q.phrase, "reponse": r} for q, r in self.reponses],
            "questions": [asdict(q) for q in self.restantes],
            "lignes": {"lues": lu.nb_lignes, "retenues": len(lu.actions), "refusees": len(lu.refusees)},
            "constats": [{**vars(x), "phrase": x.phrase()} for x in lu.constats],
            "totaux": [
                {
                    "colonne": t.colonne.lettre, "titre": t.colonne.titre, "importe": t.importe,
                    "refuse": t.refuse, "fichier": t.fichier, "ecart": t.ecart, "importable": t.importable,
                }
                for t in lu.totaux
            ],
            "difference": {
                "ajoutees": [_action(f) for f in d.ajoutees],
                "retirees": [_action(f) for f in d.retirees],
                "modifiees": [
                    {**_action(f), "changements": [vars(x) for x in changements]}
                    for f, changements in d.modifiees
                ],
                "inchangees": d.identiques,
                "en_l_etat": [{**_action(f), "ligne": ligne} for f, ligne in d.retenues_en_l_etat],
                "feuille_non_lue": [_action(f) for f in d.non_lues],
                "hors_tableau": d.hors_tableau,
                "totaux": {e: {"avant": a, "apres": b} for e, (a, b) in d.totaux.items()},
                "par_financeur": {f: {"avant": a, "apres": b} for f, (a, b) in d.par_financeur.items()},
            },
        }  # fmt: skip

    def _feuilles(self) -> str:
        lues = [e.nom for e in self.feuilles.etats if e.lue] or [self.correspondance.feuille]
        return f"feuille{'s' if len(lues) > 1 else ''} {enumerer(f'« {nom} »' for nom in lues)}"

    def texte(self) -> str:
        """Le rapport à lire."""
        c, lu, d = self.correspondance, self.lecture, self.difference
        annees = enumerer(d.annees) or "aucune année"
        lignes = [
            f"{self.classeur}, {self._feuilles()} : {self.referentiels.contrat}, {annees}",
            "",
            f"Colonnes : {accord(sum(x.champ is not None for x in c.colonnes), 'comprise')}, "
            f"{len(c.a_confirmer)} à confirmer",
        ]
        for x in c.a_confirmer:
            titre = f"« {x.titre} »" if x.titre else "(sans titre)"
            lignes.append(f"    {x.lettre} {titre} : {x.sens()} – {x.degre} ; {x.explication}")
        lignes += _liste("Réponses données", [f"{q.phrase} → {q.libelle(r)}" for q, r in self.reponses])
        lignes += _liste("Questions sans réponse", [_question(q) for q in self.restantes])
        lignes += [
            "",
            f"Lignes : {accord(lu.nb_lignes, 'action lue', 'actions lues')}, "
            f"{accord(len(lu.actions), 'retenue')}, {accord(len(lu.refusees), 'refusée')}",
        ]
        for titre, constats in (
            ("Refusé", lu.rejets),
            # Les écarts de total ont leur place plus bas, colonne par colonne.
            ("À regarder", [x for x in lu.avertissements if x.code != "ecart"]),
            ("À savoir", lu.notes),
        ):
            lignes += _liste(f"{titre} ({len(constats)})", _grouper(constats))
        egaux = [t for t in lu.totaux if t.fichier is not None and not t.ecart and t.importable]
        muets = egaux if len(lu.totaux) > LIMITE else []
        lignes += ["", "Totaux du tableau"]
        lignes += [f"    {_total(t)}" for t in lu.totaux if t not in muets]
        if muets:
            lignes.append(f"    {accord(len(muets), 'colonne a', 'colonnes ont')} le total du tableau")
        lignes += ["", f"Différence avec la base : {d.phrase()}"]
        lignes += _liste("Ajoutées", [_nom(f) for f in d.ajoutees])
        lignes += _liste("Retirées", [_nom(f) for f in d.retirees])
        lignes += _liste("Modifiées", [f"{_nom(f)} : {_changements(x)}" for f, x in d.modifiees])
        en_l_etat = [f"{_nom(f)} (sa ligne {ligne} est refusée)" for f, ligne in d.retenues_en_l_etat]
        lignes += _liste("Gardées telles qu'elles sont publiées", en_l_etat)
        lignes += _liste("Gardées : une feuille non lue les nomme", [_nom(f) for f in d.non_lues])
        hors = [f"{nom} : {euros(montant)} accordés" for nom, montant in d.hors_tableau.items()]
        lignes += _liste("Gardé, faute de colonne dans le tableau", hors)
        for etape, (avant, apres) in d.totaux.items():
            if avant or apres:
                libelle = {"demande": "Demandé", "propose": "Proposé", "accorde": "Accordé", "verse": "Versé"}
                lignes.append(f"    {libelle[etape]} : {euros(avant)} → {euros(apres)}")
        return "\n".join(lignes)


@dataclass
class Lu:
    """Un tableau lu, avant toute comparaison."""

    referentiels: Referentiels
    correspondance: Correspondance
    lecture: Lecture
    indices: Indices = field(default_factory=Indices)
    feuilles: Feuilles = field(default_factory=Feuilles)


def lire(
    classeur: Classeur,
    ref: Referentiels,
    *,
    annee: int | None = None,
    memoire: Correspondance | None = None,
    feuille: str | None = None,
    statut: str | None = None,
    tolerant: bool = False,
    avance: Avance | None = None,
) -> Lu:
    """Choisit la feuille, propose la correspondance et lit. Ce qui est donné prime sur `memoire`.

    `tolerant` : ce qui manque (année, statut…) est à demander (voir questions.py) ; la lecture se fait comme
    si la réponse proposée était donnée, pour montrer ce qu'on a compris. Sinon, lève CorrespondanceInvalide,
    dont le message est une phrase.
    """
    avec = creations.appliquer(ref, memoire, annee) if memoire else ref
    choisies, etats = feuilles_du_classeur.choisir(classeur, avec, feuille, memoire, annee)
    proposee = correspondance.proposer(choisies[0], avec, memoire, choisies[1:])
    proposee = replace(proposee, annee=annee or proposee.annee, statut=statut or proposee.statut)
    titres = [c.titre for c in proposee.colonnes]
    dits = indices.relever(classeur.nom, choisies[0], proposee.titres, titres)
    essai = _comme_proposee(proposee, avec, dits) if tolerant else proposee
    complete = {"intitule", "montant"} <= {c.champ for c in essai.colonnes}
    lue = Lecture(proposee, ref.contrat_id)
    if complete or not tolerant:
        lue = lecture.lire(choisies, essai, avec, avance=avance)
    lue.correspondance = proposee
    lue.ailleurs = _mots_ailleurs(classeur, etats)
    _dire_les_feuilles(lue, etats)
    return Lu(avec, proposee, lue, dits, etats)


def _mots_ailleurs(classeur: Classeur, etats: Feuilles) -> frozenset[str]:
    """Tous les textes des feuilles non lues : une action qu'ils nomment n'est pas retirée de la base."""
    return frozenset(
        cle(c.valeur)
        for etat in etats.non_lues
        if not etat.autre_annee
        for ligne in classeur.feuilles[etat.nom].lignes
        for c in ligne.cellules
        if isinstance(c.valeur, str)
    )


def _dire_les_feuilles(lue: Lecture, etats: Feuilles) -> None:
    """Chaque feuille du classeur : lue, ou pourquoi non. Une feuille qui a des actions mérite un regard."""
    constats = []
    if len(etats.etats) > 1:
        noms = enumerer(f"« {e.nom} »" for e in etats.etats if e.lue)
        nb = sum(e.lue for e in etats.etats)
        motif = f"la feuille {noms} est lue" if nb == 1 else f"{nb} feuilles sont lues ensemble : {noms}"
        constats.append(Constat("note", "feuille", motif))
    for etat in etats.non_lues:
        gravite = "avertissement" if etat.nom in etats.candidates else "note"
        constats.append(
            Constat(gravite, "feuille", f"la feuille « {etat.nom} » n'est pas lue : {etat.pourquoi}")
        )
    lue.constats = [*constats, *lue.constats]


def _comme_proposee(c: Correspondance, ref: Referentiels, dits: Indices) -> Correspondance:
    """La correspondance où ce qui manque a sa réponse la plus probable : pour lire, jamais pour publier."""
    champs = {x.champ for x in c.colonnes}
    annee = c.annee if c.annee or "annee" in champs else dits.annee or ref.fin
    accorde = any(x.champ == "montant" and x.etape == "accorde" for x in c.colonnes)
    statut = c.statut if c.statut or "statut" in champs else "retenue" if accorde else "déposée"
    return replace(c, annee=annee, statut=statut)


def examiner(
    classeur: Classeur,
    base: duckdb.DuckDBPyConnection,
    contrat_id: str | None = None,
    annee: int | None = None,
    *,
    memoire: Correspondance | None = None,
    **options: object,
) -> Examen:
    """Lit un tableau et le compare à la base publiée. `options` : celles de `lire`.

    Lève CorrespondanceInvalide ou ReferentielsAbsents, dont le message est une phrase.
    """
    ref = referentiels.depuis_base(base, contrat_id or (memoire.contrat_id if memoire else None))
    lu = lire(classeur, ref, annee=annee, memoire=memoire, **options)
    return comparer(classeur, lu, base)


def comparer(classeur: Classeur, lu: Lu, base: duckdb.DuckDBPyConnection) -> Examen:
    """L'examen d'un tableau déjà lu."""
    version = base.execute("select version_id from version order by publiee_le desc limit 1").fetchall()
    difference = comparaison.comparer(lu.lecture, lu.referentiels, base)
    servie = version[0][0] if version else None
    return Examen(
        classeur.nom, lu.referentiels, lu.correspondance, lu.lecture, difference, servie, lu.indices,
        lu.feuilles,
    )  # fmt: skip


def _question(q: Question) -> str:
    """La question, ce qu'elle engage, et comment y répondre."""
    details = f" ({enumerer(q.details, 3)})" if q.details else ""
    reponses = enumerer((f"{q.cle}={c.valeur}" for c in q.choix), 4)
    proposee = f" ; proposé : {q.libelle(q.proposee)}" if q.proposee else ""
    return f"{q.phrase}{details}{proposee} ; --reponse {reponses}"


def _exact(valeur: object) -> object:
    """Un décimal, entre deux marques qu'on ôte avec ses guillemets : json ne sait pas les écrire."""
    if isinstance(valeur, Decimal):
        return f"{_MARQUE}{valeur:.2f}{_MARQUE}"
    raise TypeError(f"{type(valeur).__name__} ne s'écrit pas en JSON")


def _grouper(constats: list[Constat]) -> list[str]:
    """Les phrases, une seule pour un motif qui revient sans valeur à citer."""
    lignes: dict[str, list[int]] = {}
    for constat in constats:
        if constat.ligne and not constat.valeur:
            lignes.setdefault(constat.motif, []).append(constat.ligne)
    phrases: dict[str, None] = {}
    for constat in constats:
        memes = lignes.get(constat.motif, []) if not constat.valeur else []
        groupee = f"Lignes {enumerer(memes)} – {constat.motif}."
        phrases[groupee if len(memes) > 2 else constat.phrase()] = None
    return list(phrases)


def _action(fiche: Fiche) -> dict:
    return {
        "action_id": fiche.action_id,
        "reference": fiche.reference,
        "intitule": fiche.intitule,
        "annee": fiche.annee,
        "accorde": fiche.somme("accorde"),
    }


def _nom(fiche: Fiche) -> str:
    reference = f"{fiche.reference} " if fiche.reference else ""
    return f"{reference}« {fiche.intitule} » ({euros(fiche.somme('accorde'))} accordés)"


def _changements(changements: list[Changement]) -> str:
    return " ; ".join(
        f"{c.champ} {(c.avant or 'vide')[:80]} → {(c.apres or 'vide')[:80]}" for c in changements
    )


def _total(total: TotalColonne) -> str:
    debut = f"{total.colonne.lettre} « {total.colonne.titre} » : {euros(total.importe)}"
    if not total.importable:
        debut += " (comparé, non importé)"
    if total.refuse:
        debut += f", et {euros(total.refuse)} refusés"
    if total.fichier is None:
        return debut
    if not total.ecart:
        return f"{debut} ; le total du tableau est le même"
    return f"{debut} ; le tableau annonce {euros(total.fichier)} (écart {euros(total.ecart)})"


def _liste(titre: str, phrases: list[str]) -> list[str]:
    if not phrases:
        return []
    reste = len(phrases) - LIMITE
    suite = [f"    … et {accord(reste, 'autre')}"] if reste > 0 else []
    return ["", titre, *(f"    {phrase}" for phrase in phrases[:LIMITE]), *suite]
