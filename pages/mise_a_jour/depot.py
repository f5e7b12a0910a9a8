"""Première étape : déposer un fichier, dire ce qu'il est, et confirmer le sens de ses colonnes."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.composants import filtres, formats, phrases
from pages.mise_a_jour import visite
from pages.serveur.configuration import STATUTS, configuration
from queries import chemin_base

if TYPE_CHECKING:
    from data.programmation.examen import Examen

TYPES = ("xlsx", "xlsm", "xls", "ods", "csv")
_DITES = "celle que disent ses colonnes"


def montrer() -> None:
    """Le dépôt et ses réglages ; le bouton « Vérifier » lance tout ce qui peut l'être."""
    st.subheader("1. Déposer un fichier", anchor=False)
    recu = st.file_uploader(
        "Classeur complet, ou tableau de programmation (une ligne par action)",
        type=list(TYPES), key=visite.cle_du_depot(),
    )  # fmt: skip
    if recu is None:
        visite.abandonner()
        return
    travail = visite.travail()
    if travail is None or st.session_state.get("mise_a_jour_recu") != recu.file_id:
        # Import tardif : seul un agent connecté ouvre un fichier.
        from data.fichier_depose import deposer

        depot = visite.faire("Lecture du fichier", lambda _: deposer(recu.getvalue(), recu.name))
        if depot is None:
            return
        st.session_state["mise_a_jour_recu"] = recu.file_id
        travail = visite.commencer(depot)
    _genre(travail)
    if travail.genre == "classeur":
        if st.button("Vérifier le classeur", type="primary", icon=":material/fact_check:", key="verifier"):
            _verifier_classeur(travail)
    else:
        _tableau(travail)


def _genre(travail: visite.Travail) -> None:
    from data.fichier_depose import GENRES

    genre = st.radio(
        f"Ce fichier est reconnu comme : {GENRES[travail.depot.reconnu].lower()}. Est-ce bien cela ?",
        list(GENRES), format_func=GENRES.get, index=list(GENRES).index(travail.genre), horizontal=True,
        key=f"genre-{travail.depot.reconnu}",
        captions=["Toutes les feuilles du modèle : il remplace la base",
                  "Une feuille, une ligne par action : il remplace son contrat et ses années"],
    )  # fmt: skip
    if genre != travail.genre:
        travail.genre, travail.examen, travail.verification = genre, None, None


def _verifier_classeur(travail: visite.Travail) -> None:
    from data.mise_a_jour import verifier_classeur

    travail.verification = visite.faire(
        "Vérification du classeur",
        lambda etape: verifier_classeur(
            travail.depot, chemin_base(), travail.chemin, etape, configuration().recette
        ),
    )


def _tableau(travail: visite.Travail) -> None:
    from data.mise_a_jour import contrats

    connus, filtre = contrats(chemin_base()), filtres.courant()[0]
    with st.container(horizontal=True, key="reglages-tableau"):
        contrat = st.selectbox(
            "Contrat", list(connus), format_func=connus.get, key="maj-contrat",
            index=next((i for i, code in enumerate(connus) if code in filtre.contrats), 0),
        )  # fmt: skip
        annee = st.number_input(
            "Année du tableau", 2000, 2100, None, placeholder=_DITES, key="maj-annee",
            help="À dire si aucune colonne ne la donne",
        )  # fmt: skip
        feuille = st.selectbox(
            "Feuille", [None, *travail.depot.feuilles], key="maj-feuille",
            format_func=lambda f: f or "la mieux comprise",
        )  # fmt: skip
        statut = st.selectbox(
            "Statut des actions", [None, *STATUTS], key="maj-statut",
            format_func=lambda s: s or _DITES.replace("celle", "celui"),
        )  # fmt: skip
    reglages = {"contrat": contrat, "annee": annee, "feuille": feuille, "statut": statut}
    if reglages != travail.reglages:
        # Ce qui est vérifié ne l'est que pour ces réglages-là.
        travail.reglages, travail.examen, travail.verification = reglages, None, None
    if st.button("Vérifier le tableau", type="primary", icon=":material/fact_check:", key="verifier"):
        _verifier_tableau(travail, reglages, None)
    if travail.examen:
        _colonnes(travail, reglages)


def _verifier_tableau(travail: visite.Travail, reglages: dict, memoire: object) -> None:
    """Lit, et si plus rien n'est à confirmer, construit et compare."""
    from data import mise_a_jour

    base = chemin_base()

    def verifier(etape) -> tuple:
        barre = st.progress(0.0)
        etape("lecture des lignes")
        examen = mise_a_jour.examiner_tableau(
            travail.depot, base, **reglages,
            memoire=memoire or mise_a_jour.memoire(base, reglages["contrat"]),
            avance=lambda lues, attendues: barre.progress(min(lues / attendues, 1.0) if attendues else 0.0),
        )  # fmt: skip
        return examen, mise_a_jour.verifier_tableau(examen, travail.depot, base, travail.chemin, etape)

    rendu = visite.faire("Vérification du tableau", verifier)
    travail.examen, travail.verification = rendu or (None, None)


def _colonnes(travail: visite.Travail, reglages: dict) -> None:
    """Le sens de chaque colonne, à corriger ; rien n'est lu sans qu'on l'ait confirmé."""
    from data import correspondance_editable as editable

    examen: Examen = travail.examen
    correspondance, ref = examen.correspondance, examen.referentiels
    attente, muettes = len(correspondance.a_confirmer), correspondance.incomprises
    titre = "Le sens des colonnes"
    if attente:
        titre += f" : {phrases.accord(attente, 'à confirmer', 'à confirmer')}"
    with st.expander(formats.typographie(titre), expanded=bool(attente), icon=":material/view_column:"):
        if muettes:
            titres = ", ".join(f"« {c.titre} »" if c.titre else f"colonne {c.lettre}" for c in muettes)
            st.warning(
                phrases.markdown(
                    formats.typographie(
                        f"Titres non compris : {titres}. Dites leur sens, ou « une colonne à ne pas lire »."
                    )
                ),
                icon=":material/help:",
            )
        choix = editable.choix(ref)
        lignes = st.data_editor(
            pd.DataFrame(editable.en_lignes(correspondance, ref)).astype({"annee": "Int64"}),
            column_order=[
                "lettre", "titre", "sens", "financeur", "etape", "annee", "nature", "section", "degre",
                "explication",
            ],
            column_config={
                "lettre": st.column_config.TextColumn("Colonne", width="small"),
                "titre": st.column_config.TextColumn("Titre"),
                "sens": st.column_config.SelectboxColumn("Sens", options=choix["sens"]),
                "financeur": st.column_config.SelectboxColumn("Financeur", options=choix["financeur"]),
                "etape": st.column_config.SelectboxColumn("Étape", options=choix["etape"]),
                "annee": st.column_config.NumberColumn("Année", format="%d", step=1),
                "nature": st.column_config.SelectboxColumn("Crédits", options=choix["nature"]),
                "section": st.column_config.SelectboxColumn("Section", options=choix["section"]),
                "degre": st.column_config.TextColumn("Certitude", width="small"),
                "explication": st.column_config.TextColumn("Pourquoi"),
            },
            disabled=["lettre", "titre", "degre", "explication"], hide_index=True, placeholder="",
            key=f"colonnes-{id(examen)}", alt="Le sens de chaque colonne du tableau",
        )  # fmt: skip
        retenues = _valeurs(examen)
        if st.button("Confirmer ce sens et vérifier", icon=":material/done_all:", key="confirmer-colonnes"):
            neuve = editable.appliquer(correspondance, lignes.to_dict("records"), ref)
            _verifier_tableau(travail, reglages, editable.retenir(neuve, retenues))
            if travail.verification:
                visite.recommencer_la_page()


def _valeurs(examen: "Examen") -> list[dict[str, str]]:
    """Les valeurs mal écrites dont on propose la lecture ; rend celles que l'agent retient."""
    from data.correspondance_editable import valeurs_a_confirmer

    proposees = valeurs_a_confirmer(examen.lecture.constats)
    if not proposees:
        return []
    st.markdown("Des valeurs sont mal écrites ; cochez celles dont la lecture proposée est la bonne.")
    lues = st.data_editor(
        pd.DataFrame(proposees).assign(retenir=False),
        column_config={
            "table": st.column_config.TextColumn("Où"),
            "ecrit": st.column_config.TextColumn("Écrit"),
            "propose": st.column_config.TextColumn("À lire"),
            "retenir": st.column_config.CheckboxColumn("Retenir"),
        },
        disabled=["table", "ecrit", "propose"], hide_index=True, key=f"valeurs-{id(examen)}",
        alt="Les valeurs à confirmer",
    )  # fmt: skip
    return lues[lues["retenir"]].to_dict("records")
