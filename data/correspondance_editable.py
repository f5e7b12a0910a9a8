"""La correspondance d'un tableau large, en lignes qu'on corrige à l'écran, et retour."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.programmation.modele import CHAMPS, ETAPES, Colonne, Constat, Correspondance
from data.programmation.referentiels import Referentiels

NATURES = {
    "specifique": "crédits spécifiques",
    "droit_commun": "droit commun",
    "autofinancement": "autofinancement",
}
SECTIONS = {"fonctionnement": "fonctionnement", "investissement": "investissement"}
_VALEURS = ("statuts", "quartiers", "porteurs", "piliers")


def choix(ref: Referentiels) -> dict[str, list[str]]:
    """Colonne de l'écran → ce qu'on peut y choisir."""
    return {
        "sens": list(CHAMPS.values()),
        "financeur": [nom for nom, _ in ref.financeurs.values()],
        "etape": list(ETAPES.values()),
        "nature": list(NATURES.values()),
        "section": list(SECTIONS.values()),
    }


def en_lignes(correspondance: Correspondance, ref: Referentiels) -> list[dict[str, object]]:
    """Une ligne par colonne du tableau, celles à confirmer en tête ; None : rien n'est dit."""
    sures = [c for c in correspondance.colonnes if c.sure]
    return [
        {
            "numero": c.numero,
            "lettre": c.lettre,
            "titre": c.titre or "(sans titre)",
            "sens": CHAMPS.get(c.champ or ""),
            "financeur": ref.financeurs[c.financeur_id][0] if c.financeur_id in ref.financeurs else None,
            "etape": ETAPES.get(c.etape or ""),
            "annee": c.annee,
            "nature": NATURES.get(c.nature or ""),
            "section": SECTIONS.get(c.section or ""),
            "degre": c.degre,
            "explication": c.explication,
        }
        for c in (*correspondance.a_confirmer, *sures)
    ]


def appliquer(
    correspondance: Correspondance, lignes: Sequence[Mapping[str, object]], ref: Referentiels
) -> Correspondance:
    """La correspondance corrigée : toute colonne dont le sens est entier est confirmée."""
    par_numero = {int(str(ligne["numero"])): ligne for ligne in lignes}
    return replace(
        correspondance,
        colonnes=tuple(
            _colonne(c, par_numero[c.numero], ref) if c.numero in par_numero else c
            for c in correspondance.colonnes
        ),
    )


def valeurs_a_confirmer(constats: Sequence[Constat]) -> list[dict[str, str]]:
    """Les valeurs mal écrites dont on propose la lecture : `table`, `ecrit`, `propose`, sans doublon."""
    vues = {(c.code, c.valeur, c.proposition): c for c in constats if c.proposition and c.code in _VALEURS}
    return [{"table": t, "ecrit": e, "propose": p} for t, e, p in sorted(vues)]


def retenir(correspondance: Correspondance, valeurs: Sequence[Mapping[str, str]]) -> Correspondance:
    """La même, ces valeurs confirmées."""
    tables = {nom: dict(getattr(correspondance, nom)) for nom in _VALEURS}
    for valeur in valeurs:
        tables[valeur["table"]][valeur["ecrit"]] = valeur["propose"]
    return replace(correspondance, **tables)


def _colonne(colonne: Colonne, ligne: Mapping[str, object], ref: Referentiels) -> Colonne:
    champ = _code(CHAMPS, ligne.get("sens"))
    if champ is None:
        return colonne
    neuve = replace(
        colonne,
        champ=champ,
        financeur_id=None,
        etape=None,
        annee=None,
        decalage=0,
        nature=None,
        section=None,
        classement_id=None,
        degre="confirmée",
        explication="",
    )
    if champ == "classement":
        code = colonne.classement_id or (next(iter(ref.classements)) if len(ref.classements) == 1 else None)
        if code is None:
            return replace(neuve, degre="possible", explication="dites de quel classement dans le titre")
        return replace(neuve, classement_id=code)
    if champ not in ("montant", "total"):
        return neuve
    noms = {code: nom for code, (nom, _) in ref.financeurs.items()}
    # Une case vide d'un tableau de pandas est un « nan », qui n'est égal à rien, pas même à lui.
    annee = ligne.get("annee")
    neuve = replace(
        neuve,
        financeur_id=_code(noms, ligne.get("financeur")),
        etape=_code(ETAPES, ligne.get("etape")),
        annee=int(annee) if isinstance(annee, int | float) and annee == annee else None,
        decalage=colonne.decalage,
        nature=_code(NATURES, ligne.get("nature")),
        section=_code(SECTIONS, ligne.get("section")),
    )
    if champ == "total":
        return neuve
    if neuve.financeur_id is None:
        return replace(neuve, degre="possible", explication="dites de quel financeur est ce montant")
    return replace(
        neuve,
        etape=neuve.etape or "accorde",
        nature=neuve.nature or ref.natures.get(neuve.financeur_id, "specifique"),
        section=neuve.section or "fonctionnement",
    )


def _code(libelles: Mapping[str, str], choisi: object) -> str | None:
    return next((code for code, libelle in libelles.items() if libelle == choisi), None)
