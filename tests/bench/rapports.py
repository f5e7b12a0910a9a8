"""Des mesures aux rapports à la page nue : une ligne plate par base, portée et page.

Deux témoins : la page nue par Streamlit et ses réglages seuls (« seule »), et la même servie et démarrée
comme nos pages, la mémoire de ses imports figée (« figée ») : le ramassage qui suit chaque passage n'y coûte
presque rien.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tests.bench.liens import PORTEES

MACHINE = 0.25
"""Le bruit de ce que l'on chronomètre : la machine fait autre chose."""


@dataclass(frozen=True)
class Rapport:
    """Une mesure d'une page : son nom, comment la dire, s'il vaut mieux qu'elle soit grande.

    `bruit` : la part d'elle-même dont elle varie sans que rien n'ait changé.
    """

    nom: str
    court: str
    texte: str
    grand: bool = False
    decimales: int = 1
    fois: bool = True
    bruit: float = 0.1


PASSAGES = (
    Rapport("gardee_cpu", "gardée, CPU ×", "CPU d'une réponse gardée"),
    Rapport("gardee_cpu_figee", "(figée)", "CPU d'une réponse gardée (figée)"),
    Rapport("gardee_ms", "durée ×", "durée d'une réponse gardée", bruit=MACHINE),
    Rapport("gardee_ko", "ko", "ko d'une réponse gardée", fois=False),
    Rapport("neuve_cpu", "neuve, CPU ×", "CPU d'une réponse neuve"),
    Rapport("neuve_cpu_figee", "(figée)", "CPU d'une réponse neuve (figée)"),
    Rapport("neuve_ms", "durée ×", "durée d'une réponse neuve", bruit=MACHINE),
    Rapport("neuve_ko", "ko", "ko d'une réponse neuve", fois=False),
    Rapport("premiere_ko", "ouvrir, ko", "ko pour ouvrir la page", fois=False),
)
_Debit = partial(Rapport, grand=True, decimales=2, bruit=MACHINE)
DEBITS = (
    *(
        debit
        for sessions, mots in ((1, "une session"), (5, "cinq sessions"), (20, "vingt sessions"))
        for debit in (
            _Debit(f"debit_{sessions}", f"{mots} ×", f"débit, {mots}"),
            _Debit(f"debit_{sessions}_figee", "(figée)", f"débit, {mots} (figée)"),
        )
    ),
    _Debit("vingt_sur_cinq", "20 sur 5", "débit de vingt sur celui de cinq"),
    Rapport("erreurs", "erreurs", "erreurs", decimales=0, fois=False),
)
VISITES = (
    Rapport("reponse", "réponse lisible ×", "réponse lisible", decimales=2, bruit=MACHINE),
    Rapport("chiffre", "chiffre de l'application ×", "chiffre de l'application", decimales=2, bruit=MACHINE),
    Rapport("tout", "tout dessiné ×", "tout dessiné", decimales=2, bruit=MACHINE),
    Rapport("ko", "ko", "ko d'une première visite", decimales=0, fois=False),
    Rapport("requetes", "requêtes", "requêtes d'une première visite", decimales=0, fois=False),
    Rapport("decalage_bureau", "décalage 1366", "décalage au bureau", decimales=3, fois=False, bruit=MACHINE),
    Rapport(
        "decalage_projection", "projection", "décalage en projection", decimales=3, fois=False, bruit=MACHINE
    ),
    Rapport("decalage_telephone", "390", "décalage au téléphone", decimales=3, fois=False, bruit=MACHINE),
    Rapport("saut", "saut, px", "saut de la phrase, en px", decimales=0, fois=False),
)
TOUS = {rapport.nom: rapport for rapport in (*PASSAGES, *DEBITS, *VISITES)}


def _sur(haut: float | None, bas: float | None) -> float | None:
    return haut / bas if haut is not None and bas else None


def des_passages(lu: dict) -> dict[str, float | None]:
    """CPU et durée : fois la page nue ; ko (10³ octets) tels quels."""
    return {
        f"{genre}_{nom}": valeur
        for genre in ("gardee", "neuve")
        for nom, valeur in (
            ("cpu", _sur(lu[genre]["cpu_ms"], lu["seule"]["cpu_ms"])),
            ("cpu_figee", _sur(lu[genre]["cpu_ms"], lu["nue"]["cpu_ms"])),
            ("ms", _sur(lu[genre]["ms"], lu["seule"]["ms"])),
            ("ko", lu[genre]["octets"] / 1000),
        )
    } | {"premiere_ko": lu["premiere"]["octets"] / 1000}


def des_debits(lu: dict) -> dict[str, float | None]:
    """Passages par seconde : fois ceux de la page nue, au même nombre de sessions."""
    dits = {f"debit_{n}": _sur(d["page"]["par_s"], d["seule"]["par_s"]) for n, d in lu.items()}
    dits |= {f"debit_{n}_figee": _sur(d["page"]["par_s"], d["nue"]["par_s"]) for n, d in lu.items()}
    if "5" in lu and "20" in lu:
        dits["vingt_sur_cinq"] = _sur(lu["20"]["page"]["par_s"], lu["5"]["page"]["par_s"])
    return dits | {"erreurs": sum(d["page"]["erreurs"] for d in lu.values())}


def des_visites(lu: dict) -> dict[str, float | None]:
    """Réponse et chiffre : fois le moment où la page nue montre ses chiffres ; tout : fois le sien."""
    bureau, nue = lu.get("bureau", {}).get("page", {}), lu.get("bureau", {}).get("nue", {})
    sauts = [v["page"]["saut_px"] for v in lu.values() if "saut_px" in v["page"]]
    return {
        "reponse": _sur(bureau.get("reponse_ms"), nue.get("chiffre_ms")),
        "chiffre": _sur(bureau.get("chiffre_ms"), nue.get("chiffre_ms")),
        "tout": _sur(bureau.get("tout_ms"), nue.get("tout_ms")),
        "ko": bureau.get("ko"),
        "requetes": bureau.get("requetes"),
        "saut": max(sauts, default=None),
    } | {f"decalage_{taille}": v["page"].get("decalage") for taille, v in lu.items()}


def lignes(mesures: dict) -> Iterator[tuple[str, str, str, dict[str, float | None]]]:
    """(base, portée, page, rapports) ; la première visite est sous la première portée mesurée."""
    for base, dites in mesures["bases"].items():
        portees = [p for p in PORTEES if p in dites.get("passages", {}) or p in dites.get("debits", {})] or [
            "un"
        ]
        for portee in portees:
            pages = dict.fromkeys(
                [*dites.get("passages", {}).get(portee, {}), *dites.get("debits", {}).get(portee, {})]
            )
            if portee == portees[0]:
                pages |= dict.fromkeys(dites.get("visites", {}))
            for page in pages:
                dit: dict[str, float | None] = {}
                if page in dites.get("passages", {}).get(portee, {}):
                    dit |= des_passages(dites["passages"][portee][page])
                if page in dites.get("debits", {}).get(portee, {}):
                    dit |= des_debits(dites["debits"][portee][page])
                if portee == portees[0] and page in dites.get("visites", {}):
                    dit |= des_visites(dites["visites"][page])
                yield base, portee, page, dit
