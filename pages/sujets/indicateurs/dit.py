"""Les phrases de la page Indicateurs. Rien n'y est dit que l'arrondi ou le secret interdit.

Les lignes reçues sont celles de `indicateurs/series` marquées « derniere » : la base a déjà jugé si
un écart se creuse, se réduit, ou si l'arrondi empêche de le dire.
"""

from collections.abc import Mapping

import pandas as pd

from pages.composants import formats, phrases

NOMS_REFERENCES = {
    "epci": "l'agglomération",
    "commune": "la commune",
    "region": "la région",
    "france": "la France",
}
SENS = {
    "hausse": "Une hausse est souhaitable.",
    "baisse": "Une baisse est souhaitable.",
    "neutre": "Ni une hausse ni une baisse n'est bonne en soi.",
}
TITRES = {
    "se creuse": "L'écart se creuse",
    "se réduit": "L'écart se réduit",
    "stable": "L'écart est stable",
    "s'inverse": "L'écart s'est inversé",
}
SANS_REFERENCE = (
    "Aucune valeur n'est publiée ici pour la commune, l'agglomération, la région ou la France : "
    "il n'y a rien à quoi comparer."
)
PAS_DE_MOYENNE = (
    "Aucun chiffre n'est publié pour l'ensemble des quartiers du contrat, et un taux ne se moyenne pas : "
    "il n'y en a donc pas ici."
)


def nom_court(reference: Mapping) -> str:
    """« Agglomération » : le nom entier d'une intercommunalité tient mal sur une carte."""
    return "Agglomération" if reference["territoire_type"] == "epci" else reference["territoire"]


def ecart(taille: object, unite: str, signe: bool = False) -> str:
    """Un écart dans l'unité de l'indicateur : « 18,6 points », « 2 340 € », « 0,4 »."""
    if formats.absent(taille):
        return formats.ABSENT
    valeur = formats.decimal(taille)
    plus = "+" if signe and valeur > 0 else ""
    if "€" in unite:
        grand = abs(valeur) >= 100
        return formats.montant(formats.arrondi(valeur) if grand else valeur, exact=True, signe=signe)
    if unite == "%":
        ecrit = formats.arrondi(valeur, 1)
        nombre = formats.nombre(ecrit, 0 if ecrit == ecrit.to_integral_value() else 1)
        return f"{plus}{nombre} {phrases.pluriel(ecrit, 'point')}"
    entier = valeur == valeur.to_integral_value()
    nombre = formats.nombre(valeur, 0 if entier else (2 if abs(valeur) < 1 else 1))
    return plus + nombre + (f" {unite}" if unite in ("habitants", "personnes", "logements") else "")


def comparaison(bilan: Mapping, unite: str, reference: str) -> str:
    """« 32,1 points de plus que l'agglomération » ; vide si rien ne se compare."""
    nom = NOMS_REFERENCES.get(reference, "")
    if not nom or formats.absent(bilan["place"]):
        return ""
    if bilan["place"] == "égal":
        return f"autant {phrases.que(nom)}, à l'arrondi près"
    return f"{ecart(abs(bilan['ecart_fin']), unite)} de {bilan['place']} {phrases.que(nom)}"


def tendance(bilan: Mapping, unite: str) -> str:
    """Ce que devient l'écart : « L'écart se creuse : il était de 23,7 points en 2015. »"""
    if formats.absent(bilan["annee_ecart_fin"]):
        return ""
    if formats.absent(bilan["tendance"]):
        return "Une seule année se compare sur ce périmètre : nous ne savons pas si l'écart se réduit."
    annee = int(bilan["annee_ecart_debut"])
    if bilan["tendance"] == "stable":
        return f"L'écart est stable depuis {annee}."
    if bilan["tendance"] == "s'inverse":
        return f"L'écart s'est inversé depuis {annee}."
    return f"L'écart {bilan['tendance']} : il était de {ecart(abs(bilan['ecart_debut']), unite)} en {annee}."


def evolution(bilan: Mapping, unite: str) -> str:
    """« en hausse de 4,3 points depuis 2012 », « stable depuis 2012 » ; vide si une seule année l'est."""
    if formats.absent(bilan["evolution"]):
        return ""
    annee = int(bilan["annee_debut"])
    if bilan["evolution"] == "stable":
        return f"stable depuis {annee}"
    return f"en {bilan['evolution']} de {ecart(abs(bilan['variation']), unite)} depuis {annee}"


def quartier(indicateur: Mapping, bilan: Mapping, reference: str) -> str:
    """« Taux de pauvreté à « Les Hauts » : 49,9 % en 2023, 32,1 points de plus que l'agglomération. … »"""
    nom, unite = f"{indicateur['nom']} à « {bilan['quartier']} »", indicateur["unite"]
    if formats.absent(bilan["annee_fin"]):
        if bilan["statut"] == "secret":
            return formats.typographie(f"{nom} : nous ne savons pas, le secret statistique le couvre.")
        return formats.typographie(f"{nom} : nous ne savons pas, rien n'est publié sur ce périmètre.")
    annee = int(bilan["annee_fin"])
    phrase = f"{nom} : {formats.indicateur(bilan['valeur_fin'], unite)} en {annee}"
    if not bilan["continu"]:
        phrase += f" sur l'ancien périmètre{_nom_ancien(bilan)}"
    comparee = comparaison(bilan, unite, reference)
    if comparee and bilan["annee_ecart_fin"] != bilan["annee_fin"]:
        comparee += f" en {int(bilan['annee_ecart_fin'])}"
    suite = comparee or evolution(bilan, unite)
    phrase += f", {suite}." if suite else "."
    if comparee:
        phrase += f" {tendance(bilan, unite)}"
    if bilan["statut"] == "secret" and bilan["annee"] > annee:
        phrase += f" En {int(bilan['annee'])}, le secret statistique le couvre."
    return formats.typographie(phrase)


def ensemble(indicateur: Mapping, bilans: pd.DataFrame, reference: str, totaux: pd.DataFrame) -> str:
    """« Taux de pauvreté : plus élevé que dans l'agglomération dans les 7 quartiers connus ; … »

    `totaux` : réponse de `indicateurs/ensemble`, vide pour un taux.
    """
    nom, unite = indicateur["nom"], indicateur["unite"]
    total = totaux.dropna(subset="total")
    if len(total):
        dernier = total.iloc[-1]
        somme = formats.indicateur(dernier["total"], unite, "estimée" if dernier["estime"] else "diffusée")
        return formats.typographie(
            f"{nom} : {somme} dans les {int(dernier['nb_quartiers'])} quartiers prioritaires en "
            f"{int(dernier['annee'])}."
        )
    compares = bilans[bilans["place"].notna()]
    if len(compares):
        phrase = f"{nom} : {_places(compares, reference)}{_tendances(compares)}."
    else:
        phrase = f"{nom} : {_etendue(bilans, unite)}."
    return formats.typographie(f"{phrase}{_inconnus(bilans)}")


def perimetre(passages: pd.DataFrame, generation: str) -> str:
    """Ce que le passage de 2015 à 2024 fait à la série ; vide si la base n'en sait rien."""
    if passages.empty:
        return ""
    if (passages["statut"] == "identique").any():
        return "Périmètre inchangé en 2024 : la série continue d'un zonage à l'autre."
    if (passages["statut"] == "nouveau").any():
        return "Quartier prioritaire depuis 2024 : il n'y a pas de série sur les quartiers de 2015."
    if (passages["statut"] == "sorti").any():
        return "Ce quartier n'est plus prioritaire depuis 2024."
    ancien = passages["nom_ancien" if generation == "2024" else "nom_nouveau"].dropna().tolist()
    noms = f" (« {phrases.liste(ancien)} »)" if ancien else ""
    autre = "2015" if generation == "2024" else "2024"
    return formats.typographie(
        f"Périmètre modifié en 2024 : les valeurs de {autre}{noms} sont à part, jamais jointes."
    )


def _places(compares: pd.DataFrame, reference: str) -> str:
    """« 6 quartiers sur 7 sont au-dessus de l'agglomération »."""
    nom, nb = phrases.de(NOMS_REFERENCES[reference]), len(compares)
    haut, bas = int((compares["place"] == "plus").sum()), int((compares["place"] == "moins").sum())
    cote, combien = ("au-dessus", haut) if haut >= bas else ("en dessous", bas)
    if not combien:
        return f"au niveau {nom} dans chaque quartier connu"
    if combien == nb:
        qui = "le seul quartier connu est" if nb == 1 else f"les {nb} quartiers connus sont"
    else:
        qui = f"{combien} {phrases.pluriel(combien, 'quartier')} sur {nb} "
        qui += phrases.pluriel(combien, "est", "sont")
    return f"{qui} {cote} {nom}"


def _tendances(compares: pd.DataFrame) -> str:
    """« ; l'écart se creuse dans 1, se réduit dans 3, est stable dans 2 »."""
    mots = {
        "se creuse": "se creuse",
        "se réduit": "se réduit",
        "s'inverse": "s'est inversé",
        "stable": "est stable",
    }
    nombres = {code: int((compares["tendance"] == code).sum()) for code in mots}
    morceaux = [f"{mots[code]} dans {nb}" for code, nb in nombres.items() if nb]
    if not morceaux:
        return " ; une seule année se compare, rien ne dit si l'écart se réduit"
    return f" ; l'écart {phrases.liste(morceaux)}"


def _etendue(bilans: pd.DataFrame, unite: str) -> str:
    """« de 27,3 % (« A ») à 64,5 % (« B ») en 2021 » parmi les quartiers publiés la même année."""
    connus = bilans[bilans["annee_fin"].notna()]
    if connus.empty:
        return "nous ne savons pas, rien n'est publié sur ces périmètres"
    annee = int(connus["annee_fin"].max())
    connus = connus[connus["annee_fin"] == annee].sort_values("valeur_fin", ascending=False, kind="stable")
    haut, bas = connus.iloc[0], connus.iloc[-1]
    ecrits = [formats.indicateur(ligne["valeur_fin"], unite) for ligne in (bas, haut)]
    if len(connus) == 1:
        ancien = "" if haut["continu"] else f", sur l'ancien périmètre{_nom_ancien(haut)}"
        suite = evolution(haut, unite)
        return f"{ecrits[1]} à « {haut['quartier']} » en {annee}{ancien}" + (f", {suite}" if suite else "")
    if ecrits[0] == ecrits[1]:
        return f"{ecrits[0]} dans chaque quartier connu en {annee}"
    ou = [memes(connus, ligne["valeur_fin"]) for ligne in (bas, haut)]
    debut = f"de {ecrits[0]} ({ou[0]}) à {ecrits[1]} ({ou[1]}) en {annee}"
    mots = {"hausse": "en hausse", "baisse": "en baisse", "stable": "stable"}
    nombres = {mot: int((bilans["evolution"] == code).sum()) for code, mot in mots.items()}
    suivis = [f"{mot} dans {nb}" for mot, nb in nombres.items() if nb]
    depuis = bilans[bilans["evolution"].notna()]["annee_debut"].unique()
    quand = f"depuis {int(depuis[0])}" if len(depuis) == 1 else "au fil des ans"
    return f"{debut} ; {phrases.liste(suivis)} {quand}" if suivis else debut


def memes(connus: pd.DataFrame, valeur: object) -> str:
    """Les quartiers à cette valeur : « « Nord » », « « Nord » et « Sud » », « 3 quartiers »."""
    noms = [f"« {nom} »" for nom in connus[connus["valeur_fin"] == valeur]["quartier"]]
    return phrases.liste(noms) if len(noms) < 3 else f"{len(noms)} quartiers"


def _nom_ancien(bilan: Mapping) -> str:
    """Le nom de l'ancien périmètre, s'il en avait un autre."""
    return "" if bilan["perimetre"] == bilan["quartier"] else f", « {bilan['perimetre']} »"


def _inconnus(bilans: pd.DataFrame) -> str:
    """Ce qu'on ne sait pas : « 2 quartiers sont couverts par le secret statistique. »"""
    vides = bilans[bilans["annee_fin"].isna()]
    secrets = int((vides["statut"] == "secret").sum())
    autres = len(vides) - secrets
    suite = ""
    if secrets:
        est = phrases.pluriel(secrets, "quartier est couvert", "quartiers sont couverts")
        suite += f" {secrets} {est} par le secret statistique."
    if autres and len(vides) < len(bilans):
        noms = [f"« {nom} »" for nom in vides[vides["statut"] != "secret"]["quartier"]]
        suite += f" Rien n'est publié pour {phrases.liste(noms) if autres < 3 else f'{autres} quartiers'}."
    return suite
