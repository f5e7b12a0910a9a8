"""Les mots autour des chiffres : accords, élisions, évolutions. Fonctions pures, en français.

Les phrases qui portent des chiffres rendent du texte déjà typographié (fines insécables).
"""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from pages.composants import formats
from pages.composants.inerte import markdown as markdown

# Devant ces mots, « h » ne s'élide pas ; un nom propre inconnu en h (Le Havre mis à part) s'élide.
_H_ASPIRES = ("haut", "havre", "halle", "hameau", "harfleur", "haye", "hollande", "huit", "hérisson")
_UNITES = ("pourcent", "points", "euros", "nombre")


def liste(mots: Sequence[str], maximum: int | None = None, autres: str = "autres") -> str:
    """« a », « a et b », « a, b et c » ; au-delà de `maximum`, « a, b et 4 autres »."""
    mots = [str(mot) for mot in mots]
    if maximum is not None and len(mots) > maximum + 1:
        mots = [*mots[:maximum], f"{formats.nombre(len(mots) - maximum)} {autres}"]
    return mots[0] if len(mots) == 1 else ", ".join(mots[:-1]) + (f" et {mots[-1]}" if mots else "")


def pluriel(n: object, singulier: str, forme_plurielle: str | None = None) -> str:
    """Le mot accordé, sans le nombre : en français le pluriel commence à deux (1,9 reste singulier)."""
    # La valeur absente n'a pas de nombre : on garde le pluriel, qui ne prétend pas qu'il y en a un.
    if not formats.absent(n) and abs(formats.decimal(n)) < 2:
        return singulier
    return forme_plurielle if forme_plurielle is not None else f"{singulier}s"


def accord(n: object, singulier: str, forme_plurielle: str | None = None, aucun: str = "aucun") -> str:
    """Le nombre et le mot accordé : « aucun quartier », « 1 quartier », « 1 200 quartiers ».

    `aucun` : « aucun » ou « aucune » selon le genre.
    """
    if not formats.absent(n) and formats.decimal(n) == 0:
        return f"{aucun} {singulier}"
    return f"{formats.nombre(n)} {pluriel(n, singulier, forme_plurielle)}"


def moins_de(n: object, singulier: str, forme_plurielle: str | None = None, seuil: int = 5) -> str:
    """Un petit effectif sans le dire (« moins de 5 bénéficiaires ») ; au seuil, le nombre exact."""
    if formats.absent(n) or formats.decimal(n) >= seuil:
        return accord(n, singulier, forme_plurielle)
    return f"moins de {seuil} {pluriel(seuil, singulier, forme_plurielle)}"


def elide(mot: str) -> bool:
    """Vrai si « de » ou « que » s'élide devant `mot` : voyelle, ou h qui n'est pas aspiré."""
    initiale = _sans_accent(mot.lstrip("«\u202f\u00a0 ").lower())
    if initiale.startswith("h"):
        return not initiale.startswith(tuple(_sans_accent(h) for h in _H_ASPIRES))
    if initiale.startswith(("onz", "oui ", "ouistiti")) or initiale == "oui":
        return False
    if initiale.startswith("y"):
        # « d'Yvetot », « d'Yerres », mais « de Yutz ».
        return initiale[1:2] not in ("a", "o", "u")
    return initiale.startswith(("a", "e", "i", "o", "u", "œ", "æ"))


def de(nom: str) -> str:
    """« d'Orléans », « de Blois », « du Mans », « des Mureaux », « de La Chapelle », « de l'Orme »."""
    article, reste = _article(nom)
    if article in ("le", "les"):
        return f"{'du' if article == 'le' else 'des'} {reste}"
    return f"d'{nom}" if elide(nom) else f"de {nom}"


def a(nom: str) -> str:
    """« à Blois », « au Mans », « aux Mureaux », « à La Chapelle », « à l'Orme »."""
    article, reste = _article(nom)
    if article in ("le", "les"):
        return f"{'au' if article == 'le' else 'aux'} {reste}"
    return f"à {nom}"


def que(nom: str) -> str:
    """« qu'Orléans », « que Blois »."""
    return f"qu'{nom}" if elide(nom) else f"que {nom}"


def ordinal(n: int, feminin: bool = False) -> str:
    """« 1er », « 1re », « 2e »."""
    return ("1re" if feminin else "1er") if n == 1 else f"{n}e"


def evolution_phrase(
    avant: object, apres: object, unite: str = "pourcent", repere: str | None = None
) -> str | None:
    """« en hausse de 8 % par rapport à 2023 », « en baisse de 3 points », « stable ».

    `unite` : « pourcent » (variation relative), « points » (avant et après sont des fractions),
    « euros » ou « nombre » (différence). None si l'un des deux manque : rien n'est alors à dire.
    Un écart que l'arrondi efface est « stable ». ValueError si l'unité est inconnue.
    """
    if unite not in _UNITES:
        raise ValueError(f"unité inconnue : {unite} ({', '.join(_UNITES)})")
    if formats.absent(avant) or formats.absent(apres):
        return None
    avant, apres = formats.decimal(avant), formats.decimal(apres)
    ecart = apres - avant
    suite = f" par rapport à {repere}" if repere else ""
    if unite == "pourcent" and avant <= 0:
        if ecart == 0:
            return f"stable{suite}"
        if repere and avant == 0:
            return f"sans équivalent en {repere}"
        return f"en {'hausse' if ecart > 0 else 'baisse'}{suite}"
    taille, ecrit = _ecart(avant, abs(ecart), unite)
    if taille == 0:
        return f"stable{suite}"
    if unite == "pourcent" and apres >= 3 * avant:
        # « en hausse de 420 % » se lit mal ; « multiplié » demanderait le genre du sujet.
        fois = formats.arrondi(apres / avant, 1)
        fois = formats.nombre(fois, 0 if fois == fois.to_integral_value() else 1)
        return f"en forte hausse (multiplication par {fois}){suite}"
    return f"en {'hausse' if ecart > 0 else 'baisse'} de {ecrit}{suite}"


def ecart_phrase(valeur: object, reference: object, unite: str, nom: str) -> str | None:
    """« 8 points de plus que la France », « autant que Blois » ; None si l'un des deux manque."""
    if formats.absent(valeur) or formats.absent(reference):
        return None
    valeur, reference = formats.decimal(valeur), formats.decimal(reference)
    taille, ecrit = _ecart(reference, abs(valeur - reference), unite)
    if taille == 0:
        return f"autant {que(nom)}"
    return f"{ecrit} de {'plus' if valeur > reference else 'moins'} {que(nom)}"


def premier_poste(
    df: pd.DataFrame, valeur: str, libelle: str, verbe: str = "reçoit", total: object = None
) -> str | None:
    """« L'emploi reçoit 44 % du total (3,3 M€) », pour la ligne la plus forte de `df`.

    `total` : ce dont on prend la part, sinon la somme de la colonne. None si rien n'est positif ;
    à égalité, les premiers sont nommés ensemble ; une ligne seule donne le montant sans part.
    """
    valeurs = df[[libelle, valeur]].dropna(subset=[valeur])
    valeurs = valeurs[valeurs[valeur] > 0]
    if valeurs.empty:
        return None
    fort = valeurs[valeur].max()
    noms = valeurs[valeurs[valeur] == fort][libelle].tolist()
    somme = formats.decimal(valeurs[valeur].sum() if formats.absent(total) else total)
    chacun = " chacun" if len(noms) > 1 else ""
    verbe = verbe if len(noms) == 1 else _au_pluriel(verbe)
    texte = f"{liste(noms, 3)} {verbe} {formats.montant(fort)}{chacun}"
    if len(valeurs) > 1 and somme > 0:
        part = formats.pourcentage(formats.decimal(fort) / somme)
        texte = f"{liste(noms, 3)} {verbe} {part}{chacun} du total ({formats.montant(fort)})"
    return formats.typographie(texte)


def phrase(texte: str) -> str:
    """`texte` en phrase : majuscule initiale, point final, fines insécables."""
    texte = formats.typographie(texte.strip())
    if not texte:
        return ""
    texte = texte[0].upper() + texte[1:]
    return texte if texte.endswith((".", "!", "?", "…", ":")) else f"{texte}."


def _ecart(base: Decimal, ecart: Decimal, unite: str) -> tuple[Decimal, str]:
    """La taille arrondie d'un écart positif et son écriture, unité comprise."""
    if unite == "euros":
        # Ce que l'écran arrondit à zéro n'a pas changé : le centime, puis l'euro, est le grain des montants.
        return formats.arrondi(ecart, 2 if ecart < 100 else 0), formats.montant(ecart)
    if unite == "nombre":
        taille = formats.arrondi(ecart)
        return taille, formats.nombre(taille)
    taille = formats.arrondi(ecart * 100 if unite == "points" or base == 0 else ecart / abs(base) * 100)
    if unite == "points":
        return taille, f"{formats.nombre(taille)} {pluriel(taille, 'point')}"
    return taille, f"{formats.nombre(taille)}{formats.FINE}%"


def _article(nom: str) -> tuple[str, str]:
    """L'article qui se contracte (le, les) et le reste du nom ; « » si le nom n'en a pas."""
    debut, _, reste = nom.partition(" ")
    return (debut.lower(), reste) if debut in ("Le", "Les", "le", "les") and reste else ("", nom)


def _au_pluriel(verbe: str) -> str:
    """La troisième personne du pluriel des quelques verbes de nos phrases."""
    connus = {
        "reçoit": "reçoivent",
        "apporte": "apportent",
        "finance": "financent",
        "représente": "représentent",
    }
    return connus.get(verbe, verbe)


def _sans_accent(texte: str) -> str:
    return texte.translate(str.maketrans("àâäéèêëîïôöùûüÿ", "aaaeeeeiioouuuy"))
