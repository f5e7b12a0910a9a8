"""Les phrases et les chiffres de la page Quartier."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.chiffres import population
from pages.composants.constats import ACCORDES, periode
from pages.sujets.quartier.demande import Fiche
from queries import Filtre, lire

_PERIMETRES = {
    "identique": "périmètre inchangé",
    "modifié": "périmètre modifié",
    "nouveau": "quartier nouveau",
    "sorti": "sorti de la géographie prioritaire",
}


def constat(fiche: Fiche, filtre: Filtre) -> str:
    """« En 2025, 34 actions touchent « Les Ormaies », pour 412 k€ accordés, soit 98 € par habitant. »"""
    resume, nom = fiche.resume, fiche.nom
    nb = int(resume["nb_actions"])
    if not nb:
        return formats.typographie(f"{periode(filtre)}, aucune action n'est rattachée à « {nom} ».")
    soutien = phrases.pluriel(nb, "action touche", "actions touchent")
    debut = f"{periode(filtre)}, {formats.nombre(nb)} {soutien} « {nom} »"
    if formats.absent(resume["montant_eur"]):
        return formats.typographie(f"{debut}.")
    debut += f", pour {formats.montant(resume['montant_eur'])} {ACCORDES[filtre.montant]}"
    if fiche.habitants:
        debut += f", soit {formats.montant(resume['montant_eur'] / fiche.habitants)} par habitant"
    return formats.typographie(f"{debut}.")


def chiffres_cles(fiche: Fiche, filtre: Filtre) -> list[Chiffre]:
    """Habitants, actions, montant, par habitant."""
    resume, identite = fiche.resume, fiche.identite
    cartes = []
    if fiche.habitants:
        cartes.append(Chiffre("habitants", "Habitants", formats.nombre(fiche.habitants), _lieu(identite)))
    cartes.append(
        Chiffre(
            "actions",
            "Actions",
            formats.nombre(resume["nb_actions"]),
            f"{formats.nombre(resume['nb_porteurs'])} porteurs",
            "Toutes les actions qui touchent ce quartier, même partagées avec d'autres.",
        )
    )
    cartes.append(
        Chiffre(
            "accorde",
            f"Montants {ACCORDES[filtre.montant]}",
            formats.montant(resume["montant_eur"]),
            "la part de ce quartier",
            f"Exactement {formats.montant(resume['montant_eur'], exact=True)}. L'argent d'une action est "
            "partagé entre ses quartiers.",
        )
    )
    if fiche.habitants and not formats.absent(resume["montant_eur"]):
        contrat = population(replace(filtre, quartiers=()))
        ensemble = lire("synthese/chiffres", filtre=replace(filtre, quartiers=())).iloc[0]["montant_eur"]
        suite = ""
        if contrat and not formats.absent(ensemble):
            suite = f"{formats.montant(ensemble / contrat)} pour le contrat"
        cartes.append(
            Chiffre(
                "habitant",
                "Par habitant",
                formats.montant(resume["montant_eur"] / fiche.habitants),
                suite,
                "La part de ce quartier rapportée à ses habitants ; pour le contrat, tous les montants "
                "rapportés aux habitants de ses quartiers prioritaires.",
            )
        )
    return cartes


def identite_en_mots(fiche: Fiche) -> str:
    """« Quartier prioritaire QN04101M, à Blois · 0,53 km² · zonage 2024 »."""
    identite = fiche.identite
    genre = "Quartier prioritaire" if identite["type"] == "QPV" else "Quartier de veille active"
    morceaux = [f"{genre} {identite['quartier_id']}", f"zonage {identite['generation']}"]
    if not formats.absent(identite["noms_communes"]):
        morceaux.insert(1, identite["noms_communes"])
    if not formats.absent(identite["superficie_km2"]):
        morceaux.append(f"{formats.nombre(identite['superficie_km2'], 2)} km²")
    if not formats.absent(identite["menages"]):
        morceaux.append(f"{formats.nombre(identite['menages'])} ménages")
    return phrases.markdown(formats.typographie(" · ".join(morceaux)))


def histoire(fiche: Fiche) -> str:
    """« Il vient de « Provinces » (QP041002), périmètre modifié. » ; vide si rien n'est connu."""
    if fiche.passages.empty:
        return ""
    recent = fiche.identite["generation"] == "2024"
    champ, nom = ("ancien", "nom_ancien") if recent else ("nouveau", "nom_nouveau")
    liens = fiche.passages[fiche.passages[champ].notna()]
    statut = _PERIMETRES[fiche.passages.iloc[0]["statut"]]
    if liens.empty:
        return formats.typographie(f"Zonages 2015 et 2024 : {statut}.")
    noms = phrases.liste(
        [
            f"« {n} » ({c})" if not formats.absent(n) else str(c)
            for n, c in zip(liens[nom], liens[champ], strict=True)
        ]
    )
    debut = f"En 2015, c'était {noms}" if recent else f"Depuis 2024, c'est {noms}"
    reserve = "" if statut == "périmètre inchangé" else " : les séries des deux zonages ne se joignent pas"
    return phrases.markdown(formats.typographie(f"{debut}, {statut}{reserve}."))


def tableau_de_vie(fiche: Fiche) -> pd.DataFrame:
    """Un indicateur par ligne, en mots : ici, la commune, l'agglomération, la région, la France."""
    lignes = fiche.comparaison
    sortie = pd.DataFrame(
        {
            "Indicateur": lignes["indicateur"],
            "Périmètre": [
                "" if c == fiche.identite["quartier_id"] else f"{n} (zonage {z})"
                for c, n, z in zip(lignes["quartier_id"], lignes["quartier"], lignes["zonage"], strict=True)
            ],
            "Année": lignes["annee"].astype(str),
            "Ici": [
                formats.indicateur(v, u, s)
                for v, u, s in zip(lignes["valeur"], lignes["unite"], lignes["statut"], strict=True)
            ],
        }
    )
    for titre, colonne in (
        ("Commune", "commune"),
        ("Agglomération", "epci"),
        ("Région", "region"),
        ("France", "france"),
    ):
        if lignes[colonne].notna().any():
            sortie[titre] = [
                formats.indicateur(v, u) if not formats.absent(v) else "—"
                for v, u in zip(lignes[colonne], lignes["unite"], strict=True)
            ]
    if (sortie["Périmètre"] == "").all():
        sortie = sortie.drop(columns="Périmètre")
    return sortie


def _lieu(identite: Mapping) -> str:
    if formats.absent(identite["superficie_km2"]):
        return ""
    return f"sur {formats.nombre(identite['superficie_km2'], 2)} km²"
