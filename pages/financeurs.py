"""Financeurs : qui paie, et pour quoi ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Choix, Constat, Details, Deux, Pied, Rien, Tableau, Titre
from pages.composants import colonnes, comparabilite, constats
from pages.sujets.financeurs import demande, dit, montre
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")


def page(visite: Visite) -> Iterator[Bloc]:
    """Au bureau, les images l'une sous l'autre ; en projection, une seule, avec la phrase qui la dit."""
    image = ""
    choix: tuple[Choix, ...] = ()
    if visite.projection:
        choix = (Choix.de(visite, "image", options=montre.IMAGES, libelle="Montrer"),)
        image = choix[0].valeur
    yield Bandeau(CHAMPS, choix=choix)

    # Ce qu'on demande
    filtre, vue = visite.filtre, demande.apports(visite)
    avant = constats.annee_precedente(filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=filtre)
    if vue.montants.empty:
        yield Rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", efface=True)
        return

    # Ce qu'on répond
    yield Constat(dit.phrase(vue, image), comparabilite.reserve(filtre))
    if image in ("", "financeurs", "entonnoir"):
        natures = visite.lire("financeurs/montants_par_nature", filtre=filtre)
        yield Chiffres(dit.chiffres_cles(vue.resume, avant, natures, vue.enveloppes, filtre))
    if image:
        yield from montre.image(vue, image)
    else:
        yield from _au_bureau(visite, vue, sources)
    yield Pied(dit.regle(vue.resume), sources)


def _au_bureau(visite: Visite, vue: demande.Apports, sources) -> Iterator[Bloc]:
    mots = visite.en_mots
    etapes = Details(
        vue.etapes, "du-demande-au-verse", "Par financeur", colonnes.DU_DEMANDE_AU_VERSE, mots, sources
    )
    yield Deux((montre.qui_paie(vue),), (montre.entonnoir(vue), etapes), parts=(3, 2))
    yield from montre.croise(vue)
    for lignes, nom, titre, voulues in (
        (vue.montants, "montants-par-financeur", "Qui paie", colonnes.PAR_FINANCEUR),
        (vue.croise, "pilier-par-financeur", "Qui paie pour quoi", colonnes.PILIER_FINANCEUR),
        (vue.leviers, "levier-par-pilier", "Effet de levier par pilier", colonnes.LEVIER),
    ):
        if not lignes.empty:
            yield Details(lignes, nom, titre, voulues, mots, sources)
    yield from montre.flux(vue)
    yield Details(vue.flux, "flux", "Les flux", colonnes.FLUX, mots, sources)
    yield from montre.natures(vue)
    yield Details(vue.natures, "natures-par-annee", "Les crédits par nature", colonnes.NATURES, mots, sources)
    if vue.enveloppes.empty:
        yield montre.sans_enveloppe()
    else:
        yield Tableau(
            vue.enveloppes,
            "enveloppes",
            dit.enveloppes(vue.enveloppes),
            montre.colonnes_des_enveloppes(vue),
            visite.mots_de(demande.des_enveloppes(visite.filtre)),
            sources,
        )
    yield Titre(dit.un_seul(vue.seules, vue.resume))
    if not vue.seules.empty:
        yield Details(
            vue.seules,
            "actions-un-financeur",
            "Un seul financeur",
            colonnes.UN_FINANCEUR,
            mots,
            sources,
        )
