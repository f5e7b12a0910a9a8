"""Avant et après, en mots ; et ce que l'issue 11 demande, tenu ou non."""

from collections.abc import Iterator

from tests.bench.liens import PORTEES
from tests.bench.rapports import TOUS, des_visites, lignes
from tests.bench.table import nombre

FICTION = "fiction"


def changements(avant: dict, apres: dict) -> list[str]:
    """Une phrase par mesure qui a bougé plus que son bruit ; et ce qui n'est que d'un côté."""
    anciennes = {(base, portee, page): dit for base, portee, page, dit in lignes(avant)}
    phrases, vues = [], set()
    for base, portee, page, dit in lignes(apres):
        cle = (base, portee, page)
        vues.add(cle)
        if cle not in anciennes:
            phrases.append(f"{_ou(*cle)} : nouvelle")
            continue
        for nom, rapport in TOUS.items():
            ancien, neuf = anciennes[cle].get(nom), dit.get(nom)
            if ancien is None or neuf is None:
                continue
            if abs(neuf - ancien) <= rapport.bruit * max(abs(ancien), abs(neuf)):
                continue
            mieux = "mieux" if (neuf > ancien) == rapport.grand else "moins bien"
            quoi = " fois la page nue" if rapport.fois and nom != "vingt_sur_cinq" else ""
            decimales = max(rapport.decimales, 2 if rapport.fois else 0)
            change = f"{nombre(ancien, decimales)} → {nombre(neuf, decimales)}{quoi}"
            phrases.append(f"{_ou(*cle)} : {rapport.texte}, {change} ({mieux})")
    phrases += [f"{_ou(*cle)} : n'est plus mesurée" for cle in anciennes if cle not in vues]
    return phrases or ["Rien n'a bougé au-delà du bruit."]


def _ou(base: str, portee: str, page: str) -> str:
    return f"{page} ({base}, {PORTEES[portee]})"


def exigences(mesures: dict, avant: dict | None = None) -> list[str]:
    """Ce que l'issue 11 demande : une ligne par exigence mesurée, et où elle n'est pas tenue."""
    return [
        f"{'TENU' if not manques else 'NON'}  {texte}" + (f" — {' ; '.join(manques)}" if manques else "")
        for texte, manques in _exigees(mesures, avant)
    ]


def _exigees(mesures: dict, avant: dict | None) -> Iterator[tuple[str, list[str]]]:
    toutes = list(lignes(mesures))

    def manques(nom: str, tient, portee: str | None = None, grande: bool | None = None) -> list[str] | None:
        lus = [
            (base, p, page, dit[nom])
            for base, p, page, dit in toutes
            if dit.get(nom) is not None and p == (portee or p) and grande in (None, base != FICTION)
        ]
        decimales = max(2, TOUS[nom].decimales)
        faux = [f"{_ou(b, p, page)} {nombre(v, decimales)}" for b, p, page, v in lus if not tient(v)]
        return faux if lus else None

    demandes = [
        (f"{texte}{dit}", manques(f"{nom}{suffixe}", tient, portee, grande))
        for texte, nom, tient, portee, grande in (
            ("réponse gardée, un contrat : CPU ≤ 2", "gardee_cpu", lambda v: v <= 2, "un", None),
            ("réponse neuve, un contrat : CPU ≤ 6", "neuve_cpu", lambda v: v <= 6, "un", None),
            (
                "à l'échelle, tous les contrats, gardée : CPU ≤ 3",
                "gardee_cpu",
                lambda v: v <= 3,
                "tous",
                True,
            ),
            ("cinq sessions, trois liens : débit ≥ 0,45", "debit_5", lambda v: v >= 0.45, None, None),
        )
        for suffixe, dit in (("", ""), ("_figee", " (figée)"))
    ]
    demandes += [
        (
            "à l'échelle, tous les contrats : ≤ 150 ko",
            manques("premiere_ko", lambda v: v <= 150, "tous", True),
        ),
        ("vingt sessions : débit ≥ 0,85 de celui de cinq", manques("vingt_sur_cinq", lambda v: v >= 0.85)),
        ("aucune erreur", manques("erreurs", lambda v: v == 0)),
        ("première visite : ≤ 2 400 ko", manques("ko", lambda v: v <= 2400)),
    ]
    demandes += [
        (f"décalage < 0,05, {taille}", manques(f"decalage_{taille}", lambda v: v < 0.05))
        for taille in ("bureau", "projection", "telephone")
    ]
    for texte, trouves in demandes:
        if trouves is not None:
            yield texte, trouves
    for base, dites in mesures["bases"].items():
        if ecart := dites.get("memoire", {}).get("page", {}).get("ecart"):
            yield (
                "mémoire égale à 5 % près",
                [] if abs(ecart) <= 0.05 else [f"{base} {nombre(100 * ecart)} %"],
            )
    if avant:
        yield from _premieres_visites(mesures, avant)


def _premieres_visites(mesures: dict, avant: dict) -> Iterator[tuple[str, list[str]]]:
    """Rapportées à la page nue de chaque exécution : la machine n'est pas la même aux deux moments."""
    reponses, dessins = [], []
    compares = 0
    for base, dites in mesures["bases"].items():
        for page, lu in dites.get("visites", {}).items():
            ancienne = avant["bases"].get(base, {}).get("visites", {}).get(page)
            if not ancienne:
                continue
            ancien, neuf = des_visites(ancienne), des_visites(lu)
            compares += 1
            for quoi, nom, reference, seuil in (
                (reponses, "reponse", "chiffre", 0.35),
                (dessins, "tout", "tout", 0.75),
            ):
                if neuf[nom] and ancien[reference] and neuf[nom] > seuil * ancien[reference]:
                    quoi.append(f"{page} {nombre(neuf[nom] / ancien[reference], 2)}")
    if compares:
        yield "réponse lisible ≤ 0,35 fois le chiffre de l'application avant", reponses
        yield "tout dessiné ≤ 0,75 fois celui d'avant", dessins
