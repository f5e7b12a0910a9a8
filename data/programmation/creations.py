"""Ce que le tableau dit et que le contrat n'a pas : piliers, thématiques, financeurs, quartiers à créer.

Une création est retenue par son nom et son code dans la correspondance : la relire ne crée rien deux fois, et
donne le même identifiant même si la base a changé.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from data.programmation.manques import QUOI, Creation
from data.programmation.modele import Correspondance
from data.programmation.mots import cle, mots, rang, sac, sac_de_quartier, sans_rang
from data.programmation.referentiels import USUELS, Pilier, Quartier, Referentiels
from data.schema import sans_accents

BASCULE = 2024
"""Première année des contrats et des quartiers de 2024."""
_OFFICIEL = re.compile(r"\b(?:Q[PNV]|QVA)[0-9A-Z]{6}\b")
_DE_L_ETAT = frozenset(
    [
        "etat",
        "prefecture",
        "drac",
        "draaf",
        "drajes",
        "dreets",
        "ddets",
        "ddetspp",
        "ars",
        "fipd",
        "mildeca",
        "miprof",
        "anct",
        "education",
        "rectorat",
        "dpjj",
        "justice",
        "police",
        "drdfe",
        "onacvg",
        "ddt",
        "dreal",
        "ofii",
    ]
)


def piliers(noms: Iterable[str], pris: Iterable[str] = (), quoi: str = "pilier") -> tuple[Creation, ...]:
    """Un pilier par nom, sans redire celui qu'on écrit de deux façons ; `pris` : codes déjà donnés."""
    gardes: dict[str, str] = {}
    for nom in noms:
        propre = " ".join(nom.split())
        connu = gardes.get(sans_rang(propre))
        # « AXE 1 – EMPLOI » est le titre de la section, « Axe 1 – Emploi » le nom.
        if connu is None or (connu.isupper() and not propre.isupper()):
            gardes[sans_rang(propre)] = propre
    codes = set(pris)
    sortie = []
    for nom in gardes.values():
        code = _libre(rang(nom) or _abrege(nom), codes)
        codes.add(code)
        sortie.append(Creation(quoi, nom, code))
    return tuple(sortie)


def financeur(nom: str) -> Creation:
    """Un financeur nommé comme dans le titre de sa colonne, dans la catégorie que disent ses mots."""
    propre = " ".join(nom.split())
    categorie = "État" if _DE_L_ETAT & set(cle(propre).split()) else "autres"
    return Creation("financeur", propre, sans_accents(propre)[:60] or "financeur", categorie=categorie)


def quartier(ecrit: str, contrat_id: str) -> Creation:
    """Un quartier par son code et le nom écrit à côté, ou par son seul nom."""
    propre = " ".join(ecrit.split())
    code = _OFFICIEL.search(propre.upper())
    if code is None:
        return Creation("quartier", propre, f"{contrat_id}-{sans_accents(propre)}")
    nom = (propre[: code.start()] + propre[code.end() :]).strip(" .:–—-()")
    return Creation("quartier", nom or code.group(), code.group())


def officiel(code: str) -> bool:
    """Vrai pour un code de quartier que l'État donne, et non celui qu'on s'est fait."""
    return _OFFICIEL.fullmatch(code) is not None


def uniques(nouveaux: Iterable[Creation]) -> tuple[Creation, ...]:
    """Les quartiers sans redite : « Blois Nord », « QN04101M » et « QN04101M Blois Nord » n'en font qu'un."""
    par_code: dict[str, Creation] = {}
    for n in nouveaux:
        connu = par_code.get(n.code)
        if connu is None or (connu.nom == connu.code and n.nom != n.code):
            par_code[n.code] = n
    officiels = {sac(n.nom) for n in par_code.values() if officiel(n.code)}
    return tuple(n for n in par_code.values() if officiel(n.code) or sac(n.nom) not in officiels)


def _abrege(nom: str) -> str:
    """Un code court : « Cadre de vie » → « CV », « Emploi » → « EMP »."""
    utiles = [mot for mot in mots(nom) if mot.isalnum()]
    if len(utiles) > 1:
        return "".join(mot[0] for mot in utiles)[:6].upper()
    return (utiles[0][:3] if utiles else "P").upper()


def _libre(code: str, pris: set[str]) -> str:
    suivant = 2
    libre = code
    while libre in pris:
        libre, suivant = f"{code}-{suivant}", suivant + 1
    return libre


def appliquer(ref: Referentiels, correspondance: Correspondance, annee: int | None = None) -> Referentiels:
    """Les référentiels où ce que la correspondance crée existe. Rien n'est créé qui y est déjà.

    Un financeur usuel que la correspondance nomme y est toujours, même si la base a depuis le sien.
    """
    sortie = replace(
        ref,
        financeurs=dict(ref.financeurs),
        nouveaux=set(ref.nouveaux),
        piliers=list(ref.piliers),
        thematiques=list(ref.thematiques),
        quartiers=list(ref.quartiers),
        crees=set(ref.crees),
    )
    quand = annee or correspondance.annee or ref.fin
    cites = {c.financeur_id for c in correspondance.colonnes if c.financeur_id}
    for code in cites & USUELS.keys() - sortie.financeurs.keys():
        sortie.financeurs[code] = USUELS[code]
        sortie.nouveaux.add(code)
    for creation in sorted(correspondance.creations, key=lambda c: QUOI.index(c.quoi)):
        _AJOUTER[creation.quoi](sortie, creation, quand)
    return sortie


def _periode(ref: Referentiels, annee: int) -> tuple[int, int]:
    """Les années où vaut un pilier créé : celles du contrat, dans la génération de l'année lue."""
    debut, fin = min(ref.debut, annee), max(ref.fin, annee)
    return (max(debut, BASCULE), fin) if annee >= BASCULE else (debut, min(fin, BASCULE - 1))


def _ajouter_pilier(ref: Referentiels, c: Creation, annee: int) -> None:
    valables = [p for p in ref.piliers if p.debut <= annee <= p.fin]
    if any(sans_rang(p.nom) == sans_rang(c.nom) for p in valables):
        return
    ident = _libre(f"{ref.contrat_id}-{c.code}", {p.id for p in ref.piliers})
    ref.piliers.append(Pilier(ident, c.code, c.nom, *_periode(ref, annee)))
    ref.crees.add(("pilier", ident))


def _ajouter_thematique(ref: Referentiels, c: Creation, annee: int) -> None:
    parents = [
        p for p in ref.piliers if p.debut <= annee <= p.fin and sans_rang(p.nom) == sans_rang(c.parent)
    ]
    if not parents:
        return
    parent = parents[0]
    if any(t.parent == parent.id and sac(t.nom) == sac(c.nom) for t in ref.thematiques):
        return
    ident = _libre(f"{parent.id}-{c.code}", {t.id for t in ref.thematiques})
    ref.thematiques.append(Pilier(ident, c.code, c.nom, parent.debut, parent.fin, parent.id))
    ref.crees.add(("thematique", ident))


def _ajouter_financeur(ref: Referentiels, c: Creation, annee: int) -> None:
    if c.code not in ref.financeurs:
        ref.financeurs[c.code] = (c.nom, c.categorie or "autres")
        ref.nouveaux.add(c.code)


def _ajouter_quartier(ref: Referentiels, c: Creation, annee: int) -> None:
    generation = "2024" if annee >= BASCULE else "2015"
    if c.code in {q.id for q in ref.quartiers}:
        return
    noms = {sac_de_quartier(q.nom) for q in ref.quartiers if q.generation == generation}
    if sac_de_quartier(c.nom) in noms:
        return
    ref.quartiers.append(Quartier(c.code, c.nom, generation))
    ref.crees.add(("quartier", c.code))


_AJOUTER = {
    "pilier": _ajouter_pilier,
    "thematique": _ajouter_thematique,
    "financeur": _ajouter_financeur,
    "quartier": _ajouter_quartier,
}
