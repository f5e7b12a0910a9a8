"""Ce qu'une page dit, tel que le lisent les documents et l'aperçu d'un lien : une `Vue`."""

from pages import plan
from pages.blocs import Bandeau, Carte, Chiffres, Choix, Constat, Dessin, Matrice, Pied, Rien, Tableau, Titre
from pages.composants import cartes
from pages.composants.formats import typographie
from pages.composants.recueil import Carte as CarteMontree
from pages.composants.recueil import Dessin as DessinMontre
from pages.composants.recueil import Tableau as TableauMontre
from pages.composants.recueil import Vue
from pages.composants.referentiel import est_fictif
from pages.composants.sources import en_lignes
from pages.rendus.neutre import complet
from pages.rendus.traces import gardee
from pages.reponses import Reponse
from pages.serveur.configuration import configuration
from queries import lire


def vue(reponse: Reponse) -> Vue:
    """La vue de cette réponse. Lève BaseIndisponible."""
    visite = reponse.visite
    with visite.porte():
        version = lire("serveur/version").iloc[0]
        rendue = Vue(
            visite.page,
            dict(visite.parametres),
            question=typographie(plan.PAR_CODE[visite.page].question),
            filtres=visite.en_mots,
            contrat=visite.contrat_en_mots,
            fictif=est_fictif(visite.demande),
            version=str(version["version_id"]),
            publiee_le=version["publiee_le"],
            collectivite=configuration().collectivite,
            ecartes=list(visite.ecartes),
            blocs=reponse.blocs,
        )
        for bloc in reponse.tous():
            _noter(bloc, rendue, visite.projection)
    return rendue


def _noter(bloc: object, rendue: Vue, grand: bool) -> None:
    if isinstance(bloc, Constat):
        rendue.phrase = rendue.phrase or typographie(bloc.phrase)
        if bloc.reserve and bloc.reserve not in rendue.reserves:
            rendue.reserves.append(bloc.reserve)
    elif isinstance(bloc, Chiffres):
        rendue.chiffres += bloc.chiffres
    elif isinstance(bloc, Rien):
        rendue.message = rendue.message or typographie(bloc.dit)
    elif isinstance(bloc, Pied):
        rendue.regle, rendue.sources = typographie(bloc.regle), en_lignes(bloc.sources)
    elif isinstance(bloc, Bandeau | Titre):
        rendue.ecartes += [f"{choix.nom} : {choix.inconnue}" for choix in bloc.choix if choix.inconnue]
    elif isinstance(bloc, Choix):
        rendue.ecartes += [f"{bloc.nom} : {bloc.inconnue}"] * bool(bloc.inconnue)
    elif isinstance(bloc, Tableau):
        rendue.tableaux.append(TableauMontre(bloc.nom, bloc.titre or bloc.nom, bloc.lues(), bloc.colonnes))
    elif isinstance(bloc, Carte):
        etat = cartes.etat_carte(
            bloc.mesures,
            format=bloc.format,
            titre=bloc.titre,
            choisis=list(bloc.choisis),
            sujet=cartes.SUJETS[bloc.couche],
        )
        rendue.cartes.append(CarteMontree(bloc.cle, etat, bloc.contrat, bloc.generation, bloc.couche))
    elif isinstance(bloc, Dessin) and not isinstance(bloc, Matrice):
        trace = gardee(bloc, grand)
        if trace.tracee:
            rendue.dessins.append(
                DessinMontre(
                    bloc.cle,
                    trace.spec,
                    trace.titre,
                    trace.sous_titre,
                    trace.alt,
                    complet(bloc, mesure=trace.sous_titre, alt=trace.alt, grand=grand),
                )
            )
