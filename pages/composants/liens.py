"""Le lien est l'état : lire et écrire un filtre dans une adresse, par des fonctions pures.

Codes et jamais libellés, plusieurs valeurs jointes par des virgules, défauts omis, ordre fixe.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote, unquote, urlencode

from queries.filtre import MONTANTS, Filtre

LISTES = {
    "contrat": "contrats",
    "pilier": "piliers",
    "thematique": "thematiques",
    "quartier": "quartiers",
    "financeur": "financeurs",
    "nature": "natures",
    "statut": "statuts",
}
"""Nom dans l'adresse → champ du filtre."""
TOUS = "*"
"""Aucun filtre là où le défaut en a un (tous les contrats) ; un code « * » s'écrit « %2A »."""
ORDRE = ("contrat", "annee", "pilier", "thematique", "quartier", "financeur", "nature", "montant", "statut")
"""L'ordre fixe des paramètres communs ; ceux d'une page et `mode` viennent après."""
SEANCE = ("seance", "salle", "pas", "role")
"""Les paramètres qui conduisent une séance : ils sont à qui la conduit."""
HORS_VUE = ("mode", "lu", *SEANCE)
"""Ceux qui disent comment on regarde, et non ce qu'on regarde."""


def ecrire(
    filtre: Filtre, defaut: Filtre | None = None, autres: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Les paramètres d'adresse de ce filtre, sans ce qui vaut le défaut, puis `autres` non vides."""
    defaut = defaut or Filtre()
    parametres: dict[str, str] = {}
    for nom in ORDRE:
        champ = LISTES.get(nom, {"annee": "annees"}.get(nom, nom))
        valeur = getattr(filtre, champ)
        if valeur != getattr(defaut, champ):
            parametres[nom] = _texte(nom, valeur)
    parametres.update({nom: texte for nom, texte in (autres or {}).items() if texte})
    return parametres


def lire(parametres: Mapping[str, str], defaut: Filtre | None = None) -> tuple[Filtre, list[str]]:
    """Le filtre que dit une adresse, et une phrase par valeur incompréhensible (ignorée)."""
    filtre, notes = defaut or Filtre(), []
    for nom, champ in LISTES.items():
        if nom in parametres:
            codes = (
                []
                if parametres[nom] == TOUS
                else [unquote(code) for code in parametres[nom].split(",") if code]
            )
            filtre = replace(filtre, **{champ: tuple(dict.fromkeys(codes))})
    if "annee" in parametres:
        try:
            filtre = replace(filtre, annees=_annees(parametres["annee"]))
        except ValueError:
            notes.append(f"L'année « {parametres['annee']} » du lien n'est pas comprise : elle est ignorée.")
    if "montant" in parametres:
        if parametres["montant"] in MONTANTS:
            filtre = replace(filtre, montant=parametres["montant"])
        else:
            notes.append(f"Le montant « {parametres['montant']} » du lien n'existe pas : il est ignoré.")
    return filtre, notes


def valider(
    filtre: Filtre, connus: Mapping[str, set[str]], nom_de: Callable[[str], str] = str
) -> tuple[Filtre, list[str]]:
    """Écarte les codes absents des référentiels (`connus` : champ → codes), une phrase par code écarté."""
    notes = []
    for nom, champ in LISTES.items():
        if champ not in connus:
            continue
        codes = getattr(filtre, champ)
        gardes = tuple(code for code in codes if code in connus[champ])
        if gardes != codes:
            inconnus = ", ".join(f"« {code} »" for code in codes if code not in connus[champ])
            notes.append(f"Le lien demande {nom_de(nom)} {inconnus}, absent de cette base : il est ignoré.")
            filtre = replace(filtre, **{champ: gardes})
    return filtre, notes


def adresse(base: str, parametres: Mapping[str, str]) -> str:
    """L'adresse complète : les virgules et tirets restent lisibles."""
    return f"{base}?{urlencode(parametres, safe=',-', quote_via=quote)}" if parametres else base


def suivre(adresse_: str, suivent: Mapping[str, str]) -> str:
    """L'adresse d'une page de ce site (« action?action=A1 »), et ce qui suit qui regarde ; toute autre
    (« https://… », « /… ») est rendue telle quelle, et ce qu'elle dit déjà n'est pas redit."""
    page, _, dite = adresse_.partition("?")
    if not re.fullmatch(r"[a-z-]+", page):
        return adresse_
    dits = {morceau.partition("=")[0] for morceau in dite.split("&")}
    plus = urlencode({n: v for n, v in suivent.items() if n not in dits}, safe=",-", quote_via=quote)
    return f"{page}?{'&'.join(m for m in (dite, plus) if m)}" if dite or plus else page


def _texte(nom: str, valeur: object) -> str:
    if nom == "annee":
        if valeur is None:
            return "toutes"
        debut, fin = valeur
        return str(debut) if debut == fin else f"{debut}-{fin}"
    if nom == "montant":
        return str(valeur)
    # Une virgule dans un code ne doit pas le couper en deux.
    if not valeur:
        return TOUS
    return ",".join(quote(code, safe=" :/àâäéèêëîïôöùûüçÀÉÈ") for code in valeur)


def _annees(texte: str) -> tuple[int, int] | None:
    if texte == "toutes":
        return None
    debut, _, fin = texte.partition("-")
    bornes = int(debut), int(fin or debut)
    if not (1900 <= bornes[0] <= bornes[1] <= 2200):
        raise ValueError(texte)
    return bornes
