"""Ce que la publication changerait : actions ajoutées, retirées, modifiées champ par champ, totaux."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from data.programmation import publie
from data.programmation.modele import ETAPES, Lecture
from data.programmation.mots import cle
from data.programmation.phrases import accord, euros
from data.programmation.publie import Couverture, Fiche, Rapprochement
from data.programmation.referentiels import Referentiels

LIBELLES = {
    "intitule": "intitulé",
    "structure_id": "porteur",
    "pilier_id": "pilier",
    "thematique_id": "thématique",
    "theme_national": "thème de l'État",
    "pluriannuelle": "pluriannuelle (CPO)",
    "action_precedente": "action précédente",
    "cout_total_eur": "coût total",
    "beneficiaires_prevus": "bénéficiaires prévus",
    "beneficiaires_reels": "bénéficiaires réels",
    "bilan_recu": "bilan reçu",
    "commune_id": "commune",
}


@dataclass(frozen=True)
class Changement:
    """Un champ changé, en toutes lettres ; « » : vide."""

    champ: str
    avant: str
    apres: str


@dataclass
class Difference:
    """Ce qui change pour un contrat et ses années. `finales` : les actions telles qu'elles seraient.

    `retenues_en_l_etat` : actions publiées dont la ligne est refusée, qui restent comme elles sont.
    `non_lues` : actions publiées que nomme une feuille qu'on ne lit pas, et qui restent aussi.
    `hors_tableau` : montants publiés d'actions du tableau, de financeurs sans colonne : gardés.
    `totaux` : étape → (avant, après) ; `par_financeur` : code → (avant, après), accordé. Euros.
    """

    annees: list[int] = field(default_factory=list)
    ajoutees: list[Fiche] = field(default_factory=list)
    retirees: list[Fiche] = field(default_factory=list)
    modifiees: list[tuple[Fiche, list[Changement]]] = field(default_factory=list)
    identiques: int = 0
    retenues_en_l_etat: list[tuple[Fiche, int]] = field(default_factory=list)
    non_lues: list[Fiche] = field(default_factory=list)
    hors_tableau: dict[str, Decimal] = field(default_factory=dict)
    totaux: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    par_financeur: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    finales: list[Fiche] = field(default_factory=list)

    def phrase(self) -> str:
        """« 3 actions ajoutées, 1 retirée, 12 modifiées, 116 inchangées. »"""
        return (
            f"{accord(len(self.ajoutees), 'action ajoutée', 'actions ajoutées')}, "
            f"{accord(len(self.retirees), 'retirée')}, {accord(len(self.modifiees), 'modifiée')}, "
            f"{accord(self.identiques, 'inchangée')}."
        )


def comparer(
    lecture: Lecture, referentiels: Referentiels, base: duckdb.DuckDBPyConnection | None
) -> Difference:
    """La différence entre le tableau et les mêmes années de la base publiée (None : base vide).

    Un champ, un financeur ou une étape sans colonne dans le tableau reste ce que la base en dit.
    """
    annees = sorted({a.annee for a in lecture.actions}) or [a for a in [lecture.correspondance.annee] if a]
    avant = publie.publiees(base, lecture.contrat_id, annees) if base is not None else {}
    couverture = Couverture.de(lecture)
    rapprochement = Rapprochement(avant)
    noms = _Noms(referentiels, lecture)
    d = Difference(annees)
    vues: set[str] = set()
    for action in lecture.actions:
        ancienne = rapprochement.trouver(action)
        neuve = publie.fiche(action, lecture, couverture, ancienne)
        d.finales.append(neuve)
        if ancienne is None:
            d.ajoutees.append(neuve)
            continue
        vues.add(ancienne.action_id)
        changements = _changements(ancienne, neuve, noms)
        if changements:
            d.modifiees.append((neuve, changements))
        else:
            d.identiques += 1
        _hors_tableau(d, neuve, couverture, referentiels)
    for ligne, reference, intitule in lecture.refusees:
        ancienne = rapprochement.nommee(annees, reference, intitule)
        if ancienne and ancienne.action_id not in vues:
            vues.add(ancienne.action_id)
            d.retenues_en_l_etat.append((ancienne, ligne))
            d.finales.append(ancienne)
    for action_id, fiche in avant.items():
        if action_id not in vues:
            # On ne retire pas ce qu'on n'a pas lu.
            nommee = cle(fiche.intitule) in lecture.ailleurs
            (d.non_lues if nommee else d.retirees).append(fiche)
    d.finales += d.non_lues
    _totaliser(d, avant)
    return d


def _hors_tableau(d: Difference, fiche: Fiche, couverture: Couverture, ref: Referentiels) -> None:
    for (financeur, nature, section), etapes in fiche.financements.items():
        montant = etapes.get("accorde")
        if montant and (financeur, nature, section, "accorde") not in couverture.montants:
            nom = _financeur(financeur, nature, section, ref)
            d.hors_tableau[nom] = d.hors_tableau.get(nom, Decimal(0)) + montant


def _totaliser(d: Difference, avant: dict[str, Fiche]) -> None:
    d.totaux = {
        etape: (
            sum((f.somme(etape) for f in avant.values()), Decimal(0)),
            sum((f.somme(etape) for f in d.finales), Decimal(0)),
        )
        for etape in ETAPES
    }
    sommes: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for rang, fiches in enumerate((avant.values(), d.finales)):
        for fiche in fiches:
            for (financeur, _, _), etapes in fiche.financements.items():
                sommes[financeur][rang] += etapes.get("accorde") or Decimal(0)
    d.par_financeur = {code: (a, b) for code, (a, b) in sorted(sommes.items())}


def _changements(avant: Fiche, apres: Fiche, noms: "_Noms") -> list[Changement]:
    sortie = [
        Changement(LIBELLES.get(c, c), noms.dire(c, avant.champs[c]), noms.dire(c, apres.champs[c]))
        for c in publie.CHAMPS
        if avant.champs[c] != apres.champs[c]
    ]
    lieux_avant, lieux_apres = noms.quartiers(avant), noms.quartiers(apres)
    if {c: p for c, (p, _) in avant.quartiers.items()} != {c: p for c, (p, _) in apres.quartiers.items()}:
        sortie.append(Changement("quartiers", lieux_avant, lieux_apres))
    if sorted(avant.classes) != sorted(apres.classes):
        sortie.append(Changement("classement", noms.classes(avant), noms.classes(apres)))
    for apport in sorted({*avant.financements, *apres.financements}):
        for etape, libelle in ETAPES.items():
            ancien = avant.financements.get(apport, {}).get(etape)
            neuf = apres.financements.get(apport, {}).get(etape)
            if ancien != neuf:
                nom = f"{_financeur(*apport, noms.ref)} {libelle}"
                sortie.append(Changement(nom, _montant(ancien), _montant(neuf)))
    return sortie


def _financeur(code: str, nature: str, section: str, ref: Referentiels) -> str:
    nom = ref.financeurs.get(code, (code, ""))[0]
    droit_commun = " (droit commun)" if nature == "droit_commun" else ""
    return f"{nom}{droit_commun}{' (investissement)' if section == 'investissement' else ''}"


def _montant(montant: Decimal | None) -> str:
    return "" if montant is None else euros(montant)


class _Noms:
    """Les identifiants en toutes lettres."""

    def __init__(self, ref: Referentiels, lecture: Lecture) -> None:
        self.ref = ref
        self.tables = {
            "structure_id": {ident: nom for ident, (nom, _) in ref.structures.items()}
            | {s.structure_id: s.nom for s in lecture.structures},
            "pilier_id": {p.id: p.nom for p in ref.piliers},
            "thematique_id": {t.id: t.nom for t in ref.thematiques},
            "commune_id": ref.communes,
        }

    def dire(self, champ: str, valeur: object) -> str:
        if valeur is None:
            return ""
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        if isinstance(valeur, Decimal):
            return euros(valeur)
        return str(self.tables.get(champ, {}).get(valeur, valeur))

    def quartiers(self, fiche: Fiche) -> str:
        if not fiche.quartiers:
            return "ensemble du contrat"
        noms = {q.id: q.nom for q in self.ref.quartiers}
        egales = len({round(part, 6) for part, _ in fiche.quartiers.values()}) == 1
        return ", ".join(
            noms.get(code, code) + ("" if egales else f" ({part:.0%})".replace("%", "\u202f%"))
            for code, (part, _) in sorted(fiche.quartiers.items())
        )

    def classes(self, fiche: Fiche) -> str:
        noms = {c.id: c.nom for c in self.ref.classes}
        return ", ".join(noms.get(c, c) for c in sorted(fiche.classes))
