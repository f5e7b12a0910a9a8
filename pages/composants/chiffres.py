"""Les chiffres-clés : une carte par chiffre, et ce qui a changé depuis l'an dernier."""

from collections.abc import Mapping

import streamlit as st

from pages.blocs import Chiffre
from pages.composants import comparabilite, etat, formats, origine, phrases, recueil
from pages.composants.referentiel import NOMS_MONTANTS, generation
from queries import Filtre, lire

CIBLE_CPO = 0.5
"""Part des crédits de l'État en conventions pluriannuelles visée par les contrats 2024-2030."""


def montrer(chiffres: list[Chiffre], filtre: Filtre | None = None) -> None:
    """Les cartes en une ligne (deux par deux sur un téléphone), chacune avec son origine.

    `filtre` : celui des lignes qui sont derrière, si ce n'est pas celui de la page.
    """
    recueil.chiffres(chiffres)
    origine.style()
    with st.container(horizontal=True, key="chiffres", gap="small"):
        for chiffre in chiffres:
            with st.container(key=f"chiffre-{chiffre.cle}", width="stretch", height="stretch"):
                st.metric(
                    phrases.markdown(formats.typographie(chiffre.nom)),
                    phrases.markdown(chiffre.valeur),
                    phrases.markdown(formats.typographie(chiffre.suite)) or None,
                    delta_color="off",
                    delta_arrow="off",
                    border=True,
                    height="stretch",
                    # À la projection, personne ne survole : l'aide prendrait la place du chiffre.
                    help=None
                    if etat.projection()
                    else phrases.markdown(formats.typographie(chiffre.aide)) or None,
                )
                origine.du_chiffre(chiffre, filtre)


def de_la_synthese(resume: Mapping, avant: Mapping | None, filtre: Filtre) -> list[Chiffre]:
    """Cinq chiffres : actions, montant choisi, versé, € par habitant, levier.

    `resume` et `avant` sont des lignes de `synthese/chiffres` ; `avant` est None quand l'année
    d'avant n'a pas d'action, et rien n'est alors comparé.
    """
    seule = filtre.annees is not None and filtre.annees[0] == filtre.annees[1]
    sans = comparabilite.avec_la_precedente(filtre) if seule and avant is None else ""
    repere = str(filtre.annees[0] - 1) if seule and avant is not None else ""
    chiffres = [_actions(resume, avant, repere), _montant(resume, avant, filtre, repere, sans)]
    if filtre.montant == "accorde":
        chiffres.append(_verse(resume))
    chiffres.append(_par_habitant(resume, avant, filtre, repere))
    chiffres.append(_levier(resume, avant, repere))
    return [chiffre for chiffre in chiffres if chiffre]


def _change(nom: str, resume: Mapping, avant: Mapping | None, repere: str) -> str:
    if not repere or formats.absent(avant[nom]) or formats.absent(resume[nom]):
        return ""
    return formats.evolution(avant[nom], resume[nom], repere=repere)


def _actions(resume: Mapping, avant: Mapping | None, repere: str) -> Chiffre:
    postes = resume["nb_actions"] > 0 and resume["nb_postes"] == resume["nb_actions"]
    quartiers = resume["nb_quartiers"]
    porteurs = phrases.accord(resume["nb_porteurs"], "porteur")
    ou = f" · {phrases.accord(quartiers, 'quartier')}" if quartiers else ""
    return Chiffre(
        "actions",
        "Postes financés" if postes else "Actions soutenues",
        formats.nombre(resume["nb_actions"]),
        porteurs + ou,
        "Une action qui touche plusieurs quartiers compte une fois. "
        + _change("nb_actions", resume, avant, repere),
    )


def _montant(resume: Mapping, avant: Mapping | None, filtre: Filtre, repere: str, sans: str = "") -> Chiffre:
    """`sans` : pourquoi l'année ne se compare pas à celle d'avant."""
    change = _change("montant_eur", resume, avant, repere)
    if sans and filtre.annees:
        change = f"ne se compare pas à {filtre.annees[0] - 1}"
        sans = f" Ne se compare pas à {filtre.annees[0] - 1} : {sans}."
    return Chiffre(
        "accorde",
        NOMS_MONTANTS[filtre.montant],
        formats.montant(resume["montant_eur"]),
        change,
        f"Exactement {formats.montant(resume['montant_eur'], exact=True)}. Somme des montants de tous les "
        f"financeurs du choix ; un euro compte une fois.{sans}",
    )


def _verse(resume: Mapping) -> Chiffre | None:
    accorde, verse = resume["accorde_eur"], resume["verse_eur"]
    if formats.absent(verse) or formats.absent(accorde) or accorde <= 0:
        return None
    demande = formats.montant(resume["demande_eur"], exact=True)
    return Chiffre(
        "verse",
        "Versé à ce jour",
        formats.pourcentage(verse / accorde),
        f"{formats.montant(verse)} sur {formats.montant(accorde)}",
        f"Versé rapporté à l'accordé. Demandé : {demande}.",
    )


def _par_habitant(resume: Mapping, avant: Mapping | None, filtre: Filtre, repere: str) -> Chiffre | None:
    habitants = population(filtre)
    if not habitants or formats.absent(resume["montant_eur"]):
        return None
    suite = f"pour {formats.nombre(habitants)} habitants"
    return Chiffre(
        "habitant",
        "Par habitant des QPV",
        formats.montant(resume["montant_eur"] / habitants),
        suite,
        f"Le montant rapporté aux {formats.nombre(habitants)} habitants des quartiers prioritaires.",
    )


def _levier(resume: Mapping, avant: Mapping | None, repere: str) -> Chiffre | None:
    if formats.absent(resume["levier"]):
        return None
    suite = ""
    if repere and not formats.absent(avant["levier"]):
        ecart = formats.arrondi(resume["levier"], 2) - formats.arrondi(avant["levier"], 2)
        signe = "▲ +" if ecart > 0 else "▼ −"
        suite = (
            f"{signe}{formats.nombre(abs(ecart), 2)} € par rapport à {repere}"
            if ecart
            else f"= stable par rapport à {repere}"
        )
    return Chiffre(
        "levier",
        "1 € de l'agglo en amène",
        f"{formats.nombre(resume['levier'], 2)}{formats.FINE}€",
        suite,
        "Ce que les autres financeurs accordent aux actions que l'intercommunalité cofinance, hors "
        "autofinancement du porteur, pour 1 € de l'intercommunalité.",
    )


def population(filtre: Filtre) -> int | None:
    """Les habitants des QPV du filtre, dans le zonage de son année ; None si on ne les connaît pas."""
    reponse = lire(
        "synthese/habitants",
        contrats=list(filtre.contrats) or None,
        quartiers=list(filtre.quartiers) or None,
        generation=generation(filtre),
    )
    valeur = reponse["population"].iloc[0]
    return None if formats.absent(valeur) else int(valeur)
