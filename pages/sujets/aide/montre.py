"""Aide : la visite de dix minutes, le glossaire, les textes."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from pages import plan
from pages.blocs import (
    Article,
    Bloc,
    Bouton,
    Definition,
    Definitions,
    Etape,
    Etapes,
    Information,
    Lien,
    Liens,
    Saisie,
)
from pages.composants import glossaire
from pages.composants.glossaire import Mot
from pages.sujets.aide import demande, dit
from pages.visite import Visite

PEU = 4
"""Jusqu'à ce nombre de mots, chacun renvoie aux pages où il sert."""


def rubrique(visite: Visite, code: str) -> Iterator[Bloc]:
    """Le contenu d'une rubrique (une clé de `dit.RUBRIQUES`)."""
    if code == "visite":
        yield etapes(visite)
    elif code == "glossaire":
        yield from mots(visite)
    else:
        yield Article(f"texte-{code}", dit.parties(dit.texte(code, visite.demande)))


def etapes(visite: Visite) -> Etapes:
    """La visite : chaque étape mène à une vraie vue du contrat en cours."""
    # Sans le mode : une visite commence à l'écran ordinaire.
    communs, reperes = visite.lien(mode=None), demande.reperes(visite)
    return Etapes(
        [
            Etape(e["titre"], e["texte"], e["page"], communs | _propres(e, reperes))
            for e in dit.etapes()
            if possible(e, reperes)
        ]
    )


def possible(etape: Mapping, reperes: Mapping[str, str | None]) -> bool:
    """Faux si l'étape demande un quartier ou une action que le contrat n'a pas."""
    demandes = [v.strip("{}") for v in etape.get("parametres", {}).values() if v.startswith("{")]
    return all(reperes[nom] for nom in demandes)


def _propres(etape: Mapping, reperes: Mapping[str, str | None]) -> dict[str, str]:
    return {nom: v.format_map(reperes) for nom, v in etape.get("parametres", {}).items()}


def mots(visite: Visite) -> Iterator[Bloc]:
    """Le glossaire : la recherche, puis les mots ; celui qu'on cherche est dans l'adresse (`mot`)."""
    connus, voulu = glossaire.mots(), visite.parametre("mot")
    yield Saisie(
        "mot",
        "Chercher un mot",
        connus[voulu].mot if voulu in connus else voulu,
        "Chercher un mot : QPV, levier, secret…",
    )
    if not voulu:
        lettres = groupby(connus.values(), key=lambda m: glossaire.plat(m.mot)[0].upper())
        yield Definitions({lettre: [_definition(m) for m in groupe] for lettre, groupe in lettres})
        return
    yield Bouton("Voir tous les mots", {"mot": None}, cle="tous-les-mots", icone="close")
    trouves = glossaire.chercher(voulu)
    if not trouves:
        yield Information(f"Aucun mot ne contient « {voulu} ».", "search_off")
    elif len(trouves) > PEU:
        yield Definitions({"": [_definition(m) for m in trouves]})
    else:
        for mot in trouves:
            yield Definitions({"": [_definition(mot)]})
            yield Liens(
                [Lien(vue, f"Le voir dans {plan.nom(vue)}", parametres=visite.lien()) for vue in mot.vues]
            )


def _definition(mot: Mot) -> Definition:
    return Definition(mot.code, mot.mot, mot.sens)
