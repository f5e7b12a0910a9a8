"""Les deux dernières étapes : publier, revenir en arrière, et le journal. Pour les administrateurs."""

import pandas as pd
import streamlit as st

from pages.composants import acces, etat, formats, inerte, publications
from pages.composants.phrases import markdown
from pages.composants.tableaux import Colonne
from pages.mise_a_jour import reprise, visite
from pages.mise_a_jour.constats import tableau
from pages.serveur.configuration import configuration
from queries import a_la_version, chemin_base, version_base
from queries.versions import Publication, fichier_version, journal

JOURNAL = {
    "quand": Colonne("Quand", "instant"),
    "action": Colonne("Quoi"),
    "par": Colonne("Par"),
    "version": Colonne("Version"),
    "nom": Colonne("Base"),
}


def montrer() -> None:
    """Publier ce qui est vérifié, revenir à une version gardée, lire le journal."""
    travail = visite.travail()
    admin = acces.role() == acces.ADMINISTRATEUR
    if travail and travail.verification and travail.verification.difference:
        st.subheader("5. Publier", anchor=False)
        if admin:
            _publier(travail)
        else:
            st.info("Un administrateur publie : vous pouvez vérifier et corriger.", icon=":material/info:")
    if admin and travail is None:
        _revenir()
        _journal()


def _publier(travail: visite.Travail) -> None:
    v = travail.verification
    bloque = bool(v.blocages)
    if bloque:
        st.markdown("La publication attend que rien ne bloque.")
    if v.remplace:
        st.markdown(
            "Les pages ne montreront plus que vos données : la fiction est remplacée. Vous pourrez y "
            "revenir, par « Revenir en arrière », tant que sa version est gardée."
        )
    elif v.genre == "programmation" and configuration().recette:
        st.warning(
            "Ce tableau entre dans la base en service, pas dans la recette du serveur : une construction "
            "d'après la recette ne le contiendrait pas.",
            icon=":material/warning:",
        )
    lu = st.checkbox(
        "J'ai lu" if v.remplace else "J'ai lu les différences", key=f"lu-{id(v)}", disabled=bloque
    )
    malgre_tout = False
    if v.alerte:
        # Une case à elle : lire des différences n'est pas vouloir une perte.
        dit = formats.typographie(f"Publier malgré tout : {v.alerte.resume()}")
        malgre_tout = st.checkbox(markdown(dit), key=f"malgre-tout-{id(v)}", disabled=bloque)
    pret = lu and (malgre_tout or not v.alerte) and not bloque
    if not st.button("Publier", type="primary", icon=":material/publish:", key="publier", disabled=not pret):
        return
    # Le droit se vérifie ici aussi : un bouton n'en est pas un.
    if not pret or acces.role() != acces.ADMINISTRATEUR:
        return
    from data import mise_a_jour

    par = acces.auteur()
    entree = visite.faire(
        "Publication",
        lambda _: mise_a_jour.publier(
            v, chemin_base(), par, configuration().recette, malgre_tout=malgre_tout
        ),
    )
    if entree:
        if v.genre == "programmation":
            reprise.oublier()
        visite.vider()
        # Les filtres nommaient peut-être ce qui n'est plus dans la base.
        etat.remplacer({})
        visite.annoncer(f"Version {entree.version_id} publiée : les pages montrent ses chiffres.")
        visite.recommencer_la_page()


def _revenir() -> None:
    st.subheader("Revenir en arrière", anchor=False)
    with a_la_version(None):
        servie = version_base()
    gardees: dict[str, Publication] = {}
    for entree in reversed(journal(chemin_base())):
        if entree.version_id != servie and fichier_version(chemin_base(), entree.version_id):
            gardees.setdefault(entree.version_id, entree)
    if not gardees:
        st.markdown("Aucune autre version n'est gardée : il y en aura après la prochaine publication.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="revenir"):
        version = st.selectbox(
            "Version à remettre en service",
            list(gardees),
            key="version-a-restaurer",
            format_func=lambda v: inerte.texte(_dite(gardees[v])),
        )
        with st.popover("Remettre en service", icon=":material/undo:", key="restaurer"):
            st.markdown(
                markdown(
                    formats.typographie(
                        f"Les pages montreront les chiffres de la version {version}. Celle d'aujourd'hui "
                        "reste gardée : on pourra y revenir."
                    )
                )
            )
            confirme = st.button("Oui, la remettre en service", key="oui-restaurer", type="primary")
    if confirme:
        _restaurer(version)


def _restaurer(version: str) -> None:
    if acces.role() != acces.ADMINISTRATEUR:
        return
    from data import mise_a_jour

    par = acces.auteur()
    rendu = visite.faire(
        "Retour en arrière",
        lambda _: mise_a_jour.restaurer(version, chemin_base(), par, configuration().recette),
    )
    if rendu:
        suite = "" if rendu[1] else " La recette du serveur, elle, n'a pas changé : vérifiez-la."
        visite.vider()
        visite.annoncer(f"Version {version} remise en service.{suite}")
        visite.recommencer_la_page()


def _journal() -> None:
    lignes = [
        {
            "quand": entree.publiee_le.astimezone(formats.PARIS).replace(tzinfo=None),
            "action": "Retour en arrière" if entree.action == "restaurer" else "Publication",
            "par": entree.par,
            "version": entree.version_id,
            "nom": entree.nom,
        }
        for entree in reversed(journal(chemin_base()))
    ]
    if lignes:
        tableau(pd.DataFrame(lignes), "journal", JOURNAL, "Le journal des publications")
    if abimees := publications.lignes_abimees():
        st.caption(formats.typographie(abimees))


def _dite(entree: Publication) -> str:
    quand = entree.publiee_le.astimezone(formats.PARIS)
    return formats.typographie(
        f"{formats.jour(quand)} à {quand:%H h %M}, par {entree.par} ({entree.version_id})"
    )
