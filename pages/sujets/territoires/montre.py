"""Les contrats d'une région dessinés : carte, classement, thèmes, pauvreté ; un clic en met un en avant."""

from pages.blocs import Barres, Bloc, Carte, Etendues, Information, Matrice
from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES
from pages.sujets.territoires.demande import Comparaison, etendue
from pages.visite import Visite
from pages.visite.mots import annees_en_mots

SANS_THEME = (
    "Aucune action de cette base ne porte de thème de l'État : la colonne « theme_national » de la feuille "
    "« programmation » du classeur le donne, et les contrats se comparent alors par thème."
)
SANS_PAUVRETE = (
    "Cette base n'a pas de taux de pauvreté par quartier : les sources « indicateurs-insee » et "
    "« indicateurs-csv » de la recette le donnent."
)


def carte(visite: Visite, vue: Comparaison) -> Carte:
    """La carte des contrats, un point chacun."""
    tous = len(vue.filtre.contrats) == len(visite.lire("referentiels/contrats"))
    return Carte(
        vue.valeurs,
        cle=f"contrats-{vue.mesure}",
        contrat="" if tous else ",".join(vue.filtre.contrats),
        generation=vue.zonage,
        format=vue.ecrire,
        titre=vue.titre,
        choisis=vue.siens,
        choisit="contrat",
        couche="contrats",
        place=630,
    )


def classement(vue: Comparaison, *, cle: str, titre: str) -> Barres:
    """Les contrats du plus au moins, le sien mis en avant et toujours montré."""
    return Barres(
        vue.valeurs,
        cle=cle,
        valeur="valeur",
        libelle="nom",
        code="quartier_id",
        choisi=vue.siens,
        choisit="contrat",
        format=vue.format,
        part=False,
        sommable=False,
        titre=titre,
        sous_titre=vue.titre,
        place=590,
    )


def themes(vue: Comparaison) -> Bloc:
    """Pour quoi chaque contrat est financé, par habitant ; ou ce qui le dirait."""
    if not vue.a_des_themes:
        return Information(SANS_THEME)
    return Matrice(
        vue.themes,
        cle="themes",
        lignes="contrat",
        colonnes="theme",
        valeur="eur_par_habitant",
        sommable=False,
        titre="Pour quoi, par habitant : les thèmes de l'État, communs à tous",
        sous_titre=f"Montants {ACCORDES[vue.filtre.montant]} par habitant des QPV, "
        f"{annees_en_mots(vue.filtre.annees)} · programme 147 ; les piliers sont propres à chaque contrat",
    )


def pauvrete(vue: Comparaison) -> Bloc:
    """La pauvreté des quartiers de chaque contrat, du moins au plus pauvre : jamais une moyenne."""
    if vue.pauvrete.empty:
        return Information(SANS_PAUVRETE)
    lignes = vue.pauvrete.dropna(subset="contrat_id")
    noms = vue.contrats.set_index("contrat_id")["contrat"]
    lignes = lignes.assign(contrat=lignes["contrat_id"].map(noms))
    return Etendues(
        lignes.sort_values(["plus_haut", "contrat"], ascending=[False, True], na_position="last"),
        bas="plus_bas",
        haut="plus_haut",
        libelle="contrat",
        code="contrat_id",
        ecrire=etendue,
        choisis=vue.siens,
        cle="pauvrete",
        titre="Pauvreté, du quartier le moins au plus pauvre",
        sous_titre=_sous_titre_pauvrete(vue),
    )


def _sous_titre_pauvrete(vue: Comparaison) -> str:
    """Le sous-titre des étendues de pauvreté : millésime, zonage, secret."""
    ligne = vue.pauvrete.iloc[-1]
    texte = f"Taux de pauvreté {ligne['annee']}, quartiers prioritaires de {ligne['zonage']}"
    if ligne["nb_secrets"]:
        sous_secret = phrases.pluriel(ligne["nb_secrets"], "quartier couvert", "quartiers couverts")
        texte += f" · {formats.nombre(ligne['nb_secrets'])} {sous_secret} par le secret statistique"
    return texte
