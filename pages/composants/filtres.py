"""Le bandeau de filtres : une ligne de sélecteurs, puis ce qui n'est pas par défaut, en étiquettes."""

from dataclasses import replace

import streamlit as st

from pages.composants import etat, liens
from pages.composants.referentiel import (
    NOMS_MONTANTS,
    Referentiel,
    contrat_defaut,
    referentiel,
    statuts_visibles,
)
from queries import Filtre

NOMS = {
    "contrat": "Contrat",
    "annee": "Année",
    "pilier": "Pilier",
    "thematique": "Thématique",
    "quartier": "Quartier",
    "financeur": "Financeur",
    "nature": "Nature des crédits",
    "statut": "Statut",
    "montant": "Montant",
}
TOUS = {
    "pilier": "Tous les piliers",
    "thematique": "Toutes les thématiques",
    "quartier": "Tous les quartiers",
    "financeur": "Tous les financeurs",
    "nature": "Toutes les natures",
    "statut": "Tous les statuts",
}


def bandeau(*champs: str) -> Filtre:
    """Dessine les filtres `champs` (noms de l'adresse) et rend le filtre en vigueur.

    Le contrat et l'année sont toujours là. Les statuts que le visiteur ne peut pas voir sont
    écartés ici, quel que soit le lien.
    """
    filtre, defaut, choix, notes = courant()
    for note in notes:
        st.info(note, icon=":material/info:")
    if etat.projection():
        st.caption(en_mots(filtre, choix))
    else:
        _selecteurs(filtre, defaut, choix, champs)
    return visible(filtre)


def courant() -> tuple[Filtre, Filtre, Referentiel, list[str]]:
    """Le filtre de l'adresse, le filtre par défaut, les choix possibles et les notes à montrer."""
    principal = contrat_defaut()
    defaut = Filtre(contrats=(principal,) if principal else ())
    brut, _ = liens.lire(etat.etat(), defaut)
    choix = referentiel(brut.contrats, None)
    contrats = tuple(c for c in brut.contrats if c in choix.contrats) or (
        () if not brut.contrats else defaut.contrats
    )
    choix = referentiel(contrats, None)
    derniere = choix.annees[0] if choix.annees else None
    defaut = replace(defaut, annees=(derniere, derniere) if derniere else None)
    filtre, notes = liens.lire(etat.etat(), defaut)
    connus = {champ: set(getattr(choix, champ)) for champ in liens.LISTES.values()}
    filtre, ecartes = liens.valider(filtre, connus, lambda nom: f"{NOMS[nom].lower()} :")
    if ecartes and not filtre.contrats and brut.contrats:
        filtre = replace(filtre, contrats=defaut.contrats)
    propre = liens.ecrire(filtre, defaut)
    if propre != {n: v for n, v in etat.etat().items() if n in liens.ORDRE}:
        etat.remplacer(propre)
    return filtre, defaut, choix, notes + ecartes


def visible(filtre: Filtre) -> Filtre:
    """Le filtre borné aux statuts publics (règle 7 du modèle)."""
    permis = statuts_visibles()
    return replace(filtre, statuts=tuple(s for s in filtre.statuts if s in permis) or permis)


def en_mots(filtre: Filtre, choix: Referentiel) -> str:
    """Le filtre en une ligne : « Val d'Aurore · 2024 · Pilier : Emploi · montants accordés »."""
    morceaux = [", ".join(choix.contrats.get(c, c) for c in filtre.contrats) or "Tous les contrats"]
    morceaux.append(annees_en_mots(filtre.annees))
    for nom, champ in liens.LISTES.items():
        codes = getattr(filtre, champ)
        if nom != "contrat" and codes:
            morceaux.append(f"{NOMS[nom]} : " + ", ".join(getattr(choix, champ).get(c, c) for c in codes))
    morceaux.append(f"Montant {NOMS_MONTANTS[filtre.montant].lower()}")
    return " · ".join(morceaux)


def annees_en_mots(annees: tuple[int, int] | None) -> str:
    """« 2024 », « 2020–2024 » ou « toutes les années »."""
    if annees is None:
        return "toutes les années"
    return str(annees[0]) if annees[0] == annees[1] else f"{annees[0]}–{annees[1]}"


def _selecteurs(filtre: Filtre, defaut: Filtre, choix: Referentiel, champs: tuple[str, ...]) -> None:
    with st.container(horizontal=True, key="filtres", vertical_alignment="bottom", gap="small"):
        contrats = ["", *choix.contrats] if len(choix.contrats) > 1 else list(choix.contrats)
        _liste(
            "contrat",
            contrats,
            filtre.contrats[0] if filtre.contrats else "",
            choix.contrats | {"": "Tous les contrats"},
            280,
        )
        periodes = dict.fromkeys([(a, a) for a in choix.annees])
        if choix.annees:
            periodes |= dict.fromkeys(
                [(choix.annees[-1], choix.annees[0]), filtre.annees or (choix.annees[-1], choix.annees[0])]
            )
        _liste(
            "annee",
            list(periodes),
            filtre.annees or next(iter(periodes), None),
            {p: annees_en_mots(p) for p in periodes},
            140,
        )
        if "montant" in champs:
            _liste("montant", list(NOMS_MONTANTS), filtre.montant, NOMS_MONTANTS, 140)
        listes = [nom for nom in champs if nom in TOUS]
        actifs = sum(bool(getattr(filtre, liens.LISTES[nom])) for nom in listes)
        if listes:
            with st.popover(
                f"Filtres ({actifs})" if actifs else "Filtres",
                icon=":material/filter_list:",
                key="filtres-plus",
            ):
                for nom in listes:
                    _multiple(nom, filtre, choix)
        if etat.etat() != {}:
            _etiquettes(filtre, defaut, choix)


def _liste(nom: str, options: list, valeur: object, noms: dict, largeur: int) -> None:
    cle = f"filtre_{nom}"
    if not options:
        return
    st.session_state[cle] = valeur if valeur in options else options[0]
    st.selectbox(
        NOMS[nom], options, key=cle, format_func=lambda option: noms.get(option, str(option)),
        on_change=_changer, args=(nom,), width=largeur, placeholder="Choisir",
    )  # fmt: skip


def _multiple(nom: str, filtre: Filtre, choix: Referentiel) -> None:
    cle = f"filtre_{nom}"
    noms = getattr(choix, liens.LISTES[nom])
    st.session_state[cle] = list(getattr(filtre, liens.LISTES[nom]))
    st.multiselect(
        NOMS[nom], list(noms), key=cle, format_func=lambda code: noms.get(code, code),
        on_change=_changer, args=(nom,), placeholder=TOUS[nom],
    )  # fmt: skip


def _changer(nom: str) -> None:
    valeur = st.session_state[f"filtre_{nom}"]
    filtre, defaut, _, _ = courant()
    if nom == "contrat":
        # Piliers, quartiers et années sont ceux d'un contrat : en changer les oublie.
        filtre = Filtre(contrats=(valeur,) if valeur else (), montant=filtre.montant, natures=filtre.natures)
        etat.remplacer(liens.ecrire(filtre, Filtre(contrats=defaut.contrats)))
        return
    champ = {"annee": "annees"}.get(nom, liens.LISTES.get(nom, nom))
    filtre = replace(filtre, **{champ: tuple(valeur) if isinstance(valeur, list | tuple) else valeur})
    etat.remplacer(liens.ecrire(filtre, defaut))


def choisir(nom: str, code: str | None) -> None:
    """Un clic sur une carte ou une barre : le filtre, donc le lien, suit."""
    if code is not None and (code,) != getattr(courant()[0], liens.LISTES[nom]):
        filtre, defaut, _, _ = courant()
        etat.remplacer(liens.ecrire(replace(filtre, **{liens.LISTES[nom]: (code,)}), defaut))
        st.rerun()


def _etiquettes(filtre: Filtre, defaut: Filtre, choix: Referentiel) -> None:
    retirables = [n for n, champ in liens.LISTES.items() if n != "contrat" and getattr(filtre, champ)]
    for nom in retirables:
        champ = liens.LISTES[nom]
        for code in getattr(filtre, champ):
            libelle = f"{NOMS[nom]} : {getattr(choix, champ).get(code, code)} ✕"
            st.button(
                libelle, key=f"retirer_{nom}_{code}", on_click=_retirer, args=(nom, code), type="tertiary"
            )
    if retirables:
        st.button("Tout effacer", key="tout_effacer", on_click=_effacer, type="tertiary")


def _retirer(nom: str, code: str) -> None:
    filtre, defaut, _, _ = courant()
    champ = liens.LISTES[nom]
    reste = tuple(c for c in getattr(filtre, champ) if c != code)
    etat.remplacer(liens.ecrire(replace(filtre, **{champ: reste}), defaut))


def _effacer() -> None:
    filtre, defaut, _, _ = courant()
    etat.remplacer(liens.ecrire(replace(defaut, contrats=filtre.contrats), defaut))
