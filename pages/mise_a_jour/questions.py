"""Troisième étape : ce que le tableau laisse à demander, une question à la fois, une réponse déjà choisie."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.composants import formats, inerte, phrases
from pages.composants.phrases import markdown
from pages.mise_a_jour import apercu, colonnes, contrat, reprise, visite
from queries import chemin_base

if TYPE_CHECKING:
    from data.programmation.depart import ContratDeDepart
    from data.programmation.question import Question

_ENSEMBLE = ("statuts", "pilier", "quartier", "porteur")
"""Les questions d'une de ces sortes se posent sur un même écran : chacune ne porte que sur un mot."""
_PAR_ECRAN = 5
_DETAILS = 12
_AUTRE = "autre"
_COURT, _BOUTONS, _ENTIER = 30, 12, 7


def montrer(travail: visite.Travail, dit: "str | ContratDeDepart") -> None:
    """Les questions, puis ce qu'on a compris, puis toutes les colonnes pour qui les veut."""
    st.subheader("3. Quelques questions", anchor=False)
    if not _cadrer(travail, dit) or not _lire(travail):
        _revenir(travail)
        return
    from data.programmation.questions import questions

    restent = questions(travail.lu)
    a_poser = [q for q in restent if q.cle not in travail.laissees]
    laissees = [q for q in restent if q.cle in travail.laissees and not q.facultative]
    if a_poser:
        _poser(travail, a_poser)
    elif laissees:
        _laissees(travail, laissees)
    else:
        _verifier(travail)
    apercu.montrer(travail.vu or travail.lu, bool(restent))
    colonnes.montrer(travail)


def _cadrer(travail: visite.Travail, dit: "str | ContratDeDepart") -> bool:
    """Ce face à quoi on lit ; un autre contrat remet les réponses à zéro."""
    if travail.cadre and travail.cadre.contrat == dit:
        return True
    from data import mise_a_jour

    travail.cadre = visite.a_part(
        "Préparation du contrat", "cadre", dit, chemin_base(), travail.chemin, contrat.sources()
    )
    if travail.cadre is None:
        return False
    if travail.reponses and travail.reponses.contrat_id != travail.cadre.referentiels.contrat_id:
        travail.avant.clear()
        travail.repondre(None, ())
    travail.lu, travail.vu = None, None
    if travail.reponses is None and isinstance(dit, str):
        travail.reponses = mise_a_jour.memoire(chemin_base(), dit)
    reprise.garder(travail, dit)
    return True


def _lire(travail: visite.Travail) -> bool:
    if travail.lu is None:
        travail.lu = visite.a_part(
            "Lecture du tableau", "lire", travail.depot, travail.cadre, travail.reponses
        )
        if travail.lu:
            travail.vu = visite.a_part("Aperçu", "comme_proposee", travail.depot, travail.cadre, travail.lu)
    return travail.lu is not None


def _poser(travail: visite.Travail, a_poser: "list[Question]") -> None:
    """La première question, avec celles qui vont avec elle."""
    premiere = a_poser[0]
    ensemble = [premiere]
    if premiere.sorte in _ENSEMBLE:
        pareilles = (q for q in a_poser if (q.sorte, q.facultative) == (premiere.sorte, premiere.facultative))
        ensemble = list(pareilles)[:_PAR_ECRAN]
    with st.container(border=True, key="question-posee"):
        reste = len(a_poser) - len(ensemble)
        suite = f"puis {phrases.accord(reste, 'autre', 'autres')}" if reste else "la dernière"
        st.caption(f"Question {len(travail.avant) + 1}, {suite}")
        reponses = [_question(q) for q in ensemble]
        with st.container(horizontal=True, key="repondre"):
            pret = all(r is not None for r in reponses)
            if st.button("Continuer", type="primary", key="question-continuer", disabled=not pret):
                _repondre(travail, ensemble, [str(r) for r in reponses])
            plus_tard = "Passer" if premiere.facultative else "Plus tard"
            if st.button(plus_tard, key="question-plus-tard", icon=":material/schedule:"):
                _laisser(travail, ensemble)
            _revenir(travail)


def _question(q: "Question") -> str | None:
    """La phrase, ce que la réponse engage, la réponse. La phrase est aussi le libellé du champ, caché : un
    lecteur d'écran lit l'une avec l'autre."""
    phrase, cle = markdown(formats.typographie(q.phrase)), f"reponse-{q.cle}"
    st.subheader(phrase, anchor=False)
    _details(q)
    valeurs = [c.valeur for c in q.choix]
    if q.libre:
        valeurs.append(_AUTRE)
    libelles = {_AUTRE: "Une autre"} | {
        c.valeur: formats.typographie(f"{c.libelle[:1].upper()}{c.libelle[1:]}") for c in q.choix
    }
    rang = valeurs.index(q.proposee) if q.proposee in valeurs else None
    court = len(valeurs) <= _BOUTONS and all(len(libelles[v]) <= _COURT for v in valeurs)
    if court or len(valeurs) <= _ENTIER:
        dite = st.radio(
            phrase,
            valeurs,
            index=rang,
            horizontal=court,
            key=cle,
            label_visibility="collapsed",
            format_func=lambda v: markdown(libelles[v]),
        )
    else:
        dite = st.selectbox(
            phrase,
            valeurs,
            index=rang,
            key=cle,
            label_visibility="collapsed",
            width=560,
            format_func=lambda v: inerte.texte(libelles[v]),
            placeholder="Choisissez",
        )
    if dite == _AUTRE:
        lue = st.number_input("Laquelle ?", 2000, 2100, None, key=f"{cle}-autre", width=240)
        return None if lue is None else str(lue)
    return dite


def _details(q: "Question") -> None:
    lignes = [f"- {markdown(formats.typographie(d))}" for d in q.details[:_DETAILS]]
    if len(q.details) > _DETAILS:
        lignes.append(f"- … et {phrases.accord(len(q.details) - _DETAILS, 'autre', 'autres')}")
    if lignes:
        st.markdown("\n".join(lignes))


def _repondre(travail: visite.Travail, ensemble: "list[Question]", valeurs: list[str]) -> None:
    from data.programmation.questions import repondre

    def toutes() -> object:
        reponses = travail.lu.correspondance
        for question, valeur in zip(ensemble, valeurs, strict=True):
            reponses = repondre(reponses, question, valeur)
        return reponses

    reponses = visite.relire("Réponse", toutes)
    if reponses:
        travail.avant.append((travail.reponses, travail.laissees))
        _suivre(travail, reponses, travail.laissees)


def _laisser(travail: visite.Travail, ensemble: "list[Question]") -> None:
    travail.avant.append((travail.reponses, travail.laissees))
    _suivre(travail, travail.reponses, (*travail.laissees, *(q.cle for q in ensemble)))


def _suivre(travail: visite.Travail, reponses: object, laissees: tuple[str, ...]) -> None:
    travail.repondre(reponses, laissees)
    reprise.garder(travail, travail.cadre.contrat)
    visite.recommencer_la_page()


def _revenir(travail: visite.Travail) -> None:
    if travail.avant and st.button(
        "Question précédente", key="question-precedente", icon=":material/arrow_back:", type="tertiary"
    ):
        reponses, laissees = travail.avant.pop()
        _suivre(travail, reponses, laissees)


def _laissees(travail: visite.Travail, laissees: "list[Question]") -> None:
    """Tout est dit, sauf ce qu'on a remis à plus tard."""
    nb = phrases.accord(len(laissees), "question laissée", "questions laissées")
    st.info(
        formats.typographie(
            f"{nb} pour plus tard. Rien ne se publie sans réponse ; rien n'est perdu non plus."
        ),
        icon=":material/schedule:",
    )
    st.markdown("\n".join(f"- {markdown(formats.typographie(q.phrase))}" for q in laissees))
    with st.container(horizontal=True):
        if st.button("Y répondre maintenant", type="primary", key="question-reprendre"):
            _suivre(travail, travail.reponses, ())
        _revenir(travail)


def _verifier(travail: visite.Travail) -> None:
    """Plus rien à demander : la base d'essai se construit aussitôt."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Tout est dit : plus aucune question.", width="content")
        _revenir(travail)
    encore = travail.essaye and travail.verification is None
    if travail.verification or (
        encore and not st.button("Vérifier de nouveau", icon=":material/refresh:", key="verifier")
    ):
        return
    travail.essaye = True
    travail.verification = visite.a_part(
        "Vérification du tableau",
        "verifier",
        travail.lu,
        travail.depot,
        travail.cadre,
        chemin_base(),
        travail.chemin,
        discret=False,
    )
