"""Composer la séance : son ordre du jour, point par point, et ce qu'on en garde.

Chaque geste récrit la séance dans l'adresse : le bouton « Précédent » du navigateur le défait.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from pages.composants import etat, filtres, liens, phrases
from pages.composants.formats import typographie
from pages.composants.inerte import gras, markdown
from pages.composants.referentiel import contrat_defaut, referentiel
from pages.seance import courante, modeles
from pages.seance.ordre import (
    NOMS_PAGES,
    NOTE_MAX,
    TITRE,
    TITRE_MAX,
    Point,
    Seance,
    SeanceInvalide,
    ajouter,
    deplacer,
    point_de,
    remplacer,
)
from queries import Filtre

DUREES = (2, 3, 5, 8, 10, 15, 20, 30, 40, 45, 60, 90)
"""Les durées proposées, en minutes."""


def ouverte() -> tuple[Seance, str]:
    """La séance de l'adresse, et pourquoi elle ne peut pas être lue ; vide alors, comme s'il n'y en a pas."""
    try:
        courante.deplier()
        return courante.lire(), ""
    except SeanceInvalide as erreur:
        return Seance(), str(erreur)


def dire(refus: str) -> None:
    """La raison d'un refus, et une issue ; rien s'il n'y en a pas."""
    if refus:
        st.error(markdown(typographie(refus)), icon=":material/error:")
        st.button("Commencer une nouvelle séance", on_click=courante.poser, args=(Seance(),), key="nouvelle")


def duree(minutes: int) -> str:
    """« 45 min », « 1 h », « 1 h 05 », sans coupure possible."""
    heures, reste = divmod(minutes, 60)
    ecrit = f"{heures} h {reste:02}" if heures and reste else f"{heures} h" if heures else f"{reste} min"
    return ecrit.replace(" ", "\u00a0")


def phrase(seance: Seance) -> str:
    """Ce que la page répond : combien de points, combien de temps."""
    if not seance.points:
        return (
            "L'ordre du jour est vide : partez d'un modèle, ou ajoutez une vue depuis n'importe quelle page."
        )
    points = phrases.accord(len(seance.points), "point")
    return typographie(f"« {seance.titre} » : {points}, {duree(seance.minutes())} en tout.")


def en_mots(point: Point) -> str:
    """La page et les filtres d'un point : « Carte · Val d'Aurore · 2026 · Pilier : Emploi »."""
    principal = contrat_defaut()
    filtre, _ = liens.lire(point.vue(), Filtre(contrats=(principal,) if principal else ()))
    mots = filtres.en_mots(filtre, referentiel(filtre.contrats, None))
    if "annee" not in point.vue():
        mots = mots.replace(f" · {filtres.annees_en_mots(None)}", "", 1)
    if filtre.montant == Filtre().montant:
        mots = mots.rpartition(" · ")[0]
    return typographie(f"{NOMS_PAGES.get(point.page, point.page)} · {mots}")


def choisir_modele(filtre: Filtre) -> None:
    """Les ordres du jour tout prêts, chacun avec ce à quoi il sert et sa durée."""
    st.subheader("Partir d'un ordre du jour tout prêt", anchor=False)
    colonnes = st.columns(2, gap="medium")
    for rang, modele in enumerate(modeles.modeles().values()):
        with colonnes[rang % 2].container(border=True, key=f"modele-{modele.nom}"):
            st.markdown(gras(typographie(modeles.en_mots(modele, filtre))))
            st.markdown(markdown(typographie(modele.pour)))
            compte = f"{phrases.accord(len(modele.points), 'point')} · {duree(modele.minutes)}"
            st.caption(typographie(compte))
            st.button(
                "Prendre ce modèle",
                key=f"prendre-{modele.nom}",
                on_click=_prendre,
                args=(modele.nom,),
                icon=":material/playlist_add:",
            )
    st.caption("Chaque point se renomme, se déplace ou se retire ensuite.")


def liste(seance: Seance) -> None:
    """Le titre de la séance et ses points, chacun avec ce qu'on peut en faire."""
    st.session_state["titre-seance"] = seance.titre
    st.text_input(
        "Titre de la séance",
        key="titre-seance",
        max_chars=200,
        on_change=_renommer_la_seance,
        placeholder=TITRE,
    )
    for rang, (cle, point) in enumerate(zip(_cles(seance), seance.points, strict=True)):
        with st.container(border=True, key=f"point-{rang}", gap="xsmall"):
            # Dans une boîte : avec ou sans note, les gestes gardent leur place, donc le curseur aussi.
            with st.container(key=f"texte-{rang}", gap="xsmall"):
                _texte(rang, point)
            _gestes(rang, point, cle, len(seance.points))


def autres_gestes(filtre: Filtre) -> None:
    """Sous la liste : ajouter les points d'un modèle, vider."""
    with st.container(horizontal=True, key="autres-gestes"):
        voulu = st.menu_button(
            "Ajouter les points d'un modèle",
            list(modeles.modeles()),
            icon=":material/playlist_add:",
            format_func=lambda nom: markdown(modeles.en_mots(modeles.modeles()[nom], filtre)),
            key="plus-modele",
        )
        if voulu:
            _prendre(voulu)
            etat.emettre()
            st.rerun()
        st.button("Vider l'ordre du jour", icon=":material/delete_sweep:", key="vider", on_click=_vider)
    st.caption(
        "Pour ajouter une vue : ouvrez n'importe quelle page, réglez-la, puis « Ajouter à la séance »."
    )


def _texte(rang: int, point: Point) -> None:
    st.markdown(f"**{rang + 1}. {markdown(typographie(point.titre))}**")
    st.caption(markdown(en_mots(point)))
    if point.note:
        st.caption(f":material/sticky_note_2: {_sur_des_lignes(point.note)}")


def _gestes(rang: int, point: Point, cle: str, nombre: int) -> None:
    # Clés de place et non de point : déplacé au clavier, le point s'en va, le curseur reste où il est.
    with st.container(horizontal=True, key=f"gestes-{rang}", gap="xsmall", vertical_alignment="center"):
        st.button(
            "Monter",
            icon=":material/arrow_upward:",
            key=f"monter-{rang}",
            on_click=_deplacer,
            args=(rang, -1),
            disabled=rang == 0,
        )
        st.button(
            "Descendre",
            icon=":material/arrow_downward:",
            key=f"descendre-{rang}",
            on_click=_deplacer,
            args=(rang, 1),
            disabled=rang == nombre - 1,
        )
        durees = sorted({*DUREES, point.minutes})
        st.session_state[f"minutes-{cle}"] = point.minutes
        st.selectbox(
            f"Durée du point {rang + 1}",
            durees,
            key=f"minutes-{cle}",
            format_func=duree,
            label_visibility="collapsed",
            width=100,
            placeholder="Durée",
            on_change=_minuter,
            args=(rang, f"minutes-{cle}"),
        )
        st.page_link(
            f"{point.page}.py",
            label="Ouvrir la vue",
            icon=":material/open_in_new:",
            query_params=point.vue() | {"seance": courante.code_de(courante.lire())},
        )
        # Suivi : ce qu'il contient n'est dessiné qu'ouvert, et un geste fait le referme.
        with st.popover(
            "Modifier", icon=":material/edit:", key=f"modifier-{cle}", on_change="rerun"
        ) as formulaire:
            if formulaire.open:
                _formulaire(rang, point, cle)


def _formulaire(rang: int, point: Point, cle: str) -> None:
    with st.form(f"forme-{cle}", border=False):
        st.text_input("Titre", value=point.titre, max_chars=TITRE_MAX, key=f"titre-{cle}")
        st.text_area(
            "Note, pour vous : elle n'est jamais projetée",
            value=point.note,
            max_chars=NOTE_MAX,
            key=f"note-{cle}",
            height=100,
        )
        st.form_submit_button(
            "Enregistrer", icon=":material/check:", on_click=_ecrire, args=(rang, cle), type="primary"
        )
    with st.container(horizontal=True, key=f"extremes-{cle}"):
        for libelle, icone, geste in (
            ("Dupliquer", "content_copy", _dupliquer),
            ("Retirer", "delete", _retirer),
        ):
            st.button(
                libelle,
                icon=f":material/{icone}:",
                key=f"{libelle.lower()}-{cle}",
                on_click=geste,
                args=(rang, cle),
            )


def _cles(seance: Seance) -> Iterator[str]:
    """Une clé par point, qui le suit quand il bouge : ce qu'on en écrit ne passe pas à un autre."""
    deja: Counter[str] = Counter()
    for point in seance.points:
        empreinte = hashlib.sha256(point.lien().encode()).hexdigest()[:10]
        deja[empreinte] += 1
        yield f"{empreinte}-{deja[empreinte]}"


def _sur_des_lignes(note: str) -> str:
    """Une note en Markdown, ses sauts de ligne gardés."""
    return "  \n".join(markdown(typographie(ligne)) for ligne in note.splitlines())


def _prendre(nom: str) -> None:
    """Prend le modèle, ou ajoute ses points à la suite."""
    neuve = modeles.remplir(modeles.modeles()[nom], filtres.courant()[0])
    seance, _ = ouverte()
    titre = seance.titre if seance.points else neuve.titre
    try:
        courante.poser(replace(ajouter(seance, *neuve.points), titre=titre))
    except SeanceInvalide as erreur:
        st.toast(markdown(typographie(str(erreur))), icon=":material/error:")


def _renommer_la_seance() -> None:
    voulu = point_de(st.session_state["titre-seance"] or TITRE, "synthese", {}).titre
    courante.poser(replace(courante.lire(), titre=voulu[:200]))


def _deplacer(rang: int, de: int) -> None:
    courante.poser(deplacer(courante.lire(), rang, de))


def _minuter(rang: int, cle: str) -> None:
    seance = courante.lire()
    courante.poser(remplacer(seance, rang, replace(seance.points[rang], minutes=st.session_state[cle])))


def _ecrire(rang: int, cle: str) -> None:
    seance = courante.lire()
    ancien = seance.points[rang]
    titre, note = st.session_state[f"titre-{cle}"], st.session_state[f"note-{cle}"]
    neuf = point_de(titre or ancien.titre, ancien.page, ancien.vue(), note, ancien.minutes)
    courante.poser(remplacer(seance, rang, neuf))
    st.session_state[f"modifier-{cle}"] = False


def _dupliquer(rang: int, cle: str) -> None:
    seance = courante.lire()
    point = seance.points[rang]
    try:
        courante.poser(remplacer(seance, rang, point, point))
        st.session_state[f"modifier-{cle}"] = False
    except SeanceInvalide as erreur:
        st.toast(markdown(typographie(str(erreur))), icon=":material/error:")


def _retirer(rang: int, cle: str) -> None:
    courante.poser(remplacer(courante.lire(), rang))
    st.session_state[f"modifier-{cle}"] = False


def _vider() -> None:
    courante.poser(Seance())
    st.toast("Ordre du jour vidé. Le bouton « Précédent » du navigateur le rétablit.", icon=":material/undo:")
