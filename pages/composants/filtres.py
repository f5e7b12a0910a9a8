"""Le bandeau de filtres : une ligne de sélecteurs, puis ce qui n'est pas par défaut, en étiquettes."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace

import streamlit as st

from pages import plan
from pages.blocs import Choix
from pages.composants import acces, etat, inerte, liens, recueil
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.composants.referentiel import NOMS_MONTANTS, Referentiel, referentiel
from pages.visite import Visite, construire
from pages.visite.mots import NOMS, annees_en_mots, en_mots
from queries import Filtre, version_demandee

__all__ = ["NOMS", "annees_en_mots", "en_mots"]

TOUS = {
    "pilier": "Tous les piliers",
    "thematique": "Toutes les thématiques",
    "quartier": "Tous les quartiers",
    "financeur": "Tous les financeurs",
    "nature": "Toutes les natures",
    "statut": "Tous les statuts",
}
_NOTES = "notes_lien"
_du_passage: ContextVar[tuple[str, dict[str, str], Visite] | None] = ContextVar("visite", default=None)


def bandeau(*champs: str, seul: str | None = None) -> Filtre:
    """Dessine les filtres `champs` (noms de l'adresse) et rend le filtre en vigueur.

    Le contrat et l'année sont toujours là ; `seul` est un champ à valeur unique, choisi en tête de
    bandeau (le quartier de la page Quartier). Les statuts que le visiteur ne peut pas voir sont
    écartés ici, quel que soit le lien.
    """
    filtre, defaut, choix, _ = courant()
    # Gardées tant que la vue ne change pas : un passage de plus (carte, graphique) les effacerait.
    notes, vue = st.session_state.get(_NOTES, ([], None))
    for note in notes if vue == etat.etat() else []:
        st.info(markdown(typographie(note)), icon=":material/info:")
    _selecteurs(filtre, defaut, choix, champs, seul)
    return courante().filtre


def courant() -> tuple[Filtre, Filtre, Referentiel, list[str]]:
    """Le filtre de l'adresse, le filtre par défaut, les choix possibles et les notes à montrer.

    Les valeurs que la base ne connaît pas quittent l'adresse : une note le dit, une fois.
    """
    visite = courante()
    propre = liens.ecrire(visite.demande, visite.defaut)
    if propre != {n: v for n, v in etat.etat().items() if n in liens.ORDRE}:
        etat.remplacer(propre)
    notes = list(visite.ecartes)
    recueil.ecarter(notes)
    if notes:
        st.session_state[_NOTES] = (notes, dict(etat.etat()))
    return visite.demande, visite.defaut, visite.choix, notes


def renvoyer(parametres: Mapping[str, str | None], dit: str = "") -> None:
    """Change l'adresse pour celle que la page demande, sans oublier ce qu'elle avait d'inconnu, ni `dit`."""
    notes, vue = st.session_state.get(_NOTES, ([], None))
    gardees = [*(notes if vue == etat.etat() else []), *([dit] if dit else [])]
    etat.poser(**parametres)
    if gardees:
        st.session_state[_NOTES] = (gardees, dict(etat.etat()))
    etat.emettre()


def recue() -> Visite:
    """Au début d'un passage : la visite que dit l'adresse, remise en ordre, et tout relu de qui regarde."""
    _du_passage.set(None)
    _oublier_les_autres_pages()
    courant()
    visite = courante()
    _du_passage.set((plan.de_l_adresse(etat.page()), dict(etat.etat()), visite))
    return visite


def _oublier_les_autres_pages() -> None:
    """Revenir d'une fiche (bouton « Précédent ») en laisserait le code dans le lien d'une page de lecture.

    Un atelier garde les siens, que le plan ne dit pas tous.
    """
    page = plan.PAR_CODE.get(plan.de_l_adresse(etat.page()))
    if page is None or not page.valeur:
        return
    autres = {nom for autre in plan.PAGES for nom in autre.parametres} - set(page.parametres)
    if restes := autres & etat.etat().keys():
        etat.poser(**dict.fromkeys(restes))


def courante() -> Visite:
    """La visite que dit l'adresse en vigueur, pour qui regarde ; celle du passage si rien ne l'a changée."""
    page, dite = plan.de_l_adresse(etat.page()), _du_passage.get()
    if dite is not None and dite[:2] == (page, etat.etat()):
        return dite[2]
    permis, agent = acces.droits()
    return construire(page, etat.etat(), permis=permis, version=version_demandee(), agent=agent)


def toutes_annees(filtre: Filtre) -> Filtre:
    """Le même filtre sans les années ni ce qui dépend d'un contrat (pilier, thématique) : l'histoire."""
    return replace(filtre, annees=None, piliers=(), thematiques=())


def nom(champ: str, code: str) -> str:
    """Le nom d'un code, prêt pour du Markdown : `nom("quartier", "QN04101M")`."""
    return markdown(getattr(courant()[2], liens.LISTES[champ]).get(code, code))


def texte(filtre: Filtre) -> str:
    """`filtre` en une ligne, pour les fichiers qu'on emporte."""
    return courante().mots_de(filtre)


def _selecteurs(
    filtre: Filtre, defaut: Filtre, choix: Referentiel, champs: tuple[str, ...], seul: str | None
) -> None:
    listes = [nom for nom in champs if nom in TOUS and nom != seul]
    # On propose les piliers de la période ; un lien peut en nommer d'autres, qui restent retirables.
    offre = referentiel(filtre.contrats, filtre.annees)
    actifs = sum(bool(getattr(filtre, liens.LISTES[nom])) for nom in listes)
    with st.container(
        horizontal=True, key="filtres", vertical_alignment="center", gap="small", width="content"
    ):
        if etat.projection():
            # De la salle, on lit ce qui est choisi (le montant, chaque graphique le dit) ; on le change
            # dans « Filtres ».
            portee = en_mots(filtre, choix).rsplit(" · ", 1)[0]
            with st.container(key="portee", width="content"):
                st.markdown(markdown(typographie(portee)))
        else:
            with st.container(horizontal=True, key="filtres-large", width="content", gap="small"):
                _uniques(filtre, choix, champs, seul, "")
        with st.popover(
            f"Filtres ({actifs})" if actifs else "Filtres", icon=":material/filter_list:", key="filtres-plus"
        ):
            # Sur un téléphone, tous les choix sont ici ; le style ne montre qu'une des deux séries.
            with st.container(key="filtres-tel"):
                _uniques(filtre, choix, champs, seul, "_tel")
            if len(choix.annees) > 1:
                _periode(filtre, choix)
            for nom in listes:
                _multiple(nom, filtre, offre)
        if not etat.projection():
            _etiquettes(filtre, defaut, choix, seul)


def _uniques(filtre: Filtre, choix: Referentiel, champs: tuple[str, ...], seul: str | None, ou: str) -> None:
    """Les sélecteurs à valeur unique ; `ou` distingue la série du téléphone de celle du bureau."""
    contrats = ["", *choix.contrats] if len(choix.contrats) > 1 else list(choix.contrats)
    noms = choix.contrats | {"": "Tous les contrats"}
    _liste("contrat", contrats, filtre.contrats[0] if filtre.contrats else "", noms, ou)
    if choix.annees:
        toutes = (choix.annees[-1], choix.annees[0])
        periodes = dict.fromkeys([*((a, a) for a in choix.annees), toutes, filtre.annees or toutes])
        noms = {p: annees_en_mots(p) for p in periodes}
        _liste("annee", list(periodes), filtre.annees or toutes, noms, ou)
    if seul:
        codes = getattr(choix, liens.LISTES[seul])
        valeur = (*getattr(filtre, liens.LISTES[seul]), "")[0]
        _liste(seul, ["", *codes], valeur, {"": f"Choisir un {NOMS[seul].lower()}"} | codes, ou)
    if "montant" in champs:
        _liste("montant", list(NOMS_MONTANTS), filtre.montant, NOMS_MONTANTS, ou)


def _liste(nom: str, options: list, valeur: object, noms: dict, ou: str) -> None:
    cle = f"filtre_{nom}{ou}"
    if not options:
        return
    st.session_state[cle] = valeur if valeur in options else options[0]
    st.selectbox(
        NOMS[nom],
        options,
        key=cle,
        format_func=lambda option: inerte.texte(noms.get(option, option)),
        on_change=_changer,
        args=(nom, cle),
        placeholder="Choisir",
        label_visibility="visible" if ou else "collapsed",
    )


def _periode(filtre: Filtre, choix: Referentiel) -> None:
    """Plusieurs années de suite : de … à …"""
    annees = sorted({*choix.annees, *(filtre.annees or ())})
    debut, fin = filtre.annees or (annees[0], annees[-1])
    # La clé porte la période : un intervalle ne se réécrit pas par session_state, il se recrée.
    cle = f"filtre_periode_{debut}_{fin}"
    st.select_slider("Période", annees, value=(debut, fin), key=cle, on_change=_changer, args=("annee", cle))


def _multiple(nom: str, filtre: Filtre, choix: Referentiel) -> None:
    cle = f"filtre_{nom}"
    noms = getattr(choix, liens.LISTES[nom])
    st.session_state[cle] = [c for c in getattr(filtre, liens.LISTES[nom]) if c in noms]
    st.multiselect(
        NOMS[nom],
        list(noms),
        key=cle,
        format_func=lambda code: inerte.texte(noms.get(code, code)),
        on_change=_changer,
        args=(nom, cle),
        placeholder=TOUS[nom],
    )


def _changer(nom: str, cle: str) -> None:
    valeur = st.session_state[cle]
    filtre, defaut, _, _ = courant()
    if nom == "contrat":
        # Piliers, quartiers et années sont ceux d'un contrat : en changer les oublie.
        filtre = Filtre(contrats=(valeur,) if valeur else (), montant=filtre.montant, natures=filtre.natures)
        etat.remplacer(liens.ecrire(filtre, Filtre(contrats=defaut.contrats)))
        return
    if nom == "annee":
        permis = referentiel(filtre.contrats, valeur).piliers
        filtre = replace(filtre, piliers=tuple(p for p in filtre.piliers if p in permis))
    if nom in liens.LISTES:
        codes = tuple(valeur) if isinstance(valeur, list) else (valeur,) if valeur else ()
        filtre = replace(filtre, **{liens.LISTES[nom]: codes})
    else:
        filtre = replace(filtre, **{"annees" if nom == "annee" else nom: valeur})
    etat.remplacer(liens.ecrire(filtre, defaut))


def parametre(nom: str, choix: dict[str, str], libelle: str, largeur: int = 330) -> str:
    """Un choix propre à la page (`mesure`, `lecture`…) ; le premier est le défaut, omis du lien.

    `choix` : code → nom. Un code inconnu est écarté avec une note.
    """
    dit = Choix.de(courante(), nom, options=choix, libelle=libelle, largeur=largeur)
    if dit.inconnue:
        recueil.ecarter([f"{nom} : {dit.inconnue}"])
    montrer_choix(dit)
    return dit.valeur


def montrer_choix(choix: Choix) -> None:
    """Dessine un choix propre à la page, et dit la valeur de l'adresse qu'il ne connaît pas."""
    if choix.inconnue:
        dit = f"Le lien demande {choix.nom} « {choix.inconnue} », absent de cette base : il est ignoré."
        st.info(markdown(typographie(dit)), icon=":material/info:")
    cle, codes = f"choix_{choix.nom}", list(choix.options)
    st.session_state[cle] = choix.valeur
    st.selectbox(
        choix.libelle,
        codes,
        key=cle,
        label_visibility="collapsed",
        width=choix.largeur,
        placeholder="Choisir",
        format_func=lambda code: inerte.texte(
            typographie(f"{choix.libelle} : {choix.options.get(code, code)}")
        ),
        on_change=_poser,
        args=(choix.nom, cle, codes[0]),
    )


def _poser(nom: str, cle: str, defaut: str) -> None:
    valeur = st.session_state[cle]
    etat.poser(**{nom: None if valeur == defaut else valeur})


def choisir(nom: str, code: str | None) -> None:
    """Un clic sur une carte ou une barre : le filtre, donc le lien, suit."""
    if code is not None and poser_choix(nom, code):
        # Sans quoi le passage suivant relirait l'ancienne adresse et oublierait le choix.
        etat.emettre()
        st.rerun()


def poser_choix(nom: str, code: str) -> bool:
    """Ce que choisit un clic : un champ du filtre, ou un paramètre de la page ; faux si rien ne change."""
    if nom not in liens.LISTES:
        if etat.parametre(nom) == code:
            return False
        etat.poser(**{nom: code})
        return True
    filtre, defaut, _, _ = courant()
    if (code,) == getattr(filtre, liens.LISTES[nom]):
        return False
    if nom == "contrat":
        # Piliers, thématiques et quartiers sont ceux d'un contrat : en changer les oublie.
        filtre = replace(filtre, piliers=(), thematiques=(), quartiers=())
    etat.remplacer(liens.ecrire(replace(filtre, **{liens.LISTES[nom]: (code,)}), defaut))
    return True


def _etiquettes(filtre: Filtre, defaut: Filtre, choix: Referentiel, seul: str | None) -> None:
    """Ce qui restreint la vue, retirable d'un clic ; même un filtre que cette page ne propose pas."""
    retirables = [n for n in liens.LISTES if n not in ("contrat", seul) and getattr(filtre, liens.LISTES[n])]
    for nom in retirables:
        champ = liens.LISTES[nom]
        for code in getattr(filtre, champ):
            st.button(
                markdown(typographie(f"{NOMS[nom]} : {getattr(choix, champ).get(code, code)}")),
                icon=":material/close:",
                icon_position="right",
                key=f"retirer_{nom}_{code}",
                on_click=_retirer,
                args=(nom, code),
                help="Retirer ce filtre",
            )
    if len(retirables) > 1 or filtre.montant != defaut.montant:
        st.button("Tout effacer", key="tout_effacer", on_click=effacer, type="tertiary")


def _retirer(nom: str, code: str) -> None:
    filtre, defaut, _, _ = courant()
    champ = liens.LISTES[nom]
    reste = tuple(c for c in getattr(filtre, champ) if c != code)
    etat.remplacer(liens.ecrire(replace(filtre, **{champ: reste}), defaut))


def effacer() -> None:
    """Revient à tous les piliers, quartiers, financeurs… du contrat, et à la dernière année."""
    filtre, defaut, _, _ = courant()
    etat.remplacer(liens.ecrire(replace(defaut, contrats=filtre.contrats), defaut))
