"""Les images de la page Financeurs : qui paie, et pour quoi.

Au bureau, les images sont l'une sous l'autre ; en projection, une seule (paramètre `image`), avec la
phrase qui la dit.
"""

from collections.abc import Iterator

from pages.blocs import Barres, Bloc, Colonne, Empilees, Entonnoir, Flux, Information, Matrice
from pages.composants import constats, couleurs, manques
from pages.composants.colonnes import ENVELOPPES
from pages.composants.graphiques_exercices import comparables
from pages.composants.referentiel import NOMS_NATURES, RUPTURE_ZONAGE, referentiel
from pages.sujets.financeurs import demande, dit

IMAGES = {
    "financeurs": "Qui paie",
    "croise": "Qui paie pour quoi",
    "flux": "Les flux",
    "natures": "Le droit commun",
    "entonnoir": "Demandé, versé",
    "enveloppes": "Les enveloppes",
}

PLUSIEURS = (
    "Chaque contrat a ses piliers : ils ne se comparent pas d'un contrat à l'autre. Choisissez un contrat "
    "pour voir qui paie pour quoi, et les flux."
)


def image(vue: demande.Apports, nom: str) -> Iterator[Bloc]:
    """La seule image de l'écran."""
    if nom == "croise":
        yield from croise(vue)
    elif nom == "flux":
        yield from flux(vue)
    elif nom == "natures":
        yield from natures(vue)
    elif nom == "enveloppes":
        yield restes(vue)
    else:
        yield entonnoir(vue) if nom == "entonnoir" else qui_paie(vue)


def qui_paie(vue: demande.Apports) -> Bloc:
    """Les barres des financeurs ; un clic filtre."""
    return Barres(
        demande.courts(vue, vue.montants, "financeur"),
        cle="financeurs",
        libelle="financeur",
        code="financeur_id",
        choisit="financeur",
        choisi=vue.filtre.financeurs[:1],
        titre="Qui paie",
        sous_titre=constats.portee(vue.filtre),
        place=320,
    )


def entonnoir(vue: demande.Apports) -> Bloc:
    """Du demandé au versé, pour les actions que tout le monde peut voir."""
    resume = vue.resume
    return Entonnoir(
        resume["demande_eur"],
        resume["accorde_eur"],
        resume["verse_eur"],
        resume["propose_eur"],
        cle="entonnoir",
        titre="Du demandé au versé",
        sous_titre=f"{constats.perimetre(vue.filtre)} · actions retenues : les refus ne sont pas publics",
    )


def croise(vue: demande.Apports) -> Iterator[Bloc]:
    """Pilier × financeur, le total et le levier en tête."""
    if demande.plusieurs_contrats(vue):
        yield Information(PLUSIEURS)
        return
    grand, textes = vue.visite.projection, dit.leviers(vue.leviers, vue.resume, vue.filtre)
    qui = dit.intercommunalite(vue.filtre)
    titre = dit.extremes(vue.leviers, qui) if textes else IMAGES["croise"]
    court = {"l'agglomération": "l'agglo"}.get(qui, "l'interco")
    yield Matrice(
        demande.courts(vue, vue.croise, "financeur"),
        cle="matrice",
        lignes="pilier",
        colonnes="financeur",
        n_max=6 if grand else 9,
        titre="" if grand else titre,
        complements={f"1 € de {court} en amène": textes} if textes else None,
        sous_titre=constats.portee(vue.filtre),
    )


def flux(vue: demande.Apports) -> Iterator[Bloc]:
    """Du financeur au pilier, puis au quartier ; les piliers gardent leur couleur."""
    if demande.plusieurs_contrats(vue):
        if vue.visite.projection:
            yield Information(PLUSIEURS)
        return
    if (vue.flux["etage"] == 1).sum() < 2:
        return
    piliers = referentiel(vue.filtre.contrats, None, vue.visite.permis).piliers
    rangs = couleurs.rangs(c for c in piliers if c != "aucun")
    repli = Barres(
        vue.flux.assign(nom=vue.flux["source"] + " → " + vue.flux["cible"]),
        cle="flux",
        part=False,
        sommable=False,
        titre="Les plus gros flux",
        sous_titre=constats.portee(vue.filtre),
    )
    yield Flux(
        demande.courts(vue, vue.flux, "source"),
        cle="flux",
        couleurs={nom: rangs[code] for code, nom in piliers.items() if code in rangs},
        titre="Du financeur au pilier, puis au quartier",
        sous_titre=constats.portee(vue.filtre),
        place=610,
        repli=repli,
    )


def natures(vue: demande.Apports) -> Iterator[Bloc]:
    """Crédits spécifiques, droit commun et autofinancement, année par année."""
    dite = dit.natures(demande.comparees(vue), vue.filtre)
    if vue.natures["annee"].nunique() < 2:
        yield Barres(vue.natures, cle="natures", titre=dite, sous_titre=constats.portee(vue.filtre))
        return
    annees = Empilees(
        vue.natures,
        cle="natures",
        codes="nature",
        couleurs=couleurs.rangs(NOMS_NATURES),
        rupture=(RUPTURE_ZONAGE, "nouveau contrat"),
        sous_titre=constats.portee_annees(vue.filtre),
        titre="Crédits spécifiques, droit commun, autofinancement" if vue.visite.projection else dite,
        place=520,
    )
    yield comparables(annees, filtre=vue.filtre)


def restes(vue: demande.Apports) -> Bloc:
    """Ce qui reste de chaque enveloppe, financeur par pilier."""
    fixees = vue.enveloppes.dropna(subset=["enveloppe_eur"])
    if fixees.empty:
        return sans_enveloppe()
    return Matrice(
        demande.courts(vue, fixees, "financeur"),
        cle="restes",
        lignes="financeur",
        colonnes="pilier",
        valeur="reste_eur",
        format=demande.reste,
        titre="Ce qui reste à programmer",
        sous_titre=constats.perimetre(vue.filtre),
    )


def colonnes_des_enveloppes(vue: demande.Apports) -> dict[str, Colonne]:
    """Les colonnes du tableau ; l'année n'y est que s'il y en a plusieurs."""
    une = vue.enveloppes["annee"].nunique() < 2
    return {nom: colonne for nom, colonne in ENVELOPPES.items() if not (une and nom == "annee")}


def sans_enveloppe() -> Bloc:
    """Dit quel fichier donnerait des enveloppes à une base qui n'en a pas."""
    return manques.bloc("Aucune enveloppe n'est connue pour ce choix.", "enveloppes")
