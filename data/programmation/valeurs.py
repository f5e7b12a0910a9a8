"""Lire une cellule selon son champ : statut, pilier, thématique, oui/non, année, classe, parts."""

from datetime import date

from data import vocabulaire
from data.programmation import statuts
from data.programmation.mots import Voisins, cle, sac, sans_rang
from data.programmation.phrases import accord
from data.programmation.quartiers import ValeurRefusee
from data.programmation.referentiels import Pilier, Referentiels
from data.sources import cellules
from data.vocabulaire import MotInconnu

TOLERANCE = 0.005
"""Écart admis entre la somme des parts et 1 : trois fois 33 %, ou l'arrondi d'un tableur."""
_EXEMPLES = {
    "reconduction": ("reconduction", "nouvelle"),
    "pluriannuelle": ("pluriannuelle", "ponctuelle"),
    "bilan_recu": ("reçu", "non reçu"),
}


def lire_statut(texte: str, confirmes: dict[str, str]) -> str:
    """Lève ValeurRefusee, avec la liste, si le mot est inconnu ou s'il a plusieurs sens."""
    statut = statuts.trouver(texte, confirmes)
    if statut is None:
        possibles = statuts.propositions(texte)
        doute = f" (peut-être {' ou '.join(f'« {p} »' for p in possibles)}, à confirmer)" if possibles else ""
        raise ValeurRefusee(
            f"ce statut n'est pas connu{doute} ; statuts de la base : {statuts.connus()}",
            possibles[0] if possibles else "",
            texte,
        )
    return statut


def lire_drapeau(valeur: object, champ: str) -> bool:
    """Oui ou non, ou les mots du champ : « reconduction » / « nouvelle ». Lève ValeurRefusee."""
    if isinstance(valeur, bool):
        return valeur
    try:
        return vocabulaire.reconnaitre(champ, str(valeur)) == "oui"
    except MotInconnu as erreur:
        oui, non = _EXEMPLES[champ]
        raise ValeurRefusee(f"on attend « oui », « non », « {oui} » ou « {non} »") from erreur


def lire_annee(valeur: cellules.Valeur) -> int:
    """2026, « 2026 », une date de 2026. Lève ValeurRefusee."""
    if isinstance(valeur, date):
        return valeur.year
    try:
        annee = cellules.lire_entier(valeur)
    except cellules.CelluleInvalide:
        annee = None
    if annee is None or not 2000 <= annee <= 2100:
        raise ValeurRefusee("une année s'écrit en quatre chiffres, entre 2000 et 2100")
    return annee


def lire_parts(texte: str, nb: int) -> list[float]:
    """Des parts de somme 1 ou 100, dans l'ordre des quartiers. Lève ValeurRefusee."""
    morceaux = [m for m in texte.replace("|", ";").replace("\n", ";").split(";") if m.strip()]
    if len(morceaux) == 1 and nb > 1:
        morceaux = [m for m in texte.split(",") if m.strip()]
    if len(morceaux) != nb:
        raise ValeurRefusee(f"{accord(len(morceaux), 'part')} pour {accord(nb, 'quartier')}")
    try:
        lues = [cellules.nombre(m.strip()) for m in morceaux]
    except cellules.CelluleInvalide as erreur:
        raise ValeurRefusee(f"une part ne se lit pas : {erreur}") from erreur
    somme = sum(lues)
    if min(lues) <= 0 or not any(abs(somme - total) <= TOLERANCE * total * nb for total in (1, 100)):
        lisible = f"{somme:.4g}".replace(".", ",")
        raise ValeurRefusee(f"les parts font {lisible} au lieu de 1 ou 100")
    return [lue / somme for lue in lues]


class Nomenclature:
    """Retrouve un pilier, une thématique ou une classe par son code ou son nom, comme on l'écrit."""

    def __init__(self, entrees: list[Pilier], confirmes: dict[str, str]) -> None:
        self.entrees = entrees
        self.confirmes = {cle(ecrit): voulu for ecrit, voulu in confirmes.items()}
        self._memoire: dict[tuple, Pilier] = {}

    def lire(self, texte: str, annee: int | None = None, parent: str | None = None) -> Pilier:
        """Lève ValeurRefusee, avec ce que la valeur veut peut-être dire."""
        question = (texte, annee, parent)
        if question not in self._memoire:
            self._memoire[question] = self._lire(*question)
        return self._memoire[question]

    def _lire(self, texte: str, annee: int | None, parent: str | None) -> Pilier:
        famille = [e for e in self.entrees if parent is None or e.parent == parent]
        valables = [e for e in famille if annee is None or e.debut <= annee <= e.fin]
        voulu = self.confirmes.get(cle(texte))
        for entrees in (valables, famille):
            trouvees = [e for e in entrees if voulu in (e.id, e.code)] if voulu else _trouver(entrees, texte)
            if len(trouvees) == 1:
                if entrees is valables:
                    return trouvees[0]
                e = trouvees[0]
                raise ValeurRefusee(
                    f"il vaut de {e.debut} à {e.fin} ; en {annee}, le contrat a {_liste(valables)}"
                )
            if trouvees:
                raise ValeurRefusee(f"plusieurs entrées ont ce nom : {_liste(trouvees)}")
        proches = _proches(valables, texte)
        if len(proches) == 1:
            e = proches[0]
            raise ValeurRefusee(
                f"valeur inconnue ; peut-être « {e.nom} » ({e.code}), à confirmer", e.code, texte
            )
        quoi = f"le contrat a {_liste(valables)}" if valables else "le contrat n'en a encore aucun"
        raise ValeurRefusee(f"valeur inconnue ; {quoi}", inconnu=texte)


def _liste(entrees: list[Pilier]) -> str:
    return ", ".join(f"{e.code} ({e.nom})" for e in entrees[:12]) or "aucun"


def _trouver(entrees: list[Pilier], texte: str) -> list[Pilier]:
    nu = cle(texte)
    for essai in (
        [e for e in entrees if cle(e.code) == nu],
        [e for e in entrees if sac(e.nom) == sac(texte)],
        [e for e in entrees if sac(f"{e.code} {e.nom}") == sac(texte)],
        [e for e in entrees if sans_rang(e.nom) == sans_rang(texte)],
    ):
        if essai:
            return essai
    return []


def _proches(entrees: list[Pilier], texte: str) -> list[Pilier]:
    noms = {sans_rang(e.nom): e for e in entrees}
    voisins = Voisins(noms).de(sans_rang(texte))
    if voisins:
        return [noms[v] for v in voisins]
    utiles = set(sans_rang(texte).split())
    return [e for nom, e in noms.items() if utiles and utiles <= set(nom.split())]


class Themes:
    """Les thèmes de l'État : (code, nom, période)."""

    def __init__(self, themes: list[tuple[str, str, str]]) -> None:
        self._codes = {cle(code): code for code, _, _ in themes}
        self._noms: dict[str, list[tuple[str, str]]] = {}
        for code, nom, periode in themes:
            self._noms.setdefault(sac(nom), []).append((code, periode))

    def lire(self, texte: str, annee: int) -> str | None:
        """Le code d'un thème, par son code ou son nom ; None s'il est inconnu ou ambigu."""
        if cle(texte) in self._codes:
            return self._codes[cle(texte)]
        nommes = self._noms.get(sac(texte), [])
        du_moment = {code for code, periode in nommes if periode[:4] <= str(annee) <= periode[-4:]}
        codes = du_moment or {code for code, _ in nommes}
        return next(iter(codes)) if len(codes) == 1 else None


def lire_commune(texte: str, referentiels: Referentiels) -> str | None:
    """Le code INSEE d'une commune du contrat, par son code ou son nom ; None si elle est inconnue."""
    code = texte.zfill(5) if texte.isdigit() else texte
    if code in referentiels.communes:
        return code
    trouvees = [code for code, nom in referentiels.communes.items() if sac(nom) == sac(texte)]
    return trouvees[0] if len(trouvees) == 1 else None
