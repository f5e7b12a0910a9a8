"""Les phrases et les chiffres de la page Porteurs, et ceux d'un porteur."""

from collections.abc import Callable, Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from pages.composants.referentiel import NOMS_MONTANTS
from pages.sujets.porteurs.demande import Porteur
from pages.visite.mots import annees_en_mots
from queries import Filtre

REGLE = (
    "Un euro compte une fois. La dépendance se lit sur l'argent que cette base connaît, pas sur le budget "
    "entier de la structure."
)
DEPENDANCE = 0.5
"""Au-delà de cette part, un porteur dépend d'un seul financeur : plus de la moitié de l'argent connu."""


def porteurs(lignes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 43 structures mènent 104 actions ; les trois premières reçoivent 22 % des 2,8 M€. »"""
    connus = lignes[lignes["structure_id"].notna()]
    nb, actions, postes = len(connus), int(lignes["nb_actions"].sum()), int(lignes["nb_postes"].sum())
    sujet = f"{periode(filtre)}, {phrases.accord(nb, 'structure')}"
    total = _somme(lignes["montant_eur"])
    if actions == postes:
        verbe = phrases.pluriel(nb, "emploie", "emploient")
        phrase = f"{sujet} {verbe} {phrases.accord(postes, 'poste aidé', 'postes aidés')}"
        if total:
            phrase += f", pour {formats.montant(total)} de coût théorique"
        return phrases.phrase(phrase)
    phrase = f"{sujet} {phrases.pluriel(nb, 'mène', 'mènent')} {phrases.accord(actions, 'action')}"
    if total and nb > 3:
        part = formats.pourcentage(_somme(connus["montant_eur"].head(3)) / total)
        phrase += (
            f" ; les trois premières reçoivent {part} des {formats.montant(total)} {ACCORDES[filtre.montant]}"
        )
    elif total:
        phrase += f", pour {formats.montant(total)} {ACCORDES[filtre.montant]}"
    return phrases.phrase(phrase)


def chiffres_cles(lignes: pd.DataFrame, mouvements: pd.DataFrame, annee: int | None) -> list[Chiffre]:
    """Structures, nouvelles, arrêtées, dépendantes d'un seul financeur, postes."""
    connus = lignes[lignes["structure_id"].notna()]
    associations = int((connus["categorie"] == "association").sum())
    suite = f"dont {phrases.accord(associations, 'association')}" if associations else ""
    cartes = [Chiffre("porteurs", "Structures", formats.nombre(len(connus)), suite)]
    if annee is not None and not mouvements.empty and (mouvements["nb_avant"] > 0).any():
        for cle, nom, situation in (
            ("nouveaux", f"Nouvelles en {annee}", "nouveau"),
            ("arretes", f"Arrêtées depuis {annee - 1}", "arrêté"),
        ):
            concernes = mouvements[mouvements["situation"] == situation]
            somme = concernes["montant_eur" if situation == "nouveau" else "avant_eur"]
            cartes.append(
                Chiffre(
                    cle,
                    nom,
                    formats.nombre(len(concernes)),
                    f"{formats.montant(_somme(somme))} en {annee if situation == 'nouveau' else annee - 1}",
                    f"Elles n'avaient pas d'action en {annee - 1}, sous les mêmes filtres."
                    if situation == "nouveau"
                    else f"Elles avaient une action en {annee - 1}, sous les mêmes filtres.",
                )
            )
    parts = connus["part_premier"].dropna()
    if len(parts):
        cartes.append(
            Chiffre(
                "dependance",
                "Dépendantes",
                formats.nombre(int((parts > DEPENDANCE).sum())),
                "plus de moitié d'un financeur",
                "Un seul financeur apporte plus de la moitié de ce que la base connaît, hors "
                "autofinancement et hors postes aidés.",
            )
        )
    postes = int(lignes["nb_postes"].sum())
    if postes:
        employeurs = int((connus["nb_postes"] > 0).sum())
        cartes.append(
            Chiffre(
                "postes",
                "Postes aidés",
                formats.nombre(postes),
                f"dans {phrases.accord(employeurs, 'structure')}",
                "Adultes-relais et Fonjep, comptés à leur coût théorique.",
            )
        )
    return cartes


def porteur(fiche: Mapping | None, toutes: Mapping, filtre: Filtre) -> str:
    """« En 2026, « Régie des Deux-Lyses » mène 9 actions, pour 240 k€ accordés. »"""
    nom = f"« {toutes['porteur']} »"
    if fiche is None:
        derniere = int(toutes["derniere_annee"])
        return phrases.phrase(
            f"{periode(filtre)}, {nom} n'a pas d'action sous ces filtres ; sa dernière date de {derniere}"
        )
    nb, postes = int(fiche["nb_actions"]), int(fiche["nb_postes"])
    if nb == postes:
        phrase = f"{periode(filtre)}, {nom} emploie {phrases.accord(postes, 'poste aidé', 'postes aidés')}"
    else:
        phrase = f"{periode(filtre)}, {nom} mène {phrases.accord(nb, 'action')}"
    if not formats.absent(fiche["montant_eur"]):
        phrase += f", pour {formats.montant(fiche['montant_eur'])} "
        phrase += "de coût théorique" if nb == postes else ACCORDES[filtre.montant]
    return phrases.phrase(phrase)


def chiffres_du_porteur(lu: Porteur, filtre: Filtre) -> list[Chiffre]:
    """Actions, montant choisi, premier financeur, quartiers, années."""
    ici, toutes = lu.ici, lu.toutes
    chiffres = []
    if ici is not None:
        postes = int(ici["nb_postes"])
        suite = f"dont {phrases.accord(postes, 'poste aidé', 'postes aidés')}" if postes else ""
        chiffres.append(Chiffre("actions", "Actions", formats.nombre(ici["nb_actions"]), suite))
        if not formats.absent(ici["montant_eur"]):
            theorique = ici["theorique_eur"]
            reserve = (
                "" if formats.absent(theorique) else f"dont {formats.montant(theorique)} de coût théorique"
            )
            aide = f"Exactement {formats.montant(ici['montant_eur'], exact=True)}."
            nom = NOMS_MONTANTS[filtre.montant]
            chiffres.append(Chiffre("montant", nom, formats.montant(ici["montant_eur"]), reserve, aide))
        if lu.dependance is not None and not formats.absent(lu.dependance["part_premier"]):
            part = formats.pourcentage(lu.dependance["part_premier"])
            aide = (
                f"Sa part dans les montants {ACCORDES[filtre.montant]}, hors autofinancement et postes aidés."
            )
            premier = lu.dependance["premier_financeur"]
            chiffres.append(Chiffre("premier", "Premier financeur", part, premier, aide))
        if ici["nb_quartiers"]:
            chiffres.append(Chiffre("quartiers", "Quartiers", formats.nombre(ici["nb_quartiers"])))
    nombre = formats.nombre(toutes["nb_annees"])
    return [*chiffres, Chiffre("annees", "Années d'action", nombre, depuis(toutes))]


def depuis(toutes: Mapping) -> str:
    """« depuis 2015 », « de 2015 à 2024, 7 années » ou « en 2024 »."""
    debut, fin, nb = (int(toutes[c]) for c in ("premiere_annee", "derniere_annee", "nb_annees"))
    if debut == fin:
        return f"en {debut}"
    suite = f", {nb} années" if nb < fin - debut + 1 else ""
    return f"de {debut} à {fin}{suite}"


def presences(par_annee: pd.DataFrame) -> str:
    """« 43 structures en 2026, 41 en 2025. » ; les deux dernières années connues."""
    annees = sorted({int(a) for a in par_annee["annee"]})[-2:][::-1]
    nombres = [int(par_annee[par_annee["annee"] == a]["nb_porteurs"].sum()) for a in annees]
    suite = f", {formats.nombre(nombres[1])} en {annees[1]}" if len(annees) == 2 else ""
    return f"{phrases.accord(nombres[0], 'structure')} en {annees[0]}{suite}"


def mouvements(annee: int) -> str:
    """« Qui arrive, qui s'arrête depuis 2025 »."""
    return f"Qui arrive, qui s'arrête depuis {annee - 1}"


def premieres(montrees: int, lignes: pd.DataFrame, filtre: Filtre) -> str:
    """Le sous-titre des plus gros porteurs : « Les 10 premières sur 43 · montants accordés, 2026 »."""
    mesure = f"Montants {ACCORDES[filtre.montant]}, {annees_en_mots(filtre.annees)}"
    if len(lignes) <= montrees:
        return mesure
    return f"Les {montrees} premières sur {formats.nombre(len(lignes))} · {mesure[0].lower()}{mesure[1:]}"


def avec_part(lignes: pd.DataFrame) -> Callable[[object], str]:
    """Écrit un montant et sa part du total de `lignes`, même quand on n'en montre que les premières."""
    total = _somme(lignes["montant_eur"])

    def ecrire(montant: object) -> str:
        part = f" · {formats.pourcentage(formats.decimal(montant) / total)}" if total else ""
        return f"{formats.montant(montant)}{part}"

    return ecrire


def _somme(serie: pd.Series):
    connus = serie.dropna()
    return connus.sum() if len(connus) else 0
