"""La phrase et les chiffres de la page Territoires : le contrat choisi parmi ceux de sa région."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from pages.composants.formules import POSTE_UNE_FOIS
from pages.composants.sources import en_lignes
from pages.sujets.territoires.demande import Comparaison, etendue
from pages.visite.mots import annees_en_mots
from queries import Filtre

REGLE = (
    "Les contrats comparés sont ceux de la même région. Un euro compte une fois ; les postes aidés y sont à "
    f"leur coût théorique. {POSTE_UNE_FOIS} Un taux de pauvreté ne se moyenne pas : c'est du quartier le "
    "moins au plus pauvre."
)
SEUL = (
    "Pour comparer, nommez plusieurs contrats dans la recette (« contrats »), ou des départements "
    "(« departements »), ou une région (« regions »), puis reconstruisez la base."
)


def territoires(vue: Comparaison) -> str:
    """« En 2024, « Blois » : 15 € accordés par habitant des QPV, 15e des 17 contrats connus (de 5 à 45 €). »

    Le rang se lit sur les valeurs telles qu'elles s'écrivent : deux contrats que l'arrondi confond sont à
    égalité. Un contrat dont on ne sait rien n'a pas de rang.
    """
    connues = vue.valeurs[vue.valeurs["valeur"].notna()]
    if len(vue.valeurs) < 2:
        return "Cette base ne contient qu'un contrat de ville : il n'y a rien à quoi le comparer."
    debut = f"{periode(vue.filtre)}, " if vue.mesure != "quartiers" else ""
    if connues.empty:
        return phrases.phrase(f"{debut}aucun montant n'est connu pour ces {len(vue.valeurs)} contrats")
    quoi = _quoi(vue)
    miens = vue.valeurs[vue.valeurs["quartier_id"].isin(vue.siens)]
    bornes = _bornes(connues, vue)
    if len(miens) != 1:
        return phrases.phrase(f"{debut}{bornes[0].upper() if not debut else bornes[0]}{bornes[1:]} {quoi}")
    mien = miens.iloc[0]
    # Un nom qui a déjà des guillemets n'en prend pas d'autres.
    nom = mien["nom"] if "«" in mien["nom"] else f"« {mien['nom']} »"
    if formats.absent(mien["valeur"]):
        return phrases.phrase(
            f"{debut}{nom} n'a pas de valeur connue ici ; les autres contrats : {bornes} {quoi}"
        )
    valeur = f"{vue.ecrire(mien['valeur'])} {_quoi(vue, mien['valeur'])}"
    return phrases.phrase(f"{debut}{nom} : {valeur}, {_rang(mien, connues, vue)}")


def notes(vue: Comparaison, filtre: Filtre) -> list[str]:
    """Ce qu'il faut savoir avant de comparer : un seul contrat, un filtre qui ne s'applique pas."""
    if len(vue.contrats) == 1:
        return [formats.typographie(SEUL)]
    noms = {"piliers": "pilier", "thematiques": "thématique", "quartiers": "quartier"}
    poses = [nom for champ, nom in noms.items() if getattr(filtre, champ)]
    if not poses:
        return []
    est = "est propre" if len(poses) == 1 else "sont propres"
    applique = "ce filtre n'est pas appliqué" if len(poses) == 1 else "ces filtres ne sont pas appliqués"
    return [phrases.phrase(f"{phrases.liste(poses)} {est} à un contrat : ici, {applique}")]


def en_mots(vue: Comparaison) -> str:
    """Le périmètre en une ligne, pour les fichiers qu'on emporte."""
    nb = phrases.accord(len(vue.contrats), "contrat comparé", "contrats comparés")
    return f"{nb} · {annees_en_mots(vue.filtre.annees)} · Montants {ACCORDES[vue.filtre.montant]}"


def chiffres_cles(vue: Comparaison) -> list[Chiffre]:
    """Cinq chiffres de la région : contrats, montant, habitants, postes, pauvreté."""
    totaux = vue.totaux
    nb, quartiers = int(totaux["nb_contrats"]), int(totaux["nb_quartiers"])
    cartes_ = [
        Chiffre(
            "contrats",
            phrases.pluriel(nb, "Contrat comparé", "Contrats comparés"),
            formats.nombre(nb),
            phrases.accord(quartiers, "quartier prioritaire", "quartiers prioritaires") if quartiers else "",
        ),
        Chiffre(
            "accorde",
            f"{ACCORDES[vue.filtre.montant].capitalize()} en tout",
            formats.montant(totaux["montant_eur"]),
            _dont_postes(totaux),
            f"Exactement {formats.montant(totaux['montant_eur'], exact=True)}.",
        ),
        _habitants(totaux),
    ]
    if totaux["nb_postes"]:
        detail = (
            f"{formats.nombre(totaux['nb_adultes_relais'])} adultes-relais, "
            f"{formats.nombre(totaux['nb_fonjep'])} Fonjep"
        )
        cartes_.append(Chiffre("postes", "Postes aidés", formats.nombre(totaux["nb_postes"]), detail))
    ensemble = vue.pauvrete[vue.pauvrete["contrat_id"].isna()]
    if len(ensemble):
        ligne = ensemble.iloc[0]
        suite = f"{ligne['annee']}, quartiers de {ligne['zonage']}"
        if ligne["nb_secrets"]:
            suite += f" · {phrases.accord(ligne['nb_secrets'], 'secret')}"
        cartes_.append(
            Chiffre(
                "pauvrete",
                "Pauvreté des quartiers",
                etendue(ligne["plus_bas"], ligne["plus_haut"]).removeprefix("de "),
                suite,
                lignes=phrases.accord(
                    ligne["nb_publies"] + ligne["nb_secrets"], "mesure d'un quartier", "mesures de quartiers"
                ),
                sources=tuple(en_lignes(vue.pauvrete)),
            )
        )
    return cartes_


def _habitants(totaux: Mapping) -> Chiffre:
    nb, inconnus = int(totaux["nb_quartiers"]), int(totaux["nb_sans_population"])
    if nb and not inconnus:
        suite = f"{formats.montant(totaux['eur_par_habitant'])} par habitant"
    else:
        suite = f"connus pour {nb - inconnus if nb > inconnus else 'aucun'} des {nb} quartiers"
    return Chiffre(
        "habitants",
        "Habitants des QPV",
        formats.nombre(totaux["population"]),
        "" if formats.absent(totaux["eur_par_habitant"]) and not inconnus else suite,
    )


def _dont_postes(totaux: Mapping) -> str:
    if formats.absent(totaux["theorique_eur"]) or not totaux["theorique_eur"]:
        return ""
    if totaux["theorique_eur"] == totaux["montant_eur"]:
        return "postes au coût théorique"
    return f"dont {formats.montant(totaux['theorique_eur'])} de postes, au coût théorique"


def _quoi(vue: Comparaison, nombre: object = 2) -> str:
    # Une base qui ne connaît que des postes le dit : leur coût est théorique.
    argent = "de postes aidés (coût théorique)" if _que_des_postes(vue) else ACCORDES[vue.filtre.montant]
    mots = {
        "habitant": f"{argent} par habitant des QPV",
        "montant": argent,
        "postes": phrases.pluriel(nombre, "poste aidé", "postes aidés"),
        "actions": phrases.pluriel(nombre, "action"),
        "quartiers": phrases.pluriel(nombre, "quartier prioritaire", "quartiers prioritaires"),
    }
    suite = f" pour le thème « {vue.theme} »" if vue.theme else ""
    return mots[vue.mesure] + suite


def _que_des_postes(vue: Comparaison) -> bool:
    total, theorique = vue.totaux["montant_eur"], vue.totaux["theorique_eur"]
    if formats.absent(total) or formats.absent(theorique):
        return False
    return bool(total) and total == theorique


def _bornes(connues: pd.DataFrame, vue: Comparaison) -> str:
    haut, bas = connues.iloc[0], connues.iloc[-1]
    if vue.ecrire(haut["valeur"]) == vue.ecrire(bas["valeur"]):
        return f"{vue.ecrire(haut['valeur'])} dans chaque contrat connu,"
    return f"de {vue.ecrire(bas['valeur'])} ({bas['nom']}) à {vue.ecrire(haut['valeur'])} ({haut['nom']})"


def _rang(mien: pd.Series, connues: pd.DataFrame, vue: Comparaison) -> str:
    """« le plus haut des 17 contrats connus (le plus bas : 5 €) », « 15e des 17 contrats (de 5 à 45 €) »."""
    ecrites = [vue.ecrire(valeur) for valeur in connues["valeur"]]
    sienne, nb = vue.ecrire(mien["valeur"]), len(connues)
    connus = "contrats" if nb == len(vue.valeurs) else "contrats connus"
    if nb == 1:
        return "seul contrat connu"
    if len(set(ecrites)) == 1:
        return f"comme chacun des {nb} {connus}"
    # `connues` est triée de la plus forte à la plus faible : le rang est celui de la première égale.
    rang = ecrites.index(sienne) + 1
    ex_aequo = " à égalité" if ecrites.count(sienne) > 1 else ""
    if rang == 1:
        return f"le plus haut{ex_aequo} des {nb} {connus} (le plus bas : {ecrites[-1]})"
    if sienne == ecrites[-1]:
        return f"le plus bas{ex_aequo} des {nb} {connus} (le plus haut : {ecrites[0]})"
    return f"{phrases.ordinal(rang)}{ex_aequo} des {nb} {connus} (de {ecrites[-1]} à {ecrites[0]})"
