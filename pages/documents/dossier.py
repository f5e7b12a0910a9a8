"""Le dossier de séance : un PDF A4 à envoyer avant la réunion, tous les tableaux en entier."""

from __future__ import annotations

from pages.composants import formats, phrases
from pages.composants.dessin_neutre import Dessin
from pages.composants.recueil import Vue
from pages.documents import contours, papier, planches
from pages.documents.dessins import neutre
from pages.documents.grilles import PORTRAIT, Grille, ajuster, grille, souple
from pages.documents.matiere import Matiere, Section, base, qr_png, texte

_HAUTEUR_CARTE = 250.0


def pdf(matiere: Matiere) -> bytes:
    """Le dossier en PDF."""
    return papier.composer("dossier", donnees(matiere))


def donnees(matiere: Matiere) -> dict:
    """Ce que le gabarit dossier.typ écrit."""
    return {
        "titre": matiere.titre,
        "collectivite": matiere.collectivite,
        "contrats": matiere.contrats,
        "le": formats.jour(matiere.le),
        "fictif": matiere.fictif,
        "bases": matiere.bases,
        "duree": _duree(matiere.seance.minutes()),
        "sections": [_section(s) for s in matiere.sections],
    }


def _section(section: Section) -> dict:
    vue = section.vue
    commun = {
        "rang": section.rang,
        "titre": section.titre,
        "phrase": section.phrase,
        "duree": _duree(section.point.minutes),
        "note": texte(section.point.note),
        "adresse": section.adresse,
        "adresse_lue": souple(section.adresse),
        "qr": papier.octets(qr_png(section.adresse)),
        "indisponible": vue is None,
        "defaut": section.defaut,
        "question": "",
        "chiffres": [],
        "dessins": [],
        "cartes": [],
        "tableaux": [],
        "pied": [],
    }
    if vue is None:
        return commun
    dessins = [neutre(d) for d in vue.dessins]
    tableaux = [grille(t) for t in vue.tableaux]
    return commun | {
        "question": texte(vue.question),
        "chiffres": [
            {"nom": texte(c.nom), "valeur": texte(c.valeur), "suite": texte(c.suite)} for c in vue.chiffres
        ],
        "dessins": [d for d in map(_dessin, dessins) if d],
        "cartes": [
            {"planche": vars(contours.planche(c, PORTRAIT, _HAUTEUR_CARTE, 150)), "alt": contours.en_mots(c)}
            for c in vue.cartes
        ],
        "tableaux": _tableaux([*_de_figures(dessins, tableaux), *tableaux]),
        "pied": _pied(vue),
    }


def _dessin(dessin: Dessin) -> dict | None:
    """Un dessin et sa planche ; None s'il n'est qu'un tableau."""
    posee = planches.planche(dessin, PORTRAIT)
    if posee is None:
        return None
    return {
        "titre": dessin.titre,
        "mesure": dessin.mesure,
        "note": dessin.note,
        "alt": dessin.alt,
        "planche": vars(posee),
    }


def _de_figures(dessins: list[Dessin], tableaux: list[Grille]) -> list[Grille]:
    """Les figures sans dessin possible, en tableaux ; pas celles dont la vue donne déjà les lignes."""
    deja = {len(t.lignes) for t in tableaux}
    en_tableau = [d for d in dessins if d.genre == "tableau" and d.lignes]
    return [
        Grille(d.titre, d.entetes, d.lignes, (False,) * len(d.entetes), d.mesure)
        for d in en_tableau
        if d.entetes[-1] != "Montant" or (len(d.lignes) not in deja and not tableaux)
    ]


def _tableaux(grilles: list[Grille]) -> list[dict]:
    """Les tableaux ajustés ; ceux en hauteur d'abord, pour ne tourner la page qu'une fois."""
    posees = [g for lue in grilles for g in ajuster(lue)]
    return [
        {
            "titre": g.titre,
            "entetes": g.entetes,
            "nombres": g.nombres,
            "largeurs": g.largeurs,
            "corps": g.corps,
            "paysage": g.paysage,
            "note": g.note,
            "compte": phrases.accord(len(g.lignes), "ligne", aucun="aucune"),
            "lignes": [[souple(c) for c in ligne] for ligne in g.lignes],
        }
        for g in sorted(posees, key=lambda g: g.paysage)
    ]


def _pied(vue: Vue) -> list[dict]:
    """La règle, les filtres, les sources et la base, chacun sous son nom."""
    lus = {
        "Filtres": texte(vue.filtres),
        "Règle": texte(vue.regle),
        "Sources": " ; ".join(texte(s) for s in vue.sources),
        "Données": base(vue) + (", fictives" if vue.fictif else ""),
    }
    return [{"nom": nom, "texte": formats.typographie(lu)} for nom, lu in lus.items() if lu]


def _duree(minutes: int) -> str:
    """« 1 h 05 », « 25 min » ; vide si la durée n'est pas dite."""
    if minutes >= 60:
        return f"{minutes // 60}{formats.FINE}h{formats.FINE}{minutes % 60:02d}"
    return f"{minutes}{formats.FINE}min" if minutes else ""
