"""La phrase de la page Carte."""

from pages.composants import formats, phrases
from pages.composants.mesures import Mesure


def constat(mesure: Mesure) -> str:
    """« Montant par habitant en 2025 : de 34 € (Les Ormes) à 210 € (La Boussole). »"""
    quartiers, nom, ecrire = mesure.valeurs, f"{mesure.nom}, {mesure.periode}", mesure.ecrire
    connus = quartiers[quartiers["valeur"].notna()]
    secrets = int((quartiers["statut"] == "secret").sum())
    suite = ""
    if secrets:
        suite = (
            f" {secrets} {phrases.pluriel(secrets, 'quartier est couvert', 'quartiers sont couverts')} "
            "par le secret statistique."
        )
    if connus.empty:
        return formats.typographie(f"{nom} : aucune valeur par quartier.{suite}")
    haut, bas = connus.iloc[0], connus.iloc[-1]
    if len(connus) == 1:
        debut = f"{nom} : {ecrire(haut['valeur'])} ({haut['nom']})."
    elif ecrire(haut["valeur"]) == ecrire(bas["valeur"]):
        debut = f"{nom} : {ecrire(haut['valeur'])} dans chaque quartier connu."
    else:
        debut = (
            f"{nom} : de {ecrire(bas['valeur'])} ({bas['nom']}) à {ecrire(haut['valeur'])} ({haut['nom']})."
        )
    return formats.typographie(debut + suite)
