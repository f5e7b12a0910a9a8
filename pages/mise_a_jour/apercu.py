"""Ce qu'on a compris du tableau, montré comme on le verra : trois actions, et les totaux face au fichier."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.composants import ecran, formats, phrases, tableaux
from pages.composants.inerte import gras, markdown
from pages.composants.tableaux import Colonne

if TYPE_CHECKING:
    from data.programmation.examen import Lu
    from data.questionnaire import Apercu, Carte

_MOTS = {"accorde": "accordés", "propose": "proposés", "demande": "demandés", "verse": "versés"}
_TOTAUX = {
    "nom": Colonne("Financeur"),
    "lu": Colonne("Ce que l'on lit", "euros"),
    "fichier": Colonne("Total de votre fichier", "euros"),
    "verdict": Colonne("Accord"),
}


def montrer(lu: "Lu", en_cours: bool) -> None:
    """L'aperçu ; `en_cours` : des questions restent, il suppose leurs réponses proposées."""
    from data.questionnaire import apercu

    vu = apercu(lu)
    st.subheader("Ce que votre tableau dira", anchor=False)
    st.markdown(markdown(formats.typographie(_phrase(vu, en_cours))))
    if vu.cartes:
        for colonne, carte in zip(st.columns(len(vu.cartes)), vu.cartes, strict=True):
            with colonne.container(border=True, height="stretch"):
                _carte(carte)
    if vu.totaux:
        _totaux(vu)


def _phrase(vu: "Apercu", en_cours: bool) -> str:
    debut = "Si vous gardez les réponses proposées : " if en_cours else ""
    actions = phrases.accord(vu.nb_actions, "action", "actions", aucun="aucune")
    phrase = f"{debut}{actions}, {formats.montant(vu.somme, exact=True)} {_MOTS[vu.etape]}."
    if vu.nb_refusees:
        quoi = "une réponse, ou une cellule, est" if en_cours else "une cellule est"
        phrase += f" {_refusees(vu.nb_refusees)} : {quoi} à reprendre."
    return phrase[:1].upper() + phrase[1:]


def _refusees(nb: int) -> str:
    quoi = phrases.pluriel(nb, "ligne n'entre pas", "lignes n'entrent pas")
    return f"{formats.nombre(nb)} {quoi}"


def _carte(carte: "Carte") -> None:
    st.markdown(gras(formats.typographie(carte.intitule)))
    lignes = {
        ":material/groups:": carte.porteur,
        ":material/category:": carte.pilier,
        ":material/location_on:": ", ".join(carte.quartiers) or "À l'échelle du contrat",
        ":material/flag:": carte.statut.capitalize(),
    }
    dites = (f"{icone} {markdown(formats.typographie(dit))}" for icone, dit in lignes.items() if dit)
    st.markdown("  \n".join(dites))
    montants = [
        f"- {markdown(nom)} : **{formats.montant(euros, exact=True)}**" for nom, euros in carte.montants
    ]
    st.markdown(formats.typographie("\n".join(montants)) if montants else "Aucun montant.")


def _totaux(vu: "Apercu") -> None:
    dits = [t for t in vu.totaux if t.fichier is not None]
    if dits:
        egaux = sum(bool(t.accord) for t in dits)
        st.markdown(formats.typographie(rapprochement(egaux, len(dits))))
    verdicts = {True: "égal", False: "différent", None: "le fichier n'en dit rien"}
    if (ecran.dimensions() or (1366, 900))[0] <= 640:
        # Sur un téléphone, le verdict sortirait de l'écran.
        dits = (
            f"{t.nom} : {formats.montant(t.lu + t.refuse, exact=True)}, {verdicts[t.accord]}"
            for t in vu.totaux
        )
        st.markdown("\n".join(f"- {markdown(formats.typographie(dit))}" for dit in dits))
        return
    lignes = pd.DataFrame(
        {"nom": t.nom, "lu": t.lu + t.refuse, "fichier": t.fichier, "verdict": verdicts[t.accord]}
        for t in vu.totaux
    )
    st.dataframe(
        tableaux.affichable(lignes, _TOTAUX),
        column_config={c: tableaux.configuration_colonne(colonne) for c, colonne in _TOTAUX.items()},
        hide_index=True,
        placeholder="",
        key="tableau-apercu",
        alt="Les totaux lus, face à ceux du fichier",
    )


def rapprochement(egaux: int, dits: int) -> str:
    """« Les 8 financeurs ont le total qu'annonce votre fichier. », une phrase qui se lit à voix haute."""
    if dits == 1:
        return (
            "Le seul total du fichier est le bon."
            if egaux
            else "Le seul total du fichier n'est pas celui qu'on lit."
        )
    if egaux == dits:
        return f"Les {dits} totaux du fichier sont ceux qu'on lit."
    if not egaux:
        return f"Aucun des {dits} totaux du fichier n'est celui qu'on lit."
    return (
        f"{egaux} des {dits} totaux du fichier {phrases.pluriel(egaux, 'est celui', 'sont ceux')} qu'on lit."
    )
