"""Ce qui a changé entre deux versions de la base, pour les filtres d'une vue, et comment le dire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from pages.composants import formats, phrases
from pages.composants.referentiel import NOMS_MONTANTS
from queries import Filtre, a_la_version, lire
from queries.versions import Publication, resume

SUJETS = {
    "carte": ("quartiers", "indicateurs"),
    "quartier": ("quartiers", "indicateurs"),
    "indicateurs": ("indicateurs",),
    "evaluation": ("objectifs", "indicateurs"),
    "droit-commun": ("engagements",),
    "gouvernance": ("séances",),
    "territoires": ("quartiers", "indicateurs"),
}
"""Page → ce qu'elle montre en plus des actions (sujets de la question versions/sujets)."""
SANS_ARGENT = ("indicateurs", "droit-commun", "gouvernance", "aide")
"""Les pages qui ne montrent ni action ni financement : leurs écarts n'y changent rien."""
ANNEES_DITES = 2
"""Au-delà, on dit la somme : une phrase ne se lit plus."""


@dataclass(frozen=True)
class Ecart:
    """Ce qui diffère. `annees` : (année, avant, après) en euros, seules celles qui changent.

    `solde` remplace les comptes quand la version d'avant n'est plus qu'une ligne du journal : on sait alors
    combien d'actions il y a de plus ou de moins, pas lesquelles.
    """

    annees: tuple[tuple[int, Decimal, Decimal], ...] = ()
    ajoutees: int = 0
    retirees: int = 0
    modifiees: int = 0
    solde: int = 0
    sujets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.annees, self.ajoutees, self.retirees, self.modifiees, self.solde, self.sujets))


def entre(avant: str, filtre: Filtre, page: str = "") -> Ecart:
    """L'écart de la version `avant` à celle que lit la visite, pour ce filtre et cette page.

    Lève BaseIndisponible si `avant` n'est pas conservée ou ne peut pas être lue.
    """
    contrats = list(filtre.contrats) or None
    with a_la_version(avant):
        actions = lire("versions/actions", filtre=filtre)
        sujets = lire("versions/sujets", contrats=contrats)
    changes = _sujets(sujets, lire("versions/sujets", contrats=contrats), SUJETS.get(page, ()))
    if page in SANS_ARGENT:
        return Ecart(sujets=changes)
    return comparer(actions, lire("versions/actions", filtre=filtre), changes)


def comparer(avant: pd.DataFrame, apres: pd.DataFrame, sujets: tuple[str, ...] = ()) -> Ecart:
    """L'écart de deux réponses de versions/actions."""
    sommes = [_par_annee(actions) for actions in (avant, apres)]
    cote = avant.merge(apres, how="outer", on=["action_id", "annee"], suffixes=("_avant", "_apres"))
    absente, nouvelle = cote["signature_apres"].isna(), cote["signature_avant"].isna()
    autre = cote["signature_avant"] != cote["signature_apres"]
    return Ecart(
        annees_changees(*sommes),
        ajoutees=int(nouvelle.sum()),
        retirees=int(absente.sum()),
        modifiees=int((autre & ~absente & ~nouvelle).sum()),
        sujets=sujets,
    )


def depuis_le_journal(avant: Publication, filtre: Filtre) -> Ecart:
    """L'écart d'une version qui n'est plus conservée : celui du contrat, le journal n'en sait pas plus."""
    maintenant = Publication("", avant.publiee_le, "", "", "", resume(lire("versions/resume").to_numpy()))
    totaux = [
        publication.totaux(filtre.montant, filtre.contrats, filtre.annees, filtre.statuts)
        for publication in (avant, maintenant)
    ]
    montants = [{annee: eur for annee, (_, eur) in total.items()} for total in totaux]
    nombres = [sum(nb for nb, _ in total.values()) for total in totaux]
    return Ecart(annees_changees(*montants), solde=nombres[1] - nombres[0])


def en_mots(ecart: Ecart, montant: str = "accorde") -> str:
    """« accordé 2024 : 1 204 300 € → 1 198 000 € ; 2 actions ajoutées, 1 retirée » ; vide sans écart."""
    morceaux = []
    nom = NOMS_MONTANTS[montant].lower()
    if len(ecart.annees) <= ANNEES_DITES:
        morceaux += [f"{nom} {annee} : {_fleche(avant, apres)}" for annee, avant, apres in ecart.annees]
    else:
        sommes = [sum((e[i] for e in ecart.annees), Decimal(0)) for i in (1, 2)]
        morceaux.append(f"{nom}, sur {len(ecart.annees)} années : {_fleche(*sommes)}")
    morceaux.append(
        _comptes((ecart.ajoutees, "ajoutée"), (ecart.retirees, "retirée"), (ecart.modifiees, "modifiée"))
    )
    if ecart.solde:
        nb = abs(ecart.solde)
        sens = "de plus" if ecart.solde > 0 else "de moins"
        morceaux.append(f"{formats.nombre(nb)} {phrases.pluriel(nb, 'action')} {sens}")
    if ecart.sujets:
        morceaux.append(
            f"{phrases.liste(list(ecart.sujets), 3)} mis à jour".replace("séances mis", "séances mises")
        )
    return " ; ".join(morceau for morceau in morceaux if morceau)


def _fleche(avant: Decimal, apres: Decimal) -> str:
    return f"{formats.montant(avant, exact=True)} → {formats.montant(apres, exact=True)}"


def _comptes(*comptes: tuple[int, str]) -> str:
    """« 2 actions ajoutées, 1 retirée » : le mot « action » n'est dit qu'une fois."""
    dits = []
    for nb, adjectif in comptes:
        if nb:
            mot = "" if dits else f"{phrases.pluriel(nb, 'action')} "
            dits.append(f"{formats.nombre(nb)} {mot}{phrases.pluriel(nb, adjectif)}")
    return ", ".join(dits)


def _par_annee(actions: pd.DataFrame) -> Mapping[int, Decimal]:
    # `sum` de Python et non de pandas : les décimaux restent exacts.
    groupes = actions.groupby("annee")["montant_eur"]
    return {int(annee): sum(montants.tolist(), Decimal(0)) for annee, montants in groupes}


def annees_changees(
    avant: Mapping[int, Decimal], apres: Mapping[int, Decimal]
) -> tuple[tuple[int, Decimal, Decimal], ...]:
    """Les années dont le montant diffère : (année, avant, après), en euros."""
    zero = Decimal(0)
    toutes = sorted({*avant, *apres})
    lignes = ((annee, avant.get(annee, zero), apres.get(annee, zero)) for annee in toutes)
    return tuple(ligne for ligne in lignes if ligne[1] != ligne[2])


def _sujets(avant: pd.DataFrame, apres: pd.DataFrame, voulus: Sequence[str]) -> tuple[str, ...]:
    """Les sujets voulus dont une ligne a changé."""
    ensembles = [set(map(tuple, sujets.to_numpy())) for sujets in (avant, apres)]
    changes = {str(ligne[0]) for ligne in ensembles[0] ^ ensembles[1]}
    return tuple(sujet for sujet in voulus if sujet in changes)
