"""La demande qu'on examine : son identité, ses montants, et les enveloppes où elle puise."""

import streamlit as st

from pages.composants import comparabilite, etat, formats, phrases
from pages.composants.formats import typographie
from pages.seance.instruction import Dossier

LIGNES_PROJETEES = 3
"""Enveloppes montrées au plus en projection, les autres étant comptées : le reste serait sous l'écran."""


def identite(dossier: Dossier) -> None:
    """Ce qu'est la demande, ce qu'elle demande, ce qu'on en propose et ce qu'en dit le conseil citoyen."""
    demande = dossier.choisie
    textes = [
        str(demande["intitule"]),
        f"{demande['porteur']} · {demande['quartiers']}",
        f"{demande['pilier']} · {demande['statut']}",
    ]
    if etat.projection():
        # Une ligne chacun : la décision et l'enveloppe doivent tenir sous les yeux de la salle.
        textes = [
            formats.court(texte, longueur) for texte, longueur in zip(textes, (38, 47, 47), strict=True)
        ]
    titre, *lignes = (phrases.markdown(typographie(texte)) for texte in textes)
    st.subheader(titre, anchor=False)
    st.markdown("  \n".join(lignes))
    avant = f"En {int(demande['annee']) - 1}"
    # « Nouvelle » serait faux si l'année d'avant n'est pas entrée.
    connue = not comparabilite.refusee(dossier.filtre, int(demande["annee"]) - 1)
    sans_passe = "nouvelle" if formats.absent(demande["avant_id"]) and connue else formats.ABSENT
    cases = {
        "Demandé": formats.montant(demande["demande_eur"], exact=True),
        "Proposé": _ou(demande["propose_eur"], "pas encore"),
        avant: _ou(demande["avant_eur"], sans_passe),
        "Conseil citoyen": "sans avis"
        if formats.absent(demande["avis"])
        else phrases.markdown(demande["avis"]),
    }
    st.markdown(_table(list(cases), [[f"**{typographie(v)}**" for v in cases.values()]]))


def ses_enveloppes(dossier: Dossier) -> None:
    """Où puise cette demande : une ligne par enveloppe."""
    lignes = dossier.enveloppes.dropna(subset=["ici_demande_eur"])
    if lignes.empty:
        return
    decidee, reste_en_plus = not formats.absent(dossier.choisie["decision"]), 0
    if etat.projection() and len(lignes) > LIGNES_PROJETEES:
        reste_en_plus = len(lignes) - LIGNES_PROJETEES + 1
        lignes = lignes.head(LIGNES_PROJETEES - 1)
    titres = ["Cette demande puise dans", "Demandé", "Décidé" if decidee else "Proposé", "Il y reste"]
    rangees = [
        [
            phrases.markdown(_nom(e)),
            formats.montant(e.ici_demande_eur, exact=True),
            _ou(e.ici_decide_eur if decidee else e.ici_propose_eur, "–"),
            f"**{reste(e.reste_eur)}**",
        ]
        for e in lignes.itertuples(index=False)
    ]
    if reste_en_plus:
        rangees.append([f"… et {reste_en_plus} autres financeurs", "", "", ""])
    st.markdown(_table(titres, rangees))


def reste(montant: object) -> str:
    """« 12 300 € », « dépassée de 900 € », ou « sans enveloppe »."""
    if formats.absent(montant):
        return "sans enveloppe"
    if montant < 0:
        return f"dépassée de {formats.montant(-montant, exact=True)}"
    return formats.montant(montant, exact=True)


def deja_votee(demande: dict) -> str:
    """La phrase qui tient lieu de saisie quand la séance n'a plus à décider."""
    somme = demande["accorde_eur"]
    accorde = "" if formats.absent(somme) or not somme else f", {formats.montant(somme, exact=True)} accordés"
    return f"Cette demande est déjà {demande['statut']}{accorde} : la séance n'a plus à en décider."


def _nom(enveloppe: object) -> str:
    financeur = str(enveloppe.financeur).split(" (", maxsplit=1)[0]
    return f"{financeur}, {enveloppe.pilier[0].lower()}{enveloppe.pilier[1:]}"


def _ou(montant: object, sinon: str) -> str:
    return sinon if formats.absent(montant) else formats.montant(montant, exact=True)


def _table(titres: list[str], rangees: list[list[str]]) -> str:
    """Un tableau Markdown : il grossit avec la page en projection, et se lit à voix haute."""
    droite = [":--" if rang == 0 else "--:" for rang in range(len(titres))]
    lignes = [titres, droite, *rangees]
    return "\n".join(f"| {' | '.join(typographie(c) for c in ligne)} |" for ligne in lignes)
