"""Les mesures en une page lisible : les rapports à la page nue, et leurs conditions."""

import statistics
from collections.abc import Iterable

from tests.bench.liens import PORTEES
from tests.bench.rapports import DEBITS, PASSAGES, VISITES, Rapport, lignes

_FINE = "\u202f"
ENTETE = """\
`uv run python -m tests.bench --ecrire .docs/banc.md` refait ce fichier. Tout y est dit en fois une page
Streamlit nue, mesurée en alternance avec la nôtre, sur la boucle locale : cinq chiffres, deux graphiques
prêts, trois tableaux repliés, une douzaine de sélecteurs (tests/bench/page_nue.py). *×* : contre cette page
servie par Streamlit et nos réglages seuls ; *(figée)* : contre la même, servie et démarrée comme nos pages,
où le ramassage qui suit chaque passage ne reparcourt plus les imports. *Gardée* : le même lien, redemandé ;
*neuve* : un lien jamais vu. Le CPU (tous les fils du serveur) dépend peu de ce que la machine fait d'autre ;
les durées et les débits, si : seuls leurs rapports se lisent. Première visite : un navigateur neuf, un
serveur qui en a déjà reçu d'autres ; *réponse* et *chiffre*, en fois le moment où la page nue (figée : les
mêmes fichiers comprimés) montre ses chiffres ; *saut*, de combien la phrase bouge quand
l'application la reprend."""


def nombre(valeur: float | None, decimales: int = 1) -> str:
    """« 1 234,5 » ; un tiret si la mesure manque."""
    if valeur is None:
        return "–"
    return f"{valeur:,.{decimales}f}".replace(",", _FINE).replace(".", ",").replace("-", "−")


def ecrire(mesures: dict) -> str:
    """Le document entier, en Markdown."""
    parties = ["# Le banc : chaque page, en fois une page Streamlit nue", ENTETE]
    toutes = list(lignes(mesures))
    for base, dites in mesures["bases"].items():
        parties += [f"## Base « {base} »", _conditions(dites["conditions"]), _absolus(dites)]
        for portee in PORTEES:
            ici = [(page, dit) for b, p, page, dit in toutes if (b, p) == (base, portee)]
            for titre, rapports in (
                (f"Une réexécution, {PORTEES[portee]}", PASSAGES),
                (f"Réexécutions par seconde, {PORTEES[portee]}, trois liens", DEBITS),
                ("Première visite, à froid", VISITES),
            ):
                parties += _table(titre, rapports, ici)
        if "memoire" in dites:
            parties.append(_memoire(dites["memoire"]))
        parties += [
            f"**{page} ({PORTEES[portee]}) n'a plus répondu** : {quoi}"
            for portee, abandons in dites.get("abandons", {}).items()
            for page, quoi in abandons.items()
        ]
    return "\n\n".join(filter(None, parties)) + "\n"


def _table(titre: str, rapports: Iterable[Rapport], ici: list[tuple[str, dict]]) -> list[str]:
    vus = [r for r in rapports if any(dit.get(r.nom) is not None for _, dit in ici)]
    if not vus:
        return []
    rangees = [["page", *(r.court for r in vus)], ["---", *("---:" for _ in vus)]]
    rangees += [
        [page, *(nombre(dit.get(r.nom), r.decimales) for r in vus)]
        for page, dit in ici
        if any(dit.get(r.nom) is not None for r in vus)
    ]
    return [f"### {titre}", "\n".join(f"| {' | '.join(rangee)} |" for rangee in rangees)]


def _conditions(dites: dict) -> str:
    vite = " Mesure rapide : peu de passages, un ordre de grandeur." if dites["rapide"] else ""
    charge = f"{nombre(dites['charge_au_debut'])} puis {nombre(dites.get('charge_a_la_fin'))}"
    outils = f"Python {dites['python']}, Streamlit {dites['streamlit']}"
    return (
        f"{dites['le'].replace('T', ' à ')}, version {dites['commit']} ; {dites['coeurs']} cœurs "
        f"({dites['processeur']}), charge {charge} ; {outils} ; "
        f"{nombre(dites['actions'], 0)} actions, {nombre(dites['financements'], 0)} financements.{vite}"
    )


def _absolus(dites: dict) -> str:
    """Ce que vaut la page nue, pour qui veut des secondes."""
    passages = [lu for pages in dites.get("passages", {}).values() for lu in pages.values()]
    debits = [lu for pages in dites.get("debits", {}).values() for lu in pages.values()]
    visites = [
        v["bureau"]["nue"] for v in dites.get("visites", {}).values() if v.get("bureau", {}).get("nue")
    ]
    textes = []
    for nom, qui in (("seule", "seule"), ("nue", "figée")):
        if passages:
            cpu, ms, octets = (
                statistics.median(lu[nom][n] for lu in passages) for n in ("cpu_ms", "ms", "octets")
            )
            cout = f"{nombre(cpu)} ms de CPU, {nombre(ms, 0)} ms et {nombre(octets / 1000)} ko la réexécution"
            textes.append(f"{qui}, {cout}")
        if debits:
            par_s = (nombre(statistics.median(lu[n][nom]["par_s"] for lu in debits)) for n in debits[0])
            textes.append(f"{qui}, {' puis '.join(par_s)} par seconde à {', '.join(debits[0])} sessions")
    if chiffres := [v["chiffre_ms"] for v in visites if "chiffre_ms" in v]:
        tout = statistics.median(v["tout_ms"] for v in visites if "tout_ms" in v)
        ko = statistics.median(v["ko"] for v in visites if "ko" in v)
        textes.append(
            f"à la première visite, ses chiffres à {nombre(statistics.median(chiffres), 0)} ms, "
            f"tout à {nombre(tout, 0)} ms, {nombre(ko, 0)} ko"
        )
    return f"La page nue : {' ; '.join(textes)}." if textes else ""


def _memoire(lue: dict) -> str:
    noms = {"page": "Nos pages", "seule": "la page nue, seule", "nue": "la page nue, figée"}
    dites = [
        f"{qui} : {nombre(lue[nom]['apres_chauffe_mo'], 0)} Mo une fois chaudes, "
        f"{nombre(lue[nom]['fin_mo'], 0)} Mo à la fin ({nombre(100 * lue[nom]['ecart'])} %)"
        for nom, qui in noms.items()
        if nom in lue
    ]
    passages = nombre(next(iter(lue.values()))["passages"], 0)
    return f"### Mémoire, {passages} réexécutions\n\n{' ; '.join(dites)}."
