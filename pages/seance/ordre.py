"""L'ordre du jour d'une séance : des vues, leurs titres, leurs durées, et les décisions prises.

Une séance tient dans un lien (texte compressé) ou dans un fichier TOML, jamais dans la base. Fonctions
pures : rien ici ne connaît l'écran.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

import tomli_w

from data.fichiers.toml_borne import Bornes, lire_toml
from pages import plan
from pages.composants import liens

FORMAT = "contrat-de-ville/seance"
VERSION = 1
TITRE = "Comité de pilotage"
"""Le titre d'une séance qui n'en a pas d'autre."""
TITRE_MAX = 300
"""En signes : le titre d'un point."""
VUE_MAX = 4000
"""En signes : la vue d'un point, telle qu'une adresse l'écrit."""
POINTS_MAX = 60
DECISIONS_MAX = 2000
MINUTES_MAX = 600
NOTE_MAX = 4000
TAILLE_MAX = 512_000
"""En octets, une fois décompressée : une séance entière en fait mille fois moins."""
LIEN_MAX, MONTANT_MAX = 4 * TAILLE_MAX // 3, 40
"""En signes : une séance qui ne se comprimerait pas ; un montant, avant d'être lu comme un nombre."""
BORNES = Bornes(TAILLE_MAX, profondeur=4, elements=30_000)
"""Deux mille décisions de quatre clés, et leurs en-têtes ; rien n'y est à plus de deux étages."""
DECISIONS = ("validée", "modifiée", "ajournée", "rejetée")
"""Les décisions d'une instance : celles de la table `decision` de la base."""
NOMS_PAGES = {page.code: page.nom for page in plan.PAGES if page.en_seance}
"""Les pages qu'un point peut ouvrir, et leur nom, celui du menu."""
_PARAMETRE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class SeanceInvalide(Exception):
    """Le fichier ou le lien n'est pas une séance ; le message est à montrer tel quel."""


@dataclass(frozen=True)
class Point:
    """Un point de l'ordre du jour : une vue, ce qu'on en dit, combien de temps (minutes)."""

    titre: str
    page: str
    parametres: tuple[tuple[str, str], ...] = ()
    note: str = ""
    minutes: int = 5

    def vue(self) -> dict[str, str]:
        """Les paramètres d'adresse de la vue."""
        return dict(self.parametres)

    def lien(self) -> str:
        """La vue en texte : « carte?annee=2026&mesure=habitant »."""
        return liens.adresse(self.page, self.vue())


@dataclass(frozen=True)
class Decision:
    """Ce que la séance décide d'une action ; `montant_eur` quand la décision en fixe un."""

    action_id: str
    decision: str
    montant_eur: Decimal | None = None
    motif: str = ""


@dataclass(frozen=True)
class Seance:
    """Un titre, des points dans l'ordre, les décisions notées (une par action)."""

    titre: str = TITRE
    points: tuple[Point, ...] = ()
    decisions: tuple[Decision, ...] = field(default=())

    def minutes(self) -> int:
        """La durée prévue de la séance."""
        return sum(point.minutes for point in self.points)

    def avec(self, decision: Decision) -> Seance:
        """La séance où cette décision remplace celle de la même action."""
        autres = tuple(d for d in self.decisions if d.action_id != decision.action_id)
        return replace(self, decisions=(*autres, decision))

    def sans(self, action_id: str) -> Seance:
        """La séance sans décision pour cette action."""
        return replace(self, decisions=tuple(d for d in self.decisions if d.action_id != action_id))


def point_de(titre: str, page: str, parametres: Mapping[str, str], note: str = "", minutes: int = 5) -> Point:
    """Un point pour cette vue ; ce qui n'est pas de la vue (projection, séance) n'y entre pas."""
    gardes = tuple((n, v) for n, v in parametres.items() if n not in liens.HORS_VUE)
    return Point(_propre(titre, lignes=False)[:TITRE_MAX] or page, page, gardes, _propre(note), minutes)


def ajouter(seance: Seance, *points: Point) -> Seance:
    """La séance, ces points à sa fin. Lève SeanceInvalide au-delà de POINTS_MAX."""
    if len(seance.points) + len(points) > POINTS_MAX:
        raise SeanceInvalide(f"Une séance a au plus {POINTS_MAX} points : retirez-en avant d'en ajouter.")
    return replace(seance, points=(*seance.points, *points))


def deplacer(seance: Seance, rang: int, de: int) -> Seance:
    """Le point au rang `rang` (depuis 0) avancé de `de` places ; rien si le rang ou la place n'existe pas."""
    points, place = list(seance.points), rang + de
    if not (0 <= rang < len(points) and 0 <= place < len(points)):
        return seance
    points.insert(place, points.pop(rang))
    return replace(seance, points=tuple(points))


def remplacer(seance: Seance, rang: int, *points: Point) -> Seance:
    """La séance où ces points prennent la place de celui du rang `rang` ; aucun : il est retiré."""
    if not 0 <= rang < len(seance.points):
        return seance
    suite = (*seance.points[:rang], *points, *seance.points[rang + 1 :])
    return ajouter(replace(seance, points=()), *suite)


def en_toml(seance: Seance) -> str:
    """La séance en fichier TOML, lisible et modifiable à la main."""
    points = [
        {"titre": p.titre, "vue": p.lien(), "minutes": p.minutes} | ({"note": p.note} if p.note else {})
        for p in seance.points
    ]
    decisions = [
        {"action_id": d.action_id, "decision": d.decision}
        | ({"montant_eur": str(d.montant_eur)} if d.montant_eur is not None else {})
        | ({"motif": d.motif} if d.motif else {})
        for d in seance.decisions
    ]
    contenu = {"format": FORMAT, "version": VERSION, "titre": seance.titre}
    return tomli_w.dumps(contenu | {"point": points, "decision": decisions}, multiline_strings=True)


def de_toml(texte: str | bytes) -> Seance:
    """La séance d'un fichier. Lève SeanceInvalide, avec ce qu'il faut corriger."""
    if len(texte) > TAILLE_MAX:
        raise SeanceInvalide("Ce fichier est trop gros pour une séance.")
    try:
        clair = texte.decode("utf-8-sig") if isinstance(texte, bytes) else texte
        contenu = lire_toml(clair, BORNES)
    except UnicodeDecodeError as erreur:
        raise SeanceInvalide("Ce fichier n'est pas un texte : ce n'est pas une séance.") from erreur
    except (ValueError, RecursionError) as erreur:
        lieu = re.search(r"line (\d+)", str(erreur))
        ou = f" (ligne {lieu[1]})" if lieu else ""
        raise SeanceInvalide(f"Ce fichier de séance est abîmé{ou} : il ne peut pas être relu.") from erreur
    return _lire(contenu)


def en_lien(seance: Seance) -> str:
    """La séance en un mot d'adresse (lettres, chiffres, « - » et « _ »)."""
    corps = [
        seance.titre,
        [[p.titre, p.lien(), p.note, p.minutes] for p in seance.points],
        [[d.action_id, d.decision, _ecrit(d.montant_eur), d.motif] for d in seance.decisions],
    ]
    texte = json.dumps(corps, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(texte.encode(), 9)).decode().rstrip("=")


def de_lien(code: str) -> Seance:
    """La séance d'un lien. Lève SeanceInvalide."""
    refus = SeanceInvalide("Le lien de cette séance a été coupé ou abîmé : demandez-le de nouveau.")
    if len(code) > LIEN_MAX:
        raise refus
    try:
        brut = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        # Bornée : quelques octets compressés peuvent en cacher des milliards.
        clair = zlib.decompressobj()
        texte = clair.decompress(brut, TAILLE_MAX)
        if clair.unconsumed_tail or not clair.eof:
            raise refus
        titre, points, decisions = json.loads(texte)
        # Avant d'en bâtir une table chacun.
        if len(points) > POINTS_MAX or len(decisions) > DECISIONS_MAX:
            raise refus
        contenu = {
            "format": FORMAT,
            "version": VERSION,
            "titre": titre,
            "point": [dict(zip(("titre", "vue", "note", "minutes"), p, strict=True)) for p in points],
            "decision": [
                dict(zip(("action_id", "decision", "montant_eur", "motif"), d, strict=True))
                for d in decisions
            ],
        }
    except (ValueError, TypeError, zlib.error, RecursionError) as erreur:
        raise refus from erreur
    return _lire(contenu)


def _ecrit(montant: Decimal | None) -> str:
    return "" if montant is None else str(montant)


def _lire(contenu: dict) -> Seance:
    """Vérifie et construit : un fichier vient de n'importe où."""
    if contenu.get("format") != FORMAT:
        raise SeanceInvalide("Ce fichier n'est pas une séance de ce tableau de bord.")
    if contenu.get("version") != VERSION:
        raise SeanceInvalide("Cette séance a été enregistrée par une autre version de ce tableau de bord.")
    points, decisions = contenu.get("point") or [], contenu.get("decision") or []
    if not isinstance(points, list) or not isinstance(decisions, list):
        raise SeanceInvalide("Cette séance est abîmée : ses points ne forment pas une liste.")
    if len(points) > POINTS_MAX or len(decisions) > DECISIONS_MAX:
        raise SeanceInvalide(f"Une séance a au plus {POINTS_MAX} points et {DECISIONS_MAX} décisions.")
    lus = [_decision(rang, d) for rang, d in enumerate(decisions, 1)]
    return Seance(
        _texte(contenu.get("titre"), "Le titre de la séance", 200, lignes=False) or TITRE,
        tuple(_point(rang, p) for rang, p in enumerate(points, 1)),
        tuple({d.action_id: d for d in lus}.values()),
    )


def _point(rang: int, lu: object) -> Point:
    ou = f"Le point {rang}"
    if not isinstance(lu, dict):
        raise SeanceInvalide(f"{ou} de la séance est abîmé.")
    page, _, requete = _texte(lu.get("vue"), f"La vue du point {rang}", VUE_MAX).partition("?")
    if page not in NOMS_PAGES:
        raise SeanceInvalide(f"{ou} de la séance n'ouvre aucune page connue (« {page[:40]} »).")
    try:
        lus = parse_qsl(requete, max_num_fields=60)
    except ValueError as erreur:
        raise SeanceInvalide(f"{ou} de la séance a une vue abîmée.") from erreur
    # Un nom deux fois ne vaut que la dernière, une valeur vide ne dit rien : l'adresse les perdrait.
    parametres = {
        nom: propre
        for nom, valeur in lus
        if _PARAMETRE.fullmatch(nom)
        and nom not in liens.HORS_VUE
        and (propre := _propre(valeur, lignes=False))
    }
    minutes = lu.get("minutes", 5)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= MINUTES_MAX:
        raise SeanceInvalide(
            f"{ou} de la séance a une durée impossible : écrivez de 0 à {MINUTES_MAX} minutes."
        )
    titre = _texte(lu.get("titre"), f"Le titre du point {rang}", TITRE_MAX, lignes=False)
    note = _texte(lu.get("note"), f"La note du point {rang}", NOTE_MAX)
    point = Point(titre or page, page, tuple(parametres.items()), note, minutes)
    if len(point.lien()) > VUE_MAX:
        # Réécrite, une lettre accentuée en prend six : ce qui se garde doit pouvoir se rouvrir.
        raise SeanceInvalide(f"La vue du point {rang} est trop longue : {VUE_MAX} signes au plus.")
    return point


def _decision(rang: int, lu: object) -> Decision:
    ou = f"La décision {rang}"
    if not isinstance(lu, dict) or lu.get("decision") not in DECISIONS:
        raise SeanceInvalide(f"{ou} de la séance n'est pas l'une de : {', '.join(DECISIONS)}.")
    action_id = _texte(lu.get("action_id"), f"L'action de la décision {rang}", 100, lignes=False)
    if not action_id:
        raise SeanceInvalide(f"{ou} de la séance ne dit pas de quelle action.")
    montant = None
    if (ecrit := lu.get("montant_eur")) not in (None, ""):
        try:
            if not isinstance(ecrit, str | int | float) or len(str(ecrit)) > MONTANT_MAX:
                raise InvalidOperation
            montant = Decimal(str(ecrit)).quantize(Decimal("0.01"))
            # « NaN » ne se compare pas : la comparaison est ici pour être refusée comme le reste.
            possible = 0 <= montant < Decimal("1e11")
        except (InvalidOperation, ValueError) as erreur:
            raise SeanceInvalide(f"{ou} de la séance a un montant illisible.") from erreur
        if not possible:
            raise SeanceInvalide(f"{ou} de la séance a un montant impossible.")
    motif = _texte(lu.get("motif"), f"Le motif de la décision {rang}", 2000)
    return Decision(action_id, str(lu["decision"]), montant, motif)


def _texte(lu: object, quoi: str, longueur: int, lignes: bool = True) -> str:
    if lu is None:
        return ""
    if not isinstance(lu, str):
        raise SeanceInvalide(f"{quoi} n'est pas un texte.")
    if len(lu) > longueur:
        raise SeanceInvalide(f"{quoi} est trop long : {longueur} signes au plus.")
    return _propre(lu, lignes)


def _propre(texte: str, lignes: bool = True) -> str:
    """Sans signe de contrôle ni demi-signe, qu'un document ou une adresse ne sauraient pas écrire.

    `lignes` faux : les sauts de ligne deviennent des espaces.
    """
    gardes = (c for c in texte if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    propre = "".join(gardes)
    return (propre if lignes else propre.replace("\n", " ").replace("\t", " ")).strip()
