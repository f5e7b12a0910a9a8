"""L'action telle que la base la tient : celles qui sont publiées, et celles que le tableau donnerait."""

from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from data.programmation.modele import ETAPES, Action, Lecture
from data.programmation.mots import cle, sac

CHAMPS = (
    "intitule",
    "description",
    "objectifs",
    "structure_id",
    "pilier_id",
    "thematique_id",
    "theme_national",
    "statut",
    "reconduction",
    "pluriannuelle",
    "action_precedente",
    "cout_total_eur",
    "beneficiaires_prevus",
    "beneficiaires_reels",
    "bilan_recu",
    "commune_id",
)
"""Colonnes de la table `action` qu'un tableau peut dire."""
COLONNE_DE = {
    "structure_id": ("porteur", "siret"),
    "pilier_id": ("pilier", "thematique"),
    "thematique_id": ("thematique",),
    "action_precedente": ("reference_precedente",),
    "cout_total_eur": ("cout_total",),
    "commune_id": ("commune",),
}
"""Colonne de la table → champs du tableau qui la donnent, quand leur nom diffère."""

Cle = tuple[str, str, str]
"""(financeur, nature, section)."""


@dataclass
class Fiche:
    """Une action de la base. `quartiers` : code → (part, bénéficiaires) ; vide : à l'échelle du contrat.

    `financements` : (financeur, nature, section) → étape → euros. `ligne`, `feuille` : celles du tableau, ou
    None.
    """

    action_id: str
    annee: int
    reference: str | None
    champs: dict[str, object]
    quartiers: dict[str, tuple[float, int | None]] = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    financements: dict[Cle, dict[str, Decimal | None]] = field(default_factory=dict)
    echelle: str = "contrat"
    cout_theorique: bool = False
    ligne: int | None = None
    feuille: str = ""

    @property
    def intitule(self) -> str:
        return str(self.champs["intitule"])

    def somme(self, etape: str) -> Decimal:
        return sum((e.get(etape) or Decimal(0) for e in self.financements.values()), Decimal(0))


def publiees(base: duckdb.DuckDBPyConnection, contrat_id: str, annees: list[int]) -> dict[str, Fiche]:
    """Les actions publiées d'un contrat, ces années-là : identifiant → fiche."""
    choix = "contrat_id = $contrat and list_contains($annees, annee)"
    quoi = {"contrat": contrat_id, "annees": annees}
    fiches = {
        action_id: Fiche(
            action_id,
            annee,
            reference,
            dict(zip(CHAMPS, champs, strict=True)),
            echelle=echelle,
            cout_theorique=theorique,
        )
        for action_id, annee, reference, echelle, theorique, *champs in base.execute(
            f"select action_id, annee, reference, echelle, cout_theorique, {', '.join(CHAMPS)} "
            f"from action where {choix} order by action_id",
            quoi,
        ).fetchall()
    }
    dans = f"where action_id in (select action_id from action where {choix})"
    for action_id, quartier, part, beneficiaires in base.execute(
        f"select action_id, quartier_id, part, beneficiaires from action_quartier {dans} order by all", quoi
    ).fetchall():
        fiches[action_id].quartiers[quartier] = (part, beneficiaires)
    for action_id, classe in base.execute(
        f"select action_id, classe_id from action_classe {dans} order by all", quoi
    ).fetchall():
        fiches[action_id].classes.append(classe)
    for action_id, *cle_, demande, propose, accorde, verse in base.execute(
        "select action_id, financeur_id, nature, section, demande_eur, propose_eur, accorde_eur, verse_eur "
        f"from financement {dans} order by all",
        quoi,
    ).fetchall():
        montants = zip(ETAPES, (demande, propose, accorde, verse), strict=True)
        fiches[action_id].financements[tuple(cle_)] = dict(montants)
    return fiches


@dataclass
class Couverture:
    """Ce que le tableau dit : ses champs, et ses montants par financeur, nature, section et étape."""

    champs: set[str]
    montants: set[tuple[str | None, str | None, str | None, str]]
    classements: set[str]

    @classmethod
    def de(cls, lecture: Lecture) -> "Couverture":
        colonnes = lecture.correspondance.colonnes
        importees = {t.colonne.numero for t in lecture.totaux if t.importable}
        return cls(
            {c.champ for c in colonnes if c.champ},
            {
                (c.financeur_id, c.nature, c.section, c.etape or "accorde")
                for c in colonnes
                if c.numero in importees
            },
            {c.classement_id for c in colonnes if c.champ == "classement" and c.classement_id},
        )

    def dit(self, champ: str) -> bool:
        """Vrai si une colonne du tableau donne ce champ de la table."""
        return not self.champs.isdisjoint(COLONNE_DE.get(champ, (champ,)))


def identifiant(contrat_id: str, annee: int, reference: str) -> str:
    """`contrat-reference`, et l'année entre les deux si la référence ne la dit pas : elle resservirait."""
    suite = reference if str(annee) in reference else f"{annee}-{reference}"
    return f"{contrat_id}-{suite}"


class Rapprochement:
    """Retrouve l'action publiée d'une ligne : par sa référence, sinon par son intitulé et son porteur."""

    def __init__(self, avant: dict[str, Fiche]) -> None:
        self._references = {(f.annee, cle(f.reference)): f for f in avant.values() if f.reference}
        self._noms: dict[tuple, list[Fiche]] = {}
        for fiche in avant.values():
            self._noms.setdefault((fiche.annee, sac(fiche.intitule)), []).append(fiche)
        self._pris: set[str] = set()

    def trouver(self, action: Action) -> Fiche | None:
        fiche = self._references.get((action.annee, cle(action.reference)))
        if fiche is None and not action.reference_donnee:
            memes = [
                f
                for f in self._noms.get((action.annee, sac(action.intitule)), [])
                if f.action_id not in self._pris and f.champs["structure_id"] == action.structure_id
            ]
            exactes = [f for f in memes if set(f.quartiers) == set(action.quartiers)]
            fiche = next(iter(exactes or memes), None)
        if fiche is None or fiche.action_id in self._pris:
            return None
        self._pris.add(fiche.action_id)
        return fiche

    def nommee(self, annees: list[int], reference: str, intitule: str) -> Fiche | None:
        """L'action publiée que désigne une ligne refusée."""
        for annee in annees:
            fiche = self._references.get((annee, cle(reference))) if reference else None
            memes = self._noms.get((annee, sac(intitule)), []) if intitule else []
            if fiche or len(memes) == 1:
                return fiche or memes[0]
        return None


def fiche(action: Action, lecture: Lecture, couverture: Couverture, avant: Fiche | None) -> Fiche:
    """L'action du tableau, et ce que la base en sait que le tableau n'a pas de colonne pour dire."""
    champs = {champ: _valeur(action, champ, lecture.contrat_id) for champ in CHAMPS}
    if avant is None:
        neuve = Fiche(
            identifiant(lecture.contrat_id, action.annee, action.reference),
            action.annee,
            action.reference,
            champs,
        )
    else:
        gardes = {c: v for c, v in avant.champs.items() if not couverture.dit(c)}
        # Sans colonne de statut, celui de toutes les actions ne remplace pas ce que la base sait.
        neuve = Fiche(avant.action_id, action.annee, avant.reference, {**champs, **gardes})
        neuve.cout_theorique = avant.cout_theorique
    neuve.ligne, neuve.feuille = action.ligne, action.feuille
    _lieux(neuve, action, couverture, avant)
    neuve.classes = _classes(action, lecture, couverture, avant)
    neuve.financements = _financements(action, couverture, avant)
    return neuve


def _valeur(action: Action, champ: str, contrat_id: str) -> object:
    if champ == "action_precedente":
        reference = action.champs.get("reference_precedente")
        return identifiant(contrat_id, action.annee - 1, str(reference)) if reference else None
    if champ in ("intitule", "structure_id", "pilier_id", "thematique_id", "statut"):
        return getattr(action, champ)
    return action.champs.get(champ)


def _lieux(neuve: Fiche, action: Action, couverture: Couverture, avant: Fiche | None) -> None:
    if avant is not None and "quartiers" not in couverture.champs:
        neuve.quartiers, neuve.echelle = dict(avant.quartiers), avant.echelle
        return
    connus = avant.quartiers if avant else {}
    parts = dict(zip(action.quartiers, action.parts, strict=True))
    if connus and set(parts) == set(connus) and "parts" not in couverture.champs:
        parts = {code: part for code, (part, _) in connus.items()}
    for code, part in parts.items():
        ancienne, beneficiaires = connus.get(code, (part, None))
        # Un tableur arrondit : une part que l'arrondi explique n'a pas changé.
        neuve.quartiers[code] = (ancienne if abs(ancienne - part) < 1e-6 else part, beneficiaires)
    neuve.echelle = "quartiers" if neuve.quartiers else "contrat"


def _classes(action: Action, lecture: Lecture, couverture: Couverture, avant: Fiche | None) -> list[str]:
    def classement(classe: str) -> bool:
        return any(classe.startswith(f"{c}-") for c in couverture.classements)

    gardees = [classe for classe in avant.classes if not classement(classe)] if avant else []
    return sorted({*gardees, *action.classes})


def _financements(
    action: Action, couverture: Couverture, avant: Fiche | None
) -> dict[Cle, dict[str, Decimal | None]]:
    lus = {
        (f.financeur_id, f.nature, f.section): {e: getattr(f, e) for e in ETAPES} for f in action.financements
    }
    sortie: dict[Cle, dict[str, Decimal | None]] = {}
    for cle_ in {**(avant.financements if avant else {}), **lus}:
        ancien = avant.financements.get(cle_, {}) if avant else {}
        neuf = lus.get(cle_, {})
        etapes = {e: neuf.get(e) if (*cle_, e) in couverture.montants else ancien.get(e) for e in ETAPES}
        if any(montant is not None for montant in etapes.values()):
            sortie[cle_] = etapes
    return sortie
