"""Une page qui dit « aucun » le dit-elle à tort ? Chaque phrase de vide a son recompte, naïf.

Le filtre est relu de l'adresse, les lignes comptées une à une sur les tables brutes : ni macro ni question.
Une phrase de vide qu'aucune règle ne connaît est une faute : il faut lui écrire la sienne.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import duckdb

from tests.lecture import Lecture

PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
_VIDE = re.compile(r"\b(aucune?s?|rien|pas d['e])\b", re.IGNORECASE)
SANS_RECOMPTE = re.compile(
    # Ce qui ne compte rien : une règle, une consigne, un effectif de zéro parmi d'autres.
    r"n'est pas (public|montr)|rien n'est (écrit|publié sans|additionn|retrouv)|rien à (comparer|quoi)"
    r"|aucun taux|rien dans la base|n'est pas (dite|datée)|lettre|au-dessus de|moins de \d"
    r"|aucune n'est dépassée"
    r"|à venir n'est annoncée|aucune refusée|plus rien à décider|pas d'action en \d|pas d'équivalent"
    r"|aucun mot ne contient|un autre contrat|imaginaire|nous ne savons|rien ne dit|aucun audit"
    r"|absent de cette base|aucun de ses chiffres|aucune demande n'attend|n'est tenu|aucun montant connu"
    r"|rien d'autre n'|rien n'est publié pour|aucun n'est dépassé|n'a pas d'argent ici|n'est pas connue"
    r"|rattachés? à aucun|pas de taux de pauvreté|aucune action n'est rattachée à l'un",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Demande:
    """Ce que demande une adresse, lu sans le programme."""

    contrats: tuple[str, ...]
    debut: int | None
    fin: int | None
    montant: str
    choix: Mapping[str, tuple[str, ...]]


class Brut:
    """Les tables brutes d'une base : une ligne par action, ses financements, ses quartiers."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        with duckdb.connect(str(chemin), read_only=True) as base:
            self.base = {
                nom: base.sql(f"select * from {nom}").to_arrow_table().to_pylist()
                for nom in (
                    "contrat",
                    "action",
                    "financement",
                    "action_quartier",
                    "enveloppe",
                    "engagement",
                    "objectif",
                    "instance",
                    "seance",
                    "decision",
                    "avis",
                    "quartier",
                    "structure",
                )
            }
        self.quartiers: dict[str, set[str]] = {}
        for ligne in self.base["action_quartier"]:
            self.quartiers.setdefault(ligne["action_id"], set()).add(ligne["quartier_id"])
        self.financements: dict[str, list[dict]] = {}
        for ligne in self.base["financement"]:
            self.financements.setdefault(ligne["action_id"], []).append(ligne)
        publiques = [a for a in self.base["action"] if a["statut"] in PUBLICS]
        nombres = {c["contrat_id"]: 0 for c in self.base["contrat"]}
        for action in self.base["action"]:
            nombres[action["contrat_id"]] = nombres.get(action["contrat_id"], 0) + 1
        self.defaut = min(nombres, key=lambda c: (-nombres[c], c))
        self.publiques = publiques

    def demande(self, parametres: Mapping[str, str]) -> Demande:
        """Le filtre d'une adresse ; le contrat et l'année ont un défaut."""
        dits = {n: tuple(unquote(c) for c in v.split(",") if c) for n, v in parametres.items()}
        connus = {c["contrat_id"] for c in self.base["contrat"]}
        contrats = tuple(c for c in dits.get("contrat", (self.defaut,)) if c in connus)
        if parametres.get("contrat") == "*":
            contrats = ()
        annees = [a["annee"] for a in self.publiques if not contrats or a["contrat_id"] in contrats]
        debut = fin = max(annees, default=None)
        if (dite := parametres.get("annee")) == "toutes":
            debut = fin = None
        elif dite:
            un, _, autre = dite.partition("-")
            debut, fin = int(un), int(autre or un)
        return Demande(contrats, debut, fin, parametres.get("montant", "accorde"), dits)

    def actions(self, d: Demande, sauf: tuple[str, ...] = ()) -> list[dict]:
        """Les actions publiques de cette demande ; `sauf` : les filtres que la page n'applique pas."""
        choix = {n: v for n, v in d.choix.items() if n not in sauf and v != ("*",)}
        statuts = [s for s in choix.get("statut", ()) if s in PUBLICS] or PUBLICS
        trouvees = []
        for a in self.publiques:
            siens = self.quartiers.get(a["action_id"], set())
            if a["echelle"] == "contrat":
                siens = siens | {"ensemble"}
            payes = self.financements.get(a["action_id"], [])
            if (
                (not d.contrats or a["contrat_id"] in d.contrats)
                and (d.debut is None or "annee" in sauf or d.debut <= a["annee"] <= d.fin)
                and a["statut"] in statuts
                and ("pilier" not in choix or (a["pilier_id"] or "aucun") in choix["pilier"])
                and ("thematique" not in choix or a["thematique_id"] in choix["thematique"])
                and ("quartier" not in choix or siens & set(choix["quartier"]))
                and _paye(payes, choix)
            ):
                trouvees.append(a)
        return trouvees

    def lignes(self, d: Demande, sauf: tuple[str, ...] = ()) -> list[dict]:
        """Les financements de ces actions, de ces financeurs et de ces natures."""
        choix = {n: v for n, v in d.choix.items() if n not in sauf and v != ("*",)}
        return [
            f
            for a in self.actions(d, sauf)
            for f in self.financements.get(a["action_id"], [])
            if _paye([f], choix)
        ]


def _paye(payes: list[dict], choix: Mapping[str, tuple[str, ...]]) -> bool:
    if "financeur" not in choix and "nature" not in choix:
        return True
    return any(
        ("financeur" not in choix or f["financeur_id"] in choix["financeur"])
        and ("nature" not in choix or f["nature"] in choix["nature"])
        for f in payes
    )


def _argent(brut: Brut, d: Demande, sauf: tuple[str, ...] = (), nature: str = "") -> list:
    lignes = brut.lignes(d, sauf)
    return [f for f in lignes if (f[f"{d.montant}_eur"] or 0) > 0 and nature in ("", f["nature"])]


def _du_contrat(brut: Brut, table: str, d: Demande) -> list:
    return [x for x in brut.base[table] if not d.contrats or x["contrat_id"] in d.contrats]


def _enveloppes(brut: Brut, d: Demande) -> list:
    return [
        e
        for e in _du_contrat(brut, "enveloppe", d)
        if (d.debut is None or d.debut <= e["annee"] <= d.fin)
        and ("financeur" not in d.choix or e["financeur_id"] in d.choix["financeur"])
        and ("pilier" not in d.choix or e["pilier_id"] in d.choix["pilier"])
    ]


def _copils(brut: Brut, d: Demande) -> list:
    copils = {i["instance_id"] for i in _du_contrat(brut, "instance", d) if i["type"] == "COPIL"}
    return [
        s
        for s in brut.base["seance"]
        if s["instance_id"] in copils
        and s["tenue_le"] <= date.today()
        and (d.debut is None or d.debut <= s["tenue_le"].year <= d.fin)
    ]


def _a_evaluer(brut: Brut, d: Demande) -> list:
    return [a for a in brut.actions(d) if not a["cout_theorique"]]


def _trouvees(brut: Brut, d: Demande, q: str) -> list:
    mots = re.findall(r"\w+", q.casefold())
    return [
        a
        for a in brut.actions(d)
        if all(any(m.startswith(mot) for m in re.findall(r"\w+", a["intitule"].casefold())) for mot in mots)
    ]


_HORS_CONTRAT = ("pilier", "thematique", "quartier")
REGLES: tuple[tuple[str, Callable[[Brut, Demande, Lecture], object]], ...] = (
    ("aucun financement ne répond", lambda b, d, p: b.lignes(d)),
    ("aucune action ne répond à ces filtres", lambda b, d, p: b.actions(d)),
    ("aucune action ne répond à «", lambda b, d, p: _trouvees(b, d, p.parametres.get("q", ""))),
    ("aucun montant (accordé|demandé|proposé|versé)", lambda b, d, p: _argent(b, d)),
    ("aucune action n'est rattachée à «", lambda b, d, p: b.actions(d) if "quartier" in d.choix else []),
    ("aucun montant n'est connu pour ces", lambda b, d, p: _argent(b, d, _HORS_CONTRAT)),
    # Un rapport aux habitants ne se sait pas toujours ; un montant, si.
    (
        "n'a pas de valeur connue ici",
        lambda b, d, p: _argent(b, d, _HORS_CONTRAT) if p.parametres.get("mesure") == "montant" else [],
    ),
    ("rien n'est à évaluer ici", lambda b, d, p: _a_evaluer(b, d)),
    ("aucune action n'est à évaluer", lambda b, d, p: _a_evaluer(b, d)),
    (
        "n'a pas d'objectif chiffré",
        lambda b, d, p: (
            []
            if set(d.choix) & {"pilier", "quartier"}
            else [
                o for o in _du_contrat(b, "objectif", d) if d.fin is None or (o["depart_annee"] or 0) <= d.fin
            ]
        ),
    ),
    ("aucune enveloppe n'est connue", lambda b, d, p: [] if p.page == "instruction" else _enveloppes(b, d)),
    ("aucune réunion du comité de pilotage n'est connue", lambda b, d, p: _copils(b, d)),
    (
        "aucun engagement de droit commun|aucun engagement n'est|ne contient aucun engagement",
        lambda b, d, p: [] if p.parametres.get("etat") else _du_contrat(b, "engagement", d),
    ),
    (
        "n'a pas de quartier dans cette base",
        lambda b, d, p: (
            [q for q in _du_contrat(b, "quartier", d) if q["type"] == "QPV"]
            and d.choix.get("quartier") != ("ensemble",)
        ),
    ),
    ("aucun contrat de ville", lambda b, d, p: b.base["contrat"]),
    (
        "aucune décision n'est connue",
        lambda b, d, p: [
            x
            for x in b.base["decision"]
            if x["decision"] and x["action_id"] in {a["action_id"] for a in b.actions(d)}
        ],
    ),
    (
        "aucun avis de conseil citoyen",
        lambda b, d, p: [
            x for x in b.base["avis"] if x["action_id"] in {a["action_id"] for a in b.actions(d)}
        ],
    ),
    (
        "aucun crédit de droit commun|aucun droit commun n'est saisi (dans|en)",
        lambda b, d, p: _argent(b, d, nature="droit_commun"),
    ),
    (
        "aucune action publique n'a le code",
        lambda b, d, p: [a for a in b.publiques if a["action_id"] == p.parametres.get("action")],
    ),
    (
        "rien n'est rattaché à un quartier",
        lambda b, d, p: [a for a in b.actions(d) if a["echelle"] != "contrat"],
    ),
    (
        "n'a pas d'action sous ces filtres",
        lambda b, d, p: [a for a in b.actions(d) if a["structure_id"] == p.parametres.get("porteur")],
    ),
    (
        "aucune action ne tient à un seul financeur|n'a pas de quartier connu dans ce zonage"
        "|aucune valeur par quartier|aucun indicateur n'est publié|aucune action\\W* ne touche"
        "|sans équivalent"
        "|aucun pilier n'est connu|aucun, dans ce que la base renseigne|aucun montant annoncé"
        "|n'ont pas d'action"
        "|aucun engagement ne se mesure|n'a obtenu aucun montant|aucune mesure n'est|ni objectif"
        "|pas de série sur les quartiers|rien non plus|rien à montrer|pas de donnée|aucune mesure disponible"
        "|aucune date connue|aucune autre version|ne contient ni instance|n'a aucun poste aidé"
        "|aucun chiffre n'est publié|aucune valeur n'est publiée|aucune action de cette base ne porte"
        "|rien n'est demandé|rien n'est publié",
        lambda b, d, p: [],
    ),
)
"""Motif d'une phrase de vide → ce qui, recompté, la contredit. La dernière règle : vrai par construction."""


def faux_vides(lecture: Lecture, brut: Brut) -> list[str]:
    """Les phrases de vide fausses, ou sans règle, d'une page."""
    demande = brut.demande(lecture.parametres)
    fautes = []
    for phrase in _phrases(lecture):
        if not _VIDE.search(phrase) or SANS_RECOMPTE.search(phrase):
            continue
        regles = [compter for motif, compter in REGLES if re.search(motif, phrase, re.IGNORECASE)]
        if not regles:
            fautes.append(f"phrase de vide sans règle : {phrase[:200]}")
        for compter in regles:
            if contraires := compter(brut, demande, lecture):
                nb = len(contraires) if isinstance(contraires, list) else ""
                fautes.append(f"faux vide ({nb}) : {phrase[:200]}")
    return fautes


def _phrases(lecture: Lecture) -> list[str]:
    """Ce que la page dit en grand : titres de niveau 2 et 3, messages."""
    dites = []
    for element in lecture.elements:
        genre = element.WhichOneof("type")
        if genre in ("heading", "alert"):
            dites.append(getattr(element, genre).body.replace("\\", "").replace("\u202f", " "))
    return dites
