"""Ce que la page Territoires demande à la base : les contrats d'une région, selon une mesure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.composants import formats
from pages.composants.constats import ACCORDES
from pages.composants.referentiel import generation
from pages.visite.mots import annees_en_mots
from queries import Filtre, lire

MESURES = {
    "habitant": "€ par habitant des QPV",
    "montant": "Montant total",
    "postes": "Postes aidés",
    "actions": "Actions",
    "quartiers": "Quartiers prioritaires",
}
_COLONNE = {
    "habitant": "eur_par_habitant",
    "montant": "montant_eur",
    "postes": "nb_postes",
    "actions": "nb_actions",
    "quartiers": "nb_quartiers",
}
PAR_THEME = ("habitant", "montant", "actions")
"""Les mesures qu'un thème national restreint ; les postes et les quartiers n'en ont pas."""


@dataclass(frozen=True)
class Comparaison:
    """Les contrats de la région, prêts à être dessinés, dits et exportés.

    `siens` : codes des contrats mis en avant ; `valeurs` : colonnes du bloc `Carte`, du plus au moins
    (`quartier_id` y est le code du contrat) ; `totaux` : ligne de `territoires/totaux` ; `pauvrete` : une
    ligne par contrat, et une pour tous (contrat_id vide).
    """

    siens: tuple[str, ...]
    mesure: str
    theme: str
    zonage: str
    filtre: Filtre
    contrats: pd.DataFrame
    themes: pd.DataFrame
    pauvrete: pd.DataFrame
    totaux: Mapping
    valeurs: pd.DataFrame

    @property
    def ecrire(self) -> Callable[[object], str]:
        """Met une valeur en mots, avec son unité si c'est de l'argent."""
        return formats.montant if self.mesure in ("habitant", "montant") else formats.nombre

    @property
    def format(self) -> str | Callable[[object], str]:
        """Le format des graphiques ; un rapport ne s'additionne pas, il est donné par sa fonction."""
        return {"montant": "euros", "habitant": formats.montant}.get(self.mesure, "entier")

    @property
    def titre(self) -> str:
        """« Montants accordés par habitant des QPV, 2024 »."""
        noms = {
            "habitant": f"Montants {ACCORDES[self.filtre.montant]} par habitant des QPV",
            "montant": f"Montants {ACCORDES[self.filtre.montant]}",
            "quartiers": f"Quartiers prioritaires, zonage {self.zonage}",
        }
        nom = noms.get(self.mesure, MESURES[self.mesure])
        if self.mesure != "quartiers":
            nom += f", {annees_en_mots(self.filtre.annees)}"
        return formats.typographie(f"{nom} · {self.theme}" if self.theme else nom)

    @property
    def a_des_themes(self) -> bool:
        """Vrai si une action au moins porte un thème de l'État."""
        return bool((self.themes["theme_id"] != "aucun").any())

    @property
    def situes(self) -> bool:
        """Vrai si la carte a plus d'un point à montrer."""
        return int(self.contrats["longitude"].notna().sum()) > 1


def region(filtre: Filtre) -> Filtre:
    """Le filtre étendu aux contrats de la même région, sans ce qui est propre à un seul contrat."""
    contrats = lire("territoires/perimetre", contrats=list(filtre.contrats) or None)["contrat_id"]
    return replace(filtre, contrats=tuple(contrats), piliers=(), thematiques=(), quartiers=())


def themes(filtre: Filtre) -> dict[str, str]:
    """Les thèmes de l'État présents dans la région, code → nom ; le premier choix est « tous »."""
    lignes = lire("territoires/themes", filtre=region(filtre), generation=generation(filtre))
    connus = lignes[lignes["theme_id"] != "aucun"]
    return {"": "tous"} | dict(zip(connus["theme_id"], connus["theme"], strict=True))


def comparer(mesure: str, theme: str, filtre: Filtre) -> Comparaison:
    """Les contrats de la région selon `mesure` (clé de MESURES) et `theme` (code, vide : tous)."""
    ensemble, zonage = region(filtre), generation(filtre)
    contrats = lire("territoires/contrats", filtre=ensemble, generation=zonage)
    par_theme = lire("territoires/themes", filtre=ensemble, generation=zonage)
    pauvrete = lire("territoires/pauvrete", contrats=list(ensemble.contrats), generation=zonage)
    lignes, nom = contrats, ""
    if theme and mesure in PAR_THEME:
        lignes = par_theme[par_theme["theme_id"] == theme]
        nom = lignes["theme"].iloc[0]
    valeurs = pd.DataFrame(
        {
            "quartier_id": lignes["contrat_id"],
            "nom": lignes["contrat"],
            "type": "contrat",
            "valeur": lignes[_COLONNE[mesure]].to_numpy(dtype="float64", na_value=float("nan")),
            "statut": "diffusée",
        }
    ).sort_values("valeur", ascending=False, na_position="last", kind="stable")
    return Comparaison(
        siens=filtre.contrats,
        mesure=mesure,
        theme=nom,
        zonage=zonage,
        filtre=ensemble,
        contrats=_avec_pauvrete(contrats, pauvrete),
        themes=par_theme,
        pauvrete=pauvrete,
        totaux=lire("territoires/totaux", filtre=ensemble, generation=zonage).iloc[0],
        valeurs=valeurs.reset_index(drop=True),
    )


def etendue(bas: object, haut: object) -> str:
    """« de 39 à 61 % », ou « 56 % » quand l'arrondi confond les deux ; « n. d. » si rien n'est publié."""
    if formats.absent(bas) or formats.absent(haut):
        return formats.ABSENT
    if formats.nombre(bas) == formats.nombre(haut):
        return f"{formats.nombre(bas)}{formats.FINE}%"
    return f"de {formats.nombre(bas)} à {formats.nombre(haut)}{formats.FINE}%"


def _avec_pauvrete(contrats: pd.DataFrame, pauvrete: pd.DataFrame) -> pd.DataFrame:
    """Ajoute la pauvreté à chaque contrat, en mots, avec son année."""
    mots = {}
    for ligne in pauvrete.dropna(subset="contrat_id").itertuples(index=False):
        texte = f"{etendue(ligne.plus_bas, ligne.plus_haut)} en {ligne.annee}"
        if ligne.nb_secrets:
            texte += f" (sous secret : {ligne.nb_secrets})"
        mots[ligne.contrat_id] = formats.typographie(texte)
    return contrats.assign(pauvrete=[mots.get(code, "non publiée") for code in contrats["contrat_id"]])
