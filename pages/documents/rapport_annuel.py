"""Le squelette du rapport annuel sur la politique de la ville, rempli de ce que la base sait.

Ses rubriques sont celles du décret n° 2015-1118 du 3 septembre 2015, pris pour les articles L. 1111-2 et
L. 1811-2 du code général des collectivités territoriales. Ce que la base ne sait pas est « à compléter » :
le projet de territoire, l'analyse, les perspectives sont l'affaire des élus, pas d'un tableau de bord.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pages.composants import formats, phrases
from pages.composants.recueil import Vue
from pages.documents.blocs import Ecrit
from pages.documents.grilles import Grille, grille
from pages.documents.matiere import base, lire_vue, texte
from pages.serveur.configuration import configuration
from pages.serveur.sans_ecran import VueIllisible
from queries import lire

_CADRE = (
    "Le maire et le président de l'intercommunalité signataires d'un contrat de ville présentent chaque "
    "année à leur assemblée un rapport sur la situation de la collectivité au regard de la politique de la "
    "ville, les actions qu'elle mène et les orientations et programmes de nature à améliorer cette situation "
    "(code général des collectivités territoriales, articles L. 1111-2 et L. 1811-2 ; décret n° 2015-1118 du "
    "3 septembre 2015). Le projet de rapport est soumis pour avis aux conseils municipaux concernés et aux "
    "conseils citoyens, qui ont au moins un mois pour répondre ; leurs avis y sont annexés. Le rapport et "
    "ses annexes sont publics."
)


class _Vues:
    """Les vues de l'exercice, lues au besoin ; une vue qui ne répond pas laisse sa rubrique à compléter."""

    def __init__(self, ecrit: Ecrit, parametres: Mapping[str, str], identite: Mapping[str, object]) -> None:
        self.ecrit, self.parametres, self.identite = ecrit, dict(parametres), identite
        self.sources: list[str] = []
        self.derniere: Vue | None = None

    def lire(self, page: str, **autres: str) -> Vue | None:
        """La vue, sa phrase écrite en tête ; None, et la rubrique à compléter, si elle ne répond pas."""
        try:
            vue = lire_vue(page, self.parametres | autres, self.identite)
        except VueIllisible:
            self.ecrit.a_completer(f"la vue « {page} » n'a pas répondu.")
            return None
        self.sources += [s for s in vue.sources if s not in self.sources]
        if vue.version:
            self.derniere = vue
        self.ecrit.dire(texte(vue.phrase or vue.message))
        return vue

    def tableaux(self, vue: Vue | None, *noms: str, colonnes: Sequence[str] = ()) -> None:
        """Les tableaux de la vue qui portent ces noms, dans cet ordre ; `colonnes` en choisit les titres."""
        if vue is None:
            return
        par_nom = {t.nom: t for t in vue.tableaux}
        for nom in noms:
            if nom in par_nom:
                self.ecrit.montrer(_choisies(grille(par_nom[nom]), colonnes))


def exercices(contrat: str, statuts: Sequence[str]) -> list[int]:
    """Les années qu'un rapport peut couvrir, la plus récente d'abord."""
    return lire("rapport/exercices", contrat=contrat, statuts=list(statuts))["annee"].tolist()


def ecrire(contrat: str, annee: int, identite: Mapping[str, object] | None = None) -> Ecrit:
    """Le rapport, rubrique par rubrique. Lève IndexError si la base ne connaît pas ce contrat."""
    connu = lire("rapport/contrat", contrat=contrat, annee=annee).iloc[0].to_dict()
    ecrit = Ecrit(
        f"Rapport annuel {annee} sur la politique de la ville",
        texte(configuration().collectivite),
        [texte(connu["nom"]), f"Exercice {annee}, projet établi par le tableau de bord"],
    )
    vues = _Vues(ecrit, {"contrat": contrat, "annee": str(annee)}, identite or {})
    ecrit.noter(formats.typographie(_CADRE))
    _orientations(ecrit, vues, connu, annee)
    _situation(ecrit, vues)
    _actions(ecrit, vues)
    _perspectives(ecrit, vues)
    _articulation(ecrit, vues)
    _dsu(ecrit, vues)
    _annexes(ecrit, vues)
    ecrit.fictif = vues.derniere is not None and vues.derniere.fictif
    return ecrit


def _orientations(ecrit: Ecrit, vues: _Vues, connu: Mapping, annee: int) -> None:
    ecrit.titrer("1. Les orientations du contrat de ville et le projet de territoire")
    signe = "" if formats.absent(connu["signe_le"]) else f", signé le {formats.jour(connu['signe_le'])}"
    ecrit.dire(texte(f"Le contrat « {connu['nom']} » court de {connu['debut']} à {connu['fin']}{signe}."))
    quartiers, piliers = _noms(connu["quartiers"]), _noms(connu["piliers"])
    if quartiers:
        compte = phrases.accord(len(quartiers), "quartier")
        ecrit.dire(f"Il porte sur {compte} en {annee}{formats.FINE}: {phrases.liste(quartiers)}.")
    if piliers:
        compte = phrases.accord(len(piliers), "pilier")
        noms = phrases.liste([f"«{formats.FINE}{p}{formats.FINE}»" for p in piliers])
        ecrit.dire(f"Ses orientations tiennent en {compte}{formats.FINE}: {noms}.")
    ecrit.a_completer(
        "le projet de territoire qui a déterminé le contrat (loi du 21 février 2014, article 6, I)."
    )
    ecrit.titrer("La gouvernance", 2)
    vues.tableaux(vues.lire("gouvernance"), "signataires", colonnes=("Signataire", "Catégorie", "Rôle"))


def _situation(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("2. L'évolution de la situation dans les quartiers prioritaires")
    ecrit.titrer("Au regard de l'égalité entre les territoires", 2)
    choix = ("Quartier", "Dernière année", "Valeur", "Référence", "Écart", "L'écart", "Dernier statut")
    vues.tableaux(vues.lire("indicateurs"), "ecarts", colonnes=choix)
    ecrit.a_completer(
        "la lecture de ces écarts au regard des objectifs de l'article 1er de la loi du 21 février 2014 : "
        "inégalités, emploi, éducation, santé, habitat, sécurité, égalité entre les femmes et les hommes, "
        "lutte contre les discriminations."
    )
    ecrit.titrer("Au regard des objectifs du contrat", 2)
    choix = ("Objectif", "Quartier", "Unité", "Départ", "Aujourd'hui", "Cible", "Échéance", "Où en est-on ?")
    vues.tableaux(vues.lire("evaluation"), "objectifs", colonnes=choix)
    ecrit.a_completer("ce qui explique les objectifs qui avancent, et ceux dont on s'éloigne.")


def _actions(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("3. Les actions menées au bénéfice des habitants")
    vue = vues.lire("synthese")
    if vue is not None and vue.chiffres:
        lignes = tuple((texte(c.nom), texte(c.valeur), texte(c.suite)) for c in vue.chiffres)
        ecrit.montrer(
            Grille(
                "Les chiffres de l'exercice", ("Chiffre", "Valeur", "Précision"), lignes, (False, True, False)
            )
        )
    ecrit.titrer("Par pilier", 2)
    vues.tableaux(vue, "montants-par-pilier")
    ecrit.titrer("Par quartier", 2)
    vues.tableaux(vues.lire("carte", mesure="habitant"), "carte-habitant")
    ecrit.titrer("Les actions de l'intercommunalité et des communes, au titre de leurs compétences", 2)
    ecrit.a_completer("les actions propres à l'intercommunalité, puis à chaque commune.")
    ecrit.titrer("Toutes les actions", 2)
    vues.tableaux(
        vues.lire("actions"), "actions", colonnes=("Action", "Porteur", "Pilier", "Quartiers", "Accordé")
    )
    ecrit.titrer("Les actions des autres signataires", 2)
    vues.tableaux(
        vues.lire("droit-commun"),
        "engagements",
        colonnes=("Partenaire", "Pour quoi", "Annoncé", "Mesuré", "Échéance", "État"),
    )


def _perspectives(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("4. Les perspectives, au regard des résultats et des moyens")
    ecrit.titrer("Les moyens mobilisés, par source", 2)
    vue = vues.lire("financeurs")
    vues.tableaux(vue, "montants-par-financeur", "du-demande-au-verse", "enveloppes")
    ecrit.titrer("Les résultats obtenus", 2)
    vues.tableaux(vues.lire("evaluation"), "par-pilier", "par-annee")
    ecrit.titrer("Les améliorations nécessaires", 2)
    for quoi in (
        "le renforcement des actions de droit commun.",
        "la coordination des acteurs et des politiques publiques.",
        "la participation des habitants.",
        "l'évaluation des actions et des programmes d'intervention.",
    ):
        ecrit.a_completer(quoi)


def _articulation(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("5. L'articulation des volets social, économique et urbain")
    vues.tableaux(vues.lire("piliers"), "parts-par-annee")
    ecrit.a_completer("comment les volets social, économique et urbain du contrat se répondent.")
    ecrit.a_completer(
        "s'il y a lieu, le lien avec les opérations du programme national de renouvellement urbain."
    )


def _dsu(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("6. La dotation de solidarité urbaine")
    ecrit.a_completer(
        "pour chaque commune signataire qui a reçu cette dotation dans l'année : les actions de "
        "développement social urbain menées sur son territoire et les conditions de leur financement."
    )


def _annexes(ecrit: Ecrit, vues: _Vues) -> None:
    ecrit.titrer("Annexes")
    ecrit.titrer("Les avis", 2)
    vues.tableaux(vues.lire("gouvernance"), "avis")
    ecrit.a_completer("l'avis de chaque conseil citoyen sur ce projet de rapport, et les suites données.")
    ecrit.a_completer("l'avis de chaque conseil municipal sur ce projet de rapport, et les suites données.")
    ecrit.titrer("Les sources et les règles", 2)
    ecrit.dire(
        "Un euro compte une fois. Aucun taux n'est additionné ni moyenné. Le secret statistique se dit."
    )
    ecrit.dire(phrases.phrase(" ; ".join(texte(s) for s in vues.sources)) if vues.sources else "")
    if vues.derniere is not None:
        ecrit.noter(base(vues.derniere))


def _choisies(lue: Grille, colonnes: Sequence[str]) -> Grille:
    """La grille réduite à ces titres, dans leur ordre ; entière s'il n'y en a aucun de connu."""
    rangs = [lue.entetes.index(c) for c in colonnes if c in lue.entetes]
    if not rangs:
        return lue
    return Grille(
        lue.titre,
        tuple(lue.entetes[r] for r in rangs),
        tuple(tuple(ligne[r] for r in rangs) for ligne in lue.lignes),
        tuple(lue.nombres[r] for r in rangs),
        lue.note,
    )


def _noms(lus: object) -> list[str]:
    return [] if lus is None or (not hasattr(lus, "__len__")) else [texte(n) for n in lus]
