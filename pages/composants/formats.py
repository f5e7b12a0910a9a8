"""Comment les chiffres s'écrivent : une seule typographie française pour tout l'outil.

Fonctions pures. Une valeur absente (None, NaN, NaT, NA) s'écrit « n. d. », jamais zéro.
Les arrondis sont au plus proche, le demi s'éloignant de zéro, comme on l'apprend à l'école :
l'arrondi « au pair » de Python ferait lire 2 k€ à qui a calculé 2,5.
"""

import re
import textwrap
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import pandas as pd

FINE = "\u202f"
"""Espace fine insécable : milliers, et avant € % ; : ! ?"""
MOINS = "\u2212"
ABSENT = f"n.{FINE}d."

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

PARIS = ZoneInfo("Europe/Paris")
# Ce qu'on ne touche pas : adresses, code, raccourcis de Streamlit (:material/map:), heures.
_INTOUCHABLE = re.compile(r"(https?://\S+|`[^`]*`|:[a-z][\w-]*(?:/[\w-]+)?:)")
_AVEC_ESPACE = re.compile(r"[ \u00a0\u202f]+([€%;:!?»])")
_SANS_ESPACE = re.compile(r"(?<=[\w)»\]])([;:!?])(?=[\s»)*_]|$)")
_UNITE_COLLEE = re.compile(r"(?<=\d)([€%])")
_OUVRANT = re.compile(r"«[ \u00a0\u202f]*(?=\S)")
_FERMANT = re.compile(r"(?<=[^\s\u202f])»")


def absent(x: object) -> bool:
    """Vrai si `x` ne porte pas de valeur : None, NaN, NaT, pandas.NA, infini."""
    if x is None or x is pd.NaT or x is pd.NA:
        return True
    if isinstance(x, Decimal):
        return not x.is_finite()
    return isinstance(x, float) and (x != x or x in (float("inf"), float("-inf")))


def decimal(x: object) -> Decimal:
    """La valeur telle qu'elle s'écrit (0.1 donne 0,1) ; TypeError si ce n'est pas un nombre."""
    if isinstance(x, Decimal):
        return x
    if isinstance(x, str | bytes) or not hasattr(x, "__float__"):
        raise TypeError(f"{x!r} n'est pas un nombre")
    # repr d'un float numpy vaut « np.float64(…) » : on passe par les types de Python.
    return Decimal(x) if isinstance(x, int) else Decimal(repr(float(x)))


def arrondi(x: object, decimales: int = 0) -> Decimal:
    """`x` arrondi au plus proche, le demi s'éloignant de zéro."""
    return decimal(x).quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)


def _ecrit(valeur: Decimal, signe: bool = False) -> str:
    """Un nombre déjà arrondi, avec virgule et milliers séparés ; `signe` montre aussi le plus."""
    texte = f"{abs(valeur):,f}".replace(",", FINE).replace(".", ",")
    # Un nombre arrondi à zéro ne garde pas de signe : « −0 % » n'informe de rien.
    if valeur < 0:
        return MOINS + texte
    return f"+{texte}" if signe and valeur > 0 else texte


def nombre(x: object, decimales: int = 0) -> str:
    """`x` avec `decimales` chiffres après la virgule : « 1 234 », « 12,5 »."""
    return ABSENT if absent(x) else _ecrit(arrondi(x, decimales))


def court(texte: str, longueur: int) -> str:
    """`texte` en `longueur` signes au plus, coupé entre deux mots : « Centre social Mosaïque… »."""
    return texte if len(texte) <= longueur else textwrap.shorten(texte, longueur, placeholder="…")


def effectif(x: object, seuil: int = 5) -> str:
    """Un nombre de personnes : « 1 234 », « moins de 5 » sous le seuil, « n. d. » s'il est inconnu."""
    if absent(x):
        return ABSENT
    return f"moins de {seuil}" if decimal(x) < seuil else nombre(x)


def montant(x: object, exact: bool = False, signe: bool = False) -> str:
    """Une somme en euros.

    Courte pour une carte, à trois chiffres : « 1,24 M€ », « 34,2 k€ » ; à l'euro près sous 10 000 €
    (« 6 000 € »), au centime sous 100 € (« 5,57 € »). Deux sommes qui diffèrent de plus de 1 % s'écrivent
    donc toujours autrement, et une somme non nulle jamais « 0 € ». Exacte pour un tableau :
    « 1 204 300 € », avec les centimes s'il y en a. `signe` écrit le plus d'une somme positive.
    """
    if absent(x):
        return ABSENT
    centimes = arrondi(x, 2)
    if exact and (centimes or not decimal(x)):
        entier = centimes == centimes.to_integral_value()
        return _ecrit(arrondi(x) if entier else centimes, signe) + FINE + "€"
    euros = decimal(x)
    # Les seuils se lisent après arrondi : 999 600 € s'écrit « 1 M€ » et non « 1 000 k€ ».
    if abs(centimes) < 100:
        entier = centimes == euros == centimes.to_integral_value()
        fin = abs(euros) < 1 and centimes != euros
        # Sous l'euro (un rapport, pas une somme), deux décimales confondraient encore.
        ecrit = _trois_chiffres(euros) if fin else arrondi(euros) if entier else centimes
        return _ecrit(ecrit, signe) + FINE + "€"
    if abs(arrondi(euros)) < 10_000:
        return _ecrit(arrondi(euros), signe) + FINE + "€"
    for unite, diviseur in (("k€", 10**3), ("M€", 10**6)):
        if abs(_trois_chiffres(euros / diviseur)) < 1000:
            return _ecrit(_trois_chiffres(euros / diviseur), signe) + FINE + unite
    return _ecrit(_trois_chiffres(euros / 10**9), signe) + FINE + "Md€"


def significatif(x: object) -> str:
    """Un nombre à trois chiffres, sans zéro superflu : « 2,36 », « 0,024 », « 1 204 »."""
    return ABSENT if absent(x) else _ecrit(_trois_chiffres(decimal(x)))


def _trois_chiffres(x: Decimal) -> Decimal:
    """`x` arrondi à trois chiffres significatifs, ou à l'unité s'il en a plus ; sans zéro de fin."""
    if not x:
        return Decimal(0)
    reduit = arrondi(x, max(0, 2 - x.adjusted()))
    entier = reduit.to_integral_value()
    return entier if reduit == entier else reduit.normalize()


def pourcentage(fraction: object, decimales: int = 0) -> str:
    """Une fraction de 0 à 1 en pour cent : 0,44 → « 44 % ».

    Une part non nulle qui s'arrondirait à 0 (ou presque entière, à 100) se dit « < 1 % »
    (« > 99 % ») : sinon l'écran dirait « rien » ou « tout » à tort.
    """
    if absent(fraction):
        return ABSENT
    pour_cent = decimal(fraction) * 100
    ecrit = arrondi(pour_cent, decimales)
    pas = Decimal(1).scaleb(-decimales)
    if ecrit == 0 < pour_cent:
        return f"<{FINE}{_ecrit(pas)}{FINE}%"
    if ecrit == 100 > pour_cent:
        return f">{FINE}{_ecrit(100 - pas)}{FINE}%"
    return _ecrit(ecrit) + FINE + "%"


def points(delta_fraction: object, decimales: int = 0) -> str:
    """L'écart de deux pourcentages, en points : 0,08 → « +8 points », −0,01 → « −1 point »."""
    if absent(delta_fraction):
        return ABSENT
    ecart = arrondi(decimal(delta_fraction) * 100, decimales)
    return f"{_ecrit(ecart, signe=True)} point{'s' if abs(ecart) >= 2 else ''}"


def evolution(avant: object, apres: object, unite: str = "pourcent", repere: str | None = None) -> str:
    """Le changement, en une flèche et des mots : « ▲ +8 % par rapport à 2023 ».

    `unite` : « pourcent » (variation relative), « points » (avant et après sont des fractions),
    « euros » ou « nombre » (différence). `repere` : ce à quoi on compare. Sans valeur avant ou
    après, « n. d. » ; un changement que l'arrondi efface se dit « stable ».
    """
    if absent(avant) or absent(apres):
        return ABSENT
    avant, apres = decimal(avant), decimal(apres)
    ecart = apres - avant
    suite = f" par rapport à {repere}" if repere else ""
    if unite == "pourcent" and avant <= 0:
        if ecart == 0:
            return f"= stable{suite}"
        # Rien avant : un pourcentage n'a pas de sens.
        fleche = "▲" if ecart > 0 else "▼"
        return f"{fleche} rien en {repere}" if repere and avant == 0 else f"{fleche} rien auparavant"
    if unite == "pourcent" and apres >= 3 * avant:
        # « +420 % » se lit mal : au-delà du triple, on multiplie.
        fois = arrondi(apres / avant, 1)
        ecrit = _ecrit(fois.to_integral_value() if fois == fois.to_integral_value() else fois)
        return f"▲ multiplié par {ecrit}{suite}"
    if unite == "pourcent":
        ecrit = _ecrit(arrondi(ecart / avant * 100), signe=True) + FINE + "%"
    elif unite == "points":
        ecrit = points(ecart)
    elif unite == "euros":
        ecrit = montant(ecart, signe=True)
    elif unite == "nombre":
        ecrit = _ecrit(arrondi(ecart), signe=True)
    else:
        raise ValueError(f"unité inconnue : {unite} (pourcent, points, euros ou nombre)")
    if ecrit[0] not in "+" + MOINS:
        return f"= stable{suite}"
    return f"{'▲' if ecart > 0 else '▼'} {ecrit}{suite}"


def indicateur(valeur: object, unite: str, statut: str = "diffusée") -> str:
    """La mesure d'un indicateur, dans son unité ; le secret et l'absence se disent, jamais 0.

    `valeur` est dans l'unité de l'indicateur (44,3 pour 44,3 %). `statut` : diffusée, estimée,
    secret ou manquante (voir data/schema.sql, table mesure).
    """
    if statut == "secret":
        return "secret statistique"
    if statut == "manquante" or absent(valeur):
        return "non disponible"
    if "€" in unite:
        suite = unite.replace("€", "").strip()
        # Un revenu se lit à l'euro ; un prix au mètre carré, au centime.
        taille = abs(decimal(valeur))
        if 0 < taille < 1:
            ecrit = f"{significatif(valeur)}{FINE}€"
        else:
            ecrit = montant(arrondi(valeur) if taille >= 100 else valeur, exact=True)
        ecrit += f" {suite}" if suite else ""
    elif unite in ("%", "pourcent", "pour cent"):
        petit = 0 < abs(decimal(valeur)) < Decimal("0.05")
        ecrit = (significatif(valeur) if petit else nombre(valeur, 1)) + FINE + "%"
    else:
        entier = decimal(valeur) == decimal(valeur).to_integral_value()
        # Sous 1 (indice de Gini), un seul chiffre effacerait tout changement.
        ecrit = nombre(valeur, 0 if entier else 2 if abs(decimal(valeur)) < 1 else 1)
        if not entier and not arrondi(valeur, 2):
            ecrit = significatif(valeur)
        # L'unité d'un compte (« personnes ») se dit ; un rapport ou un indice n'en a pas.
        ecrit += f" {unite}" if unite not in ("", "indice", "ratio", "rapport", "nombre") else ""
    return f"{ecrit} (estimation)" if statut == "estimée" else ecrit


def jour(x: date | datetime | None) -> str:
    """« 1er mars 2024 », à l'heure de Paris quand l'instant porte un fuseau."""
    if absent(x):
        return ABSENT
    x = _a_paris(x)
    return f"{'1er' if x.day == 1 else x.day} {MOIS[x.month - 1]} {x.year}"


def jour_court(x: date | datetime | None) -> str:
    """« 01/03/2024 »."""
    return ABSENT if absent(x) else f"{_a_paris(x):%d/%m/%Y}"


def instant(x: datetime | None) -> str:
    """« 1er mars 2024 à 9 h 05 »."""
    if absent(x):
        return ABSENT
    return f"{jour(x)} à {_a_paris(x).hour}{FINE}h{FINE}{_a_paris(x):%M}"


def annees(valeurs: object) -> str:
    """« 2024 », « 2020–2024 » pour une suite d'années, « 2018, 2021 » sinon."""
    triees = sorted({int(v) for v in valeurs if not absent(v)})
    if not triees:
        return ABSENT
    if len(triees) > 1 and triees[-1] - triees[0] == len(triees) - 1:
        return f"{triees[0]}–{triees[-1]}"
    return ", ".join(map(str, triees))


def _a_paris(x: date | datetime) -> date | datetime:
    """L'instant vu de Paris ; une date, ou un instant sans fuseau, reste tel quel."""
    return x.astimezone(PARIS) if isinstance(x, datetime) and x.tzinfo else x


def typographie(texte: str) -> str:
    """`texte` avec les fines insécables de la typographie française.

    Idempotente ; laisse intacts les adresses, le code et les raccourcis de Streamlit.
    """
    morceaux = _INTOUCHABLE.split(texte)
    for i in range(0, len(morceaux), 2):
        morceau = _AVEC_ESPACE.sub(rf"{FINE}\1", morceaux[i])
        morceau = _SANS_ESPACE.sub(rf"{FINE}\1", morceau)
        morceau = _UNITE_COLLEE.sub(rf"{FINE}\1", morceau)
        morceau = _OUVRANT.sub(f"«{FINE}", morceau)
        morceaux[i] = _FERMANT.sub(f"{FINE}»", morceau)
    return "".join(morceaux)
