"""Ce que montre la fiche d'une action, et elle seule."""

from collections.abc import Iterator

from pages.blocs import Barres, Bloc, Colonnes, Lien, Mentions, Puces, Tableau, Texte, Titre
from pages.composants import formats, inerte, phrases
from pages.composants.colonnes_actions import FINANCEMENTS, HISTOIRE, QUARTIERS
from pages.composants.graphiques_exercices import comparables
from pages.sujets.action import dit
from pages.sujets.action.demande import Action
from pages.visite import Visite
from queries import Filtre


def argent(lue: Action) -> Barres:
    """Les montants accordés, par financeur ; demandés si rien n'est encore accordé."""
    connus = lue.financements["accorde_eur"].notna().any()
    return Barres(
        lue.financements,
        valeur="accorde_eur" if connus else "demande_eur",
        libelle="libelle",
        cle="financeurs",
        titre="Qui finance",
        sous_titre=f"Montants {'accordés' if connus else 'demandés'} en {lue.identite['annee']}",
        place=430,
    )


def identite(lue: Action, visite: Visite) -> Iterator[Bloc]:
    """Porteur, statut, pilier, thèmes, quartiers, et le lien vers le porteur."""
    action = lue.identite
    yield Mentions(dit.mentions(lue))
    if formats.absent(action["structure_id"]):
        return
    # Les filtres en cours, sauf s'ils sont ceux d'un autre contrat que celui de l'action.
    contrats = visite.filtre.contrats
    ailleurs = bool(contrats) and action["contrat_id"] not in contrats
    gardes = {"contrat": action["contrat_id"]} if ailleurs else visite.lien()
    yield Lien("porteurs", "Voir ce porteur", "groups", gardes | {"porteur": action["structure_id"]})


def histoire(lue: Action) -> Iterator[Bloc]:
    """Une colonne par année, s'il y en a plusieurs ; un clic ouvre la fiche de cette année."""
    if len(lue.histoire) < 2:
        return
    annees = lue.histoire.iloc[::-1]
    colonnes = Colonnes(
        lue.histoire,
        x="annee",
        valeur="accorde_eur",
        cle="histoire",
        choisi=int(lue.identite["annee"]),
        choisit="action",
        codes=dict(zip(annees["annee"].astype(str), annees["action_id"], strict=True)),
        titre=dit.histoire(lue.histoire),
        sous_titre="Montants accordés chaque année · cliquez sur une année pour ouvrir sa fiche",
    )
    yield comparables(colonnes, filtre=Filtre(contrats=(lue.identite["contrat_id"],)), memes=True)


def objet(lue: Action) -> Iterator[Bloc]:
    """Les objectifs et la description, tels que le porteur les a écrits."""
    for titre, champ in (("Ce qu'elle vise", "objectifs"), ("Ce qu'elle fait", "description")):
        if not formats.absent(lue.identite[champ]):
            yield Titre(titre)
            yield Texte(inerte.paragraphes(formats.typographie(lue.identite[champ])))


def suivi(lue: Action) -> Iterator[Bloc]:
    """Ce que le comité de pilotage a décidé, ce qu'en disent les conseils citoyens, le bilan."""
    yield Titre("Ce qui en a été décidé et dit")
    yield Puces([phrases.markdown(phrase) for phrase in dit.suivi(lue)])


def tableaux(lue: Action) -> Iterator[Tableau]:
    """Les mêmes chiffres en tableaux ouverts : la page imprimée les garde."""
    mots = f"{lue.identite['intitule']}, {lue.identite['annee']}"
    yield Tableau(lue.financements, "financements", "Qui paie, au centime", FINANCEMENTS, mots, lue.sources)
    if not lue.quartiers.empty:
        yield Tableau(lue.quartiers, "quartiers", "Quartier par quartier", QUARTIERS, mots, lue.sources)
    if len(lue.histoire) > 1:
        yield Tableau(lue.histoire, "histoire", "Année par année", HISTOIRE, mots, lue.sources)
