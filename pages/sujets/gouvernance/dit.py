"""Gouvernance : la phrase qui répond, les cinq chiffres, et ce que disent les conseils citoyens."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import periode
from queries import Filtre

PRISES = ("validée", "modifiée", "ajournée", "rejetée")


def constat(resume: Mapping, decisions: pd.DataFrame, periodes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, le comité de pilotage a pris 89 décisions ; prochaine réunion le 15 décembre 2026. »

    `decisions` : réponse de gouvernance/decisions_par_sens ; `periodes` : de gouvernance/periodes.
    """
    if not resume["nb_instances"]:
        return _sans_instance(periodes)
    un = len(filtre.contrats) == 1
    sujet = "le comité de pilotage" if un else "les comités de pilotage"
    prises = nombre_prises(decisions)
    if prises:
        verbe = "a pris" if un else "ont pris"
        debut = f"{periode(filtre)}, {sujet} {verbe} {phrases.accord(prises, 'décision')}"
    elif resume["nb_copils"]:
        verbe = "s'est réuni" if un else "se sont réunis"
        debut = f"{periode(filtre)}, {sujet} {verbe} {formats.nombre(resume['nb_copils'])} fois"
    else:
        debut = f"{periode(filtre)}, aucune réunion du comité de pilotage n'est connue"
    prochain = resume["prochain_copil"]
    if formats.absent(prochain):
        return formats.typographie(f"{debut} ; aucune réunion à venir n'est annoncée.")
    return formats.typographie(f"{debut} ; prochaine réunion le {formats.jour(prochain)}.")


def chiffres(resume: Mapping, decisions: pd.DataFrame, avis: pd.DataFrame) -> list[Chiffre]:
    """Signataires, réunions, décisions, conseils citoyens, avis ; ce qui est inconnu ne se montre pas."""
    cartes = []
    if resume["nb_signataires"]:
        cartes.append(Chiffre("signataires", "Signataires", formats.nombre(resume["nb_signataires"])))
    if resume["nb_instances"]:
        cartes.append(_reunions(resume))
    if len(decisions):
        cartes.append(_decisions(decisions))
    if resume["nb_conseils"]:
        cartes.append(_conseils(resume))
    if len(avis):
        cartes.append(_avis(avis))
    return cartes


def nombre_prises(decisions: pd.DataFrame) -> int:
    """Le nombre de décisions prises : tout sauf « attendue »."""
    return int(decisions[decisions["decision"].isin(PRISES)]["nb_decisions"].sum())


def des_conseils(avis: pd.DataFrame) -> str:
    """« 43 avis sur des actions soutenues : 36 favorables, 6 réservés, 1 défavorable. »

    `avis` : réponse de gouvernance/avis_par_conseil.
    """
    compte = _compte(avis)
    total = sum(compte.values())
    if not total:
        return "Aucun avis de conseil citoyen n'est connu sur ces actions."
    morceaux = [f"{formats.nombre(nb)} {phrases.pluriel(nb, sens)}" for sens, nb in compte.items() if nb]
    return formats.typographie(
        f"{formats.nombre(total)} avis sur des actions soutenues : {phrases.liste(morceaux)}."
    )


def des_decisions(decisions: pd.DataFrame) -> str:
    """« 60 décisions sur 89 valident la demande telle quelle, 29 la modifient. »"""
    nb = dict(zip(decisions["decision"], decisions["nb_decisions"].astype(int), strict=True))
    prises = nombre_prises(decisions)
    if not prises:
        return "Aucune décision n'est connue sur ces actions."
    validees = nb.get("validée", 0)
    return formats.typographie(
        f"{formats.nombre(validees)} {phrases.pluriel(validees, 'décision')} sur {formats.nombre(prises)} "
        f"{phrases.pluriel(validees, 'valide', 'valident')} la demande telle quelle."
    )


def de_la_frise(periodes: pd.DataFrame, seances: pd.DataFrame) -> tuple[str, str]:
    """Titre et sous-titre de la frise : « Signé le 27 juin 2024, le contrat court jusqu'en 2030 »."""
    signes = bool(periodes["signe_le"].notna().any())
    legende = ["ses périodes"] + ["sa signature (étoile)"] * signes
    legende += ["les réunions tenues (points) et à venir (losanges)"] * (not seances.empty)
    sous_titre = phrases.liste(legende)
    sous_titre = sous_titre[0].upper() + sous_titre[1:]
    if periodes["contrat_id"].nunique() != 1:
        return "La vie des contrats", sous_titre
    if not signes:
        return "La vie du contrat", sous_titre
    contrat = periodes.iloc[0]
    signe, fin = formats.jour(contrat["signe_le"]), int(contrat["contrat_fin"])
    return formats.typographie(f"Signé le {signe}, le contrat court jusqu'en {fin}"), sous_titre


def des_signataires(signataires: pd.DataFrame) -> str:
    """« 13 signataires. Coprésidence : Préfecture… et Communauté… » ; vide sans signataire."""
    if signataires.empty or signataires["contrat"].nunique() != 1:
        return ""
    copresidents = signataires[signataires["role"].str.contains("présid", na=False)]["signataire"].tolist()
    suite = f" Coprésidence : {phrases.liste(copresidents)}." if copresidents else ""
    return formats.typographie(f"{phrases.accord(len(signataires), 'signataire')}.{suite}")


def _sans_instance(periodes: pd.DataFrame) -> str:
    noms = periodes["contrat_id"].nunique()
    if noms != 1:
        return "Les instances de ces contrats ne sont pas dans cette base."
    contrat = periodes.iloc[0]
    return formats.typographie(
        f"Le contrat court de {int(contrat['contrat_debut'])} à {int(contrat['contrat_fin'])} ; "
        "ses instances et leurs décisions ne sont pas dans cette base."
    )


def _reunions(resume: Mapping) -> Chiffre:
    nb, prochaine = int(resume["nb_reunions"]), resume["prochaine_reunion"]
    suite = "aucune à venir" if formats.absent(prochaine) else f"prochaine le {formats.jour(prochaine)}"
    copils = phrases.accord(resume["nb_copils"], "réunion")
    return Chiffre(
        "reunions",
        "Réunions tenues",
        formats.nombre(nb),
        suite,
        f"Toutes instances, dans la période choisie ; dont {copils} du comité de pilotage.",
    )


def _decisions(decisions: pd.DataFrame) -> Chiffre:
    """Les décisions prises, et leur sens : « 60 validées, 29 modifiées »."""
    sens = [
        f"{formats.nombre(d.nb_decisions)} {phrases.pluriel(d.nb_decisions, d.decision)}"
        for d in decisions.itertuples(index=False)
    ]
    return Chiffre(
        "decisions",
        "Décisions prises",
        formats.nombre(nombre_prises(decisions)),
        ", ".join(sens),
        "Sur les actions dont le statut est public : les demandes refusées, ajournées ou encore à l'étude "
        "n'y sont pas.",
    )


def _conseils(resume: Mapping) -> Chiffre:
    avec, quartiers = int(resume["nb_quartiers_avec_conseil"]), int(resume["nb_quartiers"])
    suite = (
        f"{formats.nombre(avec)} {phrases.pluriel(avec, 'quartier')} sur {formats.nombre(quartiers)}"
        if quartiers
        else ""
    )
    return Chiffre(
        "conseils",
        "Conseils citoyens",
        formats.nombre(resume["nb_conseils"]),
        suite,
        "Quartiers prioritaires qui ont un conseil citoyen, sur tous ceux du contrat.",
    )


def _avis(avis: pd.DataFrame) -> Chiffre:
    compte = _compte(avis)
    reserves = compte["réservé"] + compte["défavorable"]
    return Chiffre(
        "avis",
        "Avis rendus",
        formats.nombre(sum(compte.values())),
        f"dont {formats.nombre(reserves)} {phrases.pluriel(reserves, 'réservé')} ou "
        f"{phrases.pluriel(reserves, 'défavorable')}"
        if reserves
        else "tous favorables",
        "Avis des conseils citoyens sur des actions soutenues.",
    )


def _compte(avis: pd.DataFrame) -> dict[str, int]:
    return {
        sens: int(avis[avis["avis"] == sens]["nb_avis"].fillna(0).sum())
        for sens in ("favorable", "réservé", "défavorable")
    }
