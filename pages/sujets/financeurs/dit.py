"""Les phrases et les chiffres de la page Financeurs. Rien n'y est dit que l'arrondi dément."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.chiffres import de_la_synthese
from pages.composants.constats import ACCORDES, periode
from pages.composants.constats_postes import au_cout_theorique
from pages.sujets.financeurs.demande import Apports, comparees, courts, plusieurs_contrats
from queries import Filtre, lire


def reponse(montants: pd.DataFrame, resume: Mapping, filtre: Filtre) -> str:
    """« En 2026, « État » apporte 34 % des 2,8 M€ ; 1 € de l'agglomération en amène 2,24 €. »"""
    quand, total = periode(filtre), resume["montant_eur"]
    payeurs = montants[montants["montant_eur"].fillna(0) > 0]
    if payeurs.empty:
        return formats.typographie(f"{quand}, aucun montant {ACCORDES[filtre.montant][:-1]}.")
    premier, argent = payeurs.iloc[0], f"{formats.montant(total)} {ACCORDES[filtre.montant]}"
    if len(payeurs) == 1:
        verbe = "apporte" if filtre.financeurs else "est le seul financeur connu :"
        nb = phrases.accord(premier["nb_actions"], "action")
        suite = f" à {nb}" if filtre.financeurs else ""
        return formats.typographie(f"{quand}, « {premier['financeur']} » {verbe} {argent}{suite}.")
    part = formats.pourcentage(premier["montant_eur"] / total)
    phrase = f"{quand}, « {premier['financeur']} » apporte {part} des {argent}"
    if _a_un_levier(resume, filtre) and filtre.montant == "accorde":
        phrase += f" ; {levier(resume['levier'], intercommunalite(filtre))}"
    return formats.typographie(f"{phrase}.")


def phrase(vue: Apports, image: str) -> str:
    """La phrase de la page ; en projection, celle de l'image montrée."""
    qui = intercommunalite(vue.filtre)
    if image == "croise" and leviers(vue.leviers, vue.resume, vue.filtre) and not plusieurs_contrats(vue):
        return extremes(vue.leviers, qui) + "."
    if image == "natures":
        return natures(comparees(vue), vue.filtre)
    if image == "entonnoir":
        return etapes(vue.resume, vue.filtre)
    if image == "enveloppes":
        return enveloppes(vue.enveloppes)
    if image == "flux" and not plusieurs_contrats(vue):
        return plus_gros_flux(courts(vue, vue.flux, "source"), vue.filtre)
    return reponse(courts(vue, vue.montants, "financeur"), vue.resume, vue.filtre)


def levier(valeur: object, qui: str = "l'intercommunalité") -> str:
    """« 1 € de l'agglomération en amène 3,40 € »."""
    return formats.typographie(f"1 € {phrases.de(qui)} en amène {formats.nombre(valeur, 2)} €")


def intercommunalite(filtre: Filtre) -> str:
    """Comment se dit l'intercommunalité du filtre : « l'agglomération », « la métropole »…"""
    contrats = lire("referentiels/contrats")
    noms = contrats[contrats["contrat_id"].isin(filtre.contrats)]["epci_nom"].dropna()
    mots = (
        (("Communauté d'agglomération", "CA "), "l'agglomération"),
        (("Communauté de communes", "CC "), "la communauté de communes"),
        (("Communauté urbaine", "CU "), "la communauté urbaine"),
    )
    if len(noms) == 1:
        for debuts, mot in mots:
            if noms.iloc[0].startswith(debuts):
                return mot
        if "métropole" in noms.iloc[0].lower():
            return "la métropole"
    return "l'intercommunalité"


def chiffres_cles(
    resume: Mapping,
    avant: Mapping | None,
    natures: pd.DataFrame,
    enveloppes: pd.DataFrame,
    filtre: Filtre,
) -> list[Chiffre]:
    """Montant, versé, levier ; puis la part du droit commun et ce qui reste des enveloppes."""
    voulus = ("accorde", "verse", "levier") if _a_un_levier(resume, filtre) else ("accorde", "verse")
    cartes = [c for c in de_la_synthese(resume, avant, filtre) if c.cle in voulus]
    commun = natures[natures["nature"] == "droit_commun"]["montant_eur"].sum()
    total = resume["montant_eur"]
    if not formats.absent(total) and total > 0 and commun:
        cartes.append(
            Chiffre(
                "droit-commun",
                "Droit commun",
                formats.pourcentage(commun / total),
                f"{formats.montant(commun)} sur {formats.montant(total)}",
                "L'argent des politiques ordinaires mobilisé dans les actions du contrat, saisi comme tel.",
            )
        )
    if not enveloppes.empty:
        reste = enveloppes.iloc[0]["total_reste_eur"]
        cartes.append(
            Chiffre(
                "reste",
                "Reste des enveloppes" if reste >= 0 else "Enveloppes dépassées de",
                formats.montant(abs(reste)),
                f"sur {formats.montant(enveloppes.iloc[0]['total_enveloppe_eur'])}",
                "Ce que le comité de pilotage peut encore répartir : enveloppes moins crédits spécifiques "
                "accordés, postes exclus.",
            )
        )
    return cartes


def leviers(par_pilier: pd.DataFrame, resume: Mapping, filtre: Filtre) -> dict[str, str]:
    """Pilier → « 3,40 € », et « Total » : la colonne de la matrice ; vide si l'EPCI ne finance rien."""
    connus = par_pilier.dropna(subset=["levier"])
    if connus.empty or not _a_un_levier(resume, filtre):
        return {}
    textes = {p.pilier: f"{formats.nombre(p.levier, 2)} €" for p in connus.itertuples(index=False)}
    return textes | {"Total": f"{formats.nombre(resume['levier'], 2)} €"}


def extremes(par_pilier: pd.DataFrame, qui: str) -> str:
    """« 1 € de l'agglomération en amène 2,84 € pour « Santé », 1,58 € pour « Faire société ». »"""
    connus = par_pilier.dropna(subset=["levier"]).sort_values("levier", ascending=False, kind="stable")
    if connus.empty:
        return "Qui paie pour quoi"
    haut, bas = connus.iloc[0], connus.iloc[-1]
    phrase = f"{levier(haut['levier'], qui)} pour « {haut['pilier']} »"
    if formats.nombre(haut["levier"], 2) != formats.nombre(bas["levier"], 2):
        phrase += f", {formats.nombre(bas['levier'], 2)} € pour « {bas['pilier']} »"
    return formats.typographie(phrase)


def enveloppes(lignes: pd.DataFrame) -> str:
    """« Il reste 137 k€ à programmer sur 1,8 M€ d'enveloppes ; 1 est dépassée : « CAF », de 900 €. »"""
    fixees = lignes.dropna(subset=["enveloppe_eur"])
    if fixees.empty:
        return "Aucune enveloppe n'est connue."
    total, reste = fixees.iloc[0]["total_enveloppe_eur"], fixees.iloc[0]["total_reste_eur"]
    sur = f"{formats.montant(total)} d'enveloppes"
    if reste > 0:
        debut = f"Il reste {formats.montant(reste)} à programmer sur {sur}"
    else:
        debut = f"Les {sur} sont " + (f"dépassées de {formats.montant(-reste)}" if reste else "épuisées")
    depassees = fixees[fixees["reste_eur"] < 0].sort_values("reste_eur", kind="stable")
    if depassees.empty:
        return formats.typographie(f"{debut} ; aucune n'est dépassée.")
    annee = "" if fixees["annee"].nunique() == 1 else " en {}"
    noms = [
        f"« {_nom(e.financeur, e.pilier_id, e.pilier)} »{annee.format(e.annee)}, de "
        f"{formats.montant(-e.reste_eur)}"
        for e in depassees.head(1 if len(depassees) > 3 else 3).itertuples(index=False)
    ]
    nb = phrases.accord(len(depassees), "est dépassée", "sont dépassées")
    qui = f"surtout {noms[0]}" if len(depassees) > 3 else " ; ".join(noms)
    return formats.typographie(f"{debut} ; {nb} : {qui}.")


def etapes(resume: Mapping, filtre: Filtre) -> str:
    """« En 2026, 86 % du demandé est accordé, et 41 % de l'accordé est versé à ce jour. »"""
    demande, accorde, verse = (resume[f"{nom}_eur"] for nom in ("demande", "accorde", "verse"))
    morceaux = []
    if not formats.absent(demande) and demande > 0 and not formats.absent(accorde):
        morceaux.append(f"{formats.pourcentage(accorde / demande)} du demandé est accordé")
    if not formats.absent(verse) and not formats.absent(accorde) and accorde > 0:
        morceaux.append(f"{formats.pourcentage(verse / accorde)} de l'accordé est versé à ce jour")
    if not morceaux:
        return formats.typographie(f"{periode(filtre)}, ni le demandé ni le versé ne sont connus.")
    return formats.typographie(f"{periode(filtre)}, {', et '.join(morceaux)}.")


def plus_gros_flux(lignes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, le plus gros flux va de « État » à « Travailler » : 308 k€. »"""
    connus = lignes[(lignes["etage"] == 1) & (lignes["montant_eur"].fillna(0) > 0)]
    if connus.empty:
        return formats.typographie(f"{periode(filtre)}, aucun montant {ACCORDES[filtre.montant][:-1]}.")
    fort = connus.sort_values("montant_eur", ascending=False, kind="stable").iloc[0]
    return formats.typographie(
        f"{periode(filtre)}, le plus gros flux va de « {fort['source']} » à « {fort['cible']} » : "
        f"{formats.montant(fort['montant_eur'])}."
    )


def natures(par_annee: pd.DataFrame, filtre: Filtre) -> str:
    """« Le droit commun fait 10 % de l'argent en 2026, 2 points de plus qu'en 2015. »

    `par_annee` : les années qui se comparent à celle du filtre (voir `comparabilite`), et elle.
    """
    commun = par_annee[par_annee["nature"] == "droit_commun"].dropna(subset=["part"])
    if commun.empty:
        return "Aucun droit commun n'est saisi dans les actions : seuls les crédits spécifiques sont connus."
    voulue = filtre.annees[1] if filtre.annees else commun["annee"].max()
    dernier = commun[commun["annee"] == voulue]
    if dernier.empty:
        return f"Aucun droit commun n'est saisi en {voulue}."
    part, premier = dernier.iloc[0]["part"], commun.sort_values("annee").iloc[0]
    phrase = f"Le droit commun fait {formats.pourcentage(part)} de l'argent en {voulue}"
    ecart = formats.arrondi(part * 100) - formats.arrondi(premier["part"] * 100)
    if premier["annee"] < voulue and ecart:
        sens = "de plus" if ecart > 0 else "de moins"
        phrase += f", {phrases.accord(abs(ecart), 'point')} {sens} qu'en {premier['annee']}"
    return formats.typographie(f"{phrase}.")


def un_seul(actions: pd.DataFrame, resume: Mapping) -> str:
    """« 21 actions sur 118 tiennent à un seul financeur, pour 240 k€. »"""
    nb, total = len(actions), int(resume["nb_actions"]) - int(resume["nb_postes"])
    if total <= 0:
        return formats.typographie("Il n'y a ici que des postes aidés : chacun tient à un seul financeur.")
    if not nb:
        return formats.typographie("Aucune action ne tient à un seul financeur (postes aidés mis à part).")
    tient = phrases.pluriel(nb, "action tient", "actions tiennent")
    somme = formats.montant(actions["accorde_eur"].sum())
    return formats.typographie(
        f"{formats.nombre(nb)} {tient} à un seul financeur, sur {formats.nombre(total)}, pour {somme}."
    )


def _a_un_levier(resume: Mapping, filtre: Filtre) -> bool:
    """Un levier ne se lit que tous financeurs et toutes natures réunis."""
    return not (formats.absent(resume["levier"]) or filtre.financeurs or filtre.natures)


def regle(resume: Mapping) -> str:
    """La règle des chiffres, en pied de page."""
    debut = "Un euro compte une fois. Crédits spécifiques : ceux de la politique de la ville."
    return debut + au_cout_theorique(resume)


def _nom(financeur: str, pilier_id: str, pilier: str) -> str:
    return financeur if pilier_id == "tous" else f"{financeur}, {pilier}"
